// What a worker does for beats that do not belong: the reader tells and shows them, and whoever has the network judges them.

import * as view from './pkg/view.js';
import * as engine from './pkg/engine.js';

/** @import { Beats, Beside, OddSave } from './types.js' */

/** The network that judges. @type {engine.Detector | null} */
let detector = null;

/** What was told of the beats of what was read last, and what they were held against. @type {view.Deviations | null} */
let deviations = null;

/**
 * @param {string} spec
 * @param {ArrayBuffer} onnx
 */
export function takeDetector(spec, onnx) {
  detector?.free();
  detector = null;
  detector = new engine.Detector(spec, new Uint8Array(onnx));
}

/** Something else was read, or otherwise looked at. */
export function forgetDeviations() {
  deviations?.free();
  deviations = null;
}

/** @param {view.Reading} reading */
export function tell(reading) {
  forgetDeviations();
  deviations = new view.Deviations(reading);
  const value = /** @type {Beats} */ (deviations.beats());
  return { value, transfer: [value.samples.buffer, value.truth.buffer, value.at.buffer] };
}

/** @param {Float32Array} told */
export function judge(told) {
  const value = /** @type {{ scores: Float32Array, differs: Uint32Array }} */ (judging().judge(told));
  return { value, transfer: [value.scores.buffer, value.differs.buffer] };
}

/**
 * A beat and what the network expects in its place.
 * @param {view.Reading} reading
 * @param {number} index
 */
export function beside(reading, index) {
  deviations ??= new view.Deviations(reading);
  const expected = judging().expect(deviations.told(index));
  const value = /** @type {Beside} */ (deviations.beside(reading, index, expected));
  return { value, transfer: [value.beat.buffer, value.expected.buffer] };
}

/**
 * @param {view.Reading} reading
 * @param {OddSave} odd
 */
export function anomaliesCsv(reading, { scores, differs, before, threshold }) {
  deviations ??= new view.Deviations(reading);
  return new Blob([deviations.csv(reading, scores, differs, before, threshold)], { type: 'text/csv' });
}

function judging() {
  if (!detector) throw new Error('a request came before what it needs');
  return detector;
}
