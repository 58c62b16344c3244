// Where a model would work with another threshold.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest, places, pointAt, workingPoint } from '../../www/threshold.js';

/** Four beats of V and six others: two of V score 0.9, one other 0.6, the rest of V 0.3, the rest 0.1. */
const curve = /** @type {any} */ ({
  name: 'V',
  roc: { false_positive_rate: [0, 0, 1 / 6, 1 / 6, 1], true_positive_rate: [0, 0.5, 0.5, 1, 1], thresholds: [null, 0.9, 0.6, 0.3, 0.1] },
  works_at: { threshold: null, sensitivity: 0.5, specificity: 1, precision: 1, f1: 2 / 3 },
});
const score = /** @type {any} */ ({ beats: 10, labels: { names: ['N', 'V'], counts: [[6, 0], [2, 2]] } });

test('places are counted from the lowest threshold to the highest', () => {
  assert.deepEqual(places(curve), [4, 3, 2, 1]);
  assert.deepEqual(places(undefined), []);
  assert.deepEqual([nearest(curve, 0.55), nearest(curve, null), nearest(curve, 1), nearest(curve, 0)], [2, 2, 3, 0]);
});

test('a place comes to what counting the beats by hand does', () => {
  const { threshold, sensitivity, specificity, precision, f1 } = pointAt(score, curve, 1);
  assert.deepEqual([threshold, sensitivity], [0.3, 1]);
  assert.ok(Math.abs((specificity ?? 0) - 5 / 6) < 1e-12);
  assert.ok(Math.abs((precision ?? 0) - 4 / 5) < 1e-12, 'four of V and one other');
  assert.ok(Math.abs((f1 ?? 0) - 8 / 9) < 1e-12);
});

test('where nobody moved it, and where there is no curve, a model is looked at where it works', () => {
  assert.equal(workingPoint(score, curve, null), curve.works_at);
  assert.equal(workingPoint(score, { ...curve, roc: null }, 2), curve.works_at);
  assert.equal(workingPoint(score, curve, 2).threshold, 0.6);
});
