// What lies on the paper, as numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MARGIN_PX, MM_PX, around, atRest, beforeIndex, calipersWords, held, laid, levelFor, nearestBeat, nextOdd, opening, panned, placeOf, samplesOf, secondAt, secondsOf, sheetWords, slowest, snapped, spanOf, twelve, typedTime, zoomed } from '../../www/viewer.js';

const TWELVE = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const WIDTH = MARGIN_PX + 1000;

test('at 25 mm/s a second is a hundred pixels, and a place and its moment are the same thing', () => {
  const view = { ...atRest(), from_s: 3 };
  assert.equal(secondsOf(view, WIDTH), 10);
  assert.equal(placeOf(view, 3), MARGIN_PX);
  assert.equal(placeOf(view, 4), MARGIN_PX + 100);
  assert.equal(secondAt(view, placeOf(view, 7.25)), 7.25);
});

test('the paper never leaves the recording, however it is moved', () => {
  assert.equal(panned(atRest(), -5, WIDTH, 60).from_s, 0);
  assert.equal(panned(atRest(), 500, WIDTH, 60).from_s, 50);
  assert.equal(around(atRest(), 30, WIDTH, 60).from_s, 25);
  assert.equal(held({ ...atRest(), from_s: 4 }, WIDTH, 8).from_s, 0, 'a recording shorter than the sheet begins at its left');
  const there = held({ ...atRest(), from_s: 1 }, WIDTH, 60);
  assert.equal(held(there, WIDTH, 60), there, 'what is within stays the very same');
});

test('what is under the pointer stays there while one looks closer', () => {
  const view = { ...atRest(), from_s: 20 };
  const closer = zoomed(view, 2, 24, WIDTH, 60);
  assert.equal(closer.mm_s, 50);
  assert.ok(Math.abs(placeOf(closer, 24) - placeOf(view, 24)) < 1e-9);
});

test('the farthest look has all of it on one sheet, the closest half a second', () => {
  const far = zoomed(atRest(), 1e-9, 0, WIDTH, 86400);
  assert.ok(Math.abs(secondsOf(far, WIDTH) - 86400) < 1e-6);
  assert.equal(far.mm_s, slowest(WIDTH, 86400));
  assert.equal(secondsOf(zoomed(atRest(), 1e9, 0, WIDTH, 86400), WIDTH), 0.5);
  assert.equal(slowest(WIDTH, 2), 25, 'a short recording is not blown up');
});

test('leads stand under each other, and one alone has the most room', () => {
  const two = laid(atRest(), ['I', 'II'], WIDTH);
  assert.deepEqual(two.places.map(({ lead, name, left, right }) => [lead, name, left, right]), [[0, 'I', 44, 1044], [1, 'II', 44, 1044]]);
  assert.equal(two.places[0].foot, two.places[1].top);
  const one = laid({ ...atRest(), layout: 1 }, ['I', 'II'], WIDTH);
  assert.deepEqual(one.places.map(({ name }) => name), ['II']);
  assert.ok(one.places[0].foot - one.places[0].top > two.places[0].foot - two.places[0].top);
  assert.ok(two.height > two.places[1].foot);
});

test('twelve leads stand in three rows of four with a rhythm strip, in whatever order and spelling they come', () => {
  assert.deepEqual(twelve(TWELVE), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const mixed = ['V6', ...TWELVE.slice(0, 11).map((name) => `ECG ${name.toLowerCase()}`)];
  assert.deepEqual(twelve(mixed), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]);
  assert.equal(twelve(TWELVE.slice(1)), null);
  const { places } = laid({ ...atRest(), layout: 'twelve' }, TWELVE, WIDTH);
  assert.deepEqual(places.map(({ name }) => name), ['I', 'aVR', 'V1', 'V4', 'II', 'aVL', 'V2', 'V5', 'III', 'aVF', 'V3', 'V6', 'II']);
  assert.deepEqual([places[1].left, places[1].right], [44 + 250, 44 + 500]);
  assert.deepEqual([places[12].left, places[12].right], [44, 1044]);
});

test('as recorded and cleaned stand under each other, or over each other', () => {
  const split = laid({ ...atRest(), way: 'split' }, ['II'], WIDTH);
  assert.deepEqual(split.places.map(({ name, ways }) => [name, ways]), [['II, as recorded', ['raw']], ['II, cleaned', ['clean']]]);
  assert.deepEqual(laid({ ...atRest(), way: 'both' }, ['II'], WIDTH).places[0].ways, ['raw', 'clean']);
});

test('a level has two values for each pixel at least', () => {
  for (const mm_s of [0.01, 0.3, 1, 2.5, 25, 400]) {
    const view = { ...atRest(), mm_s };
    const level = levelFor(250, view, 2, 6);
    assert.ok(level === 0 || 250 / samplesOf(level) >= 2 * MM_PX * mm_s * 2, `level ${level} at ${mm_s} mm/s`);
    if (level < 5) assert.ok(250 / samplesOf(level + 1) < 2 * MM_PX * mm_s * 2, `level ${level} is the coarsest that does at ${mm_s} mm/s`);
  }
  assert.deepEqual([0, 1, 2, 3].map(samplesOf), [1, 16, 128, 1024]);
});

test('a recording opens on the paper that the person likes, lower where it would not fit, and twelve leads as a page', () => {
  const habits = /** @type {const} */ ({ way: 'split', mm_s: 50, mm_mv: 20 });
  const one = /** @type {any} */ ({ leads: ['II'] });
  const opened = opening(atRest(), one, 2);
  assert.deepEqual([opened.mm_s, opened.mm_mv, opened.layout, opened.way, opened.from_s, opened.beat], [25, 10, 'all', 'clean', 0, -1]);
  assert.equal(opening(atRest(), one, 12).mm_mv, 5);
  assert.equal(opening(atRest(), one, 9000).mm_mv, 2.5);
  const liked = opening(habits, one, 2);
  assert.deepEqual([liked.mm_s, liked.mm_mv, liked.way], [50, 20, 'split']);
  assert.equal(opening(habits, one, 6).mm_mv, 10);
  assert.equal(opening(atRest(), /** @type {any} */ ({ leads: TWELVE }), 2).layout, 'twelve');
});

test('what leads want of the height is told by the coarsest tiles alone, and gaps do not count', () => {
  const tile = (/** @type {number} */ level, /** @type {number[]} */ values) => /** @type {any} */ ({ lead: 0, clean: false, level, index: 0, levels: 3, values: Float32Array.from(values) });
  assert.equal(spanOf([tile(0, [-9, 9]), tile(2, [0, NaN, 1, 2])]), 2);
  assert.equal(spanOf([]), 0);
});

test('the beat nearest to a moment, and the next that is not normal', () => {
  const at = [1, 2, 3, 4, 5];
  assert.deepEqual([0, 1.4, 1.6, 9].map((moment) => nearestBeat(at, moment)), [0, 0, 1, 4]);
  assert.equal(nearestBeat([], 3), -1);
  const classes = [0, 2, 0, 255, 1];
  assert.deepEqual([nextOdd(at, classes, 0, 1), nextOdd(at, classes, 2, 1), nextOdd(at, classes, 5, 1)], [1, 4, -1]);
  assert.deepEqual([nextOdd(at, classes, 5, -1), nextOdd(at, classes, 2, -1), nextOdd(at, classes, 9, -1)], [1, -1, 4]);
  assert.equal(beforeIndex(at, 3), 2);
});

test('calipers say time, rate and height, and come to rest on what is near', () => {
  const view = atRest();
  assert.equal(calipersWords({ a: 1, b: 1.8, high: 10, low: 50, march: false }, view), '800\u{a0}ms · 75\u{a0}bpm · 1.00\u{a0}mV');
  assert.equal(calipersWords({ a: 3, b: 1, high: 0, low: 0, march: false }, view), '2000\u{a0}ms · 30\u{a0}bpm · 0.00\u{a0}mV');
  assert.equal(calipersWords({ a: 0, b: 0.01, high: 0, low: 0, march: false }, view), '10\u{a0}ms · 0.00\u{a0}mV');
  assert.equal(calipersWords({ a: 0, b: 12.5, high: 0, low: 0, march: false }, view), '12.50\u{a0}s · 5\u{a0}bpm · 0.00\u{a0}mV');
  assert.equal(snapped(1, 0.05, [0.9, 1.03, 1.04]), 1.03);
  assert.equal(snapped(1, 0.05, [0.9]), 1);
  assert.equal(snapped(1, 0.05, []), 1);
});

test('a time is typed as seconds or as a clock shows it, and anything else is none', () => {
  assert.deepEqual(['90', '1:30', '0:01:30', '1:30.5', '2,5'].map(typedTime), [90, 90, 90, 90.5, 2.5]);
  for (const typed of ['', 'soon', '1:2:3:4', '-5', '1:']) assert.equal(typedTime(typed), null, typed);
});

test('the sheet is told in words', () => {
  const summary = { name: 'minute', leads: ['MLII'], rate_hz: 100, seconds: 60 };
  const survey = { at: Float64Array.of(50, 150, 999, 1000), truth: new Uint8Array(4) };
  const now = /** @type {any} */ ({ summary, survey, beats: null });
  assert.equal(sheetWords(now, atRest(), 10), 'Lead MLII of minute, cleaned: 0:00 to 0:10, with 3 beats. The bars under it: P wave, QRS complex (strong), T wave.');
  assert.equal(sheetWords({ ...now, survey: null }, atRest(), 10), 'Lead MLII of minute, as recorded: 0:00 to 0:10.');
  assert.equal(sheetWords(now, { ...atRest(), mm_s: 4, way: 'both' }, 62), 'Lead MLII of minute, cleaned over as recorded: all 1 min 0 s, with 4 beats.');
  assert.match(sheetWords({ ...now, summary: { ...summary, leads: ['I', 'II'] } }, atRest(), 10), /^2 leads of minute, /);
});
