// What was found of beats that do not belong, which of them are called odd, which is looked at, and the words.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { about, beatWords, canJudge, clicked, clock, counted, countsWords, inList, inTime, intervalsOf, judged, markedWords, moved, papersOf, peopleWords, picked, rows, scoreOf, sliderOf, stretchOf, stripValue, stripWords, unasked, whereWords, written } from '../../www/anomalies.js';
import { began, defaults, finished, judging, judged as done, phase } from '../../www/state.js';
import { doing } from '../../www/words.js';

const SPEC = readFileSync(new URL('../../models/anomaly-gan/spec.json', import.meta.url), 'utf8');

/** A beat a second; the fourth, a marked V, comes early and is followed by a pause. */
const AT = [360, 720, 1080, 1260, 1800, 2160].map((at) => at);
const RESULT = /** @type {any} */ ({
  source: { settings: {} },
  summary: { kind: 'record', rate_hz: 360, seconds: 6, name: 'made' },
  survey: { at: Float64Array.from(AT) },
  // The network that classifies was not told of the first beat.
  beats: { at: Float64Array.from(AT.slice(1)) },
  conclusion: { classes: Uint8Array.from([0, 0, 2, 0, 0]), report: { record: { beats: 5 }, counts: { N: 4, V: 1 } } },
});
const SAID = {
  at: Float64Array.from(AT),
  truth: Uint8Array.from([0, 0, 0, 2, 0, 255]),
  scores: Float32Array.from([-6, -1.947, -5, 1.25, -5, -3]),
  differs: Uint32Array.from([0, 10, 20, 42, 30, 48, 45, 75, 90, 110, 66, 100]),
  timing: Float32Array.from([0, 0, 0, 0.5, -1, -8, -8, 9, 0, 0, 0, 0]),
};
const FOUND = judged(RESULT, SPEC, SAID);
const found = /** @type {NonNullable<typeof FOUND['found']>} */ (FOUND.found);

test('the oddest comes first and is looked at, of equals the earlier, each with the class that it was given', () => {
  assert.deepEqual([...found.order], [3, 1, 5, 2, 4, 0]);
  assert.deepEqual([...found.rank], [5, 1, 3, 0, 4, 2]);
  assert.equal(FOUND.picked, 3);
  assert.equal(FOUND.threshold, papersOf(SPEC).threshold);
  assert.deepEqual([...found.classes], [255, 0, 0, 2, 0, 0]);
  assert.deepEqual(rows(found, 2).map(({ beat, when, letter, marked, score, where }) => [beat, when, letter, marked, score, where]), [
    [3, '0:03.5', 'V', 'V', '1.25', 'QRS, ST–T · early · a pause after'],
    [1, '0:02.0', 'N', 'N', '\u{2212}1.95', 'P'],
  ]);
});

test('a beat at the threshold is above it, in single precision as the command line has it', () => {
  assert.notEqual(found.scores[1], -1.947);
  assert.equal(counted(found, -1.947).odd, 2);
  assert.equal(counted(found, -1.946).odd, 1);
  assert.equal(countsWords(counted(found, -1.947)), '2 of 6 beats are above (33.3\u{a0}%).');
  assert.equal(countsWords(counted(found, 0)), '1 of 6 beats is above (16.7\u{a0}%).');
  assert.equal(countsWords(counted(found, 9)), '0 of 6 beats are above (0.0\u{a0}%).');
});

test('what the file marks is held against it, as far as it marks anything', () => {
  assert.deepEqual(counted(found, -1.947).normal, { odd: 1, all: 4 });
  assert.equal(markedWords(counted(found, -1.947)), 'As the file marks them: 1 of 1 abnormal beats are above (sensitivity 1.000), 3 of 4 normal ones below (specificity 0.750).');
  const bare = { ...found, truth: new Uint8Array(6).fill(255) };
  assert.equal(markedWords(counted(bare, -1.947)), '');
  const normal = { ...found, truth: new Uint8Array(6) };
  assert.equal(markedWords(counted(normal, 0)), 'As the file marks them: 5 of 6 normal ones below (specificity 0.833).');
});

test('how rare a score is among others is read between the quantiles of the papers', () => {
  const { papers } = found;
  assert.match(peopleWords(papers, papers.threshold), /^About 2\.0\s% of the normal beats/);
  assert.match(peopleWords(papers, -6.035), /^About 50\.0\s%/);
  assert.match(peopleWords(papers, -20), /^More than 50\.0\s%/);
  assert.match(peopleWords(papers, 3), /^Fewer than 0\.5\s%/);
  assert.match(peopleWords({ ...papers, scores: [0, 1], quantiles: [0.5, 0.7] }, 0.5), /^About 40\.0\s%/);
  assert.equal(peopleWords({ ...papers, scores: [], quantiles: [] }, 0), '');
});

test('the slider reaches over all scores in steps that come by the usual threshold', () => {
  const { min, max, step } = sliderOf(found);
  assert.ok(min <= -6 && max > 1.25, `${min} to ${max}`);
  const steps = (-1.947 - min) / step;
  assert.ok(Math.abs(steps - Math.round(steps)) < 1e-9, String(steps));
  const narrow = sliderOf({ ...found, scores: new Float32Array(0), order: new Uint32Array(0) });
  assert.ok(narrow.min < narrow.max);
});

test('a threshold is typed as one writes it, and what is no number leaves the old one', () => {
  assert.deepEqual(['−1,5', ' -1.5 ', '2', '', 'much'].map(scoreOf), [-1.5, -1.5, 2, NaN, NaN]);
  assert.deepEqual([written(-1.947), written(0.5), written(-2)], ['\u{2212}1.947', '0.5', '\u{2212}2']);
  const refused = moved(FOUND, NaN);
  assert.deepEqual([refused.threshold, refused.refused], [-1.947, true]);
  assert.deepEqual([moved(refused, -1).threshold, moved(refused, -1).refused], [-1, false]);
});

test('where a beat differs is said by the clock, and when it comes by what is usual around it', () => {
  assert.deepEqual(stretchOf(found, 3), { from: -40, to: 200 });
  assert.equal(whereWords(found, 0), 'before P');
  assert.equal(whereWords(found, 2), 'P, QRS');
  assert.equal(whereWords(found, 4), 'ST–T');
  assert.deepEqual(intervalsOf(found.at, 3), { own: 0.5, usual: 1 });
  assert.equal(intervalsOf(found.at, 0), null);
  const words = beatWords(found, 3);
  assert.match(words, /^The beat at 0:03\.5, V ventricular, marked V in the file: number 1 of 6 by its score of 1\.25\./);
  assert.match(words, /It differs most from \u{2212}40 to 200\sms from R, in the QRS complex and in ST and the T wave\./u);
  assert.match(words, /It comes early: 500\sms after the beat before it, where 1,000\sms are usual\. The next comes late, after 1,500\sms\.$/);
  assert.match(beatWords(found, 0), /^The beat at 0:01\.0, of no class, marked N/);
});

test('moments are told to a tenth, and sixty seconds are a minute', () => {
  assert.deepEqual([0, 5.26, 59.96, 754, 3750].map(clock), ['0:00.0', '0:05.3', '1:00.0', '12:34.0', '1:02:30.0']);
});

test('the strip says in words what it shows', () => {
  assert.equal(stripWords(found, -1.947), 'How odd each of 6 beats is, over 6 s: 2 above the line at \u{2212}1.947. The highest is 1.25, at 0:03.5.');
  assert.equal(stripValue(found, 3), 'Beat at 0:03.5, score 1.25');
  assert.equal(stripValue(found, -1), 'no beat');
});

test('a click takes the oddest beat within reach, else the nearest', () => {
  // 600 pixels for 6 seconds between margins of 54 and 14.
  const at = (/** @type {number} */ seconds) => clicked(found, 54 + 100 * seconds, 668);
  assert.equal(at(3.5), 3);
  assert.equal(at(1.4), 0);
  assert.equal(at(1.6), 1);
  assert.equal(clicked(found, 0, 668), 0);
  assert.equal(clicked(found, 9999, 668), 5);
  // On a phone a second is few pixels, and whoever aims at what stands out gets it.
  assert.equal(clicked({ ...found, seconds: 600 }, 54 + 3, 668), 3);
});

test('one goes along the list, and along the recording from one odd beat to the next', () => {
  assert.equal(inList(FOUND, 1), 1);
  assert.equal(inList(FOUND, -1), 3);
  assert.equal(inList({ ...FOUND, picked: 0 }, 1), 0);
  assert.equal(inTime(FOUND, -1), 1);
  assert.equal(inTime(FOUND, 1), 3, 'none is odd after it');
  assert.equal(inTime({ ...FOUND, threshold: -9 }, 1), 4);
  assert.equal(inTime(FOUND, -1, 5), 3, 'from the end');
  assert.equal(inTime(unasked(), 1), -1);
});

test('another beat has no drawing yet, and one that follows the last row is listed', () => {
  const look = { beat: new Float32Array(1), expected: new Float32Array(1) };
  const looked = { ...FOUND, look, shown: 2 };
  assert.equal(picked(looked, 3), looked);
  assert.equal(picked(looked, 77), looked);
  assert.deepEqual([picked(looked, 1).look, picked(looked, 1).shown], [null, 2]);
  assert.equal(picked(looked, 5).shown, 14);
  assert.equal(picked(looked, 0).shown, 2);
});

test('what was found belongs to the result that it is of, and another result begins afresh', () => {
  assert.equal(about(FOUND, RESULT), FOUND);
  assert.equal(about(FOUND, { ...RESULT }).found, null);
  assert.equal(about(FOUND, null).found, null);
  const judgedState = done({ ...defaults(), result: RESULT }, FOUND);
  assert.equal(judgedState.says, '2 of 6 beats are above (33.3\u{a0}%).');
  assert.equal(finished(began(judgedState, ['b'], 1, 0), { ...RESULT }).anomalies.found, null);
});

test('recordings with beats can be judged, tables and reports not', () => {
  assert.equal(canJudge(RESULT), true);
  assert.equal(canJudge(null), false);
  assert.equal(canJudge({ ...RESULT, survey: { at: new Float64Array(0) } }), false);
  assert.equal(canJudge({ ...RESULT, survey: null, summary: { ...RESULT.summary, kind: 'table' } }), false);
});

test('while beats are judged the page says so, with the time left', () => {
  const start = judging({ ...defaults(), result: RESULT }, 0, 0, 1000);
  assert.equal(phase(start), 'judging');
  assert.equal(start.says, 'Looking for beats that do not belong.');
  assert.equal(doing(/** @type {any} */ (start.job)), 'Looking for beats that do not belong');
  const later = judging(judging(start, 0, 2000, 2000), 500, 2000, 3000);
  assert.equal(doing(/** @type {any} */ (later.job)), 'Judged 500 of 2,000 beats');
  assert.equal(later.job?.left_s, 3);
});
