// What a person says that beats are: steps, undoing, what comes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { corrections, isSaid, kept, leastSure, outcome, outcomeWords, redone, said, undone, untold } from '../../www/corrections.js';

const { history: NOTHING } = untold();

/** A result of four beats, at 10, 20, 30 and 40. */
function result(told, { name = 'r', seconds = 60, classes = [0, 0, 2, 0], uncorrected = [] } = {}) {
  return /** @type {any} */ ({
    summary: { name, seconds },
    source: { settings: told ? { corrections: told } : {} },
    beats: { at: Float64Array.of(10, 20, 30, 40), count: 4 },
    conclusion: { classes: Uint8Array.from(classes), uncorrected: Uint8Array.from(uncorrected), probability: Float32Array.of(0.9, 0.6, 0.7, 1) },
  });
}

test('corrections stand in the order of the recording, and what was said last of a beat holds', () => {
  const history = said(said(said(NOTHING, [30, 10], 'V'), [20], 'S'), [10], 'F');
  assert.deepEqual(corrections(history), [
    { sample: 10, class: 'F' },
    { sample: 20, class: 'S' },
    { sample: 30, class: 'V' },
  ]);
});

test('each step is taken back and said again as a whole, and no farther than there are steps', () => {
  const two = said(said(NOTHING, [10, 20], 'V'), [20], 'N');
  const one = undone(two);
  assert.deepEqual(corrections(one).map(({ class: letter }) => letter), ['V', 'V']);
  assert.deepEqual(corrections(undone(undone(one))), []);
  assert.deepEqual(corrections(redone(redone(undone(one)))), corrections(two));
  assert.equal(redone(two), two);
  assert.equal(undone(NOTHING), NOTHING);
});

test('what is said after something was taken back takes its place', () => {
  const history = said(undone(said(NOTHING, [10], 'V')), [20], 'S');
  assert.deepEqual(corrections(history), [{ sample: 20, class: 'S' }]);
  assert.equal(redone(history), history);
});

test('saying what was said already is no step', () => {
  const history = said(NOTHING, [10, 20], 'V');
  assert.equal(said(history, [20], 'V'), history);
  assert.equal(said(history, [20, 30], 'V').done, 2);
});

test('two lists say the same where each beat is said to be the same', () => {
  assert.ok(isSaid([{ sample: 1, class: 'V' }], [{ sample: 1, class: 'V' }]));
  assert.ok(!isSaid([{ sample: 1, class: 'V' }], [{ sample: 1, class: 'S' }]));
  assert.ok(!isSaid([{ sample: 1, class: 'V' }], []));
});

test('the least sure beat is asked about, then the next, and none once all are settled', () => {
  const probability = [0.9, 0.6, 0.7, 1];
  const at = [10, 20, 30, 40];
  assert.equal(leastSure(probability, at, []), 1);
  assert.equal(leastSure(probability, at, [{ sample: 20, class: 'N' }]), 2);
  assert.equal(leastSure(probability, at, at.map((sample) => ({ sample, class: 'N' }))), -1);
});

test('beats that moved without having been corrected have followed', () => {
  const conclusion = { classes: Uint8Array.of(2, 2, 2, 0), uncorrected: Uint8Array.of(0, 0, 2, 0) };
  assert.deepEqual(outcome(conclusion, [10, 20, 30, 40], [{ sample: 10, class: 'V' }]), { before: [3, 0, 1, 0, 0], after: [1, 0, 3, 0, 0], followed: 1 });
});

test('what came of it is said in a line', () => {
  assert.equal(outcomeWords(result(null)), '');
  const told = [{ sample: 10, class: 'V' }];
  assert.equal(outcomeWords(result(told, { classes: [2, 2, 2, 0], uncorrected: [0, 0, 2, 0] })), '1 corrected · V 1 → 3, N 3 → 1 · 1 beat followed');
  assert.equal(outcomeWords(result([{ sample: 30, class: 'V' }], { uncorrected: [0, 0, 2, 0] })), '1 corrected · no count changed · no other beat followed');
  assert.equal(outcomeWords(result([{ sample: 31, class: 'V' }])), '1 corrected · 1 of them where no beat is now · no count changed · no other beat followed');
});

test('another recording begins with nothing said, and the same one looked at otherwise keeps what can be said again', () => {
  const history = said(said(NOTHING, [10], 'V'), [20], 'S');
  const before = { ...untold(), history, chosen: 2, beat: 1 };
  const told = corrections(history);
  assert.equal(kept(before, result(told), result(told)).history, history);
  assert.deepEqual(kept(before, result(told), result(null)).history, NOTHING, 'the same file dropped again');
  assert.deepEqual(kept({ ...before, history: undone(undone(history)) }, result(null), result(null, { name: 'other' })).history, NOTHING);
  assert.deepEqual(corrections(kept(untold(), null, result(told)).history), told, 'what comes with a result was said');
  assert.equal(kept(before, result(told), result(told)).kin, null);
});
