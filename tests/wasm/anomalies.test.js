// Beats that do not belong, through the wasm border: what the native command line writes of the same recording.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { initSync as initEngine, Detector } from '../../www/pkg/engine.js';
import * as view from '../../www/pkg/view.js';

const ROOT = new URL('../../', import.meta.url);
const at = (/** @type {string} */ path) => new URL(path, ROOT);
const bytes = (/** @type {string} */ path) => new Uint8Array(readFileSync(at(path)));
const SPEC = readFileSync(at('models/anomaly-gan/spec.json'), 'utf8');
const { threshold, output } = JSON.parse(SPEC);
const ECGLASS = process.env.ECGLASS_BIN ?? at('target/debug/ecglass').pathname;

initEngine({ module: new WebAssembly.Module(bytes('www/pkg/engine_bg.wasm')) });
view.initSync({ module: new WebAssembly.Module(bytes('www/pkg/view_bg.wasm')) });

const folder = mkdtempSync(join(tmpdir(), 'ecglass-odd-'));
after(() => rmSync(folder, { recursive: true }));

/** A simulated recording, and how the command line judges it. @param {string} rhythm @param {number} seconds */
function simulated(rhythm, seconds) {
  const [record, out] = [join(folder, `${rhythm}-${seconds}.hea`), join(folder, 'odd.csv')];
  execFileSync(ECGLASS, ['simulate', record, '--rhythm', rhythm, '--seconds', String(seconds), '--anybody'], { stdio: 'ignore' });
  const intake = new view.Intake('');
  for (const end of ['hea', 'dat', 'atr']) {
    const content = new Uint8Array(readFileSync(record.replace('.hea', `.${end}`)));
    intake.begin(`${rhythm}-${seconds}.${end}`, content.length);
    intake.push(content);
  }
  const reading = intake.finish();
  reading.survey('');
  const csv = () => (execFileSync(ECGLASS, ['anomalies', record, '--out', out], { stdio: 'ignore' }), readFileSync(out, 'utf8'));
  return { reading, csv };
}

const detector = new Detector(SPEC, bytes('models/anomaly-gan/model.onnx'));

test('beats are judged as the command line judges them, and written as it writes them', () => {
  const { reading, csv } = simulated('ventricular-beats', 120);
  const deviations = new view.Deviations(reading);
  const { width, count, samples, truth } = /** @type {any} */ (deviations.beats());
  assert.deepEqual([samples.length, truth.length], [width * count, count]);
  const { scores, differs } = /** @type {any} */ (detector.judge(samples));
  const [own, native] = [deviations.csv(reading, scores, differs, output.before, threshold), csv()].map((text) => text.trim().split('\n').map((line) => line.split(',')));
  assert.equal(own.length, count + 1);
  assert.deepEqual(own[0], native[0]);
  own.slice(1).forEach((cells, i) => {
    const [sample, time, score, odd, from, to] = native[i + 1];
    assert.deepEqual([cells[0], cells[1], cells[3]], [sample, time, odd], `beat ${i}`);
    assert.ok(Math.abs(Number(cells[2]) - Number(score)) < 2e-3, `beat ${i}: ${cells[2]}, natively ${score}`);
    // Where a difference is half the greatest, its last digit decides over a sample of 8 ms.
    assert.ok(Math.abs(Number(cells[4]) - Number(from)) <= 8 && Math.abs(Number(cells[5]) - Number(to)) <= 8, `beat ${i}`);
  });
});

test('a beat stands beside what was expected of it, and is farthest from it where it says so', () => {
  const { reading } = simulated('ventricular-beats', 120);
  const deviations = new view.Deviations(reading);
  const { count, samples } = /** @type {any} */ (deviations.beats());
  const { scores, differs } = /** @type {any} */ (detector.judge(samples));
  const oddest = scores.indexOf(Math.max(...scores));
  const told = deviations.told(oddest);
  const { beat, expected } = /** @type {any} */ (deviations.beside(reading, oddest, detector.expect(told)));
  assert.deepEqual([beat.length, expected.length], [output.samples, output.samples]);
  const apart = Array.from(beat, (/** @type {number} */ mv, /** @type {number} */ i) => Math.abs(mv - expected[i]));
  const inside = apart.slice(differs[2 * oddest], differs[2 * oddest + 1]);
  assert.ok(Math.max(...inside) > 0.1, 'a ventricular beat is off by more than 0.1 mV');
  assert.throws(() => deviations.told(count), { name: 'Unfit', message: `beats: there is no beat ${count}; there are ${count}.` });
  assert.throws(() => detector.judge(told.slice(1)), { name: 'Unfit' });
  assert.throws(() => deviations.csv(reading, scores.slice(1), differs, output.before, threshold), { name: 'Unfit' });
});

test('too few beats are refused in the core’s sentence, and a network that is another file too', () => {
  const { reading } = simulated('sinus', 8);
  assert.throws(() => new view.Deviations(reading), { name: 'Unfit', message: /beats are in it; what is usual shows in 20 or more\.$/ });
  assert.throws(() => new Detector(SPEC, bytes('models/beat-cnn/model.onnx')), { name: 'Model', message: /sha256/ });
});
