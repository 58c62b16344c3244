// Prints how fast files are read, natively, in Chromium, and by the field's Python packages, in one run; and what a day costs.
//   node tools/bench/read.js [PYTHON]      (after ./run --build, npm ci in tests/, and cargo build --release --example read)

import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromium, until } from '../../tests/browser/browsers.js';
import { ROOT, TOOLS, file, publishedTable } from '../../tests/browser/site.js';

const python = process.argv[2];

const large = file('published.csv', publishedTable(21_892));

// Half an hour of two leads in format 212: a simulated lead twice, packed by the command line.
const one = file('one.csv', '');
execFileSync('cargo', ['run', '--quiet', '--release', '--', 'simulate', one.replace('.csv', '.hea'), '--seconds', '1805.5'], { cwd: ROOT });
execFileSync('cargo', ['run', '--quiet', '--release', '--', 'convert', one.replace('.csv', '.hea'), one], { cwd: ROOT });
const two = file('two.csv', '');
execFileSync('awk', ['-F,', 'NR==1 {print "time_s,MLII,V1"} NR>1 {print $1","$2","$2}', one], { stdio: ['ignore', (await import('node:fs')).openSync(two, 'w'), 'inherit'] });
const header = two.replace('.csv', '.hea');
execFileSync('cargo', ['run', '--quiet', '--release', '--', 'convert', two, header], { cwd: ROOT });

/** @param {string[]} paths */
function natively(paths) {
  const said = execFileSync(join(ROOT, 'target/release/examples/read'), paths, { encoding: 'utf8' });
  return JSON.parse(said.trim().split('\n').at(-1) ?? '');
}

const wfdb = natively([header, header.replace('.hea', '.dat')]);
const csv = natively([large]);
console.log(`natively, one thread, medians of 7
  30 min, 2 leads, format 212: ${wfdb.ms} ms, ${wfdb.mb_per_s} MB/s
  heartbeat table:             ${csv.ms} ms, ${csv.mb_per_s} MB/s`);
if (python) {
  const peers = JSON.parse(execFileSync(python, ['tests/oracle/bench_readers.py', header, large], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').at(-1) ?? '');
  console.log('peers', JSON.stringify(peers));
  console.log(`  wfdb.rdrecord takes ${(peers.wfdb_rdrecord_ms / wfdb.ms).toFixed(1)} times as long, pandas.read_csv ${(peers.pandas_ms / csv.ms).toFixed(1)} times`);
}

const browser = /** @type {import('../../tests/browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} */ (await chromium());
const tree = spawn(TOOLS, ['run', '--tree', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => tree.stdout.on('data', (piece) => resolve(String(piece).match(/http:\S+/)?.[0])));
// A fresh page for each: wasm memory never shrinks.
const open = async () => {
  await browser.open(`${address}tools/bench/read.html`);
  await until(browser, `typeof window.rate === 'function'`, 60);
};
await open();
const text = publishedTable(2000);
const rate = JSON.parse(await browser.evaluate(`window.rate(${JSON.stringify(text)}, 11).then(JSON.stringify)`));
console.log(`in Chromium, one worker's work on one thread, median of 7
  heartbeat table: ${rate.mb_per_s.toFixed(1)} MB/s, ${(rate.mb_per_s / csv.mb_per_s).toFixed(2)} of the native rate`);
for (const form of ['wfdb', 'edf']) {
  await open();
  const day = JSON.parse(await browser.evaluate(`window.day('${form}').then(JSON.stringify)`));
  console.log(`  24 h of three leads at 250 Hz, ${form}, pushed in slices of 1 MiB: ${(day.ms / 1000).toFixed(1)} s for ${(day.bytes / 1e6).toFixed(0)} MB;
    peak wasm memory ${(day.memory / 1e6).toFixed(0)} MB, ${(day.memory / day.samples).toFixed(2)} times its ${(day.samples / 1e6).toFixed(0)} MB of decoded samples`);
}
tree.kill();
await browser.close();
