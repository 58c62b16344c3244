// What the tour shows of which file, and to whom it is offered.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { defaults } from '../../www/state.js';
import { isOffered, stepsThere } from '../../www/tour.js';

const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');

/** @param {'record' | 'table' | 'report'} kind */
const showing = (kind) => ({ ...defaults(), result: /** @type {any} */ ({ summary: { kind } }) });

test('a recording is shown around in five steps, each of which is a place of the page', () => {
  const steps = stepsThere(showing('record'), () => true);
  assert.deepEqual(steps.map(({ place }) => place), ['trace-panel', 'classes-panel', 'panels', 'reading', 'save-panel']);
  for (const { place, title, words } of steps) {
    assert.ok(html.includes(`id="${place}"`), place);
    assert.ok(title.length > 0 && words.length < 360, title);
  }
});

test('a place that a file does not have is left out, and nothing is said of it elsewhere', () => {
  const steps = stepsThere(showing('table'), (id) => id !== 'trace-panel');
  assert.deepEqual(steps.map(({ place }) => place), ['classes-panel', 'panels', 'reading', 'save-panel']);
  for (const { words } of steps) assert.doesNotMatch(words, /[Tt]he paper|famil/);
  assert.deepEqual(stepsThere(showing('report'), () => false), []);
});

test('it is offered once there is something to see, until it was taken or declined', () => {
  assert.equal(isOffered(defaults()), false);
  const state = showing('record');
  assert.equal(isOffered(state), true);
  assert.equal(isOffered({ ...state, habits: { ...state.habits, tour: 'over' } }), false);
});
