// Families of beats as numbers and words, and the keys that name classes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { familyWords, makeup, memberWords, membersOf, nameOf, spanOf, stepped, titleOf, unsureOf } from '../../www/families.js';
import { classOf } from '../../www/families-events.js';

/** Six beats in two families and what is left over, drawn with two samples each. */
const KIN = {
  of: Uint8Array.of(0, 1, 0, 0, 1, 2),
  counts: Uint32Array.of(3, 2, 1),
  rest: true,
  median: Float32Array.of(0, 1, 0, 2, 0, 50),
  low: Float32Array.of(0, 0.9, -1, 1.9, 0, 40),
  high: Float32Array.of(0, 1.1, 0, 2.1, 0, 60),
  samples: 2,
  before: 0,
  rate_hz: 250,
};
const CLASSES = Uint8Array.of(0, 2, 1, 0, 2, 4);

test('the members of a family come in the order of time', () => {
  assert.deepEqual([0, 1, 2, 3].map((family) => membersOf(KIN, family)), [[0, 2, 3], [1, 4], [5], []]);
});

test('what a family is made of is told most first', () => {
  assert.deepEqual(makeup(KIN, 0, CLASSES).map(({ letter, count }) => [letter, count]), [['N', 2], ['S', 1]]);
  assert.equal(familyWords(KIN, 0, CLASSES), 'Family 1: 3 beats, 50.0\u{a0}%, N 2, S 1');
  assert.equal(familyWords(KIN, 2, CLASSES), 'The others: 1 beat, 16.7\u{a0}%, Q 1');
  assert.equal(titleOf(KIN, 1), '2 · 33.3\u{a0}%');
  assert.equal(titleOf(KIN, 2), 'others 1 · 16.7\u{a0}%');
  assert.equal(nameOf({ ...KIN, rest: false }, 2), 'Family 3');
});

test('beats of which nobody is sure are counted in their family', () => {
  const doubted = Uint8Array.of(0, 1, 1, 0, 1, 0);
  assert.deepEqual([0, 1, 2].map((family) => unsureOf(KIN, family, doubted)), [1, 2, 0]);
});

test('all families are drawn to one height, which what is left over does not stretch', () => {
  const [low, high] = spanOf(KIN);
  assert.ok(low < -1 && low > -1.5, String(low));
  assert.ok(high > 2.1 && high < 2.5, String(high));
  assert.ok(spanOf({ ...KIN, rest: false })[1] > 60);
});

test('steps stay within the family, and from elsewhere lead to its first beat', () => {
  const members = membersOf(KIN, 0);
  assert.equal(stepped(members, 2, 1), 3);
  assert.equal(stepped(members, 3, 1), 3);
  assert.equal(stepped(members, 0, -1), 0);
  assert.equal(stepped(members, 4, 1), 0);
  assert.equal(stepped([], 4, 1), -1);
});

test('a member is told by its place in the family, its time, its class and how sure that is', () => {
  const at = Float64Array.of(0, 250, 500, 750, 1000, 1250);
  const result = /** @type {any} */ ({
    beats: { at, count: 6 },
    conclusion: { classes: CLASSES, probability: new Float32Array(6).fill(0.875), doubted: new Uint8Array(6) },
    summary: { rate_hz: 250 },
    source: { settings: { corrections: [{ sample: 1000, class: 'V' }] } },
  });
  assert.equal(memberWords(result, KIN, 2, false), 'Member 2 of 3, at 0:02 · S, 87.5\u{a0}% sure');
  assert.equal(memberWords(result, KIN, 4, true), 'Beat 5 of 6, at 0:04 · V, as you said');
});

test('a class is named by its letter, large or small, or by its number', () => {
  assert.deepEqual(['n', 'S', 'v', 'F', 'q', '1', '5'].map(classOf), ['N', 'S', 'V', 'F', 'Q', 'N', 'Q']);
  assert.deepEqual(['0', '6', 'x', 'Enter', 'ArrowLeft'].map(classOf), [null, null, null, null, null]);
});
