// The steps of cleaning as they are edited.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KINDS, USUAL, added, benchOf, fresh, isApplied, matters, moved, recipeOf, removed, tuned } from '../../www/steps.js';

test('the steps begin as the recording was cleaned, or as usual', () => {
  assert.deepEqual(recipeOf(benchOf({})).cleaning, USUAL);
  const cleaning = [{ step: 'band', low_hz: 1, high_hz: 30, order: 2 }];
  assert.deepEqual(recipeOf(benchOf({ cleaning })).cleaning, cleaning);
  assert.deepEqual(recipeOf(benchOf({ cleaning: [] })).cleaning, []);
});

test('steps are added, moved and left out, and what was there before stays as it was', () => {
  const bench = benchOf({});
  const more = added(bench, 'wavelet');
  assert.deepEqual(more.steps.map(({ step }) => step), ['baseline', 'mains', 'band', 'wavelet']);
  assert.deepEqual(moved(more, 3, -1).steps.map(({ step }) => step), ['baseline', 'mains', 'wavelet', 'band']);
  assert.deepEqual(removed(more, 1).steps.map(({ step }) => step), ['baseline', 'band', 'wavelet']);
  assert.equal(moved(more, 0, -1), more);
  assert.equal(moved(more, 3, 1), more);
  assert.equal(bench.steps.length, 3);
});

test('a recipe holds numbers, and only knobs that mean something', () => {
  let bench = added({ steps: [], faults: {} }, 'wavelet');
  assert.deepEqual(recipeOf(bench).cleaning, [{ step: 'wavelet', name: 'db6', threshold: 'universal', shrink: 'soft', approximation: false }]);
  bench = tuned(tuned(bench, 0, 'threshold', 'fixed'), 0, 'value', '0,25');
  assert.deepEqual(recipeOf(bench).cleaning, [{ step: 'wavelet', name: 'db6', threshold: 'fixed', value: 0.25, shrink: 'soft', approximation: false }]);
  const medians = tuned(benchOf({}), 0, 'method', 'medians');
  assert.deepEqual(recipeOf(medians).cleaning[0], { step: 'baseline', method: 'medians' });
  assert.deepEqual(recipeOf(tuned(benchOf({}), 1, 'hertz', '50')).cleaning[1], { step: 'mains', hertz: 50 });
});

test('what is no number is said at its place, until it is typed anew', () => {
  const bench = tuned(benchOf({}), 2, 'high_hz', 'fast');
  const { faults } = recipeOf(bench);
  assert.deepEqual(Object.keys(faults), ['2 high_hz']);
  assert.deepEqual(tuned({ ...bench, faults }, 2, 'high_hz', '30').faults, {});
  for (const typed of ['', '-1', 'NaN', 'Infinity']) assert.ok('2 high_hz' in recipeOf(tuned(benchOf({}), 2, 'high_hz', typed)).faults, typed);
});

test('steps that are the same as those applied are known as such', () => {
  assert.equal(isApplied(benchOf({}), {}), true);
  assert.equal(isApplied(benchOf({}), { cleaning: USUAL }), true);
  assert.equal(isApplied(tuned(benchOf({}), 2, 'high_hz', '40'), {}), true, 'the same number, typed');
  assert.equal(isApplied(removed(benchOf({}), 0), {}), false);
  assert.equal(isApplied(tuned(benchOf({}), 2, 'high_hz', 'x'), {}), false);
});

test('every step that is offered has something to say and knobs with a usual place', () => {
  for (const { step, words, what, knobs } of KINDS) {
    assert.ok(words && what, step);
    for (const knob of knobs) assert.ok(fresh(step)[knob.name] !== '', `${step} ${knob.name}`);
    assert.ok(knobs.some((knob) => matters(fresh(step), knob)));
  }
});

test('a step that the page does not know stays as it came', () => {
  const cleaning = [{ step: 'zscore' }];
  assert.deepEqual(recipeOf(benchOf({ cleaning })).cleaning, cleaning);
});
