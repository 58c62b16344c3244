// Beats that do not belong, in Chromium: looked for, counted, picked and saved, as the command line finds them.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from './browsers.js';
import { ECGLASS, file, serveAltered } from './site.js';
import { handed, inChromium } from './tab.js';
import { PICTURES, TABLE, dropAndRead } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => ({ browser, site } = tab));

const DONE = `document.documentElement.dataset.phase === 'done'`;
const words = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').textContent`);
const click = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').click()`);
const picture = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').toDataURL()`);
const seen = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').checkVisibility()`);
const current = () => browser.evaluate(`Number(document.querySelector('#anomaly-list [aria-current]')?.dataset.beat ?? -1)`);

/** @param {string} rhythm @param {number} seconds */
function simulated(rhythm, seconds) {
  const paths = ['hea', 'dat', 'atr'].map((end) => file(`${rhythm}-${seconds}.${end}`, ''));
  execFileSync(ECGLASS, ['simulate', paths[0], '--rhythm', rhythm, '--seconds', String(seconds), '--anybody'], { stdio: 'ignore' });
  return paths;
}

/** What the command line finds, beat by beat. @param {string[]} paths */
function natively(paths) {
  const out = file('native.csv', '');
  execFileSync(ECGLASS, ['anomalies', paths[0], '--out', out], { stdio: 'ignore' });
  const beats = readFileSync(out, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
  return beats.map(([sample, time, score, odd, from, to], beat) => ({ beat, sample, time, score, odd, from, to }));
}

/** Looks for odd beats, and waits until they are there. */
async function judge() {
  await click('anomalies-now');
  await until(browser, `${DONE} && document.getElementById('anomalies').checkVisibility()`);
}

/** @param {string} act an expression after which the picked beat is drawn anew */
async function redraws(act) {
  const before = await picture('anomaly-beat');
  await browser.evaluate(act);
  await until(browser, `document.getElementById('anomaly-beat').toDataURL() !== ${JSON.stringify(before)}`);
}

/** @param {string} value */
const type = (value) =>
  browser.evaluate(`(() => { const field = document.getElementById('anomaly-score'); field.value = ${JSON.stringify(value)}; field.dispatchEvent(new Event('input', { bubbles: true })); })()`);

const RECORD = simulated('ventricular-beats', 300);
const FOUND = natively(RECORD);
const ODDEST = [...FOUND].sort((a, b) => b.score - a.score || a.beat - b.beat);
const odd = (/** @type {number} */ threshold) => FOUND.filter(({ score }) => score >= threshold).length;

test('the oddest beats are those of the command line, with its scores and its counts', async () => {
  await browser.open(site.url);
  await dropAndRead(browser, RECORD);
  assert.equal(await seen('anomalies'), false);
  await judge();
  const count = FOUND.filter((one) => one.odd === 1).length;
  assert.ok(count > 5, `${count} are odd`);
  assert.match(await words('anomaly-counts'), new RegExp(`^${count} of ${FOUND.length} beats are above`));
  assert.match(await words('anomaly-marked'), /^As the file marks them: \d+ of \d+ abnormal beats are above \(sensitivity [\d.]+\), \d+ of \d+ normal ones below \(specificity [\d.]+\)\.$/);
  assert.match(await words('anomaly-people'), /^About 2\.0\s% of the normal beats/);
  const rows = JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#anomaly-list tbody tr')].map((row) => [Number(row.dataset.beat), Number(row.querySelector('[data-score]').dataset.score)]))`));
  assert.equal(rows.length, 12);
  rows.forEach((/** @type {[number, number]} */ [beat, score], /** @type {number} */ i) => {
    assert.ok(Math.abs(score - FOUND[beat].score) < 2e-3, `beat ${beat}: ${score}, natively ${FOUND[beat].score}`);
    assert.ok(Math.abs(FOUND[beat].score - ODDEST[i].score) < 4e-3, `row ${i}`);
  });
  assert.equal(await current(), rows[0][0], 'the oddest is looked at');
  await until(browser, `document.getElementById('anomaly-words').textContent.includes('number 1 of ${FOUND.length}')`);
  await browser.screenshot(join(PICTURES, 'anomalies.png'));
  assert.deepEqual(browser.problems(), []);
});

test('the threshold is moved by slider, keys and number, and the counts follow as the command line would count', async () => {
  const before = await picture('anomaly-strip');
  // Between two scores, so that no last digit decides.
  const between = Number(((ODDEST[20].score + ODDEST[21].score) / 2).toFixed(3));
  await type(String(between).replace('.', ','));
  await until(browser, `document.getElementById('anomaly-counts').textContent.startsWith('${odd(between)} of ')`);
  await until(browser, `document.getElementById('anomaly-strip').toDataURL() !== ${JSON.stringify(before)}`);
  await type('much');
  await until(browser, `document.getElementById('fault-anomaly-score').checkVisibility()`);
  assert.match(await words('anomaly-counts'), new RegExp(`^${odd(between)} of `));
  await click('anomaly-usual');
  await until(browser, `document.getElementById('anomaly-score').value === '−1.947' && !document.getElementById('fault-anomaly-score').checkVisibility()`);
  await browser.page.focus('#anomaly-slider');
  await browser.press('End');
  await until(browser, `document.getElementById('anomaly-counts').textContent.startsWith('0 of ')`);
  await browser.press('Home');
  await until(browser, `document.getElementById('anomaly-counts').textContent.startsWith('${FOUND.length} of ')`);
  await click('anomaly-usual');
  assert.deepEqual(browser.problems(), []);
});

test('a beat is picked from the list, by buttons, keys and on the strip, drawn beside what was expected, and told to whoever shows the recording', async () => {
  await browser.evaluate(`(window.went = [], document.addEventListener('ecglass:goto', ({ detail }) => window.went.push(detail.seconds)))`);
  const beats = JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#anomaly-list tbody tr')].map((row) => Number(row.dataset.beat)))`));
  await redraws(`document.querySelectorAll('#anomaly-list tbody button')[2].click()`);
  assert.equal(await current(), beats[2]);
  assert.ok(Math.abs((await browser.evaluate('window.went.at(-1)')) - FOUND[beats[2]].time) < 1e-3);
  const said = await words('anomaly-words');
  assert.match(said, new RegExp(`number 3 of ${FOUND.length} by its score of `));
  const [from, to] = /from ([\u2212\d]+) to ([\u2212\d]+)\sms from R/.exec(said)?.slice(1).map((ms) => Number(ms.replace('\u2212', '-'))) ?? [];
  assert.ok(Math.abs(from - FOUND[beats[2]].from) <= 8 && Math.abs(to - FOUND[beats[2]].to) <= 8, said);

  await redraws(`document.getElementById('anomaly-next').click()`);
  assert.equal(await current(), beats[3]);
  await redraws(`document.getElementById('anomaly-previous').click()`);
  await browser.evaluate(`document.querySelectorAll('#anomaly-list tbody button')[2].focus()`);
  await browser.press('ArrowDown');
  await until(browser, `Number(document.querySelector('#anomaly-list [aria-current]').dataset.beat) === ${beats[3]} && document.activeElement.closest('tr').dataset.beat === '${beats[3]}'`);

  await click('anomaly-more');
  await until(browser, `document.querySelectorAll('#anomaly-list tbody tr').length === 24`);

  // On the strip one goes from one odd beat to the next in time.
  const inTime = FOUND.filter((one) => one.odd === 1).map(({ beat }) => beat);
  await browser.page.focus('#anomaly-strip');
  await browser.press('Home');
  await until(browser, `document.getElementById('anomaly-strip').getAttribute('aria-valuenow') === '${inTime[0] + 1}'`);
  await browser.press('ArrowRight');
  await until(browser, `document.getElementById('anomaly-strip').getAttribute('aria-valuenow') === '${inTime[1] + 1}'`);
  const aimed = ODDEST[0];
  await browser.evaluate(`(() => {
    const strip = document.getElementById('anomaly-strip');
    const box = strip.getBoundingClientRect();
    strip.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX: box.left + 54 + (box.width - 68) * ${aimed.time} / 300, clientY: box.top + 40 }));
  })()`);
  await until(browser, `document.getElementById('anomaly-strip').getAttribute('aria-valuenow') === '${aimed.beat + 1}'`);
  assert.deepEqual(browser.problems(), []);
});

test('anomalies.csv is what the command line writes', async () => {
  const { name, text } = await handed(browser, 'save-anomalies');
  assert.match(name, /^[a-z].*-anomalies\.csv$/);
  const [head, ...lines] = text.trim().split('\n');
  assert.equal(head, 'sample,time_s,score,odd,differs_from_ms,differs_to_ms');
  assert.equal(lines.length, FOUND.length);
  lines.forEach((/** @type {string} */ line, /** @type {number} */ i) => {
    const [sample, time, score, odd] = line.split(',').map(Number);
    assert.deepEqual([sample, time, odd], [FOUND[i].sample, FOUND[i].time, FOUND[i].odd], `beat ${i}`);
    assert.ok(Math.abs(score - FOUND[i].score) < 2e-3, `beat ${i}`);
  });
  assert.deepEqual(browser.problems(), []);
});

test('on a phone and in the dark nothing has to be scrolled sideways, and every target is large enough', async () => {
  await browser.page.setViewport({ width: 360, height: 780 });
  await browser.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await browser.evaluate(`document.getElementById('anomalies-panel').scrollIntoView()`);
  await until(browser, 'document.documentElement.scrollWidth <= innerWidth');
  const small = await browser.evaluate(`[...document.querySelectorAll('#anomalies-panel :is(button, input)')].filter((one) => one.checkVisibility()).map((one) => [one.id || one.textContent, one.getBoundingClientRect()]).filter(([, { width, height }]) => width < 24 || height < 24).map(([name]) => name).join()`);
  assert.equal(small, '');
  await browser.screenshot(join(PICTURES, 'anomalies-phone.png'));
  await browser.page.emulateMediaFeatures([]);
  await browser.page.setViewport({ width: 1280, height: 900 });
  assert.deepEqual(browser.problems(), []);
});

test('looking is cancelled and begun again; what was found goes with its recording', async () => {
  await dropAndRead(browser, RECORD);
  assert.equal(await seen('anomalies'), false, 'the same file read again is another result');
  await browser.evaluate(`(document.getElementById('anomalies-now').click(), true)`);
  await browser.press('Escape');
  await until(browser, DONE);
  if (!(await seen('anomalies'))) await judge();
  assert.equal(await seen('anomalies-door'), false);
  await dropAndRead(browser, TABLE);
  assert.equal(await seen('anomalies-panel'), false, 'a table has no beats around a beat');
  assert.deepEqual(browser.problems(), []);
});

test('too few beats are told of in place, in the sentence of the command line', async () => {
  const short = simulated('sinus', 8);
  await dropAndRead(browser, short);
  await click('anomalies-now');
  await until(browser, `document.getElementById('anomalies-fault').textContent !== '' && ${DONE}`);
  const { status, stderr } = spawnSync(ECGLASS, ['anomalies', short[0]], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.equal(await words('anomalies-fault'), stderr.trim().replace(/^ecglass: /, ''));
  assert.equal(await seen('anomalies-now'), true);
  assert.deepEqual(browser.problems(), []);
});

test('a network that is damaged is told of in place, and the rest of the page goes on', async () => {
  const damaged = await serveAltered((path, bytes) => (/anomaly-gan-model\.[0-9a-f]+\.onnx$/.test(path) ? bytes.subarray(0, bytes.length - 9) : bytes));
  try {
    await browser.open(damaged.url);
    await dropAndRead(browser, RECORD);
    await click('anomalies-now');
    await until(browser, `document.getElementById('anomalies-fault').textContent.startsWith('anomaly-gan, model.onnx: the file')`);
    await until(browser, DONE);
    await dropAndRead(browser, TABLE);
  } finally {
    browser.problems();
    await damaged.stop();
  }
});
