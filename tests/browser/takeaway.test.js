// What a person leaves with, and comes back with: the report on paper and as JSON, pictures, corrections that outlive the tab. In Chromium.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './browsers.js';
import { ECGLASS, ROOT, file } from './site.js';
import { handed, inChromium } from './tab.js';
import { OPEN, PICTURES, RECORD, dropAndRead } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => dropAndRead(({ browser, site } = tab).browser, RECORD), { isOpen: true });

const shown = async (/** @type {string} */ expression) => JSON.parse(await browser.evaluate(`JSON.stringify(${expression})`));
const click = (/** @type {string} */ selector) => browser.evaluate(`document.querySelector('${selector}').click()`);
const isCorrected = (/** @type {boolean} */ is) => until(browser, `(ecglass.report.settings.corrections ?? []).length ${is ? '>' : '==='} 0 && document.getElementById('relabel-words').checkVisibility() === ${is}`, 20);

/** Another visit: nothing of the last one is left but what the browser keeps. */
async function anew() {
  await browser.page.goto('about:blank');
  await browser.page.goto(site.url);
  await until(browser, OPEN);
}

test('the report is a PDF of as many pages as the command line’s, made in the tab', async () => {
  await click('#print-hrv');
  const { name, bytes } = await handed(browser, 'save-pdf');
  assert.equal(name, 'minute-report.pdf');
  assert.ok(bytes.subarray(0, 5).equals(Buffer.from('%PDF-')) && bytes.length < 1e6, `${bytes.length} bytes`);
  const out = file('report.pdf', '');
  execFileSync(ECGLASS, ['report', RECORD[0], '--out', out, '--hrv'], { cwd: ROOT, stdio: 'ignore' });
  const pages = (/** @type {Buffer} */ pdf) => (pdf.toString('latin1').match(/\/Type ?\/Page\b/g) ?? []).length;
  assert.ok(pages(bytes) > 1);
  assert.equal(pages(bytes), pages(readFileSync(out)));
  writeFileSync(join(PICTURES, 'report.pdf'), bytes);
  await click('#print-hrv');
});

test('report.json says of which files it is, and the command line comes to the same numbers by it', async () => {
  const { text } = await handed(browser, 'save-report');
  const saved = JSON.parse(text);
  assert.deepEqual(saved.files, RECORD.map((path) => ({ name: path.split('/').at(-1), bytes: readFileSync(path).length, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') })));
  assert.match(saved.notice, /^Not a medical device/);
  const out = file('again.json', '');
  execFileSync(ECGLASS, ['analyze', RECORD[0], '--like', file('like.json', text), '--report', out], { cwd: ROOT, stdio: 'ignore' });
  assert.deepEqual(JSON.parse(readFileSync(out, 'utf8')), saved);
});

test('RR intervals are saved as the command line writes them, a line each', async () => {
  const { name, text } = await handed(browser, 'save-rr');
  assert.equal(name, 'minute-rr.txt');
  const out = file('rr.txt', '');
  execFileSync(ECGLASS, ['analyze', RECORD[0], '--rr', out], { cwd: ROOT, stdio: 'ignore' });
  assert.equal(text, readFileSync(out, 'utf8'));
  assert.match(text, /^(\d+\.\d{3}\n){72}$/);
});

test('drawings are saved as PNG and as SVG, as large and as dark as is asked, and the screen is as before', async () => {
  await until(browser, `document.querySelectorAll('#picture-of option').length > 3`);
  const before = await shown(`document.getElementById('trace').toDataURL()`);
  const choose = (/** @type {Record<string, string>} */ chosen) => browser.evaluate(`Object.entries(${JSON.stringify(chosen)}).forEach(([id, value]) => (document.getElementById('picture-' + id).value = value))`);
  await browser.evaluate(`(document.querySelector('#picture button').id = 'picture-now')`);
  await choose({ of: 'trace', form: 'png', colours: 'dark', scale: '3' });
  const png = await handed(browser, 'picture-now');
  assert.equal(png.name, 'minute-trace.png');
  const { width, height } = await shown(`(({ clientWidth, clientHeight }) => ({ width: clientWidth, height: clientHeight }))(document.getElementById('trace'))`);
  assert.deepEqual([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)], [3 * width, 3 * (height + 24)]);
  await choose({ form: 'svg', colours: 'light', scale: '1' });
  const svg = await handed(browser, 'picture-now');
  assert.equal(svg.name, 'minute-trace.svg');
  writeFileSync(join(PICTURES, 'saved-trace.svg'), svg.bytes);
  for (const words of ['>1 mV</text>', '25 mm/s · 10 mm/mV', '>MLII</text>', 'not a medical device</text>']) assert.ok(svg.text.includes(words), words);
  assert.equal(await shown(`new DOMParser().parseFromString(${JSON.stringify(svg.text)}, 'image/svg+xml').querySelectorAll('parsererror').length`), 0);
  assert.equal(await shown(`document.getElementById('trace').toDataURL()`), before);
  writeFileSync(join(PICTURES, 'saved-trace.png'), png.bytes);
});

test('a recording beside its saved report opens as it was left, corrections and all, however they come', async () => {
  await click('[data-relabel=family] [data-class=V]');
  await isCorrected(true);
  const { text } = await handed(browser, 'save-report');
  const saved = JSON.parse(text);
  const path = file('report.json', text);
  for (const drops of [[[path, ...RECORD]], [[path], RECORD]]) {
    await anew();
    for (const drop of drops) await dropAndRead(browser, drop);
    await isCorrected(true);
    assert.deepEqual(await shown(`[ecglass.report.counts, ecglass.report.settings]`), [saved.counts, saved.settings]);
    assert.ok((await shown(`document.getElementById('notes').innerText`)).startsWith('Looked at as report.json says, with what was corrected there.'));
  }
  await anew();
  await dropAndRead(browser, [file('report.json', JSON.stringify({ ...saved, settings: { lead: 'II' } })), ...RECORD]).catch(() => {});
  assert.match(await shown(`document.getElementById('error-text').textContent`), /settings/);
  await anew();
  await dropAndRead(browser, RECORD);
});

test('what was said is kept where that is wanted, said again at the next visit, and forgotten at a press', async () => {
  await isCorrected(false);
  assert.equal(await shown(`document.getElementById('keep-ask').checkVisibility()`), false);
  await click('[data-relabel=family] [data-class=V]');
  await isCorrected(true);
  const counts = await shown(`ecglass.report.counts`);
  assert.equal(await shown(`localStorage.length`), 0);
  // Who leaves now is warned: a page that was used may hold them back.
  assert.equal(await shown(`!dispatchEvent(new Event('beforeunload', { cancelable: true }))`), true);
  await click('#keep-yes');
  await until(browser, `Object.keys(localStorage).some((key) => key.startsWith('ecglass:said:'))`, 5);
  assert.equal(await shown(`!dispatchEvent(new Event('beforeunload', { cancelable: true }))`), false);
  await anew();
  await dropAndRead(browser, RECORD);
  await isCorrected(true);
  assert.deepEqual(await shown(`ecglass.report.counts`), counts);
  assert.match(await shown(`document.getElementById('keep-words').textContent`), /is said again; Undo takes it back\.$/);
  await click('#forget');
  assert.equal(await shown(`localStorage.length`), 0);
  await anew();
  await dropAndRead(browser, RECORD);
  await isCorrected(false);
  assert.deepEqual(browser.problems(), []);
});
