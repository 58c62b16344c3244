// A place as an address: read, written, and followed as far as a recording has it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { broughtTo, fragmentOf, nowhere, onPaper, placeIn } from '../../www/address.js';
import { atRest, secondsOf } from '../../www/viewer.js';

const SHEET = { leads: ['MLII', 'V1'], width: 1044, total: 1800 };

test('an address says where to look, and is written as it is read', () => {
  const { place, faults } = placeIn('#t=15:30&w=10&lead=II&model=beat-rhythm&panel=rhythm');
  assert.deepEqual(place, { t: 930, w: 10, lead: 'II', model: 'beat-rhythm', panel: 'rhythm' });
  assert.deepEqual(faults, []);
  assert.equal(fragmentOf(place), '#t=15:30&w=10&lead=II&model=beat-rhythm&panel=rhythm');
  assert.equal(fragmentOf({ ...nowhere(), t: 3661.25, lead: 'V 1&2' }), '#t=1:01:01.25&lead=V%201%262');
  assert.equal(placeIn('#t=1:01:01.25').place.t, 3661.25);
  assert.equal(fragmentOf({ ...nowhere(), t: 59.999 }), '#t=1:00');
  assert.equal(fragmentOf(nowhere()), '');
  assert.deepEqual(placeIn('').place, nowhere());
  assert.deepEqual(placeIn('#somewhere').place, nowhere(), 'what means nothing here is passed by');
});

test('nonsense is told part by part, and the rest is followed', () => {
  const { place, faults } = placeIn('#t=noon&w=-3&model=../../etc&panel=kitchen&lead=');
  assert.deepEqual(place, nowhere());
  assert.equal(faults.length, 5);
  assert.equal(faults[0], 'The address says t=noon; a time is written 15:30, or in seconds.');
  assert.match(faults[4], /^The address says panel=kitchen; the panels are ecg, /);
  assert.equal(placeIn('#t=1:00&w=wide').place.t, 60);
  assert.equal(placeIn(`#t=${'9'.repeat(400)}x`).faults[0].length < 120, true);
});

test('the paper goes to a place as far as the recording has it', () => {
  const there = broughtTo(atRest(), { ...nowhere(), t: 930, w: 10, lead: 'mlii' }, SHEET);
  assert.deepEqual(there.faults, []);
  assert.equal(there.view.from_s, 930);
  assert.equal(there.view.layout, 0);
  assert.equal(secondsOf(there.view, SHEET.width), 10);
  assert.deepEqual(onPaper(there.view, 25, SHEET.leads, SHEET.width), { t: 930, w: 10, lead: 'MLII' });
  const late = broughtTo(atRest(), { ...nowhere(), t: 4000, lead: 'aVR' }, SHEET);
  assert.deepEqual(late.faults, ['The address asks for lead aVR; this recording has MLII, V1.', 'The address asks for 1:06:40; this recording ends at 30:00.']);
  assert.equal(late.view.from_s + secondsOf(late.view, SHEET.width), 1800);
  assert.equal(late.view.layout, 'all');
});

test('a paper that lies as at first has no place to say', () => {
  assert.deepEqual(onPaper(atRest(), 25, SHEET.leads, SHEET.width), { t: null, w: null, lead: null });
  assert.deepEqual(onPaper({ ...atRest(), layout: 1 }, 25, SHEET.leads, SHEET.width), { t: null, w: null, lead: 'V1' });
});
