// Prints what a person with a browser would see: the bench page's table for each model, and the site's times from drop to result.
//   node tools/bench/run.js [MODEL ...] [--batch 1,8,32] [--no-drops]      (after ./run --build and npm ci in tests/)
// Without a name it takes all models. --batch has tract take beats so many at a time, each in its turn, instead of as spec.json says.
// Dropping is left out where models or batches are named. One browser compiles a little otherwise than the next: a model named twice is measured in two.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ROOT, TOOLS, file, publishedTable, serve } from '../../tests/browser/site.js';

/** @typedef {import('../../tests/browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} Chromium */

const ROUNDS = 5;
/** The model that the site classifies with. */
const SHOWN = 'beat-cnn';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { batch: { type: 'string' }, 'no-drops': { type: 'boolean' } } });
/** @param {string} name */
const classifies = (name) => {
  const papers = join(ROOT, 'models', name, 'spec.json');
  return existsSync(papers) && !['beat-generator', 'beat-anomaly'].includes(JSON.parse(readFileSync(papers, 'utf8')).task);
};
const shipped = readdirSync(join(ROOT, 'models')).filter(classifies);
const models = positionals.length > 0 ? positionals : shipped;
const unknown = positionals.find((name) => !shipped.includes(name));
if (unknown) throw new Error(`models/${unknown} has no spec.json; those that have: ${shipped.join(', ')}`);

const read = (/** @type {string} */ path) => readFileSync(join(ROOT, path), 'utf8');
const tract = read('Cargo.lock').match(/name = "tract-onnx"\nversion = "(.+)"/)?.[1];
const peer = JSON.parse(read('tests/node_modules/onnxruntime-web/package.json')).version;
const busy = loadavg()[0].toFixed(1);

const tree = spawn(TOOLS, ['run', '--tree', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => tree.stdout.on('data', (piece) => resolve(String(piece).match(/http:\S+/)?.[0])));
process.on('exit', () => tree.kill());
/** Beats a second of each model. @type {Record<string, number>} */
const rates = {};
let version = '';
for (const model of models) {
  // A browser of its own for each: what the one before had compiled and kept would make its first load look quicker.
  const browser = /** @type {Chromium} */ (await chromium());
  version = await browser.page.browser().version();
  const failed = new Promise((_, reject) => browser.page.on('pageerror', reject));
  await browser.open(`${address}tools/bench/?${new URLSearchParams({ model, ...(values.batch && { batch: values.batch }) })}`);
  const { head, rows, rate } = await Promise.race([until(browser, 'window.measured', 600), failed]);
  if (!(models[0] in rates)) console.log(head.join('\n'));
  console.log(rows.join('\n'));
  rates[model] = rate;
  await browser.close();
}
tree.kill();
console.log(`
Medians of 10 rounds in turns, one thread each; loading is the median of 5 and the first in a fresh browser.
${cpus()[0].model}, ${cpus().length} cores, load average ${busy} at the beginning; ${version}, tract ${tract}, onnxruntime-web ${peer}, Node ${process.version}`);
if (positionals.length > 0 || values.batch || values['no-drops']) process.exit();

const browser = /** @type {Chromium} */ (await chromium());
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
const alone = one.beats + (21_892 / rates[SHOWN]) * 1000 + (one.concluded - one.classified);
console.log(`one worker takes ${(one.concluded / alone).toFixed(2)} times the sum of its parts (${alone.toFixed(0)} ms)`);

await browser.close();
await site.stop();
