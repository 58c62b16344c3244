// What is asked of the studio, and what it says.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createScales } from '../../www/scales.js';
import { atelier, beatName, beatTitle, chosenGenerator, criticPlace, criticWords, evennessWords, generatorsOf, madeWords, nearWords, numberOf, recordAsked, rhythmName, tableOf, targetOf, wantedWords, wishOf, wrote } from '../../www/studio.js';

const PAPERS = { task: 'beat-generator', name: 'gan-conv', title: 'Convolutional', classes: ['N', 'S', 'V', 'F', 'Q'], output: { lead_in: 37, samples: 187 }, directions: [{ name: 'rate', words: 'faster', from: -3, to: 3 }], critic: { real: [-1, 0, 1] }, bytes: 9 };
const GENERATORS = generatorsOf([JSON.stringify(PAPERS), JSON.stringify({ task: 'beat-class', name: 'beat-cnn' }), '{broken', JSON.stringify({ task: 'beat-generator' }), JSON.stringify({ ...PAPERS, name: 'bare', classes: ['N', 'V'], critic: undefined, directions: undefined, output: {} })]);

/** @param {Record<string, string>} [draft] */
const studio = (draft = {}) => ({ ...atelier(), generators: GENERATORS, draft });

const table = (summary = {}, truth = { N: 80, S: 3, V: 20, F: 0, Q: 0 }) =>
  /** @type {any} */ ({
    summary: { kind: 'table', name: 'a.csv', columns: 188, labelled: true, findings: [], recordings: [], ...summary },
    conclusion: { report: { truth, record: { beats: 103 } } },
    source: { files: [new File(['x'], 'a.csv')] },
  });

test('generators are what says so in its papers, and what is left out of them is nothing', () => {
  assert.deepEqual(GENERATORS.map(({ name }) => name), ['gan-conv', 'bare']);
  assert.deepEqual([GENERATORS[1].real, GENERATORS[1].directions, GENERATORS[1].lead_in], [null, [], 0]);
  assert.equal(chosenGenerator(studio())?.name, 'gan-conv');
  assert.equal(chosenGenerator(studio({ generator: 'bare' }))?.name, 'bare');
  assert.equal(chosenGenerator(studio({ generator: 'gone' }))?.name, 'gan-conv');
  assert.equal(chosenGenerator(atelier()), null);
});

test('numbers come with a point or a comma, and words are none', () => {
  assert.deepEqual(['1.5', '1,5', ' -2 ', '\u{2212}2', '.5', '1e3', '', 'x', '1.2.3', 'NaN', 'Infinity'].map(numberOf), [1.5, 1.5, -2, -2, 0.5, null, null, null, null, null, null]);
});

test('a table is balanced by its labels, and one of recordings is none', () => {
  const found = tableOf(table());
  assert.deepEqual([found?.width, [...(found?.counts ?? [])], found?.marked, found?.file.name], [187, [80, 3, 20, 0, 0], false, 'a.csv']);
  assert.equal(tableOf(table({ labelled: false, columns: 187 }))?.width, 187);
  assert.equal(tableOf(table({ findings: [{ about: 'synthetic', value: '3 of 9 beats', reason: '' }] }))?.marked, true);
  assert.equal(tableOf(table({ kind: 'record' })), null);
  assert.equal(tableOf(null), null);
});

test('the file of a table is its own, or the archive that it is packed in, whatever lies beside it', () => {
  const among = (/** @type {string[]} */ ...names) => tableOf({ ...table(), source: { files: names.map((name) => new File(['x'], name)) } })?.file.name;
  assert.equal(among('a-report.json', 'a.csv'), 'a.csv');
  assert.equal(among('archive.zip'), 'archive.zip');
  assert.equal(among('a-report.json', 'archive.zip'), 'archive.zip');
});

test('a target is equal, a ratio or a number, and what is none is told', () => {
  assert.deepEqual(targetOf(studio()), { target: 'equal', amount: 0, faults: {} });
  assert.equal(targetOf(studio({ 'balance-target': 'ratio', 'balance-ratio': '2,5' })).amount, 2.5);
  assert.deepEqual(targetOf(studio({ 'balance-target': 'number', 'balance-number': '1.5' })).faults, { 'balance-number': 'The number of beats should be a whole number from 1 to 1,000,000.' });
  assert.deepEqual(Object.keys(targetOf(studio({ 'balance-target': 'ratio', 'balance-ratio': '0.5' })).faults), ['balance-ratio']);
});

test('a table is weighed once, and its refusal is the sentence of the core', () => {
  let asked = 0;
  const weigh = createScales((name, width, counts, target, amount, classes) => {
    asked += 1;
    if (target === 'number') throw new Error('a.csv: no.');
    return { name, width, counts: [...counts], target, amount, classes };
  });
  const state = /** @type {any} */ ({ result: table(), studio: studio(), version: '1' });
  assert.deepEqual(weigh(state), { wanted: { name: 'a.csv', width: 187, counts: [80, 3, 20, 0, 0], target: 'equal', amount: 0, classes: 'NSVFQ' } });
  weigh({ ...state });
  assert.equal(asked, 1);
  assert.deepEqual(weigh({ ...state, studio: studio({ 'balance-target': 'number' }) }), { fault: 'a.csv: no.' });
  assert.equal(weigh({ ...state, studio: studio({ 'balance-target': 'number', 'balance-number': 'x' }) }), null);
  assert.equal(weigh({ ...state, result: null }), null);
  assert.equal(weigh({ ...state, version: '' }), null, 'the module that weighs is not there yet');
});

test('what is to be made is said in a sentence', () => {
  const before = { counts: [80, 3, 20, 0, 0], total: 103, imbalance: 80 / 3, entropy: 0.9, evenness: 0.57 };
  const wanted = { before, after: before, add: [0, 77, 60, 0, 0], left: [] };
  assert.equal(wantedWords(wanted, 'gan-conv'), '137 beats are to be made by gan-conv: 77 S and 60 V.');
  assert.equal(wantedWords({ ...wanted, add: [0, 0, 60, 0, 0], left: ['S'] }, 'bare'), '60 beats are to be made by bare: 60 V. S lacks beats and stays so: bare makes none.');
  assert.match(wantedWords({ ...wanted, add: [0, 0, 0, 0, 0] }, 'bare'), /^No beats are missing/);
  assert.equal(evennessWords(before), 'imbalance 26.67, entropy 0.900\u{a0}bits (57.0\u{a0}%)');
  assert.match(evennessWords({ counts: [], total: 0, entropy: 0 }), /^imbalance none/);
});

test('a record is asked for in the words of the border, and what cannot be is told field by field', () => {
  const { asked, millivolts, faults } = recordAsked(studio({ 'lay-rhythm': 'bigeminy', 'lay-seed': '7', 'lay-mv': '0,8' }), 'lay', []);
  assert.deepEqual([asked, millivolts, faults], [{ name: 'synthetic-bigeminy-7', rhythm: 'bigeminy', seed: 7, seconds: 60 }, 0.8, {}]);
  const simulated = recordAsked(studio({ 'simulate-rate': '80', 'simulate-snr-muscle': '12', 'simulate-t-size': '-1', 'simulate-leads': '2', 'simulate-anybody': 'yes' }), 'simulate', ['white', 'muscle']).asked;
  assert.deepEqual(simulated, { name: 'simulated-sinus-1', rhythm: 'sinus', seed: 1, seconds: 60, heart_rate: 80, anybody: true, leads: 2, forms: [[1, 1], [1, 1], [-1, 1]], st_mv: 0, snr: [['muscle', 12]] });
  const wrong = recordAsked(studio({ 'simulate-seconds': '1e9', 'simulate-rate': 'fast', 'simulate-seed': '-1', 'simulate-p-size': '9', 'simulate-snr-white': '99' }), 'simulate', ['white']).faults;
  assert.deepEqual(Object.keys(wrong), ['simulate-seconds', 'simulate-rate', 'simulate-seed', 'simulate-p-size', 'simulate-snr-white']);
  assert.equal(wrong['simulate-seconds'], 'The length in seconds should be a number from 1 to 3,600.');
});

test('a beat is asked for by class, seed, directions and the way to another', () => {
  const asked = { ...studio({ 'play-seed': '5', 'play-to': 'F' }), of: 2, share: 0.25, moves: { rate: 1 } };
  assert.deepEqual(wishOf(asked), { of: 2, seed: 5, moves: { rate: 1 }, to: { of: 3, seed: 2 }, share: 0.25 });
  assert.equal(wishOf(studio({ 'play-seed': 'x' })), null);
  const wish = /** @type {any} */ (wishOf(asked));
  assert.equal(beatName(wish), '25\u{a0}% of the way from V ventricular to F fusion');
  assert.deepEqual([beatName({ ...wish, share: 0 }), beatTitle({ ...wish, share: 0 }), beatTitle(wish)], ['V ventricular', 'V ventricular', 'V → F, 25\u{a0}%']);
  assert.equal(madeWords({ wish: { ...wish, share: 0 }, by: GENERATORS[0], made: /** @type {any} */ ({}), near: null, unlike: '' }), 'A synthetic beat: V ventricular, seed 5, moved along rate, made by gan-conv. Nobody’s heart.');
});

test('the critic’s score is told against those of real beats, and its absence too', () => {
  const beat = (/** @type {number | null} */ score, by = GENERATORS[0]) => /** @type {any} */ ({ made: { score }, by });
  assert.match(criticWords(beat(-2)), /takes this one for made/);
  assert.match(criticWords(beat(0.5)), /cannot tell/);
  assert.match(criticWords(beat(5)), /more convincing than most/);
  assert.match(criticWords(beat(null)), /without its critic/);
  assert.deepEqual([-9, -1, 0, 1, 9].map((score) => criticPlace(beat(score))), [0, 0.25, 0.5, 0.75, 1]);
  assert.equal(criticPlace(beat(1, GENERATORS[1])), null);
});

test('real beats are called so only where they are', () => {
  assert.match(nearWords(null, null), /^No real beats are loaded/);
  assert.match(nearWords(null, table({ synthetic: 'simulator, seed 1', kind: 'record' })), /is synthetic itself/);
  assert.match(nearWords(null, table()), /looked for/);
  assert.equal(nearWords(/** @type {any} */ ({ near: null, unlike: 'table: its beats have 60 samples.' }), table()), 'table: its beats have 60 samples.');
  const of = table({ findings: [{ about: 'synthetic', value: '', reason: '' }] });
  const near = { at: new Float64Array(2), distance: Float32Array.of(0.5, 0.75), truth: new Uint8Array(2), rows: new Float32Array(0) };
  assert.match(nearWords(/** @type {any} */ ({ near: { of, near }, unlike: '' }), of), /^The nearest beats of a\.csv are 0\.50 and 0\.75 away .* Some rows of this table are synthetic themselves\.$/);
});

test('what was typed forgives its fault, and a rhythm reads like a sentence', () => {
  const before = { ...studio(), faults: { 'lay-seed': 'no', 'lay-mv': 'no' }, fault: 'no' };
  const after = wrote(before, 'lay-seed', '3');
  assert.deepEqual([after.draft, after.faults, after.fault], [{ 'lay-seed': '3' }, { 'lay-mv': 'no' }, '']);
  assert.equal(rhythmName('fibrillation-paroxysmal'), 'Fibrillation paroxysmal');
});
