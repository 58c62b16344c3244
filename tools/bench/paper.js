// Prints how long the page takes to draw a frame while a day of ECG is dragged, zoomed and jumped through.
//   node tools/bench/paper.js [--hours 24]      (after ./run --build and npm ci in tests/)
// A frame is counted from the first row that is laid on the sheet until it is drawn: pieces are joined, copied into wasm and drawn.
// What the compositor does afterwards is not in it; whole frames are told beside it, from a key until the next frame but one.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ECGLASS, ROOT, TOOLS } from '../../tests/browser/site.js';

const { values } = parseArgs({ options: { hours: { type: 'string', default: '24' } } });
const folder = mkdtempSync(join(tmpdir(), 'ecglass-day-'));
const day = join(folder, 'day.hea');
execFileSync(ECGLASS, ['simulate', day, '--seconds', String(3600 * Number(values.hours)), '--rate', '250', '--leads', '2', '--ectopic', '0.02,0.03,0,0', '--seed', '3'], { stdio: 'inherit' });

const tree = spawn(TOOLS, ['run', '--tree', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => tree.stdout.on('data', (piece) => resolve(String(piece).match(/http:\S+/)?.[0])));
process.on('exit', () => tree.kill());

const browser = /** @type {import('../../tests/browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} */ (await chromium());
await browser.open(address);
await until(browser, `typeof ecglass === 'object' && document.documentElement.dataset.phase !== undefined`);
await browser.drop([day, day.replace(/hea$/, 'dat'), day.replace(/hea$/, 'atr')]);
await until(browser, `['done', 'error'].includes(document.documentElement.dataset.phase)`, 600);

/** Draws after a key, so many times, and tells the milliseconds of each drawing and of each frame. @param {string} key @param {number} times */
const press = (key, times) =>
  browser.evaluate(`(async () => {
    const { Sheet } = await import('${address}www/pkg/view.js');
    const { row, free } = Sheet.prototype;
    let began = 0;
    const drawn = [];
    const frames = [];
    Sheet.prototype.row = function (...given) { began ||= performance.now(); return row.apply(this, given); };
    Sheet.prototype.free = function () { drawn.push(performance.now() - began); began = 0; return free.apply(this); };
    const frame = () => new Promise(requestAnimationFrame);
    for (let nth = 0; nth < ${times}; nth++) {
      const at = performance.now();
      document.getElementById('trace').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}' }));
      await frame();
      await frame();
      frames.push(performance.now() - at);
    }
    Object.assign(Sheet.prototype, { row, free });
    return JSON.stringify({ drawn, frames });
  })()`).then(JSON.parse);

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
console.log('what                                   drawings   median   95 %   most   (ms)   two frames, median');
/** @param {string} what @param {string} key @param {number} times */
async function say(what, key, times) {
  const { drawn, frames } = await press(key, times);
  console.log(`${what.padEnd(38)} ${String(drawn.length).padStart(8)} ${quantile(drawn, 0.5).toFixed(1).padStart(8)} ${quantile(drawn, 0.95).toFixed(1).padStart(6)} ${Math.max(...drawn).toFixed(1).padStart(6)} ${quantile(frames, 0.5).toFixed(1).padStart(26)}`);
}
await say('moved at 25 mm/s', 'ArrowRight', 100);
await say('away from it, step by step', '-', 30);
await say('all of it', 'a', 5);
await say('closer, step by step', '+', 30);
await press('0', 1);
await say('a sheet on, again and again', 'ArrowRight', 60);
await browser.evaluate(`(document.getElementById('speed').value = '12.5', document.getElementById('speed').dispatchEvent(new Event('change')))`);
await say('moved at 12.5 mm/s', 'ArrowLeft', 100);
const { timings, memory } = JSON.parse(await browser.evaluate(`JSON.stringify({ timings: ecglass.timings, memory: performance.memory?.usedJSHeapSize })`));
console.log(`
${values.hours} hours, 2 leads, 250 Hz; read in ${(timings.read / 1000).toFixed(1)} s, all done in ${(timings.concluded / 1000).toFixed(1)} s; JavaScript holds ${Math.round(memory / 1e6)} MB.
${cpus()[0].model}, ${cpus().length} cores, load average ${loadavg()[0].toFixed(1)}; ${await browser.page.browser().version()}`);
await browser.close();
process.exit();
