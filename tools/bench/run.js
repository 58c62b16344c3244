// Prints what a person with a browser would see: the bench page's table, and the site's times from drop to result.
//   node tools/bench/run.js      (after ./run --build and npm ci in tests/)

import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ROOT, TOOLS, file, serve, table } from '../../tests/browser/site.js';

const ROUNDS = 5;

/** The published tables write every number with eighteen digits. @param {number} rows */
const published = (rows) => table(rows).replace(/[^,\n]+/g, (number) => Number(number).toExponential(18));

const browser = await chromium();
console.log(`${cpus().length} cores, ${cpus()[0].model}\n`);

const tree = spawn(TOOLS, ['run', '--tree', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => tree.stdout.on('data', (piece) => resolve(String(piece).match(/http:\S+/)?.[0])));
await browser.open(`${address}tools/bench/`);
await until(browser, `document.documentElement.dataset.done !== undefined`, 300);
console.log(await browser.evaluate(`document.getElementById('table').textContent`));
tree.kill();

const site = await serve();
const small = file('hundred.csv', published(100));
const large = file('published.csv', published(21_892));
await browser.open(site.url);
await until(browser, `typeof ecglass === 'object' && navigator.serviceWorker.ready.then(() => true)`);
await browser.evaluate(`(() => {
  window.longest = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration); }).observe({ type: 'longtask' });
})()`);

for (const [name, path] of [['100 rows', small], ['21,892 rows', large]]) {
  /** @type {Record<string, number>[]} */
  const all = [];
  for (let round = 0; round < ROUNDS; round++) {
    await browser.evaluate('window.before = ecglass.report, window.longest = 0, null');
    await browser.drop([path]);
    await until(browser, `document.documentElement.dataset.phase === 'done' && ecglass.report !== window.before`);
    all.push({ ...JSON.parse(await browser.evaluate('JSON.stringify(ecglass.timings)')), longest: await browser.evaluate('window.longest') });
  }
  const middle = (/** @type {string} */ key) => all.map((one) => one[key]).sort((a, b) => a - b)[(ROUNDS - 1) / 2].toFixed(0);
  console.log(`\n${name} from drop to result, two workers, median of ${ROUNDS} (ms since the drop): read ${middle('read')}, cut ${middle('beats')}, classified ${middle('classified')}, shown ${middle('concluded')}; longest task of the page ${middle('longest')} ms`);
}
await browser.close();
await site.stop();
