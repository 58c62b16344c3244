// Prints how long the studio takes to make ten thousand beats: a table is filled up by one worker, from the button to the file that is handed over.
//   node tools/bench/made.js [--generator gan-conv] [--rounds 5]      (after ./run --build and npm ci in tests/)
// The generator is loaded, and the first beats of each class are made, before the first round.

import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, until } from '../../tests/browser/browsers.js';
import { serve } from '../../tests/browser/site.js';

const { values } = parseArgs({ options: { generator: { type: 'string', default: 'gan-conv' }, rounds: { type: 'string', default: '5' } } });
const busy = loadavg()[0].toFixed(1);
const site = await serve();
const browser = /** @type {import('../../tests/browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} */ (await chromium());
await browser.page.evaluateOnNewDocument(`Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 })`);
await browser.open(site.url);
await until(browser, `typeof ecglass === 'object' && ecglass.version`);
await browser.page.click('#sample-table');
await until(browser, `document.documentElement.dataset.phase === 'done'`);
await browser.evaluate(`document.getElementById('go-balance').checkVisibility() || document.getElementById('to-studio').click()`);
await until(browser, `document.querySelectorAll('#studio-generator option').length > 0`);
await browser.evaluate(`document.getElementById('go-balance').click()`);
await until(browser, `document.getElementById('balance-now').checkVisibility()`);
const set = (/** @type {string} */ id, /** @type {string} */ value) =>
  browser.evaluate(`(() => {
    const field = document.getElementById('${id}');
    field.value = '${value}';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  })()`);
await set('studio-generator', values.generator);
await set('balance-target', 'number');

/** Fills each class up to so many beats; how many were made, and in how many milliseconds. @param {number} each */
async function made(each) {
  await set('balance-number', String(each));
  await until(browser, `!document.getElementById('balance-now').disabled`);
  return JSON.parse(
    await browser.evaluate(`new Promise((done) => {
      const { createObjectURL } = URL;
      const { click } = HTMLAnchorElement.prototype;
      const began = performance.now();
      URL.createObjectURL = (blob) => {
        const ms = performance.now() - began;
        Object.assign(URL, { createObjectURL });
        blob.text().then((text) => done(JSON.stringify({ ms, rows: text.trim().split('\\n').length })));
        return 'blob:';
      };
      HTMLAnchorElement.prototype.click = function () { HTMLAnchorElement.prototype.click = click; };
      document.getElementById('balance-now').click();
    })`),
  );
}

const before = (await made(60)).rows;
const rounds = [];
for (let round = 0; round < Number(values.rounds); round++) rounds.push(await made(2025));
const times = rounds.map(({ ms }) => ms).sort((a, b) => a - b);
console.log(`${values.generator}, one worker: a table of ${rounds[0].rows} rows, some 10,000 of them made, in ${(times[Math.floor((times.length - 1) / 2)] / 1000).toFixed(2)} s (${times.map((ms) => (ms / 1000).toFixed(2)).join(', ')}); of ${before} rows first`);
console.log(`${cpus()[0].model}, ${cpus().length} cores, load average ${busy} at the beginning; ${await browser.page.browser().version()}`);
await browser.close();
await site.stop();
process.exit();
