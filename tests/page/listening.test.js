// Which beats sound when, and as what.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AHEAD_HIDDEN_S, AHEAD_S, PACES, beginWords, endWords, legend, lengthAt, paced, placeAt, running, toneOf, upcoming } from '../../www/listening.js';
import { CLASSES } from '../../www/words.js';

/** Beats 0.7 to 0.95 s apart, none of them on the clock's own steps. */
const AT = Float64Array.from({ length: 200 }, (_, nth) => 0.31 + 0.83 * nth + 0.12 * Math.sin(nth));

/** All that a run hands on while the clock goes on by steps. @param {import('../../www/listening.js').Run} run @param {number[]} clock */
function played(run, clock, ahead = AHEAD_S) {
  const all = [];
  for (const clock_s of clock) {
    const found = upcoming(AT, run, clock_s, ahead);
    all.push(...found.due.map((one) => ({ ...one, told_s: clock_s })));
    run = found.run;
  }
  return { all, run };
}

/** @param {number} from_s @param {number} step_s @param {number} count */
const clock = (from_s, step_s, count) => Array.from({ length: count }, (_, nth) => from_s + nth * step_s);

test('each beat from the place on is handed on once, before it is due, at its exact moment', () => {
  for (const pace of PACES) {
    // Timers come late, and not evenly.
    const ticks = clock(7, 0.05, 4000).map((clock_s, nth) => clock_s + 0.04 * ((nth * 7) % 5) * 0.2);
    const { all } = played(running(AT, 20, 7.1, pace), ticks);
    const first = AT.findIndex((at_s) => at_s >= 20);
    assert.deepEqual(all.map(({ beat }) => beat), Array.from({ length: AT.length - first }, (_, nth) => first + nth), `${pace} times`);
    for (const { beat, clock_s, told_s } of all) {
      assert.ok(Math.abs(clock_s - (7.1 + (AT[beat] - 20) / pace)) < 1e-9);
      assert.ok(clock_s >= told_s && clock_s < told_s + AHEAD_S);
    }
  }
});

test('a beat that is looked at is the first to sound', () => {
  const { all } = played(running(AT, AT[5], 3, 1), [3]);
  assert.deepEqual(all.map(({ beat, clock_s }) => [beat, clock_s]), [[5, 3]]);
});

test('what was missed is left out, and what comes after it sounds when it should', () => {
  const { all } = played(running(AT, 0, 0, 1), [0, 0.05, ...clock(9, 0.15, 20)]);
  assert.deepEqual(all.filter(({ clock_s, told_s }) => clock_s < told_s), []);
  assert.ok(all.every(({ beat, clock_s }) => Math.abs(AT[beat] - clock_s) < 1e-9));
  assert.ok(all.length > 2 && all.every(({ beat }) => AT[beat] >= 9), 'those of nine seconds are gone');
});

test('timers that are called once a second miss nothing where it is looked further ahead', () => {
  const { all, run } = played(running(AT, 0, 0, 1), clock(0, 1, 60), AHEAD_HIDDEN_S);
  assert.deepEqual(all.map(({ beat }) => beat), Array.from({ length: run.next }, (_, nth) => nth));
});

test('at another pace it goes on from where it is', () => {
  const run = running(AT, 10, 100, 1);
  assert.equal(placeAt(run, 99), 10, 'before it begins it waits');
  assert.equal(placeAt(run, 104), 14);
  const faster = paced(run, 104, 4);
  assert.equal(placeAt(faster, 104), 14);
  assert.equal(placeAt(faster, 105), 18);
  assert.equal(faster.next, run.next);
});

test('the classes are apart by pitch and by timbre or octave, and a doubted beat asks', () => {
  const tones = CLASSES.map((_, class_) => toneOf(class_, false));
  assert.deepEqual(tones.map(({ letter }) => letter), CLASSES.map(({ letter }) => letter));
  const pitches = tones.map(({ hz }) => hz).sort((a, b) => a - b);
  pitches.slice(1).forEach((hz, nth) => assert.ok(hz / pitches[nth] > 1.4, `${pitches[nth]} and ${hz} Hz`));
  for (const { hz, to_hz, loud } of tones) assert.ok(to_hz === hz && hz >= 150 && hz <= 2000 && loud > 0 && loud < 0.5);
  for (const [class_, { hz, type }] of tones.entries()) {
    const doubted = toneOf(class_, true);
    assert.ok(doubted.hz === hz && doubted.type === type && doubted.to_hz > hz);
  }
  assert.deepEqual(toneOf(255, false), toneOf(4, false), 'what nobody named is what nobody could name');
});

test('no beep outlasts the shortest interval that a heart has at any pace', () => {
  for (const pace of PACES) assert.ok(lengthAt(pace) < 0.35 / pace, `${pace} times`);
});

test('the legend has each class and doubt, in words that tell them apart', () => {
  const told = legend();
  assert.deepEqual(told.map(({ letter }) => letter), ['N', 'S', 'V', 'F', 'Q', '?']);
  assert.equal(new Set(told.map(({ words }) => words.split(': ')[1])).size, 6);
});

test('what is said at the beginning and at the end', () => {
  assert.equal(beginWords(65, 1), 'Listening from 1:05 on.');
  assert.equal(beginWords(0, 8), 'Listening from 0:00 on, 8 times as fast.');
  assert.equal(endWords(12.2, 1, false), 'Stopped listening at 0:12: 1 beat.');
  assert.equal(endWords(60, 73, true), 'Listened to the end: 73 beats.');
});
