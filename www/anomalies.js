// Beats that do not belong: what was found of them, which of them are called odd, which is looked at, and the words; never touches the DOM.

import { LEFT_PX, RIGHT_PX } from './courses.js';
import { count, list, message, pointed, say } from './language.js';
import { CLASSES, classWords, duration, figure, score, share } from './words.js';

/** @import { Beside, Judged, Result } from './types.js' */

/** The model that judges beats. */
export const ODDITIES = 'anomaly-gan';

/** Rows of the list that are shown at first, and that are added each time. */
export const ROWS = 12;

/** What the slider moves by, in scores. */
const STEP = 0.05;

/** What stands for the class of a beat that nobody has named. */
const UNKNOWN = 255;

/** Where waves are, in ms from R: by the clock, since a beat that does not belong has often none where they should be. */
const PARTS = [
  { name: message('before P'), words: message('before the P wave'), from: -Infinity, to: -250 },
  { name: 'P', words: message('where the P wave is'), from: -250, to: -60 },
  { name: 'QRS', words: message('in the QRS complex'), from: -60, to: 100 },
  { name: 'ST–T', words: message('in ST and the T wave'), from: 100, to: Infinity },
];

/** A beat is early, and the next one late, from so many of the usual differences between intervals on. */
const UNUSUAL = 3;

/** Intervals on either side that one is held against, as `src/segment/deviation.rs` has it. */
const INTERVALS = 8;

/** How near to a beat a click may be, in CSS pixels. */
const REACH_PX = 6;

/**
 * @typedef {object} Papers what a network that judges beats says of itself
 * @property {string} name
 * @property {number} threshold
 * @property {number} before samples of a beat before R
 * @property {number} step_ms between two of them
 * @property {number[]} quantiles shares of normal beats of new people
 * @property {number[]} scores below which they lie
 */

/**
 * @typedef {object} Oddities how odd each beat of a result is
 * @property {Papers} papers
 * @property {Float64Array} at where each beat is, in seconds
 * @property {Uint8Array} truth what the file says that it is; 255: nothing
 * @property {Uint8Array} classes what the network that classifies says that it is; 255: nothing
 * @property {Float32Array} scores
 * @property {Uint32Array} differs two numbers each: from which of its samples to before which it differs most
 * @property {Float32Array} timing two numbers each: how early it comes, and how late the next
 * @property {Uint32Array} order the oddest first
 * @property {Uint32Array} rank of each beat in it
 * @property {number} seconds of the recording
 */

/** Nobody has looked for odd beats. */
export function unasked() {
  return {
    /** What was asked about. @type {Result | null} */
    of: null,
    /** @type {Oddities | null} */
    found: null,
    /** From this score on a beat is called odd. */
    threshold: 0,
    /** What was typed for it is no number. */
    refused: false,
    /** The number of the beat that is looked at; -1 where none is. */
    picked: -1,
    /** That beat and what was expected of it, once it is there. @type {Beside | null} */
    look: null,
    /** Rows that are listed. */
    shown: ROWS,
    /** What went wrong, as a sentence. */
    fault: '',
  };
}

/** @typedef {ReturnType<typeof unasked>} Anomalies */

/**
 * What belongs to the result that is shown.
 * @param {Anomalies} anomalies
 * @param {Result | null} result
 */
export function about(anomalies, result) {
  return result !== null && anomalies.of === result ? anomalies : unasked();
}

/** Whether beats can be looked for: a recording has them, one after the other. @param {Result | null} result */
export function canJudge(result) {
  return result !== null && result.summary.kind === 'record' && result.survey !== null && result.survey.at.length > 0;
}

/** @param {string} spec the text of spec.json @returns {Papers} */
export function papersOf(spec) {
  const { name, threshold, input, output, normal } = JSON.parse(spec);
  return { name, threshold, before: output.before, step_ms: 1000 / input.rate_hz, quantiles: normal.quantiles, scores: normal.scores };
}

/**
 * The beats were judged: the usual threshold, and the oddest one is looked at.
 * @param {Result} of
 * @param {string} spec
 * @param {Judged} judged
 * @returns {Anomalies}
 */
export function judged(of, spec, { at, truth, scores, differs, timing }) {
  const papers = papersOf(spec);
  const rate = of.summary.rate_hz;
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
  const rank = new Uint32Array(order.length);
  order.forEach((beat, place) => (rank[beat] = place));
  const named = new Map(Array.from(of.beats.at, (sample, i) => [sample, of.conclusion.classes[i]]));
  const classes = Uint8Array.from(at, (sample) => named.get(sample) ?? UNKNOWN);
  const found = { papers, at: at.map((sample) => sample / rate), truth, classes, scores, differs, timing, order, rank, seconds: of.summary.seconds ?? 0 };
  return { ...unasked(), of, found, threshold: papers.threshold, picked: order.length > 0 ? order[0] : -1 };
}

/**
 * @param {Anomalies} anomalies
 * @param {number} threshold
 * @returns {Anomalies}
 */
export function moved(anomalies, threshold) {
  return Number.isFinite(threshold) ? { ...anomalies, threshold, refused: false } : { ...anomalies, refused: true };
}

/**
 * Another beat is looked at. One that follows in the list is shown in it.
 * @param {Anomalies} anomalies
 * @param {number} beat
 * @returns {Anomalies}
 */
export function picked(anomalies, beat) {
  const { found, shown } = anomalies;
  if (!found || beat === anomalies.picked || !(beat in found.scores)) return anomalies;
  const follows = found.rank[beat] === shown;
  return { ...anomalies, picked: beat, look: null, fault: '', shown: follows ? shown + ROWS : shown };
}

/** Scores are single precision, and so is what they are held against. @param {number} threshold */
const single = (threshold) => Math.fround(threshold);

/**
 * How many beats are called odd, and how that agrees with what the file marks.
 * @param {Oddities} found
 * @param {number} threshold
 */
export function counted({ scores, truth }, threshold) {
  const from = single(threshold);
  const counts = { odd: 0, all: scores.length, abnormal: { odd: 0, all: 0 }, normal: { odd: 0, all: 0 } };
  scores.forEach((score, i) => {
    const odd = score >= from ? 1 : 0;
    counts.odd += odd;
    if (truth[i] === UNKNOWN) return;
    const marked = truth[i] === 0 ? counts.normal : counts.abnormal;
    marked.odd += odd;
    marked.all += 1;
  });
  return counts;
}

/** @param {ReturnType<typeof counted>} counts */
export function countsWords({ odd, all }) {
  const values = { odd, count: all, share: share(odd, all) };
  if (odd === 1) return say({ one: '{odd} of {count} beat is above ({share}).', other: '{odd} of {count} beats is above ({share}).' }, values);
  return say({ one: '{odd} of {count} beat are above ({share}).', other: '{odd} of {count} beats are above ({share}).' }, values);
}

/** The same against what the file marks; nothing where it marks nothing. @param {ReturnType<typeof counted>} counts */
export function markedWords({ abnormal, normal }) {
  const below = normal.all - normal.odd;
  const parts = [
    ...(abnormal.all === 0 ? [] : [say('{part} of {all} abnormal beats are above (sensitivity {score})', { part: abnormal.odd, all: abnormal.all, score: score(abnormal.odd / abnormal.all) })]),
    ...(normal.all === 0 ? [] : [say('{part} of {all} normal ones below (specificity {score})', { part: below, all: normal.all, score: score(below / normal.all) })]),
  ];
  return parts.length === 0 ? '' : say('As the file marks them: {parts}.', { parts: parts.join(', ') });
}

/**
 * How rare such a score is among people whom the network never saw.
 * @param {Papers} papers
 * @param {number} threshold
 */
export function peopleWords({ quantiles, scores }, threshold) {
  const last = scores.length - 1;
  if (last < 0) return '';
  if (threshold < scores[0]) return say('More than {share} of the normal beats of people whom the network had never seen score so high.', { share: share(1 - quantiles[0], 1) });
  if (threshold > scores[last]) return say('Fewer than {share} of the normal beats of people whom the network had never seen score so high.', { share: share(1 - quantiles[last], 1) });
  const next = Math.max(1, scores.findIndex((score) => score >= threshold));
  const along = (threshold - scores[next - 1]) / (scores[next] - scores[next - 1]);
  const below = quantiles[next - 1] + along * (quantiles[next] - quantiles[next - 1]);
  return say('About {share} of the normal beats of people whom the network had never seen score so high.', { share: share(1 - below, 1) });
}

/**
 * The ends of the slider: over all scores, in whole steps from the usual threshold, so that this can be come back to.
 * @param {Oddities} found
 */
export function sliderOf({ papers: { threshold }, scores, order }) {
  const [highest, lowest] = order.length > 0 ? [scores[order[0]], scores[order[order.length - 1]]] : [threshold, threshold];
  const end = (/** @type {number} */ steps) => Number((threshold + steps * STEP).toFixed(3));
  return { min: end(Math.min(-1, Math.floor((lowest - threshold) / STEP))), max: end(Math.max(1, Math.ceil((highest - threshold) / STEP) + 1)), step: STEP };
}

/** A score as it is typed. @param {number} value */
export function written(value) {
  return pointed(Number(value.toFixed(3))).replace('-', '\u{2212}');
}

/** What was typed, as a score; NaN where it is none. @param {string} text */
export function scoreOf(text) {
  const plain = text.trim().replace('\u{2212}', '-').replace(',', '.');
  return plain === '' ? NaN : Number(plain);
}

/** A moment to a tenth of a second: 0:05.3, 1:02:30.0. @param {number} seconds */
export function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, tenths % 600];
  const end = `${two(Math.floor(rest / 10))}.${rest % 10}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}

/**
 * From where to where a beat differs most, in ms from R.
 * @param {Oddities} found
 * @param {number} beat
 */
export function stretchOf({ papers: { before, step_ms }, differs }, beat) {
  const ms = (/** @type {number} */ place) => Math.round((place - before) * step_ms);
  return { from: ms(differs[2 * beat]), to: ms(differs[2 * beat + 1]) };
}

/** The parts of a beat that hold a good share of a stretch. @param {{ from: number, to: number }} stretch */
function partsOf({ from, to }) {
  return PARTS.filter((part) => Math.min(to, part.to) - Math.max(from, part.from) >= 0.25 * (to - from));
}

/**
 * Where a beat differs, in a few words: "QRS, early".
 * @param {Oddities} found
 * @param {number} beat
 */
export function whereWords(found, beat) {
  const words = [partsOf(stretchOf(found, beat)).map(({ name }) => say(name)).join(', ')];
  if (found.timing[2 * beat] <= -UNUSUAL) words.push(say('early'));
  if (found.timing[2 * beat + 1] >= UNUSUAL) words.push(say('a pause after'));
  return words.join(' · ');
}

/** @param {number} of */
function letter(of) {
  return CLASSES[of]?.letter ?? '';
}

/**
 * The list, the oddest first.
 * @param {Oddities} found
 * @param {number} shown
 */
export function rows(found, shown) {
  return Array.from(found.order.subarray(0, shown), (beat) => ({
    beat,
    when: clock(found.at[beat]),
    letter: letter(found.classes[beat]),
    marked: letter(found.truth[beat]),
    score: figure(found.scores[beat], 2),
    where: whereWords(found, beat),
  }));
}

/**
 * The interval before a beat and what is usual around it, both in seconds.
 * @param {Float64Array} at
 * @param {number} beat
 */
export function intervalsOf(at, beat) {
  if (beat < 1 || at.length < 3) return null;
  const [first, last] = [Math.max(1, beat - INTERVALS), Math.min(at.length - 1, beat + INTERVALS)];
  const around = Array.from({ length: last - first + 1 }, (_, i) => at[first + i] - at[first + i - 1]).sort((a, b) => a - b);
  return { own: at[beat] - at[beat - 1], usual: around[around.length >> 1] };
}

/**
 * The beat that is looked at, in sentences.
 * @param {Oddities} found
 * @param {number} beat
 */
export function beatWords(found, beat) {
  const { from, to } = stretchOf(found, beat);
  const [said, marked] = [CLASSES[found.classes[beat]], CLASSES[found.truth[beat]]];
  const what = said ? classWords(said) : say('of no class');
  const label = marked ? say(', marked {class} in the file', { class: marked.letter }) : '';
  const place = say('The beat at {time}, {what}{label}: number {nth} of {all} by its score of {score}.', { time: clock(found.at[beat]), what, label, nth: found.rank[beat] + 1, all: found.scores.length, score: figure(found.scores[beat], 2) });
  const where = say('It differs most from {from} to {to}\u{a0}ms from R, {parts}.', { from: figure(from, 0), to: figure(to, 0), parts: list(partsOf({ from, to }).map(({ words }) => say(words))) });
  const intervals = intervalsOf(found.at, beat);
  const ms = (/** @type {number} */ seconds) => `${count(1000 * seconds)}\u{a0}ms`;
  const early = intervals && found.timing[2 * beat] <= -UNUSUAL ? [say('It comes early: {own} after the beat before it, where {usual} are usual.', { own: ms(intervals.own), usual: ms(intervals.usual) })] : [];
  const next = beat + 1 < found.at.length && found.timing[2 * beat + 1] >= UNUSUAL ? [say('The next comes late, after {time}.', { time: ms(found.at[beat + 1] - found.at[beat]) })] : [];
  return [place, where, ...early, ...next].join(' ');
}

/** What is drawn of it. */
export function beatCaption() {
  return say('Dashed is what was expected in its place: the median of the beats around it, with what the network gives back of this one. Shaded is where the two are farthest apart, as far as this heart’s beats usually vary there.');
}

/**
 * The strip, for who does not see it.
 * @param {Oddities} found
 * @param {number} threshold
 */
export function stripWords(found, threshold) {
  const { odd, all } = counted(found, threshold);
  const top = found.order.length > 0 ? ` ${say('The highest is {score}, at {time}.', { score: figure(found.scores[found.order[0]], 2), time: clock(found.at[found.order[0]]) })}` : '';
  const values = { count: all, length: duration(found.seconds), odd, score: written(threshold) };
  return `${say({ one: 'How odd each of {count} beat is, over {length}: {odd} above the line at {score}.', other: 'How odd each of {count} beats is, over {length}: {odd} above the line at {score}.' }, values)}${top}`;
}

/**
 * What the strip says of the beat that is looked at, by the keyboard.
 * @param {Oddities} found
 * @param {number} beat
 */
export function stripValue(found, beat) {
  return beat < 0 ? say('no beat') : say('Beat at {time}, score {score}', { time: clock(found.at[beat]), score: figure(found.scores[beat], 2) });
}

/**
 * The beat that a click on the strip means: the oddest within reach, since those stand out, else the nearest.
 * @param {Oddities} found
 * @param {number} x in CSS pixels from the strip's left edge
 * @param {number} width of the strip
 */
export function clicked({ at, scores, seconds }, x, width) {
  const per_px = seconds / Math.max(1, width - LEFT_PX - RIGHT_PX);
  const [time, reach] = [(x - LEFT_PX) * per_px, REACH_PX * per_px];
  let [best, nearest] = [-1, -1];
  for (let i = 0; i < at.length; i++) {
    const apart = Math.abs(at[i] - time);
    if (nearest < 0 || apart < Math.abs(at[nearest] - time)) nearest = i;
    if (apart <= reach && (best < 0 || scores[i] > scores[best])) best = i;
  }
  return best < 0 ? nearest : best;
}

/**
 * The beat that is so many places further in the list; the one that is looked at where there is none.
 * @param {Anomalies} anomalies
 * @param {number} by
 */
export function inList({ found, picked }, by) {
  if (!found || found.order.length === 0) return -1;
  const place = picked < 0 ? 0 : found.rank[picked] + by;
  return found.order[Math.min(found.order.length - 1, Math.max(0, place))];
}

/**
 * The next odd beat in time, or the one before.
 * @param {Anomalies} anomalies
 * @param {1 | -1} by
 * @param {number} [from] where to begin looking; beside the beat that is looked at unless it is said
 */
export function inTime({ found, picked, threshold }, by, from = picked + by) {
  if (!found) return -1;
  const least = single(threshold);
  for (let beat = from; beat >= 0 && beat < found.scores.length; beat += by) if (found.scores[beat] >= least) return beat;
  return picked;
}
