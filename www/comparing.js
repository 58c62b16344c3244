// Models side by side: which are offered, what a person brings, and what their figures come to; never touches the DOM.

import { count, decimal, message, say } from './language.js';
import { CLASSES, classWords, named, score, share } from './words.js';

/** @import { ClassCurves, Contest, ModelScore, OperatingPoint, Result } from './types.js' */

/**
 * @typedef {object} Entrant a model that can be compared
 * @property {string} key tells it from all others
 * @property {string} name
 * @property {string} title what it is, in a line
 * @property {number} bytes
 * @property {boolean} chosen
 * @property {{ onnx: File, papers: File | null } | null} own what the person brought; null where it comes with the page
 * @property {boolean} needsRecording it looks at the rhythm around a beat, which a table does not have
 * @property {boolean} refused before it was read: it cannot be chosen
 * @property {string} fault why it was not compared
 */

/** @typedef {{ key: string, score: ModelScore }} Placed */
/** @typedef {{ key: string, score?: ModelScore, truth?: Uint8Array, fault?: string }} Verdict */
/** @typedef {{ of: Result, truth: Record<string, number>, placed: Placed[] }} Outcome */

/** A file of a stranger's is read whole, and its network made beside it: more than this is no model of a beat. */
const LARGEST = 50_000_000;

/** Nothing is offered so far. */
export function nobody() {
  return {
    /** @type {Entrant[]} */
    entrants: [],
    /** The last comparison; it stands while the beats that it is of are shown. @type {Outcome | null} */
    outcome: null,
    /** The key of the model whose details are shown. */
    looked: '',
    /** The class whose curves are shown. */
    curve: '',
    /** Where a person moved its threshold, as `threshold.js` counts; nowhere where it works as it is shipped. @type {number | null} */
    moved: null,
    /** What was wrong with the files that were brought. */
    fault: '',
  };
}

/** @typedef {ReturnType<typeof nobody>} Contestants */

/**
 * Whether a result has beats that a person has named.
 * @param {Result | null} result
 */
export function isComparable(result) {
  if (result === null || result.summary.kind === 'report') return false;
  const { scores, record } = result.conclusion.report;
  return scores !== undefined && record.beats > 0;
}

/** What models are for that name no beat's class. */
const NO_CLASSES = ['beat-generator', 'beat-anomaly'];

/**
 * The models that come with the page, from the texts of their papers.
 * @param {Contestants} contest
 * @param {string[]} specs
 * @returns {Contestants}
 */
export function offered(contest, specs) {
  const shipped = specs.flatMap((text) => {
    const { name, title, bytes, recipe, task } = JSON.parse(text);
    if (NO_CLASSES.includes(task)) return [];
    const needsRecording = recipe?.at(-1)?.step === 'context';
    return { key: name, name, title, bytes, chosen: true, own: null, needsRecording, refused: false, fault: '' };
  });
  return { ...contest, entrants: [...shipped, ...contest.entrants.filter(({ own }) => own)] };
}

/**
 * The models that can classify what is shown: those that come with the page, and whichever did.
 * @param {Contestants} contest
 * @param {Result} result
 * @returns {string[]} their names
 */
export function classifiers({ entrants }, { summary, conclusion }) {
  const names = entrants.flatMap(({ name, own, needsRecording }) => (own || (needsRecording && summary.kind !== 'record') ? [] : [name]));
  const { name } = conclusion.report.model;
  return names.includes(name) ? names : [name, ...names];
}

/**
 * Another result is shown: what models came to on the beats of before is let go, and what they were refused for there.
 * @param {Contestants} contest
 * @returns {Contestants}
 */
export function afresh(contest) {
  return { ...contest, outcome: null, fault: '', entrants: contest.entrants.map((one) => (one.refused ? one : { ...one, fault: '' })) };
}

/**
 * @param {Contestants} contest
 * @param {string} key
 * @param {boolean} chosen
 * @returns {Contestants}
 */
export function ticked(contest, key, chosen) {
  return { ...contest, entrants: contest.entrants.map((one) => (one.key === key ? { ...one, chosen } : one)) };
}

/** Whether a drop is models, each with its papers or without. @param {File[]} files */
export function areModels(files) {
  return files.some(isModel) && files.every((file) => isModel(file) || arePapers(file));
}

/** @param {File} file */
function isModel({ name }) {
  return /\.onnx$/i.test(name);
}

/** @param {File} file */
function arePapers({ name }) {
  return /\.json$/i.test(name);
}

/**
 * Models that a person brings, each with its papers where they were chosen beside it. One of the same name takes the place of the other.
 * @param {Contestants} contest
 * @param {File[]} files
 * @returns {Contestants}
 */
export function brought(contest, files) {
  const [models, papers] = [files.filter(isModel), files.filter(arePapers)];
  const other = files.find((file) => !models.includes(file) && !papers.includes(file));
  let fault = other ? say('{file} is no model: choose the .onnx file, with its spec.json where there is one.', { file: other.name }) : '';
  if (!other && models.length === 0) fault = papers[0] ? say('{file} came without its model: choose the .onnx file beside it.', { file: papers[0].name }) : say('This came without its model: choose the .onnx file beside it.');
  const own = models.map((onnx) => {
    const name = onnx.name.replace(/\.onnx$/i, '');
    const alone = models.length === 1 && papers.length === 1 ? papers[0] : undefined;
    const beside = papers.find((file) => file.name.replace(/(\.spec)?\.json$/i, '') === name) ?? alone ?? null;
    const large = [onnx, beside].find((file) => file !== null && file.size > LARGEST);
    const why = large ? say('{file}: it has {size} MB; models up to {largest} MB are read.', { file: large.name, size: large.size / 1e6, largest: LARGEST / 1e6 }) : '';
    const title = beside ? say('Yours, with {file}', { file: beside.name }) : message('Yours; what it expects is read off the file');
    return { key: `own:${name}`, name, title, bytes: onnx.size, chosen: why === '', own: { onnx, papers: beside }, needsRecording: false, refused: why !== '', fault: why };
  });
  const kept = contest.entrants.filter(({ key }) => !own.some((one) => one.key === key));
  return { ...contest, entrants: [...kept, ...own], fault };
}

/**
 * What is said of models that were just brought.
 * @param {Contestants} contest
 * @param {File[]} files
 */
export function broughtWords({ entrants, fault }, files) {
  const fresh = entrants.filter(({ own }) => own && files.includes(own.onnx));
  const fit = fresh.filter(({ refused }) => !refused).map(({ name }) => name);
  const words = [fault, ...fresh.map((one) => one.fault), fit.length > 0 ? say({ one: '{models} can be compared.', other: '{models} can be compared.' }, { count: fit.length, models: named(fit) }) : ''];
  return words.filter((sentence) => sentence !== '').join(' ');
}

/**
 * @param {Contestants} contest
 * @param {string} key
 * @returns {Contestants}
 */
export function dismissed(contest, key) {
  return { ...contest, entrants: contest.entrants.filter((one) => one.key !== key) };
}

/**
 * Those that can say something of a result.
 * @param {Contestants} contest
 * @param {Result | null} result
 */
export function able({ entrants }, result) {
  return result?.summary.kind === 'table' ? entrants.filter((one) => !one.needsRecording) : entrants;
}

/**
 * Those that are compared next.
 * @param {Contestants} contest
 * @param {Result | null} result
 */
export function chosen(contest, result) {
  return able(contest, result).filter((one) => one.chosen && !one.refused);
}

/**
 * What the models came to. Where none came to anything, what stood before stays.
 * @param {Contestants} contest
 * @param {Result} of
 * @param {Verdict[]} verdicts
 * @returns {Contestants}
 */
export function decided(contest, of, verdicts) {
  const placed = verdicts.flatMap(({ key, score }) => (score ? [{ key, score }] : []));
  const entrants = contest.entrants.map((one) => {
    const verdict = verdicts.find(({ key }) => key === one.key);
    return verdict ? { ...one, fault: verdict.fault ? refusalWords(one.name, verdict.fault) : '' } : one;
  });
  const labels = verdicts.find(({ truth }) => truth)?.truth;
  if (placed.length === 0 || !labels) return { ...contest, entrants };
  const truth = Object.fromEntries(CLASSES.map(({ letter }, i) => [letter, labels.filter((label) => label === i).length]));
  const names = curveNames(placed);
  const looked = placed.some(({ key }) => key === contest.looked) ? contest.looked : best(placed).key;
  return { ...contest, entrants, outcome: { of, truth, placed }, looked, moved: null, curve: names.includes(contest.curve) ? contest.curve : telling(placed, names) };
}

/**
 * Those that were asked for as many classes as any: who only says normal or not has the easier task, and is not held against the others.
 * @param {Placed[]} placed
 */
function peers(placed) {
  const most = Math.max(...placed.map(({ score }) => score.labels.names.length));
  return placed.filter(({ score }) => score.labels.names.length === most);
}

/** The most accurate of the peers, of several the first. @param {Placed[]} placed */
export function best(placed) {
  return peers(placed).reduce((top, one) => ((one.score.figures.accuracy ?? 0) > (top.score.figures.accuracy ?? 0) ? one : top));
}

/**
 * The comparison of the beats that are shown.
 * @param {Contestants} contest
 * @param {Result | null} result
 */
export function standing({ outcome }, result) {
  return outcome !== null && outcome.of === result ? outcome : null;
}

/**
 * The model whose details are shown.
 * @param {Contestants} contest
 * @param {Outcome} outcome
 */
export function looked(contest, { placed }) {
  return placed.find(({ key }) => key === contest.looked) ?? placed[0];
}

/**
 * The classes that curves can be shown of: the five in their order, then what models of two classes say.
 * @param {Placed[]} placed
 */
export function curveNames(placed) {
  const names = new Set(placed.flatMap(({ score }) => score.curves.map(({ name }) => name)));
  const letters = CLASSES.map(({ letter }) => letter).filter((letter) => names.delete(letter));
  return [...letters, ...names];
}

/** The first class whose curves say something, ventricular beats before others. @param {Placed[]} placed @param {string[]} names */
function telling(placed, names) {
  const says = (/** @type {string} */ name) => placed.some(({ score }) => curveOf(score, name)?.auc != null);
  return ['V', ...names].find((name) => names.includes(name) && says(name)) ?? names[0];
}

/**
 * @param {ModelScore} score
 * @param {string} name
 * @returns {ClassCurves | undefined}
 */
export function curveOf({ curves }, name) {
  return curves.find((curve) => curve.name === name);
}

/** The size of a file; the smallest has some. @param {number} bytes */
export function kilobytes(bytes) {
  return count(Math.max(1, Math.round(bytes / 1000)));
}

/** What a class is called in a choice. @param {string} name */
export function curveWords(name) {
  const known = CLASSES.find(({ letter }) => letter === name);
  return known ? classWords(known) : name;
}

/** The letter that a model's curve and row have. @param {number} place */
export function letterOf(place) {
  return String.fromCharCode(65 + (place % 26));
}

/** Columns that only peers are held against each other in. */
const OF_PEERS = ['accuracy', 'macro-f1', 'auc'];

/**
 * The columns of the table: what is read off a model, how it is written, and which end of it is the best; neither where doubts are
 * counted, since a model that cannot doubt has none.
 * @type {[string, (score: ModelScore) => number | null, (value: number | null) => string, 1 | -1 | 0][]}
 */
const COLUMNS = [
  ['accuracy', ({ figures }) => figures.accuracy, score, 1],
  ['macro-f1', ({ macro_f1 }) => macro_f1, score, 1],
  ['auc', ({ auc }) => auc, score, 1],
  ['abnormal-auc', ({ abnormal }) => abnormal.auc, score, 1],
  ['sensitivity', ({ abnormal }) => abnormal.sensitivity, score, 1],
  ['specificity', ({ abnormal }) => abnormal.specificity, score, 1],
  ['unsure', ({ unsure }) => unsure, (value) => count(value ?? 0), 0],
  ['ms', ({ ms_per_1000 }) => ms_per_1000 ?? null, (ms) => (ms === null ? say('none') : ms < 100 ? decimal(ms, 1) : count(ms)), -1],
  ['kb', ({ bytes }) => bytes, (bytes) => kilobytes(bytes ?? 0), -1],
];

/**
 * A row a model. What is best in its column is so as it is written: nobody is ahead by digits that are not shown.
 * @param {Placed[]} placed
 */
export function rows(placed) {
  const equals = peers(placed);
  const tops = COLUMNS.map(([column, read, write, end]) => {
    const values = (OF_PEERS.includes(column) ? equals : placed).flatMap(({ score }) => read(score) ?? []);
    return end === 0 || values.length < 2 ? null : write(end * Math.max(...values.map((value) => end * value)));
  });
  return placed.map((one, i) => ({
    key: one.key,
    letter: letterOf(i),
    name: one.score.model.name,
    title: one.score.title,
    cells: COLUMNS.map(([column, read, write], at) => {
      const words = write(read(one.score));
      return { column, words, best: words === tops[at] && (equals.includes(one) || !OF_PEERS.includes(column)) };
    }),
  }));
}

/** What came of a comparison, in a sentence. @param {Outcome} outcome */
export function outcomeWords({ placed }) {
  const { score } = best(placed);
  const of = say({ one: '{count} labelled beat', other: '{count} labelled beats' }, { count: score.beats });
  const values = { models: say({ one: '{count} model', other: '{count} models' }, { count: placed.length }), name: score.model.name, share: share(score.figures.accuracy ?? 0, 1), of };
  if (placed.length === 1) return say('One model: {name}, right on {share} of {of}.', values);
  if (peers(placed).length === placed.length) return say('{models}. The most accurate is {name}, right on {share} of {of}.', values);
  return say('{models}. Of those that tell {classes} classes apart, {name} is the most accurate, right on {share} of {of}.', { ...values, classes: score.labels.names.length });
}

/**
 * The text of the drawing of all models' curves.
 * @param {Placed[]} placed
 * @param {string} name
 */
export function rocsWords(placed, name) {
  const areas = placed.map((one, i) => `${letterOf(i)} ${one.score.model.name} ${score(curveOf(one.score, name)?.auc ?? null)}`);
  return say('ROC curves for {class} against all others. Areas under them: {areas}.', { class: curveWords(name), areas: areas.join(', ') });
}

/**
 * The texts of one model's curves.
 * @param {ClassCurves} curve
 * @param {OperatingPoint} at where it is looked at
 * @param {boolean} isMoved by a person
 */
export function operatingWords({ name, auc, average_precision }, at, isMoved) {
  const of = curveWords(name);
  const where = isMoved ? say('where it would work from a probability of {threshold} on', { threshold: score(at.threshold) }) : say('where the model works');
  return {
    roc: say('ROC curve for {class}: area {area}. The mark is {where}: sensitivity {sensitivity}, specificity {specificity}.', { class: of, area: score(auc), where, sensitivity: score(at.sensitivity), specificity: score(at.specificity) }),
    precisionRecall: say('Precision over recall for {class}: {mean} in the mean. The mark: precision {precision}.', { class: of, mean: score(average_precision), precision: score(at.precision) }),
  };
}

/** The rows of a model's report: the classes that occur, and their mean by how often they do. @param {ModelScore} score */
export function reportRows({ figures, beats }) {
  const classes = figures.classes.filter(({ support }) => support > 0).map(({ name, support, precision, recall, f1 }) => ({ name, values: [precision, recall, f1], support }));
  const { precision, recall, f1 } = figures.weighted_average;
  return [...classes, { name: message('All'), values: [precision, recall, f1], support: beats }];
}

/** The confusion matrix and the report as text, as the command line prints them. @param {ModelScore} score */
export function reportText({ labels: { names, counts }, report }) {
  const line = (/** @type {string} */ first, /** @type {(string | number)[]} */ cells) => first.padStart(12) + cells.map((cell) => String(cell).padStart(10)).join('');
  return [say('Truth on rows:'), line('', names), ...counts.map((row, i) => line(names[i], row)), '', report.trimEnd()].join('\n');
}

/**
 * A refusal without the model's name before it, which stands beside it already.
 * @param {string} name
 * @param {string} sentence
 */
export function refusalWords(name, sentence) {
  const rest = sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/**
 * What `ecglass compare --json` writes.
 * @param {Outcome} outcome
 * @param {string} version
 * @returns {Contest}
 */
export function contestOf({ of, truth, placed }, version) {
  return { name: of.conclusion.report.record.name, truth, models: placed.map(({ score }) => score), versions: { ecglass: version } };
}

/** What the models that come with the page say of themselves. */
export const TITLES = [
  message('Convolutional generator, conditional on the class: 64 latent numbers to a beat of 187 samples'),
  message('Convolutional network on one beat: five AAMI classes from 187 samples at 125 Hz'),
  message('Convolutional network on the 60 most informative samples of a beat'),
  message('Convolutions, then two LSTM layers, on one beat'),
  message('Convolutions, two LSTM layers, attention over time, on one beat'),
  message('Dense generator: 100 latent numbers and a class to a beat of 187 samples'),
  message('Dense network on one beat: the least that does something'),
  message('Dense network on the 60 most informative samples of a beat'),
  message("Elman's recurrent network on one beat"),
  message('Encoder and generator of normal beats: how far a beat is from what is usual for its patient, and where'),
  message("For a patient it has never seen: each beat's shape, P wave and rhythm against the patient's own, five classes"),
  message('Normal beat or not: a small convolutional network, trained with made beats and without'),
  message('Normal beat or not: convolutions, then two LSTM layers'),
  message('Recurrent generator: a bidirectional LSTM for each class against a convolutional critic'),
  message('Residual convolutional network on one beat: the strongest of the zoo'),
  message('Two stacked LSTM layers on one beat'),
];
