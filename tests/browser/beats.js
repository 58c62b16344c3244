// What a person says of beats, and which of them do not belong, by keys and as the command line says it, in every browser.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './browsers.js';
import { ECGLASS, file } from './site.js';
import { handed, inBrowser } from './tab.js';
import { PICTURES, RECORD, dropAndRead, natively, report } from './walk.js';

/** @import { Browser } from './browsers.js' */
/** @import { Correction } from '../../www/types.js' */

/** Scores of different processors differ in their last digits. */
const NEAR = 2e-3;

/** The beats of the sample by their scores, as the command line writes them. */
function oddities() {
  const out = file('anomalies.csv', '');
  execFileSync(ECGLASS, ['anomalies', RECORD[0], '--out', out], { stdio: 'ignore' });
  return linesOf(readFileSync(out, 'utf8'));
}

/** @param {string} csv */
function linesOf(csv) {
  const lines = csv.trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
  return lines.map(([sample, time, score, odd], beat) => ({ beat, sample, time, score, odd }));
}

/** @param {Correction[]} corrections */
export const asCsv = (corrections) => file('corrections.csv', `sample,class\n${corrections.map(({ sample, class: letter }) => `${sample},${letter}\n`).join('')}`);

/** @param {() => Promise<Browser>} start */
export function walkOverBeats(start) {
  /** @type {Browser} */
  let browser;
  inBrowser(
    start,
    async (tab) => {
      ({ browser } = tab);
      await dropAndRead(browser, RECORD);
    },
    { isOpen: true },
  );

  const words = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').textContent`);
  const click = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').click()`);
  const focus = (/** @type {string} */ selector) => browser.evaluate(`document.querySelector('${selector}').focus()`);
  const corrected = (/** @type {number} */ count) => until(browser, `(ecglass.report.settings.corrections ?? []).length === ${count}`, 20);

  test('a family is relabelled by a key, taken back and said again by keys, and the report is the command line’s each time', async () => {
    const first = natively(RECORD);
    await until(browser, `document.querySelectorAll('#families li:not([hidden])').length > 1`, 20);
    const count = Number(await browser.evaluate(`document.querySelector('[data-family="1"]').dataset.count`));
    await focus('[data-family="1"]');
    await browser.press('s');
    await corrected(count);
    const said = await report(browser);
    assert.deepEqual(said, natively(RECORD, '--correct', asCsv(said.settings.corrections)));
    assert.ok((await words('relabel-words')).startsWith(`${count} corrected · S ${first.counts.S} → ${said.counts.S}, `));
    await browser.screenshot(join(PICTURES, `${browser.name}-families.png`));
    await browser.press('z', 'Control');
    await corrected(0);
    assert.deepEqual(await report(browser), first);
    await browser.press('y', 'Control');
    await corrected(count);
    assert.deepEqual(await report(browser), said);
    await browser.press('z', 'Control');
    await corrected(0);
    assert.deepEqual(browser.problems(), []);
  });

  test('the beats that do not belong are the command line’s, the threshold is moved by keys, and they are saved', async () => {
    const found = oddities();
    const odd = found.filter((one) => one.odd === 1).length;
    await click('anomalies-now');
    await until(browser, `document.documentElement.dataset.phase === 'done' && document.getElementById('anomalies').checkVisibility()`);
    const counts = (/** @type {number} */ above) => until(browser, `document.getElementById('anomaly-counts').textContent.startsWith('${above} of ${found.length} beats ')`, 10);
    await counts(odd);
    const rows = JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#anomaly-list tbody tr')].map((row) => [Number(row.dataset.beat), Number(row.querySelector('[data-score]').dataset.score)]))`));
    const oddest = [...found].sort((a, b) => b.score - a.score);
    rows.forEach((/** @type {[number, number]} */ [beat, score], /** @type {number} */ nth) => {
      assert.ok(Math.abs(score - found[beat].score) < NEAR, `beat ${beat}: ${score}, natively ${found[beat].score}`);
      assert.ok(Math.abs(score - oddest[nth].score) < 2 * NEAR, `row ${nth}`);
    });
    await browser.screenshot(join(PICTURES, `${browser.name}-anomalies.png`));

    await focus('#anomaly-slider');
    await browser.press('End');
    await counts(0);
    await browser.press('Home');
    await counts(found.length);
    await click('anomaly-usual');
    await counts(odd);

    await focus('#anomaly-list tbody button');
    await browser.press('ArrowDown');
    await until(browser, `document.querySelector('#anomaly-list [aria-current]').dataset.beat === '${rows[1][0]}' && document.getElementById('anomaly-words').textContent.includes('number 2 of ${found.length}')`, 10);

    const { name, text } = await handed(browser, 'save-anomalies');
    assert.match(name, /^[a-z].*-anomalies\.csv$/);
    const saved = linesOf(text);
    assert.deepEqual(saved.map(({ sample, odd }) => [sample, odd]), found.map(({ sample, odd }) => [sample, odd]));
    assert.ok(saved.every(({ score }, beat) => Math.abs(score - found[beat].score) < NEAR));
    assert.deepEqual(browser.problems(), []);
  });
}
