// The studio in Chromium: a table balanced, a beat played with, records of made and of simulated beats.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { until } from './browsers.js';
import { zip } from './made.js';
import { file, serveAltered, table } from './site.js';
import { handed, inChromium } from './tab.js';
import { OPEN, PICTURES, RECORD, TABLE, dropAndRead, report } from './walk.js';

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

/** @param {string} name @param {string} value */
const type = (name, value) =>
  browser.evaluate(`(() => {
    const field = document.querySelector('[data-studio="${name}"]');
    if (field.type === 'checkbox') return field.checked === (${JSON.stringify(value)} === 'yes') || field.click();
    field.value = ${JSON.stringify(value)};
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  })()`);

/** Opens the studio in a room. @param {string} room */
async function enter(room) {
  await until(browser, OPEN);
  if (!(await seen('go-balance'))) await click('to-studio');
  await until(browser, `document.querySelectorAll('#studio-generator option').length > 0 && document.querySelectorAll('#lay-rhythm option').length > 20`);
  await click(`go-${room}`);
  await until(browser, `document.getElementById('room-${room}').checkVisibility()`);
}

/** What the button gives that saves the balanced table. */
const balanced = () => handed(browser, 'balance-now');

/** @param {string} csv */
const labels = (csv) => csv.trim().split('\n').map((line) => line.split(',')[187]);

test('the studio is there with nothing loaded, and says what it would need', async () => {
  await browser.open(site.url);
  await enter('balance');
  assert.match(await words('balance-none'), /No heartbeat table is loaded/);
  await enter('play');
  await until(browser, `document.getElementById('play-words').textContent !== ''`);
  assert.match(await words('play-words'), /^A synthetic beat: N normal, seed 1, made by [\w-]+\. Nobody’s heart\.$/);
  assert.match(await words('near-words'), /^No real beats are loaded/);
  assert.match(await words('critic-words'), /^The critic gives it|without its critic/);
  assert.deepEqual(browser.problems(), []);
});

test('a table is balanced in its own layout, its own rows byte for byte, and read again', async () => {
  await dropAndRead(browser, TABLE);
  await click('to-balance');
  await until(browser, `!document.getElementById('balance-now').disabled`);
  await browser.screenshot(join(PICTURES, 'studio-balance.png'));
  const own = readFileSync(TABLE[0], 'utf8');
  const counts = (/** @type {string} */ csv) => ['0', '1', '2', '3', '4'].map((label) => labels(csv).filter((one) => one === label).length);
  const before = counts(own);
  const most = Math.max(...before);
  assert.deepEqual(await browser.evaluate(`[...document.querySelectorAll('#balance-chart li')].map((one) => Number(one.dataset.made))`), before.map((had) => (had > 0 ? most - had : 0)));
  const { name, text } = await balanced();
  assert.equal(name, 'heartbeats-balanced.csv');
  assert.ok(text.startsWith(own), 'its own rows are untouched');
  assert.deepEqual(counts(text), before.map((had) => (had > 0 ? most : 0)));
  assert.match(await words('studio-made-words'), /^heartbeats-balanced\.csv was saved: 124 beats of your own, \d+ made by/);
  assert.equal((await balanced()).text, text, 'the same seed makes the same beats');

  await type('balance-column', 'yes');
  await type('balance-header', 'yes');
  await type('balance-target', 'number');
  await type('balance-number', '15');
  const marked = (await balanced()).text.trim().split('\n');
  assert.match(marked[0], /^sample_0,.*,label,synthetic$/);
  assert.equal(marked.filter((/** @type {string} */ line) => line.endsWith(',1')).length, before.reduce((sum, had) => sum + (had > 0 ? Math.max(0, 15 - had) : 0), 0));
  await dropAndRead(browser, [file('marked.csv', `${marked.join('\n')}\n`)]);
  assert.match(await browser.evaluate(`document.querySelector('#findings [data-about=synthetic]').textContent`), /of \d+ beats/);
  assert.deepEqual(browser.problems(), []);
});

test('a table in UTF-16, or chosen out of an archive, is balanced all the same, and comes as plain text', async () => {
  const own = readFileSync(TABLE[0], 'utf8');
  const wide = Buffer.from(`\ufeff${own}`, 'utf16le');
  await dropAndRead(browser, [file('wide.csv', wide)]);
  await click('to-balance');
  for (const [name, value] of Object.entries({ 'balance-column': 'no', 'balance-header': 'no', 'balance-target': 'equal' })) await type(name, value);
  await until(browser, `!document.getElementById('balance-now').disabled`);
  const plain = await balanced();
  assert.equal(plain.name, 'wide-balanced.csv');
  assert.ok(plain.text.startsWith(own) && plain.text.length > own.length);
  assert.match(await words('studio-made-words'), /seed 1\. Your table is text in UTF-16; it was written as UTF-8, and its rows as they are\.$/);

  await dropAndRead(browser, [file('set.zip', zip([['set/bare.csv', Buffer.from(table(20))], ['set/train.csv', Buffer.from(own)]]))]);
  await browser.evaluate(`(() => {
    const select = document.getElementById('recordings');
    select.value = [...select.options].find(({ value }) => value.includes('train')).value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  })()`);
  await until(browser, `${DONE} && document.getElementById('recordings').value.includes('train') && !document.getElementById('balance-now').disabled`);
  const unpacked = await balanced();
  assert.equal(unpacked.name, 'train-balanced.csv');
  assert.equal(unpacked.text, plain.text, 'the same rows, and the same beats behind them');
  assert.match(await words('studio-made-words'), /seed 1\.$/);
  assert.deepEqual(browser.problems(), []);
});

test('what cannot be balanced is told in the core’s sentence, field by field or in the studio, and the page stays alive', async () => {
  await dropAndRead(browser, [file('one.csv', table(5).split('\n')[0] + '\n')]);
  await enter('balance');
  await until(browser, `document.getElementById('balance-refused').textContent !== ''`);
  assert.equal(await words('balance-refused'), 'one.csv: all of its beats are N; two classes or more can be balanced.');
  assert.equal(await browser.evaluate(`document.getElementById('balance-now').disabled`), true);
  await dropAndRead(browser, [file('bare.csv', table(20).replaceAll(/,\d\n/g, '\n'))]);
  await until(browser, `document.getElementById('balance-refused').textContent.includes('none of its beats has a label')`);
  await dropAndRead(browser, TABLE);
  await type('balance-target', 'ratio');
  await type('balance-ratio', 'much');
  await type('balance-seed', '-1');
  await until(browser, `document.getElementById('balance-now').disabled`);
  await type('balance-ratio', '2');
  await until(browser, `!document.getElementById('balance-now').disabled`);
  await click('balance-now');
  await until(browser, `document.getElementById('fault-balance-seed').checkVisibility()`);
  assert.match(await words('fault-balance-seed'), /^The seed should be a whole number from 0/);
  await type('balance-seed', '1');
  await until(browser, `!document.getElementById('fault-balance-seed').checkVisibility()`);
  assert.deepEqual(browser.problems(), []);
});

test('balancing is cancelled by Escape, and done again', async () => {
  await type('balance-target', 'number');
  await type('balance-number', '20000');
  await click('balance-now');
  await until(browser, `document.documentElement.dataset.phase === 'making' && Number(document.getElementById('progress').value) > 0`);
  assert.match(await words('doing'), /^Making the balanced table: [\d,]+ of [\d,]+ beats$/);
  await browser.press('Escape');
  await until(browser, DONE);
  await type('balance-number', '15');
  await until(browser, `!document.getElementById('balance-now').disabled`);
  assert.match((await balanced()).name, /balanced/);
  assert.deepEqual(browser.problems(), []);
});

test('sliders, classes, seeds and the way to another beat move the drawing, and the nearest real beats stand beside it', async () => {
  await enter('play');
  await until(browser, `document.getElementById('studio-near').checkVisibility()`);
  assert.match(await words('near-words'), /^The nearest beats of heartbeats\.csv are [\d.]+, [\d.]+ and [\d.]+ away/);
  let before = await picture('studio-made');
  /** @param {string} act */
  const moves = async (act) => {
    await browser.evaluate(act);
    await until(browser, `document.getElementById('studio-made').toDataURL() !== ${JSON.stringify(before)}`);
    before = await picture('studio-made');
  };
  for (const name of await browser.evaluate(`[...document.querySelectorAll('[data-direction]')].map((one) => one.dataset.direction)`)) {
    await moves(`(() => { const slider = document.querySelector('[data-direction="${name}"]'); slider.value = slider.max; slider.dispatchEvent(new Event('input', { bubbles: true })); })()`);
  }
  await moves(`document.getElementById('play-level').click()`);
  await moves(`document.getElementById('play-class-V').click()`);
  await moves(`document.getElementById('play-another').click()`);
  await until(browser, `document.getElementById('play-words').textContent.includes('V ventricular, seed 2')`);
  await type('play-to', 'N');
  await moves(`(() => { const way = document.getElementById('play-share'); way.value = '0.5'; way.dispatchEvent(new Event('input', { bubbles: true })); })()`);
  assert.match(await words('play-words'), /50\s% of the way from V ventricular to N normal/);
  await moves(`document.getElementById('play-now').click()`);
  await moves('0');
  assert.equal(await words('play-now'), 'Pause');
  await click('play-now');
  await until(browser, `document.getElementById('play-now').textContent === 'Play' && document.getElementById('studio-near').checkVisibility()`);
  await browser.screenshot(join(PICTURES, 'studio-play.png'));
  await type('play-seed', 'x');
  await until(browser, `document.getElementById('fault-play-seed').checkVisibility()`);
  await type('play-seed', '3');
  assert.deepEqual(browser.problems(), []);
});

test('who wants no motion gets the way in steps', async () => {
  await browser.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await click('play-level');
  await click('play-now');
  await until(browser, `document.getElementById('play-words').textContent.includes('20\\u{a0}% of the way')`);
  await until(browser, `document.getElementById('play-words').textContent.includes('40\\u{a0}% of the way')`);
  await click('play-now');
  await browser.page.emulateMediaFeatures([]);
  assert.deepEqual(browser.problems(), []);
});

test('a record of made beats opens as a dropped one does, says what it is, and can be saved', async () => {
  await browser.evaluate('(window.reportBefore = ecglass.report, true)');
  await enter('lay');
  await type('lay-rhythm', 'bigeminy');
  await type('lay-seconds', '20');
  await type('lay-seed', '7');
  await click('lay-now');
  await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
  const found = await report(browser);
  assert.deepEqual([found.record.name, found.record.seconds], ['synthetic-bigeminy-7', 20]);
  assert.match(await words('synthetic'), /^Synthetic, nobody’s heart: [\w-]+, seed 7, rhythm bigeminy\.$/);
  assert.match(await words('about'), /^Synthetic record · /);
  for (const form of ['csv', 'edf', 'wfdb']) assert.equal(await seen(`save-${form}`), true, form);
  await enter('play');
  assert.match(await words('near-words'), /is synthetic itself/);
  await browser.screenshot(join(PICTURES, 'studio-laid.png'));
  assert.deepEqual(browser.problems(), []);
});

test('a simulated record opens with its true beats and waves, and what cannot be simulated is told', async () => {
  await enter('simulate');
  await type('simulate-rhythm', 'bradycardia');
  await type('simulate-rate', '200');
  await click('simulate-now');
  await until(browser, `document.getElementById('studio-fault').textContent !== ''`);
  assert.match(await words('studio-fault'), /the heart rate of bradycardia should be 20 to 45 beats a minute\.$/);
  await type('simulate-rate', '');
  await type('simulate-leads', '2');
  await type('simulate-t-size', '-1');
  await type('simulate-snr-muscle', '12');
  await browser.evaluate('(window.reportBefore = ecglass.report, true)');
  await click('simulate-now');
  await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
  const found = await report(browser);
  assert.deepEqual([found.record.name, found.record.leads], ['simulated-bradycardia-1', ['MLII', 'V1']]);
  assert.equal(await seen('save-truth'), true);
  assert.match(await words('synthetic'), /simulator, seed 1, rhythm bradycardia/);
  assert.deepEqual(browser.problems(), []);
});

test('on a phone nothing has to be scrolled sideways, and real recordings have no such mark', async () => {
  await browser.page.setViewport({ width: 360, height: 780 });
  for (const room of ['balance', 'play', 'lay', 'simulate']) {
    await enter(room);
    assert.ok(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth'), room);
  }
  await browser.page.setViewport({ width: 1280, height: 900 });
  await dropAndRead(browser, RECORD);
  assert.equal(await seen('synthetic'), false);
  assert.equal(await seen('save-truth'), false);
  assert.deepEqual(browser.problems(), []);
});

test('a generator that is damaged is told of in the studio, and one without its critic makes beats all the same', async () => {
  const damaged = await serveAltered((path, bytes) => (/gan-conv-model\.[0-9a-f]+\.onnx$/.test(path) ? bytes.subarray(0, bytes.length - 9) : bytes));
  try {
    await browser.open(damaged.url);
    await enter('play');
    await until(browser, `document.getElementById('studio-fault').textContent !== ''`);
    assert.match(await words('studio-fault'), /gan-conv, model\.onnx: the file's sha256 begins with/);
    await enter('simulate');
    assert.equal(await seen('studio-fault'), false);
  } finally {
    browser.problems();
    await damaged.stop();
  }
  const gone = await serveAltered((path, bytes) => {
    if (/critic\.[0-9a-f]+\.onnx$/.test(path)) throw new Error('not there');
    return bytes;
  });
  try {
    await browser.open(gone.url);
    await enter('play');
    await until(browser, `document.getElementById('critic-words').textContent.includes('without its critic')`);
  } finally {
    browser.problems();
    await gone.stop();
  }
});
