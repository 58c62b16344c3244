// Drawings along the time of a recording: which moment a place on them is, and which moments of them are worth going to. Pure numbers and words.

import { say } from './language.js';
import { moment, shift } from './words.js';

/** @import { Result, St } from './types.js' */
/** @import { Jump } from './places.js' */

/** What stands beside the axes of a chart in CSS pixels, as `src/draw/chart.rs` has it. */
export const LEFT_PX = 54;
export const RIGHT_PX = 14;

/** The class of a beat that nobody has named. */
const UNKNOWN = 255;

/** Intervals that a rate is the median of: one that was missed or came early does not make it. */
const ABOUT = 11;

/** What is shorter or longer is no interval, as `src/measure/heartbeats.rs` has it, in seconds. */
const [SHORTEST_S, LONGEST_S] = [0.2, 10];

/**
 * The moment at a place of a chart; beside the axes it is the first or the last.
 * @param {number} x in CSS pixels from the chart's left edge
 * @param {number} width of the chart
 * @param {number} seconds from one end of its axis to the other
 */
export function momentAt(x, width, seconds) {
  const share = (x - LEFT_PX) / Math.max(1, width - LEFT_PX - RIGHT_PX);
  return seconds * Math.min(1, Math.max(0, share));
}

/**
 * The classes of all beats that variability is measured of: the file's before the network's, as in the report.
 * @param {Pick<Result, 'survey' | 'beats' | 'conclusion'>} result
 */
export function classesOf({ survey, beats, conclusion }) {
  const said = new Map(Array.from(beats.at, (at, i) => [at, conclusion.classes[i]]));
  return survey?.truth.map((truth, i) => (truth === UNKNOWN ? (said.get(survey.at[i]) ?? UNKNOWN) : truth)) ?? new Uint8Array(0);
}

/**
 * The intervals between normal beats: when each ends, and how long it is, both in seconds.
 * @param {Pick<Result, 'survey' | 'beats' | 'conclusion' | 'summary'>} result
 */
export function normalIntervals(result) {
  const { at } = result.survey ?? result.beats;
  const isNormal = Array.from(classesOf(result), (class_) => class_ === 0 || class_ === UNKNOWN);
  /** @type {{ end_s: number, rr_s: number }[]} */
  const found = [];
  for (let i = 1; i < isNormal.length; i++) {
    const rr_s = (at[i] - at[i - 1]) / result.summary.rate_hz;
    if (isNormal[i - 1] && isNormal[i] && rr_s >= SHORTEST_S && rr_s <= LONGEST_S) found.push({ end_s: at[i] / result.summary.rate_hz, rr_s });
  }
  return found;
}

/**
 * Where the heart is slowest, and where fastest; nothing where there are too few intervals to tell.
 * @param {{ end_s: number, rr_s: number }[]} intervals
 * @returns {Jump[]}
 */
export function rateJumps(intervals) {
  // The lengths about a moment in their order: one goes and one comes with each step, since a day has a hundred thousand of them.
  /** @type {number[]} */
  const lengths = [];
  /** @type {{ bpm: number, at_s: number }[]} */
  const rates = [];
  for (const [i, { rr_s, end_s }] of intervals.entries()) {
    if (i >= ABOUT) lengths.splice(lengths.indexOf(intervals[i - ABOUT].rr_s), 1);
    const next = lengths.findIndex((length) => length > rr_s);
    lengths.splice(next < 0 ? lengths.length : next, 0, rr_s);
    if (i >= ABOUT - 1) rates.push({ bpm: 60 / lengths[(ABOUT - 1) / 2], at_s: (intervals[i - ABOUT + 1].end_s + end_s) / 2 });
  }
  return ends(rates, ({ bpm }) => bpm, [say('Slowest:'), say('Fastest:')], ({ bpm, at_s }) => say('{rate} a\u{a0}minute at {time}', { rate: bpm, time: moment(at_s) }));
}

/**
 * Where ST is lowest, and where highest, of all leads; nothing where no beat shows it.
 * @param {St} st
 * @returns {Jump[]}
 */
export function stJumps({ leads, step_s }) {
  const steps = leads.flatMap(({ lead, trend_mv }) => trend_mv.flatMap((mv, step) => (mv === null ? [] : [{ lead, mv, at_s: (step + 0.5) * step_s }])));
  return ends(steps, ({ mv }) => mv, [say('Lowest:'), say('Highest:')], ({ lead, mv, at_s }) => say('{shift} in {lead} at {time}', { shift: shift(mv), lead, time: moment(at_s) }));
}

/**
 * The least and the most of some, each with its place.
 * @template {{ at_s: number }} T
 * @param {T[]} all
 * @param {(one: T) => number} value
 * @param {[string, string]} names
 * @param {(one: T) => string} words
 * @returns {Jump[]}
 */
function ends(all, value, names, words) {
  if (all.length === 0) return [];
  const first = (/** @type {1 | -1} */ sign) => all.reduce((best, one) => (sign * (value(one) - value(best)) < 0 ? one : best));
  return [first(1), first(-1)].map((one, nth) => ({ words: `${names[nth]} ${words(one)}`, at_s: one.at_s }));
}
