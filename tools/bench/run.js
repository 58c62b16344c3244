// Prints what a person with a browser would see: the bench page's table, and the site's times from drop to result.
//   node tools/bench/run.js      (after ./run --build and npm ci in tests/)

import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ROOT, TOOLS, file, publishedTable, serve } from '../../tests/browser/site.js';

const ROUNDS = 5;

const browser = /** @type {import('../../tests/browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} */ (await chromium());
console.log(`${cpus().length} cores, ${cpus()[0].model}\n`);

const tree = spawn(TOOLS, ['run', '--tree', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => tree.stdout.on('data', (piece) => resolve(String(piece).match(/http:\S+/)?.[0])));
await browser.open(`${address}tools/bench/`);
await until(browser, `document.documentElement.dataset.done !== undefined`, 300);
const figures = await browser.evaluate(`document.getElementById('table').textContent`);
console.log(figures);
const rate = Number(figures.match(/batch 1 +(\d+)/)[1]);
tree.kill();

const site = await serve();
const small = file('hundred.csv', publishedTable(100));
const large = file('published.csv', publishedTable(21_892));
await browser.open(site.url);
await watch();

/** Waits for the page to be ready for a file, and keeps its longest task. */
async function watch() {
  await until(browser, `typeof ecglass === 'object' && navigator.serviceWorker.ready.then(() => true)`);
  await browser.evaluate(`(() => {
    window.longest = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration); }).observe({ type: 'longtask' });
  })()`);
}

/**
 * Drops a file several times; the median of each figure, in ms.
 * @param {string} path
 */
async function dropped(path) {
  /** @type {Record<string, number>[]} */
  const all = [];
  for (let round = 0; round < ROUNDS; round++) {
    await browser.evaluate('window.before = ecglass.report, window.longest = 0, null');
    await browser.drop([path]);
    await until(browser, `document.documentElement.dataset.phase === 'done' && ecglass.report !== window.before`);
    all.push({ ...JSON.parse(await browser.evaluate('JSON.stringify(ecglass.timings)')), longest: await browser.evaluate('window.longest') });
  }
  const middle = (/** @type {string} */ key) => all.map((one) => one[key]).sort((a, b) => a - b)[(ROUNDS - 1) / 2];
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, middle(key)]));
}

/**
 * @param {string} name
 * @param {Record<string, number>} ms
 */
function print(name, ms) {
  const at = (/** @type {string} */ key) => ms[key].toFixed(0);
  console.log(`${name}: read ${at('read')}, cut ${at('beats')}, classified ${at('classified')}, shown ${at('concluded')}; longest task of the page ${at('longest')}`);
}

console.log(`\nfrom drop to result, ms since the drop, median of ${ROUNDS}`);
print('two workers, 100 rows', await dropped(small));
print('two workers, 21,892 rows', await dropped(large));

await browser.page.evaluateOnNewDocument(`Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 })`);
await browser.reload();
await watch();
const one = await dropped(large);
print('one worker, 21,892 rows', one);
// The parts by themselves: reading and concluding as just measured, classifying at the bench page's rate.
const alone = one.beats + (21_892 / rate) * 1000 + (one.concluded - one.classified);
console.log(`one worker takes ${(one.concluded / alone).toFixed(2)} times the sum of its parts (${alone.toFixed(0)} ms)`);

await browser.close();
await site.stop();
