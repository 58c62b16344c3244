// Models side by side, a person's own among them. In Chromium; every browser compares two in its walk.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { until } from './browsers.js';
import { ROOT, file, serveAltered, table } from './site.js';
import { inChromium } from './tab.js';
import { OPEN, PICTURES, RECORD, TABLE, compared, contestNatively, dropAndRead, figures } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => ({ browser, site } = tab));

const onnx = (/** @type {string} */ name) => join(ROOT, 'tests/fixtures/onnx', `${name}.onnx`);
const shown = (/** @type {string} */ expression) => browser.evaluate(`JSON.stringify(${expression})`).then(JSON.parse);
const fault = (/** @type {string} */ key) => browser.evaluate(`document.querySelector('[data-entrant="${key}"] [data-fault]').textContent`);

/** @param {...string} paths */
async function bring(...paths) {
  const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await browser.page.$('#model-input'));
  await input.uploadFile(...paths);
}

test('one’s own models stand beside those of the page with the command line’s figures, and what is none is told in its place', async () => {
  await browser.open(site.url);
  await dropAndRead(browser, TABLE);
  await bring(onnx('image'));
  // Dropped on the page it is taken too, and what is shown stays.
  await browser.drop([onnx('keras')]);
  await until(browser, `document.querySelectorAll('[data-entrant^="own:"]').length === 2`);
  const { text } = await compared(browser, ['beat-cnn', 'beat-mlp', 'own:keras', 'own:image']);
  const found = figures(text);
  assert.deepEqual(found, contestNatively(TABLE, 'beat-cnn', 'beat-mlp', onnx('keras')));
  assert.match(await fault('own:image'), /^It expects 1 x 3 x 224 x 224: not a beat model/);
  assert.equal(await fault('own:keras'), '');
  const rows = await shown(`[...document.querySelectorAll('#contest-table tbody tr')].map((row) => [...row.querySelectorAll('[data-figure]')].slice(0, 7).map((cell) => cell.textContent))`);
  const digits = (/** @type {number | null} */ value) => (value === null ? 'none' : value.toFixed(3));
  assert.deepEqual(
    rows,
    found.models.map((/** @type {any} */ { figures, macro_f1, auc, abnormal, unsure }) => [...[figures.accuracy, macro_f1, auc, abnormal.auc, abnormal.sensitivity, abnormal.specificity].map(digits), String(unsure)]),
  );
  assert.match(await browser.evaluate(`document.getElementById('contest-line').textContent`), /^3 models\. The most accurate is beat-cnn, right on 87\.9\s% of 124 labelled beats\.$/);
  assert.deepEqual(browser.problems(), []);
});

test('each model can be seen more closely, by keyboard too, and all curves of a class together', async () => {
  const picture = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').toDataURL()`);
  for (const id of ['contest-confusion', 'contest-rocs', 'contest-roc', 'contest-pr']) {
    await until(browser, `new Set(document.getElementById('${id}').getContext('2d').getImageData(0, 0, 200, 150).data).size > 8`);
    assert.match(await browser.evaluate(`document.getElementById('${id}').getAttribute('aria-label')`), /\w{4}/);
  }
  const before = await picture('contest-confusion');
  await browser.evaluate(`document.querySelector('#contest-table :checked').focus()`);
  await browser.press('ArrowDown');
  await until(browser, `document.getElementById('contest-model').textContent === 'beat-mlp'`);
  assert.equal(await browser.evaluate(`document.activeElement.value`), 'beat-mlp', 'the focus stays in the table');
  await until(browser, `document.getElementById('contest-confusion').toDataURL() !== ${JSON.stringify(before)}`);
  await browser.page.select('#contest-curve', 'S');
  await until(browser, `document.getElementById('contest-rocs').getAttribute('aria-label').startsWith('ROC curves for S supraventricular')`);
  await browser.evaluate(`document.getElementById('contest-card').click()`);
  await until(browser, `document.querySelector('#card-text h2')?.textContent.includes('beat-mlp')`);
  await browser.evaluate(`document.getElementById('close-card').click()`);
  await browser.screenshot(join(PICTURES, 'compare.png'));
  await browser.page.setViewport({ width: 360, height: 780 });
  assert.ok(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no sideways scrolling on a phone');
  await browser.page.setViewport({ width: 1280, height: 900 });
  assert.deepEqual(browser.problems(), []);
});

test('other beats have no figures until they are compared, and a recording’s labels do as well', async () => {
  await dropAndRead(browser, RECORD);
  assert.equal(await browser.evaluate(`document.getElementById('contest').hidden`), true);
  const { text } = await compared(browser, ['beat-cnn', 'arrhythmia-cnn-lstm']);
  assert.deepEqual(figures(text), contestNatively(RECORD.slice(0, 1), 'arrhythmia-cnn-lstm', 'beat-cnn'));
  const unlabelled = file('unlabelled.csv', table(20).replaceAll(/,\d\n/g, '\n'));
  await dropAndRead(browser, [unlabelled]);
  assert.equal(await browser.evaluate(`document.getElementById('compare-panel').checkVisibility()`), false);
  assert.deepEqual(browser.problems(), []);
});

test('a comparison is cancelled by Escape, and what was shown stays', async () => {
  await dropAndRead(browser, [file('large.csv', table(5000))]);
  await until(browser, `document.querySelectorAll('#entrants :checked').length > 0`);
  await browser.evaluate(`document.getElementById('compare-now').click()`);
  await until(browser, `document.documentElement.dataset.phase === 'comparing' && Number(document.getElementById('progress').value) > 0`);
  assert.match(await browser.evaluate(`document.getElementById('doing').textContent`), /^Comparing: [\w-]+, \d of \d$/);
  await browser.press('Escape');
  await until(browser, `document.documentElement.dataset.phase === 'done'`);
  assert.equal(await browser.evaluate(`document.getElementById('contest').hidden`), true);
  assert.deepEqual(browser.problems(), []);
});

test('a model that brings its worker down is told of in its place, and the page stays alive', async () => {
  // This worker falls over a model that calls itself deadly, as another might over one whose layers need more memory than there is.
  const trap = `\nself.addEventListener('message', (event) => { if (event.data.kind !== 'load' || event.data.name !== 'deadly') return; event.stopImmediatePropagation(); setTimeout(() => { throw new Error('out of memory'); }); });\n`;
  const altered = await serveAltered((path, bytes) => (/worker\.[0-9a-f]+\.js$/.test(path) ? trap + bytes : bytes));
  try {
    await browser.open(altered.url);
    await until(browser, OPEN);
    await dropAndRead(browser, TABLE);
    await bring(file('deadly.onnx', 'not a network'));
    await until(browser, `document.querySelector('[data-entrant="own:deadly"]')`);
    await compared(browser, ['beat-mlp', 'own:deadly']);
    assert.match(await fault('own:deadly'), /^Its worker stopped \(.*out of memory\); another one was started\.$/);
    await compared(browser, ['beat-mlp', 'beat-rnn']);
    assert.equal(await browser.evaluate(`document.querySelectorAll('#contest-table tbody tr').length`), 2);
  } finally {
    browser.problems();
    await altered.stop();
  }
});
