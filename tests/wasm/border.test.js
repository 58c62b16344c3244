// The wasm modules as they are shipped, run by Node: models, counts and sentences must be those of the native library.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { initSync as initEngine, Classifier, version } from '../../www/pkg/engine.js';
import * as view from '../../www/pkg/view.js';

const ROOT = new URL('../../', import.meta.url);
const at = (/** @type {string} */ path) => new URL(path, ROOT);
const bytes = (/** @type {string} */ path) => new Uint8Array(readFileSync(at(path)));

initEngine({ module: new WebAssembly.Module(bytes('www/pkg/engine_bg.wasm')) });
view.initSync({ module: new WebAssembly.Module(bytes('www/pkg/view_bg.wasm')) });

const SPEC = readFileSync(at('models/beat-cnn/spec.json'), 'utf8');
const MODELS = readdirSync(at('models')).filter((name) => existsSync(at(`models/${name}/spec.json`)) && classifies(name));

/** @param {string} name */
function classifies(name) {
  const { task } = JSON.parse(readFileSync(at(`models/${name}/spec.json`), 'utf8'));
  return !['beat-generator', 'beat-anomaly'].includes(task);
}

/** @param {Record<string, Uint8Array | string>} files */
function read(files) {
  const intake = new view.Intake('');
  for (const [name, content] of Object.entries(files)) {
    const all = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    intake.begin(name, all.length);
    for (let from = 0; from < all.length; from += 10_000) intake.push(all.subarray(from, from + 10_000));
  }
  return intake.finish();
}

/** @param {Record<string, Uint8Array | string>} files */
function analysed(files) {
  const reading = read(files);
  const isRecord = reading.summary().kind === 'record';
  if (isRecord) reading.survey('');
  const model = isRecord ? 'models/beat-rhythm' : 'models/beat-cnn';
  const spec = readFileSync(at(`${model}/spec.json`), 'utf8');
  const beats = reading.beats(spec);
  const classifier = new Classifier(spec, bytes(`${model}/model.onnx`));
  return reading.conclude(spec, classifier.classify(beats.samples));
}

/** @param {string[]} paths */
function natively(paths) {
  const out = join(tmpdir(), `ecglass-report-${process.pid}.json`);
  const binary = process.env.ECGLASS_BIN ?? new URL('target/debug/ecglass', ROOT).pathname;
  execFileSync(binary, ['analyze', ...paths.map((path) => at(path).pathname), '--report', out], { stdio: ['ignore', 'ignore', 'inherit'] });
  // The file has the verdicts one by one, which do not cross the border, and says of which files it is.
  const { beats, files, ...report } = JSON.parse(readFileSync(out, 'utf8'));
  assert.ok(files.length > 0);
  assert.equal(beats.sample.length, report.record.beats);
  return report;
}

/** What hangs on the order of probabilities that are equal but for their last digit. */
const FICKLE = ['roc', 'precision_recall', 'youden'];

/**
 * Numbers to three digits, and no curves point by point: between processors, the last digits of a probability differ.
 * @param {any} value
 * @returns {any}
 */
function rounded(value) {
  if (typeof value === 'number') return Math.round(value * 1e3) / 1e3;
  if (Array.isArray(value)) return value.map(rounded);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (FICKLE.includes(key) ? [] : [[key, rounded(inner)]])));
  return value;
}

for (const name of MODELS) {
  test(`${name} says in wasm what it said in onnxruntime`, () => {
    const sample = JSON.parse(readFileSync(at(`models/${name}/sample.json`), 'utf8'));
    const classifier = new Classifier(readFileSync(at(`models/${name}/spec.json`), 'utf8'), bytes(`models/${name}/model.onnx`));
    const said = classifier.classify(Float32Array.from(sample.input.flat()));
    const expected = sample.output.flat();
    assert.equal(said.length, expected.length);
    const worst = Math.max(...expected.map((/** @type {number} */ value, /** @type {number} */ i) => Math.abs(value - said[i])));
    assert.ok(worst < 1e-4, `${worst} apart`);
  });
}

test('a network without papers gets some, and says the same as with them', () => {
  const mine = bytes('tests/fixtures/onnx/keras.onnx');
  const classifier = Classifier.bring('mine', mine);
  const papers = JSON.parse(classifier.papers());
  assert.equal(papers.parameters, 940);
  const beats = Float32Array.from({ length: 2 * 187 }, (_, at) => Math.sin(at * 0.13) * 0.5 + 0.5);
  assert.deepEqual(new Classifier(classifier.papers(), mine).classify(beats), classifier.classify(beats));
  for (const [name, expected] of [['image', /1 x 3 x 224 x 224/], ['loop', /it uses Loop/], ['lying', /does not hold as many/], ['huge', /asks for more numbers/]]) {
    assert.throws(() => Classifier.bring(String(name), bytes(`tests/fixtures/onnx/${name}.onnx`)), { name: 'Model', message: /** @type {RegExp} */ (expected) });
  }
  assert.throws(() => Classifier.bring('cut', mine.subarray(0, 1000)), { name: 'Model' });
});

test('a beat is explained, and a network shown layer by layer', () => {
  const onnx = bytes('models/beat-cnn/model.onnx');
  const classifier = new Classifier(SPEC, onnx);
  const { input } = JSON.parse(readFileSync(at('models/beat-cnn/sample.json'), 'utf8'));
  const { weights, probability } = /** @type {{ weights: Float32Array, probability: number }} */ (classifier.explain(Float32Array.from(input[0])));
  assert.equal(weights.length, 187);
  assert.ok(probability > 0 && weights.some((/** @type {number} */ weight) => weight !== 0));
  const { layers, parameters, ms } = /** @type {{ layers: any[], parameters: number, ms: number }} */ (classifier.layers(onnx));
  assert.ok(layers.length > 5 && parameters > 70_000 && ms > 0);
});

test('a comparison in wasm is the one of the command line', () => {
  const out = join(tmpdir(), `ecglass-compare-${process.pid}.json`);
  const binary = process.env.ECGLASS_BIN ?? new URL('target/debug/ecglass', ROOT).pathname;
  execFileSync(binary, ['compare', at('www/samples/heartbeats.csv').pathname, '--json', out], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { models } = JSON.parse(readFileSync(out, 'utf8'));
  rmSync(out);
  const reading = read({ 'heartbeats.csv': bytes('www/samples/heartbeats.csv') });
  for (const { ms_per_1000, ...expected } of models) {
    const { name } = expected.model;
    const spec = readFileSync(at(`models/${name}/spec.json`), 'utf8');
    const said = new Classifier(spec, bytes(`models/${name}/model.onnx`)).classify(reading.beats(spec).samples);
    const { ms_per_1000: took, ...score } = /** @type {any} */ (reading.compare(spec, said, 248));
    assert.equal(took, 2000);
    assert.ok(ms_per_1000 > 0);
    assert.deepEqual(rounded(score), rounded(expected), name);
    assert.equal(score.curves[0].roc === null, expected.curves[0].roc === null);
  }
});

test('a heartbeat table gets the same report in wasm and natively', () => {
  const { report } = analysed({ 'heartbeats.csv': bytes('www/samples/heartbeats.csv') });
  assert.deepEqual(report, natively(['www/samples/heartbeats.csv']));
});

test('a record gets the same report in wasm and natively', () => {
  const files = Object.fromEntries(['hea', 'dat', 'atr'].map((end) => [`minute.${end}`, bytes(`www/samples/minute.${end}`)]));
  assert.deepEqual(analysed(files).report, natively(['www/samples/minute.hea']));
});

test('view and engine are of one version, which reports carry', () => {
  const files = { 'heartbeats.csv': bytes('www/samples/heartbeats.csv') };
  assert.equal(view.version(), version());
  assert.equal(view.version(), JSON.parse(JSON.stringify(analysed(files).report)).versions.ecglass);
});

test('beats cross the border as typed arrays', () => {
  const beats = read({ 'heartbeats.csv': bytes('www/samples/heartbeats.csv') }).beats(SPEC);
  assert.ok(beats.samples instanceof Float32Array && beats.truth instanceof Uint8Array && beats.at instanceof Float64Array);
  assert.equal(beats.samples.length, beats.count * beats.width);
});

test('failures are thrown as errors that carry their kind and their sentence', () => {
  /** @type {[string, Record<string, Uint8Array | string>, string, RegExp][]} */
  const cases = [
    ['an empty file', { 'a.csv': '' }, 'Malformed', /^a\.csv: the file is empty; export or copy it again\.$/],
    ['a picture', { 'a.csv': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) }, 'Unsupported', /^a\.csv: this is a PNG picture/],
    ['a web page', { 'a.csv': '<html></html>' }, 'Unsupported', /this is a web page/],
    ['text among numbers', { 'a.csv': '0.1,2,3\n0.2,2,3\n0.3,x,3\n0.4,2,3\n' }, 'Malformed', /^a\.csv, row 3, column 2: "x" is not a number\.$/],
    ['a lone header', { '100.hea': '100 1 360 4\n100.dat 16 200 12 0 1 10 0 MLII\n' }, 'Unsupported', /100\.hea describes 100\.dat: drop it too/],
  ];
  for (const [what, files, name, sentence] of cases) {
    assert.throws(() => read(files), (/** @type {Error} */ error) => {
      assert.ok(error instanceof Error, what);
      assert.equal(error.name, name, what);
      assert.match(error.message, sentence, what);
      return true;
    });
  }
});

test('a missing mate is named for the page to wait for', () => {
  assert.throws(() => read({ '100.hea': '100 1 360 4\n100.dat 16 200\n' }), (/** @type {Error & { wants: string[] }} */ error) => {
    assert.deepEqual(error.wants, ['100.dat']);
    return true;
  });
});

test('a record says how it was read, takes corrections, and is saved in every form', () => {
  const csv = 'a;b\n' + Array.from({ length: 300 }, (_, at) => `${at * 4};${at % 50},5\n`).join('');
  const intake = new view.Intake(JSON.stringify({ rate_hz: 321, leads: ['b'] }));
  intake.begin('x.csv', csv.length);
  intake.push(new TextEncoder().encode(csv));
  const reading = intake.finish();
  const summary = reading.summary();
  assert.deepEqual([summary.kind, summary.rate_hz, summary.leads, summary.choices], ['record', 321, ['b'], { rate_hz: 321, leads: ['b'] }]);
  assert.ok(summary.findings.some((/** @type {{ about: string, value: string }} */ one) => one.about === 'decimal' && one.value === 'comma'));
  assert.deepEqual(summary.saves, ['csv', 'clean', 'edf', 'wfdb', 'json', 'table', 'waves', 'rr']);
  const tile = /** @type {import('../../www/types.js').Tile} */ (reading.tile(0, false, 0, 0));
  assert.deepEqual([tile.values.length, tile.a_second, tile.levels], [300, 321, 2]);
  assert.throws(() => reading.tile(1, false, 0, 0), { name: 'Unfit', message: /there is no lead 1/ });
  for (const [form, name, first] of [['csv', 'x.csv', 't'], ['edf', 'x.edf', '0'], ['wfdb', 'x.zip', 'P'], ['json', 'x.json', '{']]) {
    const saved = /** @type {{ bytes: Uint8Array, note: string }} */ (reading.save(form));
    assert.equal(saved.note, '', form);
    assert.equal(String.fromCharCode(saved.bytes[0]), first);
    if (form !== 'csv') assert.deepEqual(read({ [name]: saved.bytes }).summary().leads, ['b'], form);
  }
  assert.throws(() => new view.Intake('{"rate": 3}'), { name: 'Unfit' });
});

test('what is found in a recording is the same in wasm as natively, to the sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecglass-bare-'));
  const out = (/** @type {string} */ name) => join(folder, name);
  const binary = process.env.ECGLASS_BIN ?? new URL('target/debug/ecglass', ROOT).pathname;
  // Without its annotations: the beats must be found.
  for (const end of ['hea', 'dat']) copyFileSync(at(`www/samples/minute.${end}`), out(`minute.${end}`));
  const asked = ['--beats', out('beats.csv'), '--waves', out('waves.csv'), '--rr', out('rr.txt'), '--report', out('report.json')];
  execFileSync(binary, ['analyze', out('minute.hea'), ...asked], { stdio: ['ignore', 'ignore', 'inherit'] });
  const reading = read({ 'minute.hea': bytes('www/samples/minute.hea'), 'minute.dat': bytes('www/samples/minute.dat') });
  const { found, at: places } = reading.survey('');
  const natively = JSON.parse(readFileSync(out('report.json'), 'utf8'));
  assert.ok(places.length > 60, `${places.length} beats`);
  assert.deepEqual([...places], natively.beats.sample);
  assert.deepEqual([found.beats_from, found.quality, found.cleaning], [natively.record.beats_from, natively.quality, natively.cleaning]);
  assert.equal(new TextDecoder().decode(reading.save('waves').bytes), readFileSync(out('waves.csv'), 'utf8'));
  assert.equal(new TextDecoder().decode(reading.save('rr').bytes), readFileSync(out('rr.txt'), 'utf8'));
  const { values } = /** @type {import('../../www/types.js').Tile} */ (reading.tile(0, true, 0, 5));
  assert.equal(values.length, 60 * 360 - 5 * 4096);
  const waves = reading.waves(0, 1, 3);
  assert.ok(waves.length > 8 && waves.length % 4 === 0);
  assert.ok(waves.filter((_, place) => place % 4 === 2).every((peak_s) => peak_s >= 1 && peak_s < 3));
  rmSync(folder, { recursive: true });
});

test('a recording is looked at as it is asked: one lead, the beats of the signal, other steps of cleaning', () => {
  const files = Object.fromEntries(['hea', 'dat', 'atr'].map((end) => [`minute.${end}`, bytes(`www/samples/minute.${end}`)]));
  const reading = read(files);
  assert.throws(() => reading.beats(SPEC), { name: 'Unfit' });
  const marked = reading.survey('').found;
  assert.equal(marked.beats_from, 'marks');
  assert.ok(marked.agreement.both >= 0.95 * marked.agreement.marked);
  const settings = { lead: 0, beats: 'signal', cleaning: [{ step: 'wavelet', threshold: 'fixed', approximation: true }] };
  const { found, at: places, truth } = reading.survey(JSON.stringify(settings));
  assert.equal(found.beats_from, 'signal');
  assert.equal(truth.length, places.length);
  assert.ok(found.notes.some((/** @type {{ text: string }} */ { text }) => text.includes('approximation')), JSON.stringify(found.notes));
  assert.throws(() => reading.survey('{"lead":7}'), { name: 'Unfit', message: /there is no lead 7/ });
  assert.throws(() => reading.survey('{"cleaning":[{"step":"polish"}]}'), { name: 'Unfit', message: /polish/ });
  assert.throws(() => reading.survey('{"cleaning":[{"step":"band","high_hz":500}]}'), { name: 'Unfit', message: /step band/ });
});

test('many files fall into their recordings', () => {
  const catalog = new view.Catalog();
  catalog.add('a.hea', 30, new TextEncoder().encode('a 1 100 3\na.dat 16 200\n'));
  catalog.add('a.dat', 6, new Uint8Array(6));
  catalog.add('notes.txt', 5, new TextEncoder().encode('Dear.\n'));
  assert.deepEqual(catalog.recordings(), [{ name: 'a', files: ['a.hea', 'a.dat'], missing: [] }]);
});

test('a model that is not what its papers say is refused', () => {
  const onnx = bytes('models/beat-cnn/model.onnx');
  onnx[onnx.length - 1] ^= 1;
  assert.throws(() => new Classifier(SPEC, onnx), { name: 'Model', message: /the file's sha256 begins with/ });
  const other = JSON.stringify({ ...JSON.parse(SPEC), output: { name: 'probabilities', labels: ['N', 'V'] } });
  assert.throws(() => new Classifier(other, bytes('models/beat-cnn/model.onnx')), { name: 'Model', message: /its output is of shape \[32, 5\]/ });
});

test('beats of another width are refused with what the model reads', () => {
  const reading = read({ 'narrow.csv': 'a,b,label\n0.1,0.2,1\n0.3,0.1,2\n' });
  assert.throws(() => reading.beats(SPEC), { name: 'Unfit', message: /beat-cnn reads beats of 187 samples at 125 Hz/ });
});
