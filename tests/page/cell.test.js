// The beats of a cell of the confusion matrix.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SHOWN, cellAt, cellWords, inCell, stepOf, turned } from '../../www/cell.js';

/** Fifteen beats, of which those at even places are labelled V; all at places that three divides are called N, the others V. */
const result = (/** @type {string} */ kind) =>
  /** @type {any} */ ({
    summary: { kind },
    beats: { count: 15, truth: Uint8Array.from({ length: 15 }, (_, i) => (i % 2 === 0 ? 2 : 0)) },
    conclusion: { classes: Uint8Array.from({ length: 15 }, (_, i) => (i % 3 === 0 ? 0 : 2)) },
  });
const of = result('record');

test('a cell holds the beats that are labelled and called so, in their order', () => {
  assert.deepEqual(inCell(of, 2, 0), [0, 6, 12]);
  assert.deepEqual(inCell(of, 0, 0), [3, 9]);
  assert.deepEqual(inCell(of, 4, 0), []);
});

test('one goes on through them and comes around', () => {
  let cell = { of, truth: 2, said: 0, from: 0 };
  cell = turned(cell, 1, 1);
  assert.equal(cell.from, 1);
  assert.deepEqual([turned(turned(cell, 1, 1), 1, 1).from, turned({ ...cell, from: 0 }, -1, 1).from], [0, 2]);
  assert.equal(turned({ ...cell, from: 0 }, 1, SHOWN).from, 0, 'all are shown already');
});

test('a cell is told in words', () => {
  assert.equal(cellWords({ of, truth: 2, said: 0, from: 1 }, 1), '3 beats labelled V, called N; this is number 2.');
  assert.equal(cellWords({ of, truth: 0, said: 0, from: 0 }, 6), '2 beats labelled and called N.');
  assert.equal(cellWords({ of, truth: 2, said: 2, from: 3 }, 3), '5 beats labelled and called V; these are 4 to 5.');
  assert.deepEqual([stepOf(of), stepOf(result('table'))], [1, SHOWN]);
});

test('a place of the drawn matrix is a cell, truth on rows, and beside the cells there is none', () => {
  const size = { width: 46 + 500 + 8, height: 44 + 250 + 8 };
  assert.deepEqual(cellAt({ x: 46 + 1, y: 44 + 1 }, size), { truth: 0, said: 0 });
  assert.deepEqual(cellAt({ x: 46 + 499, y: 44 + 51 }, size), { truth: 1, said: 4 });
  for (const [x, y] of [[20, 100], [100, 20], [46 + 501, 100], [100, 44 + 251]]) assert.equal(cellAt({ x, y }, size), null);
});
