// The packed tarball in an empty project, in Node: what it holds, its types, its example, and what it says against the border itself.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { Classifier, initSync as initEngine } from '../../www/pkg/engine.js';
import * as border from '../../www/pkg/view.js';
import { ROOT, TARBALL, project, sample } from './project.js';

const { folder, remove } = project('node');
after(remove);

const { load } = await import(pathToFileURL(join(folder, 'node_modules/ecglass/npm/node.js')).href);
const named = (/** @type {string} */ path) => ({ name: basename(path), data: readFileSync(path) });
const MINUTE = sample('minute');
const files = MINUTE.map(named);
const twoLeads = sample('st-depression').map(named);
const table = { name: 'heartbeats.csv', data: readFileSync(join(ROOT, 'www/samples/heartbeats.csv')) };

/** The same without the package: as tests/wasm asks the border. @param {typeof files} some */
function directly(some) {
  initEngine({ module: new WebAssembly.Module(readFileSync(join(ROOT, 'www/pkg/engine_bg.wasm'))) });
  border.initSync({ module: new WebAssembly.Module(readFileSync(join(ROOT, 'www/pkg/view_bg.wasm'))) });
  const intake = new border.Intake('');
  for (const { name, data } of some) {
    intake.begin(name, data.length);
    intake.push(data);
  }
  const reading = intake.finish();
  const isRecord = reading.summary().kind === 'record';
  if (isRecord) reading.survey('');
  const model = join(ROOT, 'models', isRecord ? 'beat-rhythm' : 'beat-cnn');
  const spec = readFileSync(join(model, 'spec.json'), 'utf8');
  const probabilities = new Classifier(spec, readFileSync(join(model, 'model.onnx'))).classify(reading.beats(spec).samples);
  return { ...JSON.parse(reading.reportJson(spec, probabilities)), csv: reading.beatsCsv(spec, probabilities) };
}

test('the package has no dependencies, says its version, and is small', () => {
  const own = JSON.parse(readFileSync(join(folder, 'node_modules/ecglass/package.json'), 'utf8'));
  assert.equal(own.dependencies, undefined);
  assert.match(readFileSync(join(ROOT, 'Cargo.toml'), 'utf8'), new RegExp(`^version = "${own.version}"`, 'm'));
  for (const path of ['README.md', 'LICENSE', 'LICENSES.txt', 'npm/view.js', 'www/worker.js', 'www/pkg/engine_bg.wasm', 'models/beat-rhythm/model.onnx']) assert.ok(existsSync(join(folder, 'node_modules/ecglass', path)), path);
  for (const path of ['www/main.js', 'www/style.css', 'npm/examples', 'models/gan-conv']) assert.ok(!existsSync(join(folder, 'node_modules/ecglass', path)), path);
  assert.ok(statSync(TARBALL).size < 5_000_000);
  const licences = readFileSync(join(folder, 'node_modules/ecglass/LICENSES.txt'), 'utf8');
  for (const whose of ['tract-core', 'wasm-bindgen', 'plotters', 'the Rust standard library', 'OFL-1.1: Inter']) assert.ok(licences.includes(whose), whose);
  assert.ok(!licences.includes('clap'), 'the command line is not part of it');
});

test('the example says what is in a recording, and writes its beats', () => {
  const said = execFileSync('node', ['analyze.js', ...MINUTE], { cwd: folder, encoding: 'utf8' });
  assert.match(said, /^minute: \d+ beats, .*N/);
  assert.equal(readFileSync(join(folder, 'beats.csv'), 'utf8'), directly(files).csv);
  const lost = spawnSync('node', ['analyze.js', MINUTE[0]], { cwd: folder, encoding: 'utf8' });
  assert.equal(lost.status, 1);
  assert.match(lost.stderr, /minute\.dat/);
  assert.doesNotMatch(lost.stderr, /at .*\.js:/);
});

test('a recording and a table get the report of the border, beat by beat', async () => {
  const ecg = await load();
  for (const some of [files, [table]]) {
    const { csv, beats: columns, ...expected } = directly(some);
    const { beats, recordings, saves, ...report } = await ecg.analyze(some.length === 1 ? some[0] : some);
    assert.deepEqual(report, expected);
    assert.deepEqual(beats.map(({ sample }) => sample), columns.sample);
    assert.equal(beats.map(({ class: letter }) => letter).join(''), columns.class);
    assert.deepEqual(beats.map(({ probability }) => probability), columns.probability.map((/** @type {number} */ one) => Number(one.toFixed(4))));
    assert.deepEqual(beats.map(({ doubted }) => (doubted ? '0' : '1')), csv.trim().split('\n').slice(1).map((/** @type {string} */ line) => line.split(',')[6]));
    assert.ok(beats.some(({ truth }) => truth !== null));
    assert.ok(report.findings.length > 0 && recordings.length === 0 && saves.includes('beats'));
  }
  ecg.close();
});

test('a lead is named, cleaning and reading are as asked, and how far it is is told', async () => {
  const ecg = await load();
  const [, second] = (await ecg.analyze(twoLeads)).record.leads;
  /** @type {Set<string>} */
  const steps = new Set();
  const options = { lead: second.toLowerCase(), beats: 'signal', cleaning: [], progress: ({ step, done, total }) => (steps.add(step), assert.ok(done <= total)) };
  const report = await ecg.analyze(twoLeads, options);
  assert.equal(report.record.lead, second);
  assert.equal(report.record.beats_from, 'signal');
  assert.deepEqual(report.settings.cleaning, []);
  assert.deepEqual([...steps], ['looking', 'reading', 'finding', 'classifying']);
  await assert.rejects(ecg.analyze(twoLeads, { lead: 'V9' }), { message: 'There is no lead V9 in st-depression; it has MLII, V1.' });
  const twice = await ecg.analyze(new Blob([Array.from({ length: 4000 }, (_, at) => Math.sin(at / 20).toFixed(3)).join('\n')]), { choices: { layout: 'signal', rate_hz: 500 } });
  assert.equal(twice.record.rate_hz, 500);
  ecg.close();
});

test('what is asked for together is done one after the other, and a signal ends its own only', async () => {
  const ecg = await load();
  const stop = new AbortController();
  const [first, second, third] = await Promise.allSettled([ecg.analyze(files), ecg.analyze(files, { signal: stop.signal, progress: () => stop.abort() }), ecg.analyze(table)]);
  assert.equal(first.status, 'fulfilled');
  assert.equal(second.status === 'rejected' && second.reason.name, 'AbortError');
  assert.equal(third.status, 'fulfilled');
  // The reader has read a table since, and reads the recording again.
  const report = first.status === 'fulfilled' ? first.value : null;
  const { name, blob } = await ecg.save(report, 'waves');
  assert.equal(name, 'minute-waves.csv');
  assert.match(await blob.text(), /^lead,wave,onset,peak,offset\n/);
  const { blob: edf } = await ecg.save(report, 'edf');
  assert.equal((await ecg.analyze(edf)).record.beats, report.record.beats);
  ecg.close();
  await assert.rejects(ecg.analyze(files), /was closed/);
});

test('another network is taken from its folder, and errors are sentences', async () => {
  const ecg = await load({ models: { table: join(ROOT, 'models/beat-mlp') } });
  assert.equal((await ecg.analyze(table)).model.name, 'beat-mlp');
  await assert.rejects(ecg.analyze({ name: 'a.bin', data: new Uint8Array([1, 2, 3]) }), (error) => ['Malformed', 'Unsupported'].includes(error.name) && error.message.startsWith('a.bin'));
  await assert.rejects(ecg.analyze(files.slice(0, 1)), (error) => error.wants.includes('minute.dat'));
  await assert.rejects(ecg.analyze(/** @type {any} */ (7)), /hand over a File/);
  await assert.rejects(ecg.save(/** @type {any} */ ({}), 'beats'), /no copy/);
  await assert.rejects(ecg.draw(/** @type {any} */ (null), await ecg.analyze(files)), /nothing to draw on in Node/);
  ecg.close();
  const lost = await load({ models: { record: './nowhere' } });
  await assert.rejects(lost.analyze(files), /nowhere\/spec\.json could not be read/);
  lost.close();
});

test('its types hold for whoever writes TypeScript', () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `import { load, type Analysis, type Refusal } from 'ecglass';
import 'ecglass/view';
const ecg = await load({ workers: 1 });
const report: Analysis = await ecg.analyze([new Blob([])], { lead: 'II', choices: { rate_hz: 500 }, cleaning: [{ step: 'mains', hertz: 50 }], signal: AbortSignal.timeout(1000), progress: ({ step, done }) => console.log(step, done) });
const first: number | null = report.beats[0].time_s;
await ecg.draw(document.createElement('canvas'), report, { from: first ?? 0, seconds: 10, theme: 'dark' });
const view = document.createElement('ecg-view');
view.addEventListener('beat', ({ detail }) => console.log(detail.class, detail.index));
view.addEventListener('error', ({ detail }) => console.log(detail.message));
view.files = [new File([], 'a')];
console.log(view.shown?.seconds, (new Error() as Refusal).wants);
// @ts-expect-error there is no such form
await ecg.save(report, 'pdf2');
`,
  );
  const tsc = (/** @type {string} */ resolution, /** @type {string} */ module) => spawnSync(join(ROOT, 'tests/node_modules/.bin/tsc'), ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution, '--lib', 'es2022,dom,dom.iterable', 'use.ts'], { cwd: folder, encoding: 'utf8' });
  for (const [resolution, module] of [['bundler', 'esnext'], ['nodenext', 'nodenext']]) {
    const { status, stdout } = tsc(resolution, module);
    assert.equal(status, 0, stdout);
  }
});
