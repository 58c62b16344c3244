// Arriving: every way in, and each sample shows what its card says. In Chromium.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SAMPLES } from '../../www/samples.js';
import { until } from './browsers.js';
import { ROOT } from './site.js';
import { inChromium } from './tab.js';
import { OPEN, RECORD, natively, report } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => ({ browser, site } = tab));

const DONE = `document.documentElement.dataset.phase === 'done'`;

/** @param {() => Promise<unknown>} act after which another report comes */
async function another(act) {
  await until(browser, OPEN);
  await browser.evaluate(`window.reportBefore = ecglass.report`);
  await act();
  await until(browser, `${DONE} && ecglass.report !== window.reportBefore`);
  return report(browser);
}

test('who arrives is told what it is, that nothing is sent and that it is no medical device', async () => {
  await browser.open(site.url);
  await until(browser, OPEN);
  const words = await browser.evaluate(`document.querySelector('main').innerText`);
  for (const told of [/Drop an ECG as you have it/, /0 bytes sent/, /Not a medical device/i]) assert.match(words, told);
  assert.equal(await browser.evaluate(`document.querySelectorAll('.sample').length`), 6);
});

/** What each card promises, in figures of the report. @type {Record<string, (report: any) => unknown>} */
const PROMISES = {
  'sample-normal': ({ counts, rhythm }) => counts.N > 130 && counts.V + counts.S + counts.F + counts.Q === 0 && rhythm.label === 'N',
  'sample-fibrillation': ({ rhythm }) => rhythm.episodes.length === 1 && rhythm.episodes[0].from_s > 20 && rhythm.episodes[0].to_s < 110,
  'sample-bigeminy': ({ counts, rhythm }) => counts.V > 50 && rhythm.counts.some((/** @type {any} */ one) => one.kind === 'bigeminy'),
  'sample-exercise': ({ intervals, quality }) => Math.round(intervals.rate_bpm.median) > 130 && quality.leads[0].usable_share < 0.8,
  'sample-st': ({ st }) => st.leads.every((/** @type {any} */ lead) => lead.level_mv.median < -0.1),
  'sample-table': ({ record, scores }) => record.beats === 124 && scores.accuracy > 0.8,
};

for (const [id, kept] of Object.entries(PROMISES)) {
  test(`${id}: one click shows what the card says, as the command line does`, async () => {
    const found = await another(() => browser.page.click(`#${id}`));
    assert.ok(kept(found), JSON.stringify(found).slice(0, 2000));
    assert.deepEqual(found, natively(SAMPLES[id].filter((path) => !/\.(dat|atr)$/.test(path)).map((path) => join(ROOT, path))));
    assert.deepEqual(browser.problems(), []);
  });
}

test('by keyboard the drop zone and the folder button ask for files', async () => {
  for (const [id, folder] of /** @type {const} */ ([['drop-zone', false], ['choose-folder', true]])) {
    await browser.evaluate(`document.getElementById('${id}').focus()`);
    const choosing = browser.page.waitForFileChooser();
    // Keys overtake the driver's order to intercept the chooser when the page is busy: an answer on the same line says that it stands.
    await browser.evaluate('true');
    const [chooser] = await Promise.all([choosing, browser.press('Enter')]);
    assert.ok(chooser.isMultiple() || folder);
    if (folder) chooser.cancel();
    else assert.equal((await another(() => chooser.accept(RECORD))).record.name, 'minute');
  }
});

/** @param {string} what the target's expression @param {string} fill statements that put something into data */
const paste = (what, fill) => browser.evaluate(`(() => {
  const data = new DataTransfer();
  ${fill}
  ${what}.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
})()`);

test('files are pasted, and rows of numbers; a word is not, nor what is pasted into a field', async () => {
  const table = readFileSync(join(ROOT, 'www/samples/heartbeats.csv'), 'utf8');
  const rows = table.split('\n').slice(0, 20).join('\n');
  assert.equal((await another(() => paste('document.body', `data.items.add(new File([${JSON.stringify(table)}], 'pasted-file.csv'));`))).record.beats, 124);
  assert.equal((await another(() => paste('document.body', `data.setData('text/plain', ${JSON.stringify(rows)});`))).record.beats, 20);
  await browser.evaluate(`window.reportBefore = ecglass.report`);
  await paste('document.body', `data.setData('text/plain', 'one word, 2 and 3');`);
  await paste(`document.getElementById('go-to')`, `data.setData('text/plain', ${JSON.stringify(rows)});`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(await browser.evaluate(`${DONE} && ecglass.report === window.reportBefore`));
});
