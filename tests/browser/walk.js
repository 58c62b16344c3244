// What every browser is walked through, as a new user would go.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { until } from './browsers.js';
import { ECGLASS, ROOT, file, serve, table } from './site.js';

/** @import { Browser } from './browsers.js' */

const SAMPLES = join(ROOT, 'www/samples');
export const TABLE = [join(SAMPLES, 'heartbeats.csv')];
export const RECORD = ['hea', 'dat', 'atr'].map((end) => join(SAMPLES, `minute.${end}`));

export const PICTURES = join(ROOT, 'target/screenshots');
mkdirSync(PICTURES, { recursive: true });

const DONE = `document.documentElement.dataset.phase === 'done'`;
const FAILED = `document.documentElement.dataset.phase === 'error'`;
export const OPEN = `typeof ecglass === 'object' && document.documentElement.dataset.phase !== undefined`;

/** @param {string[]} paths */
export function natively(paths) {
  const out = file('report.json', '');
  execFileSync(ECGLASS, ['analyze', ...paths, '--report', out], { cwd: ROOT, stdio: 'ignore' });
  return JSON.parse(readFileSync(out, 'utf8'));
}

/** The sentence that the command line says of a file. @param {string[]} paths */
function sentence(paths) {
  const { status, stderr } = spawnSync(ECGLASS, ['analyze', ...paths], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(status, 1);
  return stderr.trim().replace(/^ecglass: /, '');
}

/** @param {Browser} browser */
export async function report(browser) {
  return JSON.parse(await browser.evaluate('JSON.stringify(ecglass.report)'));
}

/**
 * @param {Browser} browser
 * @param {string[]} paths
 */
export async function dropAndRead(browser, paths) {
  await until(browser, OPEN);
  await browser.evaluate('window.reportBefore = ecglass.report');
  await browser.drop(paths);
  await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
  return report(browser);
}

/** A row of 187 samples and a label. @param {string} first @param {string} label */
const row = (first, label) => `${first},${'0.5,'.repeat(186)}${label}\n`;

/** @type {[string, string, string | Uint8Array][]} */
const BAD = [
  ['an empty file', 'empty.csv', ''],
  ['a picture', 'picture.csv', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
  ['a web page', 'page.csv', '<!DOCTYPE html><html><body>Sign in</body></html>'],
  ['one column', 'column.csv', '0.1\n0.2\n0.3\n'],
  ['a row shorter than the rest', 'short.csv', `${row('0.5', '0')}0.5,0.5,0\n`],
  ['text in a number column', 'text.csv', row('0.5', '0') + row('oops', '0')],
  ['NaN', 'nan.csv', row('0.5', '0') + row('NaN', '0')],
  ['the label 7', 'seven.csv', row('0.5', '0') + row('0.5', '7')],
  ['the label -1', 'minus.csv', row('0.5', '-1')],
  ['a WFDB header without its signal', 'lone.hea', 'lone 1 360 4\nlone.dat 16 200 12 0 1 10 0 MLII\n'],
  ['a table of another width', 'narrow.csv', '0.1,0.2,1\n0.3,0.1,2\n'],
];

/**
 * @param {() => Promise<Browser>} start
 * @param {{ offline: true | string, file: true | string }} can a reason where the engine cannot be driven there
 */
export function walk(start, can) {
  /** @type {Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;

  before(async () => {
    site = await serve();
    browser = await start();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  const nothingWrong = () => assert.deepEqual(browser.problems(), []);

  test('the page opens and says what it is', async () => {
    await browser.open(site.url);
    await until(browser, OPEN);
    const words = await browser.evaluate('document.body.innerText');
    for (const said of ['See what is in an ECG', '0 bytes sent', 'Not a medical device']) assert.ok(words.includes(said), said);
    await browser.screenshot(join(PICTURES, `${browser.name}-arrive.png`));
    nothingWrong();
  });

  test('a dropped table gets the answer of the command line, to the last count', async (t) => {
    t.diagnostic(`${browser.name}: dropped ${browser.drags}`);
    assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
    const shown = await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#counts [data-class]')].map((e) => [e.dataset.class, Number(e.dataset.count)]))`);
    assert.deepEqual(Object.fromEntries(JSON.parse(shown)), natively(TABLE).counts);
    const cell = await browser.evaluate(`document.querySelector('#confusion-table td[data-truth=V][data-said=V]').textContent.trim()`);
    assert.equal(Number(cell), natively(TABLE).scores.confusion[2][2]);
    await browser.screenshot(join(PICTURES, `${browser.name}-table.png`));
    nothingWrong();
  });

  test('a dropped record gets the answer of the command line, and its trace is drawn', async () => {
    assert.deepEqual(await dropAndRead(browser, RECORD), natively(RECORD.slice(0, 1)));
    const ink = await browser.evaluate(`(() => {
      const canvas = document.getElementById('trace');
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      const colours = new Set();
      for (let i = 0; i < pixels.length; i += 4) colours.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
      return colours.size;
    })()`);
    assert.ok(ink > 10, `${ink} colours on the trace`);
    const crisp = await browser.evaluate(`Math.abs(document.getElementById('trace').width - document.getElementById('trace').clientWidth * devicePixelRatio)`);
    assert.ok(crisp <= 3, `the canvas is ${crisp} device pixels off`);
    await browser.screenshot(join(PICTURES, `${browser.name}-record.png`));
    nothingWrong();
  });

  test('a job is cancelled half way and another file dropped', async () => {
    await browser.drop([file('large.csv', table(20_000))]);
    await until(browser, `document.documentElement.dataset.phase === 'classifying' && Number(document.getElementById('progress').value) > 0`);
    await browser.press('Escape');
    await until(browser, `!['reading', 'classifying'].includes(document.documentElement.dataset.phase)`);
    assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
    nothingWrong();
  });

  test('a file dropped on a running job takes its place', async () => {
    await browser.drop([file('large.csv', table(20_000))]);
    await until(browser, `['reading', 'classifying'].includes(document.documentElement.dataset.phase)`);
    await browser.drop(RECORD);
    await until(browser, `${DONE} && ecglass.report.record.name === 'minute'`);
    assert.deepEqual(await report(browser), natively(RECORD.slice(0, 1)));
    nothingWrong();
  });

  for (const [what, name, content] of BAD) {
    test(`${what}: the page says what the command line says, and stays alive`, async () => {
      const path = file(name, content);
      await browser.drop([path]);
      const expected = sentence([path]);
      await until(browser, `document.getElementById('error-text').textContent === ${JSON.stringify(expected)}`, 15);
      assert.ok(await browser.evaluate(`!document.getElementById('error').hidden`));
    });
  }

  test('after all the wrong files a right one is read', async () => {
    assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
    nothingWrong();
  });

  test('a cut signal is read as far as it goes, and a note says so', async () => {
    const whole = readFileSync(RECORD[1]);
    const paths = [RECORD[0], file('minute.dat', whole.subarray(0, 20_000)), RECORD[2]];
    const found = await dropAndRead(browser, paths);
    assert.match(found.notes[0].text, /^minute\.dat ends after 13333 of the 21600 samples/);
    assert.match(await browser.evaluate(`document.getElementById('notes').textContent`), /minute\.dat ends after/);
  });

  test('ten million rows are refused at the first one', async () => {
    // A file of four gigabytes, made of one piece many times: only its first slice is ever read.
    await browser.evaluate(`(() => {
      const piece = new Blob([${JSON.stringify(row('0.5', '0').repeat(100))}]);
      const thousand = new Blob(Array(1000).fill(piece));
      const data = new DataTransfer();
      data.items.add(new File(Array(100).fill(thousand), 'huge.csv'));
      document.getElementById('drop-zone').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
    })()`);
    await until(browser, `document.getElementById('error-text').textContent.startsWith('huge.csv: about 10,000,')`, 30);
    assert.ok(await browser.evaluate(FAILED));
  });

  test('nothing was asked of any other host', async () => {
    const elsewhere = (await browser.requests()).filter((url) => !url.startsWith(site.url) && !/^(blob|data|about):/.test(url));
    assert.deepEqual(elsewhere, []);
  });

  test('the site works below a path', async () => {
    const below = await serve({ under: '/any/sub/path/' });
    try {
      await browser.open(below.url);
      assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
      nothingWrong();
    } finally {
      await below.stop();
    }
  });

  if (can.offline === true) {
    test('after one visit the page opens and works without its server', async () => {
      const visit = await serve();
      await browser.open(visit.url);
      await until(browser, `navigator.serviceWorker.ready.then(() => true)`);
      await visit.stop();
      await browser.reload();
      assert.deepEqual(await dropAndRead(browser, RECORD), natively(RECORD.slice(0, 1)));
      browser.problems();
    });
  } else {
    test(`offline use is not driven here: ${can.offline}`, async () => {
      await browser.open(site.url);
      await until(browser, OPEN);
      assert.notEqual(await browser.evaluate(`navigator.serviceWorker ? navigator.serviceWorker.controller : 'none'`), undefined);
    });
  }

  if (can.file === true) {
    test('the single file works from the disk, without any server', async () => {
      await browser.open(pathToFileURL(join(ROOT, 'dist/ecglass.html')).href);
      assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
      assert.deepEqual(await dropAndRead(browser, RECORD), natively(RECORD.slice(0, 1)));
      nothingWrong();
    });
  } else {
    test(`the single file is not driven from the disk here (${can.file}), but from a server`, async () => {
      await browser.open(`${site.url}ecglass.html`);
      assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
    });
  }
}
