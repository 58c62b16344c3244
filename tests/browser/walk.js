// What every browser is walked through, as a new user would go.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { until } from './browsers.js';
import { edf, watch, zip } from './made.js';
import { ECGLASS, ROOT, file, serve, table } from './site.js';
import { handed, inBrowser } from './tab.js';

/** @import { Browser } from './browsers.js' */

const SAMPLES = join(ROOT, 'www/samples');
export const TABLE = [join(SAMPLES, 'heartbeats.csv')];
export const RECORD = ['hea', 'dat', 'atr'].map((end) => join(SAMPLES, `minute.${end}`));

export const PICTURES = join(ROOT, 'target/screenshots');
mkdirSync(PICTURES, { recursive: true });

const DONE = `document.documentElement.dataset.phase === 'done'`;
const FAILED = `document.documentElement.dataset.phase === 'error'`;
export const OPEN = `typeof ecglass === 'object' && document.documentElement.dataset.phase !== undefined`;

/**
 * The report that the command line writes, without its beats one by one, which the page has elsewhere, and the files' hashes, which it takes to save it.
 * @param {string[]} paths
 * @param {...string} asked
 */
export function natively(paths, ...asked) {
  const { beats: _, files: __, ...said } = JSON.parse(readFileSync(nativeReport(paths, ...asked), 'utf8'));
  return said;
}

/**
 * @param {string[]} paths
 * @param {...string} asked
 */
function nativeReport(paths, ...asked) {
  const out = file('report.json', '');
  execFileSync(ECGLASS, ['analyze', ...paths, ...asked, '--report', out], { cwd: ROOT, stdio: 'ignore' });
  return out;
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
  ['a row shorter than the rest', 'short.csv', `${row('0.5', '0')}0.5,0.5,0\n`],
  ['text in a number column', 'text.csv', row('0.5', '0') + row('oops', '0')],
  ['NaN', 'nan.csv', row('0.5', '0') + row('NaN', '0')],
  ['the label 7', 'seven.csv', row('0.5', '0') + row('0.5', '7')],
  ['the label -1', 'minus.csv', row('0.5', '-1')],
  ['a WFDB header without its signal', 'lone.hea', 'lone 1 360 4\nlone.dat 16 200 12 0 1 10 0 MLII\n'],
  ['a table of another width', 'narrow.csv', `a,b,label\n0.1,0.2,1\n0.3,0.1,2\n`],
  ['a PDF', 'paper.pdf', '%PDF-1.4\n%âãÏÓ\n'],
];

const said = `document.getElementById('error-text').textContent`;

/**
 * Types into a field of the page as a person would.
 * @param {Browser} browser
 * @param {string} id
 * @param {string} value
 */
function fill(browser, id, value) {
  return browser.evaluate(`(() => {
    const field = document.getElementById(${JSON.stringify(id)});
    field.value = ${JSON.stringify(value)};
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  })()`);
}

/**
 * Presses a button after which another report comes.
 * @param {Browser} browser
 * @param {string} act an expression
 */
async function reread(browser, act) {
  await browser.evaluate(`(() => { window.reportBefore = ecglass.report; ${act}; })()`);
  await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
  return report(browser);
}

/** What is saved in a form. @param {Browser} browser @param {string} form */
const saved = (browser, form) => handed(browser, `save-${form}`);

/** What the models come to by the command line; times are left out, and thresholds, whose last digits are the processor's. @param {string[]} paths @param {...string} models */
export function contestNatively(paths, ...models) {
  const out = file('contest.json', '');
  execFileSync(ECGLASS, ['compare', ...paths, ...models.flatMap((model) => ['--model', model]), '--json', out], { cwd: ROOT, stdio: 'ignore' });
  return figures(readFileSync(out, 'utf8'));
}

/** @param {string} text of a comparison */
export function figures(text) {
  return JSON.parse(text, (name, value) => (/^(thresholds?|ms_per_1000)$/.test(name) ? undefined : value));
}

/**
 * Ticks these models and no others, compares them, and gives what is saved of it.
 * @param {Browser} browser
 * @param {string[]} keys
 */
export async function compared(browser, keys) {
  await until(browser, `document.querySelectorAll('#entrants li').length >= 8`);
  await browser.evaluate(`(() => {
    for (const box of document.querySelectorAll('#entrants input')) if (box.checked !== ${JSON.stringify(keys)}.includes(box.dataset.key)) box.click();
  })()`);
  await until(browser, `document.querySelectorAll('#entrants :checked').length === ${keys.length}`);
  const row = `document.querySelector('#contest-table tbody tr')`;
  await browser.evaluate(`(() => { window.rowBefore = ${row}; document.getElementById('compare-now').click(); })()`);
  await until(browser, `${DONE} && document.getElementById('contest').checkVisibility() && ${row} !== window.rowBefore`);
  return saved(browser, 'comparison');
}

/** Two of the models that come with the page, on the sample table. @param {Browser} browser */
async function compareTwo(browser) {
  const { name, text } = await compared(browser, ['beat-cnn', 'beat-mlp']);
  assert.equal(name, 'heartbeats-compare.json');
  const found = figures(text);
  assert.deepEqual(found, contestNatively(TABLE, 'beat-cnn', 'beat-mlp'));
  const shown = await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#contest-table tbody tr')].map((row) => [row.dataset.model, row.querySelector('[data-figure=accuracy]').textContent, row.querySelector('[data-figure=unsure]').textContent]))`);
  assert.deepEqual(JSON.parse(shown), found.models.map((/** @type {any} */ { model, figures, unsure }) => [model.name, figures.accuracy.toFixed(3), String(unsure)]));
}

/**
 * @param {() => Promise<Browser>} start
 * @param {{ offline: true | string, file: true | string }} can a reason where the engine cannot be driven there
 */
export function walk(start, can) {
  /** @type {Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;

  inBrowser(start, (tab) => {
    ({ browser, site } = tab);
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

  test('the beats of the signal are a choice away from those of the file, and so is the trace as it was recorded', async () => {
    const pixels = () => browser.evaluate(`document.getElementById('trace').toDataURL().length + document.getElementById('trace').toDataURL().slice(-4000)`);
    await dropAndRead(browser, RECORD);
    assert.match(await browser.evaluate(`document.getElementById('trace').getAttribute('aria-label')`), /^Lead MLII of minute, cleaned: 0:00 to /);
    const cleaned = await pixels();
    await browser.evaluate(`document.getElementById('trace-raw').click()`);
    await until(browser, `document.getElementById('trace-words').textContent.startsWith('Lead MLII of minute, as recorded: ')`);
    // The words change before the picture does.
    for (let wait = 0; wait < 100 && (await pixels()) === cleaned; wait++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.notEqual(await pixels(), cleaned);
    await browser.evaluate(`(window.reportBefore = ecglass.report, true)`);
    await fill(browser, 'look-beats', 'signal');
    await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
    assert.deepEqual(await report(browser), natively(RECORD.slice(0, 1), '--find'));
    assert.match(await browser.evaluate(`document.getElementById('beats-from').textContent`), /^73 beats are marked in the file and \d+ found in the signal, .* Shown are those found\.$/);
    assert.equal(await browser.evaluate(`document.querySelectorAll('#quality tr[data-lead=MLII] [data-grade]').length > 0`), true);
    const measured = await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#measures tr[data-measure=qrs_ms] td, #st tr[data-lead=MLII] td')].map((cell) => cell.textContent))`);
    const { intervals, st } = natively(RECORD.slice(0, 1), '--find');
    const shown = JSON.parse(measured);
    assert.equal(shown[0], `${intervals.qrs_ms.median}\u{a0}ms`);
    assert.equal(shown.at(-1), 'none');
    assert.equal(st.leads[0].lead, 'MLII');
    assert.match(await browser.evaluate(`document.getElementById('rhythm').textContent`), /^[A-Z][a-z ]+; atrial fibrillation is \S+\s% probable/);
    const { hrv } = natively(RECORD.slice(0, 1), '--find');
    assert.equal(await browser.evaluate(`document.querySelector('#hrv tr[data-hrv=sdnn] td').textContent`), `${hrv.time.sdnn_ms.toFixed(1)}\u{a0}ms`);
    for (const chart of ['tachogram', 'histogram', 'poincare', 'spectrum', 'st-trend']) assert.equal(await browser.evaluate(`new Set(document.getElementById('${chart}').getContext('2d').getImageData(0, 0, 200, 150).data).size > 8`), true, `${chart} is drawn`);
    const waves = await saved(browser, 'waves');
    assert.ok(waves.text.startsWith('lead,wave,onset,peak,offset\nMLII,'), waves.text.slice(0, 60));
    const clean = await saved(browser, 'clean');
    assert.match(clean.name, /^minute-clean\.csv$/);
    await browser.screenshot(join(PICTURES, `${browser.name}-signal.png`));
    await browser.evaluate(`document.getElementById('trace-clean').click()`);
    assert.deepEqual(await dropAndRead(browser, RECORD), natively(RECORD.slice(0, 1)), 'another drop begins as usual');
    nothingWrong();
  });

  test('a flat line and a rate that is too low get no beats, but a reason', async () => {
    const flat = file('flat.csv', `time_s,II\n${Array.from({ length: 5000 }, (_, i) => `${(i / 250).toFixed(3)},0.5`).join('\n')}\n`);
    const found = await dropAndRead(browser, [flat]);
    assert.deepEqual(found, natively([flat]));
    assert.equal(found.record.beats, 0);
    assert.equal(await browser.evaluate(`document.getElementById('headline').textContent`), '20 s of ECG, one lead. No heartbeat was found in it.');
    assert.match(await browser.evaluate(`document.getElementById('notes').textContent`), /flat/);
    const slow = file('slow.csv', `time_s,II\n${Array.from({ length: 600 }, (_, i) => `${(i / 30).toFixed(4)},${Math.sin(i / 3).toFixed(3)}`).join('\n')}\n`);
    assert.deepEqual(await dropAndRead(browser, [slow]), natively([slow]));
    assert.match(await browser.evaluate(`document.getElementById('notes').textContent`), /30 samples a second are too few/);
    nothingWrong();
  });

  test('models are compared on the labels, to the last figure of the command line', async () => {
    await dropAndRead(browser, TABLE);
    await compareTwo(browser);
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

  test('a watch’s export with decimal commas opens as what it is, and its beats are found', async () => {
    const path = file('ecg_2024-03-05.csv', watch(30));
    const found = await dropAndRead(browser, [path]);
    assert.deepEqual(found, natively([path]));
    assert.equal(found.record.rate_hz, 512);
    assert.equal(found.record.beats_from, 'signal');
    assert.ok(found.record.beats >= 28 && found.record.beats <= 31, `${found.record.beats} beats`);
    assert.match(await browser.evaluate(`document.getElementById('beats-from').textContent`), /^No beats are marked in the file; \d+ beats were found in the signal\.$/);
    const line = await browser.evaluate(`document.getElementById('read-as').textContent`);
    for (const part of ['512 Hz', 'decimal comma', 'µV', 'lead I']) assert.ok(line.includes(part), `${part} in ${line}`);
    assert.equal(await browser.evaluate(`document.querySelector('#findings [data-about=rate] .value').textContent`), '512 Hz');
    const visible = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').checkVisibility()`);
    assert.deepEqual([await visible('trace'), await visible('counts'), await visible('signal-panel'), await visible('look-beats-field'), await visible('error')], [true, true, true, false, false]);
    assert.ok(await browser.evaluate(`document.getElementById('trace').width > 300`));
    await browser.screenshot(join(PICTURES, `${browser.name}-watch.png`));
    nothingWrong();
  });

  test('a correction reads the same file again, and is taken back', async () => {
    await browser.evaluate(`document.getElementById('reading').open = true`);
    await fill(browser, 'correct-rate', 'fast');
    await browser.evaluate(`document.getElementById('read-again').click()`);
    await until(browser, `!document.getElementById('fault-rate').hidden`);
    assert.match(await browser.evaluate(`document.getElementById('fault-rate').textContent`), /number above 0, such as 250/);
    assert.equal(await browser.evaluate(`document.activeElement.id`), 'correct-rate');

    await fill(browser, 'correct-rate', '256');
    const corrected = await reread(browser, `document.getElementById('read-again').click()`);
    assert.equal(corrected.record.rate_hz, 256);
    assert.deepEqual(corrected.choices, { rate_hz: 256 });
    assert.equal(await browser.evaluate(`document.getElementById('correct-rate').value`), '256');
    assert.match(await browser.evaluate(`document.getElementById('about').textContent`), / 1 min 0 s /);
    assert.ok(await browser.evaluate(`document.getElementById('reading').open`), 'what was unfolded stays so');
    await browser.screenshot(join(PICTURES, `${browser.name}-correct.png`));

    const undone = await reread(browser, `document.getElementById('undo').click()`);
    assert.equal(undone.record.rate_hz, 512);
    assert.ok(await browser.evaluate(`document.getElementById('undo').hidden`));
    nothingWrong();
  });

  test('a correction that cannot be read with leaves what is shown, and what was typed', async () => {
    await fill(browser, 'correct-layout', 'table');
    await browser.evaluate(`document.getElementById('read-again').click()`);
    await until(browser, `${FAILED} && ${said} !== ''`);
    assert.equal((await report(browser)).record.rate_hz, 512);
    assert.equal(await browser.evaluate(`document.getElementById('correct-layout').value`), 'table');
    await browser.evaluate(`document.getElementById('reading').open = false`);
  });

  test('a header and its signal are dropped one by one', async () => {
    await browser.drop([RECORD[0]]);
    await until(browser, `${said}.includes('minute.hea describes minute.dat: drop it too')`);
    const found = await dropAndRead(browser, [RECORD[1]]);
    assert.equal(found.record.name, 'minute');
    assert.equal(found.record.beats_from, 'signal');
    assert.ok(found.record.beats > 60, `${found.record.beats} beats`);
    const marked = await dropAndRead(browser, [RECORD[2]]);
    assert.deepEqual(marked, natively(RECORD.slice(0, 1)));
    nothingWrong();
  });

  test('a zip of a record is read as the record', async () => {
    const path = file('minute.zip', zip(RECORD.map((path) => [`db/${basename(path)}`, readFileSync(path)])));
    const found = await dropAndRead(browser, [path]);
    assert.deepEqual(found.counts, natively(RECORD.slice(0, 1)).counts);
    nothingWrong();
  });

  test('an EDF file opens, and its other channels can be taken', async () => {
    const path = file('night.edf', edf(10));
    const found = await dropAndRead(browser, [path]);
    assert.deepEqual(found, natively([path]));
    assert.deepEqual(found.record.leads, ['ECG']);
    assert.match(await browser.evaluate(`document.getElementById('started').textContent`), /8 May 2014 at 05:05:15/);
    const [ecg, resp] = JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#correct-leads label')].map((e) => e.textContent))`));
    assert.match(ecg, /^ECG uV, 200 Hz$/);
    assert.match(resp, /^Resp /);
    const both = await reread(browser, `document.querySelectorAll('#correct-leads input')[1].click(), document.getElementById('read-again').click()`);
    assert.deepEqual(both.record.leads, ['ECG', 'Resp']);
    nothingWrong();
  });

  test('of two records dropped at once each is a choice away', async () => {
    const other = RECORD.map((path) => {
      const bytes = readFileSync(path);
      return file(basename(path).replace('minute', 'second'), path.endsWith('.hea') ? String(bytes).replaceAll('minute', 'second') : bytes);
    });
    const first = await dropAndRead(browser, [...other, ...RECORD]);
    assert.equal(first.record.name, 'second');
    assert.equal(await browser.evaluate(`document.getElementById('recordings-label').textContent`), 'Recording 1 of 2');
    await browser.evaluate(`window.reportBefore = ecglass.report`);
    await fill(browser, 'recordings', 'minute');
    await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
    assert.deepEqual(await report(browser), natively(RECORD.slice(0, 1)));
    assert.equal(await browser.evaluate(`document.getElementById('recordings-label').textContent`), 'Recording 2 of 2');
    nothingWrong();
  });

  test('a recording is saved in other forms, also after another was refused', async () => {
    await dropAndRead(browser, RECORD);
    const edf = await saved(browser, 'edf');
    assert.match(edf.name, /\.edf$/);
    assert.ok(edf.text.startsWith('0       '), edf.text.slice(0, 8));
    assert.equal((await saved(browser, 'wfdb')).text.slice(0, 2), 'PK');
    await browser.drop([file('empty.csv', '')]);
    await until(browser, FAILED);
    const csv = await saved(browser, 'csv');
    assert.match(csv.name, /minute.*\.csv$/);
    assert.equal((await dropAndRead(browser, [file(csv.name, csv.text)])).record.seconds, 60);
    nothingWrong();
  });

  test('a saved report is the command line’s, shows itself again, and waits for its recording', async () => {
    await dropAndRead(browser, RECORD);
    const { name, text } = await saved(browser, 'report');
    assert.equal(name, 'minute-report.json');
    assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(nativeReport(RECORD.slice(0, 1)), 'utf8')));
    const { files, ...again } = await dropAndRead(browser, [file('kept.json', text)]);
    assert.equal(files.length, 3);
    assert.deepEqual(again, natively(RECORD.slice(0, 1)));
    const visible = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').checkVisibility()`);
    assert.deepEqual([await visible('from-report'), await visible('counts'), await visible('trace'), await visible('beats'), await visible('save-report')], [true, true, false, false, false]);
    nothingWrong();
  });

  test('a dropped folder is walked where the browser lets it be', async () => {
    // Folders cannot be dragged in by any driver: entries are stood in, around real files.
    await browser.evaluate(`(() => {
      window.reportBefore = ecglass.report;
      const leaf = (name, text) => ({ name, isDirectory: false, file: (take) => take(new File([text], name)) });
      const rows = 'ECG [mV]\\n' + Array.from({ length: 5000 }, (_, i) => (i % 250 === 0 ? 1 : 0.1 * Math.sin(i / 9)).toFixed(3)).join('\\n');
      const folder = (name, ...inside) => ({ name, isDirectory: true, createReader: () => ({ readEntries: (take) => take(inside.splice(0, 2)) }) });
      const entry = folder('db', leaf('.DS_Store', 'x'), leaf('notes.txt', 'Dear reader.'), folder('deep', leaf('one.csv', rows), leaf('two.csv', rows)));
      const data = { types: ['Files'], files: [], items: [{ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null }] };
      const drop = new Event('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(drop, 'dataTransfer', { value: data });
      document.getElementById('drop-zone').dispatchEvent(drop);
    })()`);
    await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
    assert.equal(await browser.evaluate(`document.getElementById('recordings-label').textContent`), 'Recording 1 of 2');
    nothingWrong();
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
      await compareTwo(browser);
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
