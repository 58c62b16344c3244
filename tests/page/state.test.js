// The steps from one state of the page to the next.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { began, cancelled, chose, classified, compared, comparing, correctable, defaults, failed, finished, isDark, opened, phase, progressed, refused, saved, saving, shown, troubled, turned, typed } from '../../www/state.js';

const result = /** @type {any} */ ({
  summary: { name: 'minute' },
  tiles: [],
  source: { files: [{ name: 'minute.hea' }], choices: '', settings: {} },
  conclusion: { report: { record: { name: 'minute', beats: 1 }, counts: { N: 1, S: 0, V: 0, F: 0, Q: 0 } } },
});
const head = /** @type {any} */ ({ summary: { name: 'other' }, tiles: [], beats: null });

test('a page at rest is idle and shows nothing', () => {
  assert.equal(phase(defaults()), 'idle');
  assert.equal(shown(defaults()), null);
});

test('a job passes from reading to classifying to done', () => {
  let state = began(defaults(), ['a.csv'], 100, 0);
  assert.equal(phase(state), 'reading');
  state = classified(state, 0, 7, 50);
  assert.equal(phase(state), 'classifying');
  state = finished(state, result);
  assert.equal(phase(state), 'done');
  assert.equal(state.job, null);
});

test('no step changes the state that it was given', () => {
  const first = Object.freeze(began(defaults(), ['a.csv'], 100, 0));
  Object.freeze(first.job);
  progressed(first, 50, 100, 1000);
  opened(first, head);
  classified(first, 1, 2, 1000);
  failed(first, 'No.');
  cancelled(first);
  finished(first, result);
});

test('time left comes from the pace so far, and not before a pace can be told', () => {
  const start = began(defaults(), ['a.csv'], 100, 1000);
  assert.equal(progressed(start, 10, 100, 1100).job?.left_s, null);
  assert.equal(progressed(start, 25, 100, 2000).job?.left_s, 3);
});

test('the clock starts anew when classifying starts', () => {
  const start = classified(began(defaults(), ['a.csv'], 100, 0), 0, 10, 5000);
  assert.equal(classified(start, 5, 10, 6000).job?.left_s, 1);
});

test('a file that was read is shown before it is classified', () => {
  const state = opened(began(finished(defaults(), result), ['b.hea'], 9, 0), head);
  assert.equal(shown(state), head);
});

test('what was shown before comes back when a job is cancelled or fails', () => {
  const state = opened(began(finished(defaults(), result), ['b.hea'], 9, 0), head);
  assert.equal(shown(cancelled(state)), result);
  assert.equal(phase(cancelled(state)), 'done');
  assert.equal(shown(failed(state, 'No.')), result);
  assert.equal(phase(failed(state, 'No.')), 'error');
});

test('an error goes away when the next job begins', () => {
  const state = began(failed(defaults(), 'No.'), ['a.csv'], 1, 0);
  assert.equal(state.error, null);
  assert.equal(phase(state), 'reading');
});

test('late progress of a job that is over changes nothing', () => {
  const over = cancelled(began(defaults(), ['a.csv'], 1, 0));
  assert.equal(progressed(over, 1, 1, 9), over);
  assert.equal(opened(over, head), over);
  assert.equal(classified(over, 1, 1, 9), over);
});

test('the result is announced', () => {
  assert.equal(finished(defaults(), result).says, 'minute: One heartbeat: normal.');
});

test('the theme follows the system until it is turned, then goes back and forth', () => {
  const dark = { ...defaults(), systemDark: true };
  assert.equal(isDark(dark), true);
  assert.equal(turned(dark).habits.theme, 'light');
  assert.equal(turned(turned(dark)).habits.theme, 'dark');
});

test('a browser that cannot run ecglass is an error from the start', () => {
  assert.equal(phase({ ...defaults(), unfit: 'This browser has no WebAssembly.' }), 'error');
});

test('trouble beside a job is told and does not end it', () => {
  const state = troubled(began(defaults(), ['a.csv'], 1, 0), 'A worker stopped.');
  assert.equal(phase(state), 'reading');
  assert.equal(state.error, 'A worker stopped.');
  assert.equal(phase(troubled(defaults(), 'A worker stopped.')), 'error');
});

test('many files are looked at, then some of them are read, and the clock starts anew', () => {
  const looked = began(defaults(), ['a.hea', 'a.dat', 'notes.txt'], 100, 0);
  assert.equal(looked.job?.step, 'looking');
  assert.equal(phase(looked), 'reading');
  const state = chose(looked, ['a.hea', 'a.dat'], 5000);
  assert.deepEqual([state.job?.step, state.job?.names.length], ['reading', 2]);
  assert.equal(progressed(state, 50, 100, 6000).job?.left_s, 1);
  assert.equal(chose(cancelled(state), [], 1).job, null);
});

test('what was typed stays when reading again fails, and is done with when it does not', () => {
  const shownNow = typed(finished(defaults(), result), 'rate', '250');
  const reading = began(shownNow, ['minute.csv'], 9, 0, { sent: shownNow.draft });
  assert.deepEqual(failed(reading, 'No.').draft, { rate: '250' });
  assert.deepEqual(finished(reading, result).draft, {});
  assert.deepEqual(finished(typed(reading, 'unit', 'mV'), result).draft, { unit: 'mV' }, 'what was typed meanwhile waits');
});

test('what was typed for one file is nothing to another', () => {
  const state = typed(finished(defaults(), result), 'rate', '250');
  assert.deepEqual(finished(began(state, ['b.csv'], 9, 0), result).draft, {});
});

test('a sentence beside a field goes away when the field is typed into', () => {
  const state = refused(defaults(), { rate: 'No.', leads: 'None.' });
  assert.deepEqual(typed(state, 'rate', '2').faults, { leads: 'None.' });
  assert.deepEqual(typed(state, 'lead-3', 'yes').faults, { rate: 'No.' });
});

test('the form of corrections is of what is shown, and stays while that is read again', () => {
  const state = finished(defaults(), result);
  assert.equal(correctable(state), result);
  assert.equal(correctable(began(state, ['b.csv'], 9, 0)), result);
  assert.equal(correctable(opened(began(state, ['b.csv'], 9, 0), head)), null);
  assert.equal(correctable(opened(began(state, ['minute.csv'], 9, 0, { sent: {} }), head)), result);
});

test('saving is a job that leaves what is shown alone', () => {
  const state = saving(finished(defaults(), result), 'edf', 0);
  assert.equal(phase(state), 'saving');
  assert.deepEqual(state.job?.names, ['minute.hea']);
  assert.equal(shown(state), result);
  assert.equal(phase(saved(state, 'minute.edf')), 'done');
  assert.equal(saved(state, 'minute.edf').says, 'minute.edf was saved.');
});

test('comparing is a job that leaves what is shown alone, and nobody guesses how long it takes', () => {
  const start = comparing(finished(defaults(), result), ['a', 'b'], 0, 0, 0);
  assert.equal(phase(start), 'comparing');
  assert.equal(start.says, 'Comparing 2 models.');
  const state = comparing(start, ['a', 'b'], 1, 0.5, 9000);
  assert.deepEqual([state.job?.form, state.job?.done, state.job?.total, state.job?.left_s], ['b', 1.5, 2, null]);
  assert.equal(shown(state), result);
  assert.equal(phase(cancelled(state)), 'done');
});

test('what a comparison came to is announced, and what could not be compared', () => {
  const score = { model: { name: 'a' }, beats: 4, labels: { names: ['N'] }, figures: { accuracy: 0.5 }, curves: [] };
  const entrants = ['a', 'b'].map((key) => ({ key, name: key, fault: '' }));
  const start = finished(defaults(), result);
  const state = compared({ ...start, contest: { ...start.contest, entrants: /** @type {any} */ (entrants) } }, /** @type {any} */ ([{ key: 'a', score, truth: Uint8Array.of(0) }, { key: 'b', fault: 'No.' }]));
  assert.equal(state.says, 'One model: a, right on 50.0\u{a0}% of 4 labelled beats. b: not compared.');
  assert.equal(state.contest.outcome?.of, result);
  assert.equal(finished(state, { ...result }).contest.outcome, null, 'other beats, other figures');
  assert.equal(compared(defaults(), []).job, null);
});

test('another recording is shown from its beginning, the same one read otherwise where the person was', () => {
  const recording = (/** @type {string} */ name) => /** @type {any} */ ({ summary: { name, seconds: 60, leads: ['II'] }, tiles: [], beats: null });
  let state = opened(began(defaults(), ['a'], 1, 0), recording('a'));
  state = { ...state, habits: { ...state.habits, way: 'both' }, view: { ...state.view, from_s: 20, mm_s: 50, way: 'both', beat: 3 } };
  const again = opened({ ...state, job: { .../** @type {any} */ (state.job) } }, recording('a'));
  assert.deepEqual([again.view.from_s, again.view.mm_s, again.view.way, again.view.beat], [20, 50, 'both', -1]);
  const other = opened(state, recording('b'));
  assert.deepEqual([other.view.from_s, other.view.mm_s, other.view.way, other.view.beat], [0, 25, 'both', -1]);
});
