// Models side by side: who is offered, what is brought, which figure is the best, and what is saved.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { afresh, areModels, best, brought, broughtWords, chosen, classifiers, contestOf, curveNames, curveOf, curveWords, decided, dismissed, isComparable, letterOf, looked, nobody, offered, operatingWords, outcomeWords, refusalWords, reportRows, reportText, rocsWords, rows, standing, ticked } from '../../www/comparing.js';

const means = { precision: 0.5, recall: 0.5, f1: 0.5 };

/** A model's figures. @param {string} name @param {Record<string, any>} [more] @returns {any} */
function score(name, more = {}) {
  const { accuracy = 0.9, ...rest } = more;
  return {
    model: { name, sha256: '', parameters: 1 },
    title: `${name}, in a line`,
    bytes: 60_214,
    beats: 5,
    labels: { names: ['N', 'S', 'V', 'F', 'Q'], counts: [] },
    figures: { accuracy, macro_average: means, weighted_average: means, classes: [{ name: 'N', support: 3, precision: 1, recall: 0.5, f1: null, specificity: 1 }, { name: 'S', support: 0, precision: null, recall: null, f1: null, specificity: 1 }] },
    macro_f1: 0.4,
    report: '',
    auc: 0.7,
    curves: [curve('N', 0.8), curve('V', 0.95)],
    abnormal: { auc: 0.8, sensitivity: 0.7, specificity: 1 },
    unsure: 2,
    ms_per_1000: 12.34,
    ...rest,
  };
}

/** @param {string} name @param {number | null} auc */
const curve = (name, auc) => ({ name, auc, average_precision: auc, roc: null, precision_recall: null, works_at: { threshold: null, sensitivity: 0.5, specificity: 1, precision: null, f1: null }, youden: null });

const placed = (/** @type {any[]} */ ...scores) => scores.map((one) => ({ key: one.model.name, score: one }));

/** A file that is never read. @param {string} name @param {number} [size] */
const file = (name, size = 10) => /** @type {File} */ ({ name, size });

const result = (/** @type {any} */ report, kind = 'table') => /** @type {any} */ ({ summary: { kind }, conclusion: { report: { record: { name: 'a.csv', beats: 5 }, ...report } } });

const twoModels = () => offered(nobody(), ['{"name": "beat-cnn", "title": "One", "bytes": 295856}', '{"name": "beat-mlp", "title": "Two", "bytes": 60214}']);

test('models are compared on beats that somebody named, and not on a saved report', () => {
  assert.equal(isComparable(result({ scores: {} })), true);
  assert.equal(isComparable(result({})), false);
  assert.equal(isComparable(result({ scores: {} }, 'report')), false);
  assert.equal(isComparable(result({ scores: {}, record: { name: 'a', beats: 0 } })), false);
  assert.equal(isComparable(null), false);
});

test('the models that come with the page are all chosen at first, and those of one’s own stay behind them', () => {
  const contest = offered(brought(nobody(), [file('mine.onnx')]), ['{"name": "beat-cnn", "title": "One", "bytes": 295856}']);
  assert.deepEqual(contest.entrants.map(({ key, name, bytes }) => [key, name, bytes]), [['beat-cnn', 'beat-cnn', 295856], ['own:mine', 'mine', 10]]);
  assert.equal(chosen(contest, null).length, 2);
  assert.deepEqual(chosen(ticked(contest, 'beat-cnn', false), null).map(({ key }) => key), ['own:mine']);
  assert.deepEqual(chosen(dismissed(contest, 'own:mine'), null).map(({ key }) => key), ['beat-cnn']);
});

test('a recording can be classified by all that come with the page, a table by those that need no rhythm, and whichever did stays', () => {
  const contest = offered(brought(nobody(), [file('mine.onnx')]), ['{"name": "beat-cnn"}', '{"name": "beat-rhythm", "recipe": [{"step": "context"}]}']);
  const by = (/** @type {string} */ name, /** @type {string} */ kind) => classifiers(contest, result({ model: { name } }, kind));
  assert.deepEqual(by('beat-rhythm', 'record'), ['beat-cnn', 'beat-rhythm']);
  assert.deepEqual(by('beat-cnn', 'table'), ['beat-cnn']);
  assert.deepEqual(by('beat-old', 'table'), ['beat-old', 'beat-cnn']);
});

test('papers go to the model that they were chosen with, or that has their name', () => {
  const one = brought(nobody(), [file('net.onnx'), file('spec.json')]);
  assert.equal(one.entrants[0].own?.papers?.name, 'spec.json');
  const two = brought(nobody(), [file('a.onnx'), file('b.onnx'), file('b.spec.json'), file('a.json')]);
  assert.deepEqual(two.entrants.map(({ own }) => own?.papers?.name), ['a.json', 'b.spec.json']);
  const strange = brought(nobody(), [file('a.onnx'), file('b.onnx'), file('spec.json')]);
  assert.deepEqual(strange.entrants.map(({ own }) => own?.papers), [null, null]);
});

test('a drop of models is told from one of recordings', () => {
  assert.equal(areModels([file('A.ONNX'), file('spec.json')]), true);
  assert.equal(areModels([file('spec.json')]), false, 'it may be a saved report');
  assert.equal(areModels([file('a.onnx'), file('a.csv')]), false);
  assert.equal(areModels([]), false);
});

test('a model of the same name takes the place of the other', () => {
  const twice = brought(brought(nobody(), [file('a.onnx', 1)]), [file('a.onnx', 2)]);
  assert.deepEqual(twice.entrants.map(({ bytes }) => bytes), [2]);
});

test('what is no model is told, and what is too large is never read', () => {
  assert.equal(brought(nobody(), [file('a.h5')]).fault, 'a.h5 is no model: choose the .onnx file, with its spec.json where there is one.');
  assert.equal(brought(nobody(), [file('spec.json')]).fault, 'spec.json came without its model: choose the .onnx file beside it.');
  const large = brought(nobody(), [file('x.onnx', 61_000_000)]);
  assert.equal(large.entrants[0].fault, 'x.onnx: it has 61 MB; models up to 50 MB are read.');
  assert.deepEqual(chosen(ticked(large, 'own:x', true), null), [], 'it cannot be chosen');
  assert.equal(brought(nobody(), [file('x.onnx', 50_000_000)]).entrants[0].fault, '');
  const files = [file('a.onnx'), file('b.onnx'), file('x.onnx', 61_000_000)];
  assert.equal(broughtWords(brought(nobody(), files), files), 'x.onnx: it has 61 MB; models up to 50 MB are read. a and b can be compared.');
});

test('a model that makes beats, or tells unusual ones, is not offered', () => {
  const others = ['{"name": "gan-conv", "task": "beat-generator"}', '{"name": "beat-odd", "task": "beat-anomaly"}'];
  const contest = offered(nobody(), [...others, '{"name": "beat-mlp", "title": "Two", "bytes": 60214, "task": "beat-class"}']);
  assert.deepEqual(contest.entrants.map(({ name }) => name), ['beat-mlp']);
});

test('a model that looks at the rhythm is not offered for a table, whose beats have none', () => {
  const rhythm = '{"name": "beat-rhythm", "title": "Rhythm", "bytes": 1, "recipe": [{"step": "context", "features": 9}]}';
  const contest = offered(nobody(), [rhythm, '{"name": "beat-mlp", "title": "Two", "bytes": 60214}']);
  const of = (/** @type {string} */ kind) => chosen(contest, /** @type {any} */ ({ summary: { kind } })).map(({ key }) => key);
  assert.deepEqual(of('record'), ['beat-rhythm', 'beat-mlp']);
  assert.deepEqual(of('table'), ['beat-mlp']);
});

test('an outcome is that of the beats that are shown, with the labels counted', () => {
  const shown = result({ scores: {} });
  const verdicts = [{ key: 'beat-cnn', score: score('beat-cnn'), truth: Uint8Array.of(0, 0, 2, 4, 255) }, { key: 'beat-mlp', fault: 'beat-mlp: it is broken.' }];
  const contest = decided(twoModels(), shown, verdicts);
  const outcome = standing(contest, shown);
  assert.deepEqual(outcome?.truth, { N: 2, S: 0, V: 1, F: 0, Q: 1 });
  assert.equal(contest.entrants[1].fault, 'It is broken.');
  assert.equal(contest.curve, 'V');
  assert.equal(outcome && looked(contest, outcome).key, 'beat-cnn');
  assert.equal(standing(contest, result({ scores: {} })), null, 'other beats, other figures');
  assert.equal(standing(afresh(contest), shown), null);
  assert.equal(afresh(contest).entrants[1].fault, '');
});

test('where nothing could be compared, what stood before stays', () => {
  const shown = result({ scores: {} });
  const before = decided(twoModels(), shown, [{ key: 'beat-cnn', score: score('beat-cnn'), truth: Uint8Array.of(0) }]);
  const after = decided(before, shown, [{ key: 'beat-mlp', fault: 'No.' }]);
  assert.equal(after.outcome, before.outcome);
  assert.equal(after.entrants[1].fault, 'No.');
});

test('what was looked at stays so when models are compared again', () => {
  const verdicts = ['beat-cnn', 'beat-mlp'].map((key, i) => ({ key, score: score(key, { accuracy: 0.9 - i / 10 }), truth: Uint8Array.of(0) }));
  const contest = decided({ ...twoModels(), looked: 'beat-mlp', curve: 'N' }, result({}), verdicts);
  assert.deepEqual([contest.looked, contest.curve], ['beat-mlp', 'N']);
  assert.equal(decided(twoModels(), result({}), verdicts).looked, 'beat-cnn', 'the most accurate at first');
});

test('the best of a column is so as it is written, and alone it is no best', () => {
  const best = (/** @type {any[]} */ ...scores) => rows(placed(...scores)).map(({ cells }) => cells.filter(({ best }) => best).map(({ column }) => column));
  assert.deepEqual(best(score('a', { unsure: 1 }), score('b', { accuracy: 0.90001, ms_per_1000: 12, unsure: 2, bytes: 1_000 })), [
    ['accuracy', 'macro-f1', 'auc', 'abnormal-auc', 'sensitivity', 'specificity'],
    ['accuracy', 'macro-f1', 'auc', 'abnormal-auc', 'sensitivity', 'specificity', 'ms', 'kb'],
  ]);
  assert.deepEqual(best(score('a')), [[]]);
  assert.deepEqual(best(score('a', { auc: null }), score('b', { auc: null }))[0].includes('auc'), false);
});

test('who only says normal or not is held against the others only there', () => {
  const two = score('two', { accuracy: 0.99, labels: { names: ['normal', 'abnormal'], counts: [] }, abnormal: { auc: 0.9, sensitivity: 0.7, specificity: 1 } });
  const [first] = rows(placed(two, score('a'), score('b')));
  assert.deepEqual(first.cells.filter(({ best }) => best).map(({ column }) => column), ['abnormal-auc', 'sensitivity', 'specificity', 'ms', 'kb']);
  assert.equal(best(placed(two, score('a'))).key, 'a');
  assert.equal(outcomeWords(/** @type {any} */ ({ placed: placed(two, score('a')) })), '2 models. Of those that tell 5 classes apart, a is the most accurate, right on 90.0\u{a0}% of 5 labelled beats.');
  assert.equal(outcomeWords(/** @type {any} */ ({ placed: placed(two) })), 'One model: two, right on 99.0\u{a0}% of 5 labelled beats.');
});

test('figures are written as elsewhere on the page', () => {
  const [{ letter, name, cells }] = rows(placed(score('a', { auc: null, ms_per_1000: undefined, unsure: 1234, bytes: 400 })));
  assert.deepEqual([letter, name], ['A', 'a']);
  assert.deepEqual(cells.map(({ words }) => words), ['0.900', '0.400', 'none', '0.800', '0.700', '1.000', '1,234', 'none', '1']);
  assert.equal(rows(placed(score('a', { ms_per_1000: 1124.6 })))[0].cells[7].words, '1,125');
});

test('curves are chosen by class, the five in their order before all others', () => {
  const all = placed(score('two', { curves: [curve('abnormal', 0.9)] }), score('a', { curves: [curve('V', 0.9), curve('N', 0.8)] }));
  assert.deepEqual(curveNames(all), ['N', 'V', 'abnormal']);
  assert.deepEqual(['V', 'abnormal'].map(curveWords), ['V ventricular', 'abnormal']);
  assert.equal(curveOf(all[0].score, 'V'), undefined);
  assert.equal(rocsWords(all, 'V'), 'ROC curves for V ventricular against all others. Areas under them: A two none, B a 0.900.');
  assert.deepEqual([0, 25, 26].map(letterOf), ['A', 'Z', 'A']);
});

test('where a model works is told beside its curves', () => {
  const own = curve('V', 0.95);
  const words = operatingWords(own, own.works_at, false);
  assert.match(operatingWords(own, { ...own.works_at, threshold: 0.25 }, true).roc, /The mark is where it would work from a probability of 0\.250 on: sensitivity/);
  assert.equal(words.roc, 'ROC curve for V ventricular: area 0.950. The mark is where the model works: sensitivity 0.500, specificity 1.000.');
  assert.equal(words.precisionRecall, 'Precision over recall for V ventricular: 0.950 in the mean. The mark: precision none.');
});

test('a report has the classes that occur, and their mean', () => {
  assert.deepEqual(reportRows(score('a')), [
    { name: 'N', values: [1, 0.5, null], support: 3 },
    { name: 'All', values: [0.5, 0.5, 0.5], support: 5 },
  ]);
});

test('matrix and report are text as the command line prints them', () => {
  const words = reportText(score('a', { labels: { names: ['normal', 'abnormal'], counts: [[75, 1], [9, 39]] }, report: '   precision\n\n' }));
  assert.equal(words, 'Truth on rows:\n                normal  abnormal\n      normal        75         1\n    abnormal         9        39\n\n   precision');
});

test('a refusal does not say again whose it is', () => {
  assert.equal(refusalWords('image', 'image: it expects 1 x 3 x 224 x 224.'), 'It expects 1 x 3 x 224 x 224.');
  assert.equal(refusalWords('image', 'Its worker stopped.'), 'Its worker stopped.');
});

test('a comparison is saved as the command line writes it', () => {
  const all = placed(score('b'), score('a'));
  const saved = contestOf({ of: result({}), truth: { N: 5 }, placed: all }, '0.1.0');
  assert.deepEqual(Object.keys(saved), ['name', 'truth', 'models', 'versions']);
  assert.deepEqual([saved.name, saved.models[1], saved.versions], ['a.csv', all[1].score, { ecglass: '0.1.0' }]);
});
