// What the studio asks of the wasm modules: beats as onnxruntime made them, any part as in the whole, tables that go on, records that open.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as engine from '../../www/pkg/engine.js';
import * as view from '../../www/pkg/view.js';
import { zip } from '../browser/made.js';

const ROOT = new URL('../../', import.meta.url);
const bytes = (/** @type {string} */ path) => new Uint8Array(readFileSync(new URL(path, ROOT)));
const text = (/** @type {string} */ path) => readFileSync(new URL(path, ROOT), 'utf8');
const BINARY = process.env.ECGLASS_BIN ?? new URL('target/debug/ecglass', ROOT).pathname;

engine.initSync({ module: new WebAssembly.Module(bytes('www/pkg/engine_bg.wasm')) });
view.initSync({ module: new WebAssembly.Module(bytes('www/pkg/view_bg.wasm')) });

const BUMPS = 'tests/fixtures/generate/bumps';
const isGenerator = (/** @type {string} */ folder) => existsSync(new URL(`${folder}/spec.json`, ROOT)) && JSON.parse(text(`${folder}/spec.json`)).task === 'beat-generator';
const FOLDERS = [BUMPS, 'tests/fixtures/generate/plain', ...readdirSync(new URL('models', ROOT)).map((name) => `models/${name}`)].filter(isGenerator);

const generator = (/** @type {string} */ folder) => new engine.Generator(text(`${folder}/spec.json`), bytes(`${folder}/model.onnx`));

/** What is left of a table when its file is in. @param {view.Balanced} table */
function ended(table) {
  /** @type {Uint8Array[]} */
  const text = [];
  const isRewritten = table.finish((/** @type {Uint8Array} */ piece) => text.push(piece));
  return { text, isRewritten };
}

/** @param {Iterable<number>} one @param {ArrayLike<number>} other */
const apart = (one, other) => Math.max(...Array.from(one, (value, i) => Math.abs(value - other[i])));

/** @param {string} name @param {Uint8Array} content */
function open(name, content) {
  const intake = new view.Intake('');
  intake.begin(name, content.length);
  intake.push(content);
  return intake.finish();
}

for (const folder of FOLDERS) {
  test(`${folder} makes in wasm what it made in onnxruntime`, () => {
    const { latent } = JSON.parse(text(`${folder}/spec.json`));
    const { input, output } = JSON.parse(text(`${folder}/sample.json`));
    const latents = Float32Array.from(input.flatMap((/** @type {number[]} */ row) => row.slice(0, latent)));
    const weights = Float32Array.from(input.flatMap((/** @type {number[]} */ row) => row.slice(latent)));
    const made = generator(folder).render(latents, weights);
    assert.equal(made.length, output.flat().length);
    assert.ok(apart(made, output.flat()) < 1e-5, `${apart(made, output.flat())} apart`);
  });
}

test('a critic scores in wasm as in onnxruntime', () => {
  const critic = new engine.Critic(text(`${BUMPS}/spec.json`), bytes(`${BUMPS}/critic.onnx`));
  const { output, scores } = JSON.parse(text(`${BUMPS}/sample.json`));
  output.forEach((/** @type {number[]} */ row, /** @type {number} */ at) => assert.ok(apart(critic.score(Float32Array.from(row), at % 5), scores[at]) < 1e-5));
});

test('any part of the beats is made as it stands in the whole, to the last bit', () => {
  const made = generator(BUMPS);
  const width = 37 + 187;
  const whole = made.generate(2, 0, 70, 9);
  for (const [from, to] of [[0, 1], [5, 40], [15, 17], [64, 70]]) assert.deepEqual(made.generate(2, from, to, 9), whole.slice(from * width, to * width));
  assert.notDeepEqual(made.generate(2, 0, 1, 10), whole.slice(0, width));
  const alone = made.render(made.latent(2, 9, 3), Float32Array.of(0, 0, 1, 0, 0));
  assert.ok(apart(alone, whole.slice(3 * width, 4 * width)) < 1e-6);
});

test('a latent is moved along directions and towards another, and what cannot be is told', () => {
  const made = generator(BUMPS);
  const [one, other] = [made.latent(0, 1, 0), made.latent(2, 2, 0)];
  assert.ok(apart(made.between(one, other, 1), other) < 1e-5);
  assert.ok(Math.abs(made.along(one, 'rate', 1)[0] - (one[0] - 1)) < 1e-6);
  assert.throws(() => made.along(one, 'hue', 1), { name: 'Unfit', message: /it has no direction "hue"; it has rate, t-wave/ });
  assert.throws(() => made.latent(7, 1, 0), { name: 'Unfit', message: /7 is no class/ });
  assert.throws(() => made.generate(0, 3, 3, 1), { name: 'Unfit', message: /0 beats/ });
  assert.throws(() => new engine.Generator(text(`${BUMPS}/spec.json`), bytes('tests/fixtures/generate/plain/model.onnx')), { name: 'Model', message: /sha256 begins with/ });
});

test('a table that is balanced through the border is the one of the command line, its own rows untouched', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecglass-studio-'));
  const own = text('www/samples/heartbeats.csv');
  const labels = own.trim().split('\n').map((line) => Number(line.slice(line.lastIndexOf(',') + 1)));
  const counts = Uint32Array.from({ length: 5 }, (_, of) => labels.filter((label) => label === of).length);
  const told = view.balance('heartbeats.csv', 187, counts, 'equal', 0, 'NSVFQ');
  assert.equal(told.before.total, labels.length);
  assert.ok(Math.abs(told.after.evenness - 1) < 1e-9 && told.after.imbalance === 1);
  for (const [column, header, flags] of /** @type {[boolean, boolean, string[]][]} */ ([[false, false, []], [true, false, ['--mark']], [true, true, ['--header']]])) {
    const [in_, out] = [join(folder, 'in.csv'), join(folder, 'out.csv')];
    writeFileSync(in_, own);
    execFileSync(BINARY, ['balance', in_, out, '--model', new URL(`${BUMPS}/model.onnx`, ROOT).pathname, '--seed', '3', ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
    const expected = readFileSync(out, 'utf8');
    const table = new view.Balanced('in.csv', 187, false, column, header);
    const made = generator(BUMPS);
    const parts = [table.push(new TextEncoder().encode(own.slice(0, 5000))), table.push(new TextEncoder().encode(own.slice(5000))), ...ended(table).text];
    told.add.forEach((/** @type {number} */ count, /** @type {number} */ of) => count > 0 && parts.push(table.made(made.generate(of, 0, count, 3), 37, 187, of)));
    const said = Buffer.concat(parts).toString();
    if (!column) assert.ok(said.startsWith(own), 'its own rows are untouched');
    const numbers = (/** @type {string} */ csv) => csv.trim().split('\n').map((line) => line.split(','));
    const [ours, theirs] = [numbers(said), numbers(expected)];
    assert.deepEqual(ours.map((row) => row.length), theirs.map((row) => row.length));
    // Between processors the last digit of what is rounded may differ.
    const worst = ours.flatMap((row, at) => row.map((cell, i) => (cell === theirs[at][i] ? 0 : Math.abs(Number(cell) - Number(theirs[at][i]))))).reduce((a, b) => Math.max(a, b), 0);
    assert.ok(worst <= 1.01e-4, `${worst} apart`);
  }
  rmSync(folder, { recursive: true });
});

test('a table in UTF-16, or in an archive among others, is handed on in UTF-8, its own rows as they are', () => {
  const own = text('www/samples/heartbeats.csv');
  const wide = Buffer.from(`\ufeff${own}`, 'utf16le');
  /** @param {Uint8Array} file */
  const plain = (file) => {
    const table = new view.Balanced('in.csv', 187, false, false, false);
    const parts = [];
    for (let from = 0; from < file.length; from += 7001) parts.push(Buffer.from(table.push(file.subarray(from, from + 7001))));
    const { text, isRewritten } = ended(table);
    return { text: Buffer.concat([...parts, ...text]).toString(), isRewritten };
  };
  assert.deepEqual(plain(wide), { text: own, isRewritten: true });
  assert.deepEqual(plain(zip([['in.csv', Buffer.from(own)]])), { text: own, isRewritten: false });
  assert.deepEqual(plain(zip([['other.csv', Buffer.from('1,2\n')], ['set/in.csv', wide]])), { text: own, isRewritten: true });
  const damaged = zip([['other.csv', Buffer.from('1,2\n')], ['in.csv', Buffer.from(own)]]);
  damaged[damaged.indexOf(own.slice(0, 100)) + 50] ^= 1;
  assert.throws(() => plain(damaged), { name: 'Malformed', message: 'in.csv: its packed data are damaged; download or pack it again.' });
});

test('what cannot be balanced is told in the sentences of the core', () => {
  const weigh = (/** @type {number} */ width, /** @type {number[]} */ counts, target = 'equal', amount = 0) => view.balance('a.csv', width, Uint32Array.from(counts), target, amount, 'NV');
  assert.throws(() => weigh(187, [0, 0, 0, 0, 0]), { name: 'Unfit', message: /^a\.csv: none of its beats has a label/ });
  assert.throws(() => weigh(187, [9, 0, 0, 0, 0]), { name: 'Unfit', message: /all of its beats are N; two classes or more/ });
  assert.throws(() => weigh(60, [9, 1, 0, 0, 0]), { name: 'Unfit', message: /its rows have 60 samples/ });
  assert.throws(() => weigh(187, [9, 1, 0, 0, 0], 'ratio', 0.5), { name: 'Unfit', message: /a ratio of 0\.5/ });
  assert.throws(() => weigh(187, [9, 0, 1, 0, 0], 'number', 2e6), { name: 'Unfit', message: /made in one go/ });
  assert.deepEqual(weigh(187, [9, 3, 1, 0, 0]).left, ['S'], 'this generator makes none');
  assert.throws(() => new view.Balanced('a.csv', 187, false, false, false).finish(() => {}), { name: 'Malformed', message: /rows were not found again/ });
});

test('a laid record opens, says that it is synthetic, and so does whatever it is saved as', () => {
  const asked = { name: 'synthetic-bigeminy-7', rhythm: 'bigeminy', seed: 7, seconds: 20 };
  const { name, bytes: laid } = /** @type {any} */ (generator(BUMPS).lay(JSON.stringify(asked), 1.2));
  assert.equal(name, 'synthetic-bigeminy-7.json');
  const reading = open(name, laid);
  const summary = reading.summary();
  assert.deepEqual([summary.kind, summary.seconds, summary.labelled], ['record', 20, true]);
  assert.equal(summary.synthetic, 'bumps, seed 7, rhythm bigeminy');
  for (const [form, file] of [['edf', 'x.edf'], ['wfdb', 'x.zip'], ['json', 'x.json']]) {
    const saved = /** @type {any} */ (reading.save(form));
    assert.match(open(file, saved.bytes).summary().leads[0], /synthetic/, form);
  }
  assert.throws(() => generator(BUMPS).lay(JSON.stringify({ ...asked, rhythm: 'waltz' }), 1.2), { name: 'Unfit', message: /no rhythm "waltz"/ });
  assert.throws(() => generator(BUMPS).lay(JSON.stringify({ ...asked, rhythm: 'noise' }), 1.2), { name: 'Unfit', message: /has no beats to lay/ });
  assert.throws(() => generator(BUMPS).lay(JSON.stringify(asked), 99), { name: 'Unfit', message: /R of 99 mV/ });
});

test('a simulated record opens with its true beats and waves', () => {
  const forms = [[1, 1], [1, 1], [-1, 1]];
  const asked = { name: 'simulated-sinus-1', rhythm: 'sinus', seed: 1, seconds: 10, leads: 2, forms, st_mv: 0.1, snr: [['muscle', 12]], anybody: true };
  const { name, bytes: made } = /** @type {any} */ (engine.simulate(JSON.stringify(asked)));
  const reading = open(name, made);
  const summary = reading.summary();
  assert.deepEqual([summary.leads.length, summary.synthetic], [2, 'simulator, seed 1, rhythm sinus']);
  assert.ok(summary.beats > 5 && summary.saves.includes('truth'));
  const truth = new TextDecoder().decode(/** @type {any} */ (reading.save('truth')).bytes);
  assert.match(truth, /^lead,wave,onset,peak,offset\nMLII,/);
  const names = view.rhythms().map((/** @type {{ name: string }} */ { name }) => name);
  assert.ok(names.length === 28 && names.includes('bigeminy') && view.noiseKinds().length === 6);
  assert.throws(() => engine.simulate(JSON.stringify({ ...asked, heart_rate: 500 })), { name: 'Unfit', message: /heart rate should be 20 to 250/ });
  assert.throws(() => engine.simulate(JSON.stringify({ ...asked, snr: [['hiss', 3]] })), { name: 'Unfit', message: /no noise "hiss"/ });
  assert.throws(() => engine.simulate('{'), { name: 'Unfit' });
});

test('the nearest beats of a table come first', () => {
  const reading = open('heartbeats.csv', bytes('www/samples/heartbeats.csv'));
  const { samples, truth } = reading.beats(text('models/beat-cnn/spec.json'));
  const near = /** @type {any} */ (reading.nearest(samples.slice(5 * 187, 6 * 187), undefined, 3));
  assert.deepEqual([near.at[0], near.distance[0], near.truth[0], near.rows.length], [5, 0, truth[5], 3 * 187]);
  assert.ok(near.distance[1] > 0 && near.distance[2] >= near.distance[1]);
  const other = /** @type {any} */ (reading.nearest(samples.slice(0, 187), 2, 2));
  assert.deepEqual([...other.truth], [2, 2]);
  assert.throws(() => reading.nearest(samples.slice(0, 10), undefined, 1), { name: 'Unfit' });
});
