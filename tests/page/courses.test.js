// Drawings along the time: places and moments, and what of them is worth going to.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LEFT_PX, RIGHT_PX, momentAt, normalIntervals, rateJumps, stJumps } from '../../www/courses.js';

const WIDTH = LEFT_PX + 600 + RIGHT_PX;

test('a place of a chart is a moment, and beside its axes the first or the last', () => {
  assert.equal(momentAt(LEFT_PX + 150, WIDTH, 1800), 450);
  assert.deepEqual([momentAt(3, WIDTH, 1800), momentAt(WIDTH - 1, WIDTH, 1800)], [0, 1800]);
  assert.equal(momentAt(10, 0, 60), 0, 'a chart that nobody sees');
});

/** Beats at these moments of a recording of 100 Hz; the file names some, the network others. @param {number[]} at_s @param {number[]} truth @param {number[]} classes */
const beats = (at_s, truth, classes) => {
  const at = Float64Array.from(at_s, (one) => 100 * one);
  return /** @type {any} */ ({ summary: { rate_hz: 100 }, survey: { at, truth: Uint8Array.from(truth) }, beats: { at }, conclusion: { classes: Uint8Array.from(classes) } });
};

test('intervals are those between beats that nobody calls otherwise than normal, and no gap is one', () => {
  const found = normalIntervals(beats([1, 2, 3, 4, 5, 25, 26], [255, 0, 255, 255, 255, 255, 0], [0, 2, 2, 0, 0, 0, 2]));
  // The file says that the second is normal, the network that the third is ventricular; twenty seconds are a gap.
  assert.deepEqual(found.map(({ end_s }) => end_s), [2, 5, 26]);
  assert.ok(found.every(({ rr_s }) => Math.abs(rr_s - 1) < 1e-9));
});

test('the slowest and the fastest are of eleven intervals, so that one that was missed is neither', () => {
  const at = [0];
  for (let i = 0; i < 90; i++) at.push(at[i] + (i === 20 ? 3 : i < 30 ? 1 : i < 60 ? 0.5 : 0.75));
  const none = at.map(() => 255);
  assert.deepEqual(rateJumps(normalIntervals(beats(at, none, none))).map(({ words }) => words), ['Slowest: 60 a\u{a0}minute at 0:06', 'Fastest: 120 a\u{a0}minute at 0:32']);
  assert.deepEqual(rateJumps(normalIntervals(beats(at.slice(0, 8), none, none))), []);
});

test('the lowest and the highest ST are told with their lead and their place', () => {
  const leads = /** @type {any} */ ([{ lead: 'II', trend_mv: [0, null, -0.21, 0.02] }, { lead: 'V2', trend_mv: [null, 0.1, 0.125, 0.1] }]);
  assert.deepEqual(stJumps({ leads, step_s: 10, after_j_ms: 60 }), [
    { words: 'Lowest: \u{2212}0.210\u{a0}mV in II at 0:25', at_s: 25 },
    { words: 'Highest: +0.125\u{a0}mV in V2 at 0:25', at_s: 25 },
  ]);
  assert.deepEqual(stJumps({ leads: /** @type {any} */ ([{ lead: 'II', trend_mv: [null] }]), step_s: 10, after_j_ms: 60 }), []);
});
