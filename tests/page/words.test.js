// The sentences and numbers that the page shows.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { count } from '../../www/language.js';
import { about, beatsFromWords, beatsOf, beatsWords, confusionWords, doing, duration, figure, findingName, headline, howFar, hrvRows, modelWords, moment, named, qualityWords, readAs, rhythmWords, score, share, shift, started, sureWords, tachogramWords, unsureWords } from '../../www/words.js';

/** @param {Record<string, number>} counts */
function report(counts) {
  const beats = Object.values(counts).reduce((sum, of) => sum + of, 0);
  return /** @type {any} */ ({ record: { name: 'x', beats }, counts: { N: 0, S: 0, V: 0, F: 0, Q: 0, ...counts } });
}

test('thousands stand apart by commas', () => {
  assert.deepEqual([0, 999, 1000, 21892, 1234567].map(count), ['0', '999', '1,000', '21,892', '1,234,567']);
});

test('a share has one digit', () => {
  assert.equal(share(1, 8), '12.5\u{a0}%');
});

test('a few of many are not rounded to none, nor nearly all to all', () => {
  assert.equal(share(1, 100000), '<\u{a0}0.1\u{a0}%');
  assert.equal(share(99999, 100000), '>\u{a0}99.9\u{a0}%');
  assert.equal(share(0, 10), '0.0\u{a0}%');
  assert.equal(share(10, 10), '100.0\u{a0}%');
});

test('a share of nothing is none', () => {
  assert.equal(share(0, 0), 'none');
});

test('a score whose divisor was zero reads none', () => {
  assert.equal(score(null), 'none');
  assert.equal(score(0), '0.000');
  assert.equal(score(0.98765), '0.988');
});

test('one beat is singular', () => {
  assert.equal(beatsOf(1), '1 beat');
  assert.equal(beatsOf(0), '0 beats');
});

test('a length of time is told in the units that fit it', () => {
  assert.deepEqual([8.53, 60, 1806, 86400].map(duration), ['8.5 s', '1 min 0 s', '30 min 6 s', '24 h 0 min']);
});

test('the headline tells the share of each class that occurs, the largest first', () => {
  assert.equal(headline(report({ N: 80, S: 5, V: 15 })), '100 heartbeats: 80.0\u{a0}% normal, 15.0\u{a0}% ventricular and 5.0\u{a0}% supraventricular.');
});

test('beats of which the model is not sure are told, and nothing where there are none', () => {
  assert.equal(unsureWords({ ...report({ N: 90, V: 10 }), unsure: 12 }), 'Of 12 beats (12.0\u{a0}%) the model is not sure: take them as “don’t know”.');
  assert.equal(unsureWords({ ...report({ N: 3 }), unsure: 1 }), 'Of 1 beat (33.3\u{a0}%) the model is not sure: take it as “don’t know”.');
  assert.equal(unsureWords({ ...report({ N: 3 }), unsure: 0 }), '');
  assert.equal(unsureWords(report({ N: 3 })), '');
});

test('how sure of a beat, and whether that is too little', () => {
  const said = { probability: Float32Array.of(0.875, 0.5), doubted: Uint8Array.of(0, 1) };
  assert.deepEqual([0, 1].map((beat) => sureWords(said, beat)), ['87.5\u{a0}%', '50.0\u{a0}%: don’t know']);
  assert.equal(sureWords(said, 1, true), '50.0\u{a0}% sure: don’t know');
});

test('the headline of one class, one beat or no beat is a sentence too', () => {
  assert.equal(headline(report({ V: 1200 })), '1,200 heartbeats, all ventricular.');
  assert.equal(headline(report({ F: 1 })), 'One heartbeat: fusion.');
  assert.equal(headline(report({})), 'No heartbeat was found.');
});

test('a recording without marked beats is told as what it is', () => {
  const record = { name: 'x', kind: 'record', rate_hz: 512, seconds: 30, leads: ['I', 'II', 'III'], beats: 0 };
  const none = (/** @type {any} */ more) => headline(/** @type {any} */ ({ record: { ...record, ...more }, counts: {} }));
  assert.equal(none({}), '30 s of ECG, three leads. No heartbeat was found in it.');
  assert.equal(none({ leads: ['I'] }), '30 s of ECG, one lead. No heartbeat was found in it.');
  assert.equal(none({ seconds: 86400, leads: Array(15).fill('V') }), '24 h 0 min of ECG, 15 leads. No heartbeat was found in it.');
});

const finding = (/** @type {string} */ about, /** @type {string} */ value) => ({ about, value, reason: '' });

test('how a file was read is told in a line', () => {
  const findings = [finding('leads', 'I'), finding('format', 'CSV'), finding('delimiter', 'semicolon'), finding('decimal', 'comma'), finding('layout', 'recording'), finding('rate', '512 Hz'), finding('unit', 'µV')];
  assert.equal(readAs(/** @type {any} */ ({ findings, leads: ['I'] })), 'CSV · semicolon · decimal comma · 512 Hz · µV · lead I');
  assert.equal(readAs(/** @type {any} */ ({ findings: [finding('format', 'CSV'), finding('delimiter', 'none'), finding('decimal', 'point'), finding('layout', 'heartbeat table')] })), 'CSV · heartbeat table');
  assert.equal(readAs(/** @type {any} */ ({ findings: [finding('leads', '…')], leads: Array(15).fill('V') })), '15 leads');
  assert.equal(findingName('decimal'), 'Decimal mark');
  assert.equal(findingName('resolution'), 'Resolution');
});

test('when a recording began is told as far as it is known', () => {
  assert.equal(started('2014-05-08 05:05:15'), 'Recorded on 8 May 2014 at 05:05:15.');
  assert.equal(started('2014-05-08'), 'Recorded on 8 May 2014.');
  assert.equal(started('05:05:15'), 'Recorded at 05:05:15.');
  assert.equal(started('unknown'), '');
});

/** @returns {any} */
const plain = () => ({ findings: [], channels: [], recordings: [], choices: {}, saves: [], notes: [] });

test('a saved report says so', () => {
  const report = { record: { seconds: 60, leads: ['MLII'] }, versions: { ecglass: '0.2.0' } };
  assert.equal(about({ ...plain(), kind: 'report', name: 'report.json', labelled: false, rate_hz: 360, beats: 70, report }), 'Saved report · 1 min 0 s · lead MLII · 360 Hz · written by ecglass 0.2.0');
});

test('a table and a record are told apart in a line', () => {
  assert.equal(
    about({ ...plain(), kind: 'table', name: 't', rows: 1000, columns: 188, labelled: true, rate_hz: 125, beats: 1000, notes: [] }),
    'Heartbeat table · 1,000 rows · 188 columns · 125 Hz · labelled',
  );
  assert.equal(
    about({ ...plain(), kind: 'record', name: '100', labelled: false, rate_hz: 360, leads: ['MLII', 'V5'], samples: 21600, seconds: 60, beats: 0, notes: [] }),
    'Record · 1 min 0 s · leads MLII, V5 · 360 Hz · without reference beats',
  );
});

test('a job says what it does', () => {
  assert.equal(doing({ step: 'reading', names: ['a.hea', 'a.dat'], done: 0, total: 9 }), 'Reading a.hea and a.dat');
  assert.equal(doing({ step: 'classifying', names: ['a'], done: 0, total: 9 }), 'Classifying 9 beats');
  assert.equal(doing({ step: 'classifying', names: ['a'], done: 1024, total: 21892 }), 'Classified 1,024 of 21,892 beats');
});

test('looking through many files and saving are told too', () => {
  assert.equal(doing({ step: 'looking', names: Array(1200).fill('a'), done: 0, total: 9 }), 'Looking through 1,200 files');
  assert.equal(doing({ step: 'comparing', names: ['a', 'b', 'c'], done: 1.5, total: 3, form: 'b' }), 'Comparing: b, 2 of 3');
  assert.equal(doing({ step: 'comparing', names: ['a', 'b'], done: 2, total: 2, form: 'b' }), 'Comparing: b, 2 of 2');
  assert.equal(doing({ step: 'saving', names: ['a.csv'], done: 0, total: 0, form: 'edf' }), 'Writing EDF+');
  assert.equal(doing({ step: 'saving', names: ['a.csv'], done: 1, total: 9, form: 'edf' }), 'Reading a.csv again');
});

test('the time left is told only where it is worth telling', () => {
  assert.equal(howFar({ done: 1, total: 4, left_s: null }), '25 %');
  assert.equal(howFar({ done: 1, total: 4, left_s: 0.5 }), '25 %');
  assert.equal(howFar({ done: 1, total: 4, left_s: 1.2 }), '25 % · about 2 s left');
  assert.equal(howFar({ done: 1, total: 4, left_s: 75.4 }), '25 % · about 1 min 15 s left');
  assert.equal(howFar({ done: 0, total: 0, left_s: null }), '');
});

test('many files are counted, a few are named', () => {
  assert.equal(named(['a']), 'a');
  assert.equal(named(['a', 'b', 'c']), 'a, b and c');
  assert.equal(named(['a', 'b', 'c', 'd']), 'a and 3 other files');
});

test('a model never shows the figures of people it has met without those of new people', () => {
  const metrics = { beat_level: { accuracy: 0.98, macro_f1: 0.9 }, record_wise: { accuracy: 0.86, macro_f1: 0.34 } };
  assert.equal(
    modelWords(JSON.stringify({ metrics })),
    'On people who were not in its training: accuracy 86.0\u{a0}%, macro-F1 0.340. On other beats of people who were: accuracy 98.0\u{a0}%, macro-F1 0.900.',
  );
  assert.equal(modelWords(JSON.stringify({ metrics: { record_wise: metrics.record_wise } })), 'On people who were not in its training: accuracy 86.0\u{a0}%, macro-F1 0.340.');
  assert.equal(modelWords(JSON.stringify({ metrics: { beat_level: metrics.beat_level } })), '');
});

test('where beats come from is told with what the other source has', () => {
  const record = { name: 'x', kind: 'record', rate_hz: 360, beats: 12 };
  assert.equal(beatsFromWords({ record }), '');
  assert.equal(beatsFromWords({ record: { ...record, beats_from: 'signal' } }), 'No beats are marked in the file; 12 beats were found in the signal.');
  assert.equal(beatsFromWords({ record: { ...record, beats: 1, beats_from: 'signal' } }), 'No beats are marked in the file; 1 beat was found in the signal.');
  const agreement = { marked: 12, found: 13, both: 11, apart_ms: 2.345 };
  const told = '12 beats are marked in the file and 13 found in the signal, 11 of them the same, 2.3\u{a0}ms apart in the mean.';
  assert.equal(beatsFromWords({ record: { ...record, beats_from: 'marks' }, agreement }), `${told} Shown are those marked.`);
  assert.equal(beatsFromWords({ record: { ...record, beats_from: 'signal' }, agreement }), `${told} Shown are those found.`);
});

test('the quality of a lead names when and why it is bad, and counts what is too much to name', () => {
  const good = { from_s: 0, to_s: 30, grade: 'usable' };
  const bad = (from_s, to_s, grade, reason) => ({ from_s, to_s, grade, reason });
  assert.equal(qualityWords({ usable_share: 1, stretches: [good] }), 'usable throughout');
  const some = [good, bad(30, 40, 'unusable', 'flat'), bad(3600, 3750, 'doubtful', 'lead off')];
  assert.equal(qualityWords({ usable_share: 0.9, stretches: some }), '90.0\u{a0}% usable: flat from 0:30 to 0:40, lead off from 1:00:00 to 1:02:30');
  const many = [...some, bad(1, 2, 'doubtful'), bad(3, 4, 'doubtful'), bad(5, 6, 'doubtful')];
  assert.ok(qualityWords({ usable_share: 0.5, stretches: many }).endsWith('doubtful from 0:01 to 0:02 and 2 more stretches'));
});

test('moments and shifts are told as people write them', () => {
  assert.deepEqual([5, 750, 3750].map(moment), ['0:05', '12:30', '1:02:30']);
  assert.deepEqual([0.0123, -0.1, 0, null].map(shift), ['+0.012\u{a0}mV', '\u{2212}0.100\u{a0}mV', '+0.000\u{a0}mV', 'not known']);
});

test('a number below zero has a minus, and nothing has none', () => {
  assert.deepEqual([figure(-0.126, 2), figure(-0.001, 2), figure(75.4, 0)], ['\u{2212}0.13', '0.00', '75']);
});

test('the rhythm is a sentence, and its episodes are told where it is not fibrillation itself', () => {
  const sinus = /** @type {any} */ ({ name: 'sinus rhythm', label: 'N', af_probability: 0.021, af_share: 0, episodes: [] });
  assert.equal(rhythmWords(sinus), 'Sinus rhythm; atrial fibrillation is 2.1\u{a0}% probable.');
  assert.equal(rhythmWords({ ...sinus, af_share: 0.25, episodes: [1, 2] }), 'Sinus rhythm; atrial fibrillation is 2.1\u{a0}% probable; 2 episodes of it, 25.0\u{a0}% of the time.');
  assert.equal(rhythmWords({ ...sinus, name: 'cannot be told', af_probability: null }), 'Cannot be told: too few beats follow one another.');
});

test('a figure of heart rate variability that is not defined is called none', () => {
  const hrv = /** @type {any} */ ({ time: { mean_ms: 812.4, sdnn_ms: null }, frequency: { lf_hf: 1.234, lf_ms2: null }, lomb: { lf_hf: null }, poincare: {}, dfa_alpha1: 1.02, dfa_alpha2: null, sample_entropy: null });
  for (const field of ['rmssd_ms', 'pnn50_percent']) hrv.time[field] = null;
  for (const field of ['vlf_ms2', 'hf_ms2']) hrv.frequency[field] = null;
  for (const field of ['sd1_ms', 'sd2_ms']) hrv.poincare[field] = null;
  const rows = Object.fromEntries(hrvRows(hrv).map(({ id, value }) => [id, value]));
  assert.deepEqual([rows.mean, rows.sdnn, rows.lf_hf, rows.dfa_alpha1, rows.lf], ['812\u{a0}ms', 'none', '1.23', '1.02', 'none']);
});

test('the tachogram says how many of its intervals are measured', () => {
  const hrv = /** @type {any} */ ({ nn: 1200, intervals: 1210, filled: 0 });
  assert.equal(tachogramWords(hrv), 'Intervals over time: 1,200 of 1,210 are between normal beats.');
  assert.match(tachogramWords({ ...hrv, filled: 1 }), / 1 point in red stands in for what was left out\.$/);
});
