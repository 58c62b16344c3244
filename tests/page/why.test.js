// Why a beat is what the model says, asked once and told in words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createWhy, whyWords } from '../../www/why.js';

const of = /** @type {any} */ ({ survey: {}, beats: { count: 9 } });
const reasons = (/** @type {number[]} */ without) => ({ column: 1, probability: 0.9, seen: 'early by 32 %, no P wave, QRS as usual', sides: ['rhythm', 'shape', 'P wave'], without: Float32Array.from(without) });

test('what is seen comes first, then what it hangs on, the most first', () => {
  assert.equal(
    whyWords({ of, beat: 3, reasons: reasons([0.125, 0.89, 0.5]) }, of, 3),
    'Early by 32 %, no P wave, QRS as usual. That it is S hangs on these; with one of them as usual, the probability of S would be: rhythm, 12.5\u{a0}%; P wave, 50.0\u{a0}%.',
  );
  assert.equal(whyWords({ of, beat: 3, reasons: reasons([0.9, 0.95, 0.88]) }, of, 3), 'Early by 32 %, no P wave, QRS as usual. No single one of rhythm, shape and P wave decides it.');
});

test('of another beat, or another recording, nothing is said', () => {
  const why = { of, beat: 3, reasons: reasons([0, 0, 0]) };
  assert.deepEqual([whyWords(why, of, 4), whyWords(why, /** @type {any} */ ({}), 3), whyWords(null, of, 3)], ['', '', '']);
});

test('a beat is asked about once, and an answer that comes late is not shown', async () => {
  /** @type {any} */
  let state = { result: of, view: { beat: 3 } };
  /** @type {number[]} */
  const asked = [];
  const look = createWhy({ state: () => state, become: (next) => (state = next), ask: async (_, beat) => (asked.push(beat), reasons([beat, 0, 0])) });
  look();
  look();
  state = { ...state, view: { beat: 5 } };
  look();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(asked, [3, 5]);
  assert.equal(state.why.beat, 5);
  state = { ...state, view: { beat: -1 } };
  look();
  state = { ...state, view: { beat: 9 } };
  look();
  assert.deepEqual(asked, [3, 5]);
});

test('a failure is no news, and picking the beat again asks again', async () => {
  let state = /** @type {any} */ ({ result: of, view: { beat: 1 } });
  let asked = 0;
  const look = createWhy({ state: () => state, become: (next) => (state = next), ask: () => ((asked += 1), Promise.reject(new Error('no'))) });
  look();
  await new Promise((resolve) => setTimeout(resolve, 5));
  look();
  assert.equal(asked, 2);
  assert.equal(state.why, undefined);
});
