// Prints how long a recording takes from the drop to its first drawing and to its last figure, and the longest task of the page meanwhile.
//   node tools/bench/record.js [--minutes 30] [--rounds 5]      (after ./run --build and npm ci in tests/)
// The recording is simulated: two leads at 360 Hz, extra beats among the normal ones. Each round is a fresh page of one browser, whose
// network is loaded before the drop, as it is for who reads the page first.

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ECGLASS, serve } from '../../tests/browser/site.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, rounds: { type: 'string', default: '5' } } });
const record = join(mkdtempSync(join(tmpdir(), 'ecglass-record-')), 'long.hea');
execFileSync(ECGLASS, ['simulate', record, '--seconds', String(60 * Number(values.minutes)), '--rate', '360', '--leads', '2', '--ectopic', '0.02,0.05,0,0', '--seed', '3'], { stdio: 'ignore' });

const busy = loadavg()[0].toFixed(1);
const site = await serve();
const browser = /** @type {import('../../tests/browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} */ (await chromium());

/** @type {Record<string, number>[]} */
const rounds = [];
for (let round = 0; round < Number(values.rounds); round++) {
  await browser.open(site.url);
  await until(browser, `typeof ecglass === 'object' && ecglass.version && navigator.serviceWorker.ready.then(() => true)`);
  await browser.page.waitForNetworkIdle({ idleTime: 1500, timeout: 120_000 });
  await browser.evaluate(`(() => {
    Object.assign(window, { held: [0], drawn: 0 });
    new PerformanceObserver((list) => window.held.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    addEventListener('drop', () => {
      const began = performance.now();
      const trace = document.getElementById('trace');
      // The paper has its width as soon as something is drawn on it.
      const look = () => (trace.width > 300 && trace.clientWidth > 0 ? (window.drawn = performance.now() - began) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  })()`);
  await browser.drop([record, record.replace(/hea$/, 'dat')]);
  await until(browser, `['done', 'error'].includes(document.documentElement.dataset.phase)`, 300);
  rounds.push(JSON.parse(await browser.evaluate(`new Promise((settled) => setTimeout(() => settled(JSON.stringify({ ...ecglass.timings, drawn: window.drawn, longest: Math.max(...window.held) })), 1000))`)));
}

const middle = (/** @type {string} */ key) => rounds.map((one) => one[key]).sort((a, b) => a - b)[Math.floor((rounds.length - 1) / 2)];
console.log(`${values.minutes} minutes, 2 leads, 360 Hz; ms since the drop, median of ${rounds.length} (each)`);
for (const key of Object.keys(rounds[0])) console.log(`${key.padEnd(12)} ${middle(key).toFixed(0).padStart(6)}   (${rounds.map((one) => one[key].toFixed(0)).join(', ')})`);
console.log(`\n${cpus()[0].model}, ${cpus().length} cores, load average ${busy} at the beginning; ${await browser.page.browser().version()}`);
await browser.close();
await site.stop();
process.exit();
