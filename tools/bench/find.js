// Prints how long the R peaks of an hour take in Chromium, beside SleepECG's C and the native library, in one run.
//   node tools/bench/find.js FOLDER PYTHON      (FOLDER filled by tools/bench/peaks.py, whose packages PYTHON has; ./run --build first)

import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ROOT, TOOLS } from '../../tests/browser/site.js';

const [folder, python] = process.argv.slice(2);
const natively = JSON.parse(execFileSync(python, ['tools/bench/peaks.py', folder, '--speed', '--peers', 'sleepecg'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').at(-1) ?? '');

// The same hour, of the first signals that peaks.py times.
const script = `
import base64, sys, pathlib
sys.path.insert(0, 'tools/bench')
import numpy, peaks
parts = [peaks.lead_of(pathlib.Path(sys.argv[1]) / 'clean' / f'{record}.hea')[0] for record in peaks.HOUR]
print(base64.b64encode(numpy.concatenate(parts)[:1296000].astype('<f4').tobytes()).decode())`;
const lead = execFileSync(python, ['-c', script, folder], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 24 }).trim();

const browser = await chromium();
const tree = spawn(TOOLS, ['run', '--tree', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => tree.stdout.on('data', (piece) => resolve(String(piece).match(/http:\S+/)?.[0])));
await browser.open(`${address}tools/bench/find.html`);
await until(browser, `typeof window.find === 'function'`, 60);
await browser.evaluate(`window.take('${lead}')`);
const { ms, peaks } = JSON.parse(await browser.evaluate(`JSON.stringify(window.find(360, 7))`));
const { ecglass, sleepecg } = natively.ms_for_one_hour;
console.log(`R peaks of one hour at 360 Hz, medians of 7
  natively: ecglass ${ecglass} ms, SleepECG ${sleepecg} ms, ${(ecglass / sleepecg).toFixed(2)} times
  Chromium: ecglass ${ms.toFixed(1)} ms, ${(ms / sleepecg).toFixed(2)} times SleepECG natively (${peaks} peaks)`);
tree.kill();
await browser.close();
