// Places that can be gone to: every one of what happens in a rhythm, of ST, of a bad lead, with its words and its moment.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { episodePlaces, eventRows, qualityPlaces } from '../../www/places.js';

/** All that a list tells. @param {import('../../www/places.js').Places} places */
const told = ({ count, place }) => Array.from({ length: count }, (_, nth) => place(nth));

test('the episodes of ST are told with their times, and where there are none it is said why', () => {
  const none = /** @type {any} */ ({ reference_mv: 0.01, episodes: [] });
  assert.deepEqual(told(episodePlaces(none)), [{ words: 'none', at_s: null }]);
  assert.deepEqual(told(episodePlaces({ ...none, reference_mv: null })), [{ words: 'needs more than 30 s', at_s: null }]);
  const one = { direction: 'depression', from_s: 90, to_s: 180, peak_s: 100, peak_mv: -0.21 };
  assert.deepEqual(told(episodePlaces({ ...none, episodes: Array(5).fill(one) })), Array(5).fill({ words: 'depression from 1:30 to 3:00, up to \u{2212}0.210\u{a0}mV', at_s: 100 }));
});

test('a lead’s bad stretches are places, each with its reason', () => {
  const stretches = /** @type {any} */ ([{ from_s: 0, to_s: 10, grade: 'usable' }, { from_s: 10, to_s: 30, grade: 'unusable', reason: 'flat' }, { from_s: 30, to_s: 40, grade: 'doubtful' }]);
  assert.deepEqual(told(qualityPlaces(/** @type {any} */ ({ stretches }))), [{ words: 'flat from 0:10 to 0:30', at_s: 20 }, { words: 'doubtful from 0:30 to 0:40', at_s: 35 }]);
});

test('what happens in a rhythm is a row a kind, fibrillation first, with all their times', () => {
  const couplet = (/** @type {number} */ from_s) => ({ kind: 'couplet', class: 'V', from_s, to_s: from_s + 1, beats: 2 });
  const episode = { label: 'AF', from_sample: 0, to_sample: 9, from_s: 60, to_s: 150, beats: 120 };
  const counts = [
    { kind: 'pause', count: 1, most_beats: 2 },
    { kind: 'couplet', class: 'V', count: 4, most_beats: 2 },
  ];
  const events = [{ kind: 'pause', from_s: 3, to_s: 6, beats: 2 }, ...[10, 20, 30, 40].map(couplet)];
  const rows = eventRows(/** @type {any} */ ({ episodes: [episode], events, counts }));
  assert.deepEqual(rows.map(({ name, often }) => [name, often]), [['Atrial fibrillation', 1], ['Pause of 2 s or more', 1], ['Couplet, V', 4]]);
  assert.deepEqual(told(rows[0].when), [{ words: '1:00 to 2:30', at_s: 105 }]);
  assert.deepEqual(told(rows[1].when), [{ words: '0:03 to 0:06', at_s: 4.5 }]);
  assert.deepEqual(told(rows[2].when).map(({ words, at_s }) => [words, at_s]), [['0:10 to 0:11', 10.5], ['0:20 to 0:21', 20.5], ['0:30 to 0:31', 30.5], ['0:40 to 0:41', 40.5]]);
});
