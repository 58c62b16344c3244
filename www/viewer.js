// What of a recording lies on the paper, and how: pure numbers, from which it is drawn and by which it is moved.

import { decimal, say } from './language.js';
import { duration, leadCount, moment } from './words.js';

/** @import { Opened, Result, Summary, Tile, TileName } from './types.js' */

/** CSS pixels of a millimetre, and what stands left of the signal, as `src/draw/sheet.rs` has them. */
export const MM_PX = 4;
export const MARGIN_PX = 44;

/** What stands above the rows, the letters of beats, and below them, the bars of waves and the time. */
const ABOVE_PX = 30;
const BELOW_PX = 34;

/** Paper speeds and gains as recorders offer them. */
export const SPEEDS = [12.5, 25, 50];
export const GAINS = [2.5, 5, 10, 20, 40];

/** How a recording is drawn: cleaned, as it was recorded, one over the other, or one under the other. */
export const WAYS = /** @type {const} */ (['clean', 'raw', 'both', 'split']);

/** The closest look, in mm/s: half a second on a wide screen. */
const CLOSEST = 500;

/** Bars that say how long waves are tell nothing where a wave is a few pixels. */
const BARS_FROM = 10;

/** How high a row is, in mm, by how many there are. */
const ROW_MM = [0, 56, 42, 36, 30, 26, 24];
const LOWEST_ROW_MM = 22;

/** Values of a tile, samples of the first level's value, and of each further one more, as `src/analyze/tiles.rs` has them. */
export const TILE = 4096;
const FIRST = 16;
const NEXT = 8;

/** The twelve leads as they stand on a sheet, column by column. */
const TWELVE = ['I', 'II', 'III', 'AVR', 'AVL', 'AVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];

/** @typedef {(typeof WAYS)[number]} Way */
/** What is measured by hand: two moments, and two heights in CSS pixels from the upper edge of the paper. @typedef {{ a: number, b: number, high: number, low: number, march: boolean }} Calipers */

/**
 * @typedef {object} View
 * @property {number} from_s the time at the left edge
 * @property {number} mm_s how fast the paper runs
 * @property {number} mm_mv how high a millivolt is
 * @property {'all' | 'twelve' | number} layout all leads, twelve in three rows of four, or one
 * @property {Way} way
 * @property {number} beat the beat that is looked at, as counted in the result; -1 where none is
 * @property {Calipers | null} calipers
 */

/** @returns {View} */
export function atRest() {
  return { from_s: 0, mm_s: 25, mm_mv: 10, layout: 'all', way: 'clean', beat: -1, calipers: null };
}

/**
 * How the sheet begins for a recording: as the person likes it, lower where the signal would not fit, twelve leads as a page.
 * @param {Pick<View, 'way' | 'mm_s' | 'mm_mv'>} habits
 * @param {Summary} summary
 * @param {number} span_mv from the lowest to the highest of what is usual in a lead
 * @returns {View}
 */
export function opening({ way, mm_s, mm_mv }, { leads = [] }, span_mv) {
  const layout = twelve(leads) ? 'twelve' : 'all';
  const room = rowHeight(layout === 'twelve' ? 4 : leads.length) / MM_PX;
  const fitting = [...GAINS].reverse().find((gain) => gain <= mm_mv && span_mv * gain <= 1.4 * room) ?? GAINS[0];
  return { ...atRest(), way, mm_s, layout, mm_mv: fitting };
}

/**
 * How much of the paper's height leads want: from what few samples lie below to what few lie above, of the lead that wants most.
 * @param {(TileName & Tile)[]} tiles the coarsest of each lead
 */
export function spanOf(tiles) {
  const spans = tiles.map(({ values, level, levels }) => {
    if (level !== levels - 1) return 0;
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    if (sorted.length === 0) return 0;
    return sorted[Math.round(0.99 * (sorted.length - 1))] - sorted[Math.round(0.01 * (sorted.length - 1))];
  });
  return Math.max(0, ...spans);
}

/**
 * Where the twelve leads are among these, in the order of a sheet; nothing where one is missing.
 * @param {string[]} leads
 */
export function twelve(leads) {
  const names = leads.map((name) => name.toUpperCase().replace(/^(LEAD|ECG)[ _-]*/, ''));
  const found = TWELVE.map((name) => names.indexOf(name));
  return found.includes(-1) ? null : found;
}

/**
 * How many seconds lie on a sheet of that width.
 * @param {Pick<View, 'mm_s'>} view
 * @param {number} width in CSS pixels
 */
export function secondsOf({ mm_s }, width) {
  return Math.max(1, width - MARGIN_PX) / (MM_PX * mm_s);
}

/**
 * The paper speed at which so many seconds fill a width.
 * @param {number} seconds
 * @param {number} width in CSS pixels
 */
export function speedFor(seconds, width) {
  return Math.max(1, width - MARGIN_PX) / (MM_PX * seconds);
}

/**
 * The slowest paper that makes sense: all of the recording on one sheet.
 * @param {number} width
 * @param {number} total_s
 */
export function slowest(width, total_s) {
  return Math.min(25, speedFor(Math.max(total_s, 0.1), width));
}

/**
 * Within the recording.
 * @param {View} view
 * @param {number} width
 * @param {number} total_s
 * @returns {View}
 */
export function held(view, width, total_s) {
  const mm_s = Math.min(CLOSEST, Math.max(slowest(width, total_s), view.mm_s));
  const last = Math.max(0, total_s - secondsOf({ mm_s }, width));
  const from_s = Math.min(last, Math.max(0, view.from_s));
  return mm_s === view.mm_s && from_s === view.from_s ? view : { ...view, mm_s, from_s };
}

/**
 * Moved by so many seconds.
 * @param {View} view
 * @param {number} by_s
 * @param {number} width
 * @param {number} total_s
 */
export function panned(view, by_s, width, total_s) {
  return held({ ...view, from_s: view.from_s + by_s }, width, total_s);
}

/**
 * Closer by a factor, with the moment `at_s` staying where it is.
 * @param {View} view
 * @param {number} factor
 * @param {number} at_s
 * @param {number} width
 * @param {number} total_s
 */
export function zoomed(view, factor, at_s, width, total_s) {
  const mm_s = Math.min(CLOSEST, Math.max(slowest(width, total_s), view.mm_s * factor));
  return held({ ...view, mm_s, from_s: at_s - ((at_s - view.from_s) * view.mm_s) / mm_s }, width, total_s);
}

/**
 * With a moment in its middle.
 * @param {View} view
 * @param {number} at_s
 * @param {number} width
 * @param {number} total_s
 */
export function around(view, at_s, width, total_s) {
  return held({ ...view, from_s: at_s - secondsOf(view, width) / 2 }, width, total_s);
}

/**
 * The moment at a place of the sheet, and the place of a moment.
 * @param {View} view
 * @param {number} x in CSS pixels
 */
export function secondAt(view, x) {
  return view.from_s + (x - MARGIN_PX) / (MM_PX * view.mm_s);
}

/**
 * @param {View} view
 * @param {number} at_s
 */
export function placeOf(view, at_s) {
  return MARGIN_PX + (at_s - view.from_s) * MM_PX * view.mm_s;
}

/** @param {number} rows */
function rowHeight(rows) {
  return MM_PX * (ROW_MM[rows] ?? LOWEST_ROW_MM);
}

/** A lead's place on the sheet. @typedef {{ lead: number, name: string, left: number, right: number, top: number, foot: number, ways: ('clean' | 'raw')[] }} Place */

/**
 * Where each lead stands, and how high the sheet is, all in CSS pixels.
 * @param {View} view
 * @param {string[]} leads
 * @param {number} width
 * @returns {{ places: Place[], height: number }}
 */
export function laid({ layout, way }, leads, width) {
  const found = layout === 'twelve' ? twelve(leads) : null;
  /** @type {{ lead: number, from: number, to: number }[][]} */
  let lines = leads.map((_, lead) => [{ lead, from: 0, to: 1 }]);
  if (typeof layout === 'number') lines = lines.slice(layout, layout + 1);
  if (found) {
    lines = [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => ({ lead: found[3 * column + row], from: column / 4, to: (column + 1) / 4 })));
    lines.push([{ lead: found[1], from: 0, to: 1 }]);
  }
  /** @type {('clean' | 'raw')[][]} */
  const ways = way === 'split' ? [['raw'], ['clean']] : [way === 'both' ? ['raw', 'clean'] : [way]];
  const high = rowHeight(lines.length * ways.length);
  const inside = Math.max(1, width - MARGIN_PX);
  const places = lines.flatMap((line, nth) =>
    ways.flatMap((drawn, part) => {
      const top = ABOVE_PX + (nth * ways.length + part) * high;
      return line.map(({ lead, from, to }) => ({
        lead,
        name: ways.length > 1 ? `${leads[lead]}, ${drawn[0] === 'raw' ? say('as recorded') : say('cleaned')}` : leads[lead],
        left: MARGIN_PX + from * inside,
        right: MARGIN_PX + to * inside,
        top,
        foot: top + high,
        ways: drawn,
      }));
    }),
  );
  return { places, height: ABOVE_PX + lines.length * ways.length * high + BELOW_PX };
}

/**
 * Whether it is worth drawing how long waves are.
 * @param {View} view
 */
export function showsWaves({ mm_s }) {
  return mm_s >= BARS_FROM;
}

/**
 * Samples that a value of a level stands for.
 * @param {number} level
 */
export function samplesOf(level) {
  return level === 0 ? 1 : FIRST * NEXT ** (level - 1);
}

/**
 * The level that has two values for each pixel at least: the lowest and the highest; the samples themselves where none has.
 * @param {number} rate samples in a second
 * @param {View} view
 * @param {number} ratio device pixels of a CSS pixel
 * @param {number} levels that there are
 */
export function levelFor(rate, { mm_s }, ratio, levels) {
  const wanted = 2 * MM_PX * mm_s * ratio;
  let level = 0;
  while (level + 1 < levels && rate / samplesOf(level + 1) >= wanted) level += 1;
  return level;
}

/**
 * How many of ascending numbers lie before a value.
 * @param {ArrayLike<number>} ascending
 * @param {number} value
 */
export function beforeIndex(ascending, value) {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The next beat that is not normal after a place, or before it.
 * @param {ArrayLike<number>} at_s
 * @param {ArrayLike<number>} classes
 * @param {number} from_s
 * @param {1 | -1} step
 * @returns {number} -1 where there is none
 */
export function nextOdd(at_s, classes, from_s, step) {
  let index = step > 0 ? beforeIndex(at_s, from_s + 1e-3) : beforeIndex(at_s, from_s - 1e-3) - 1;
  while (index >= 0 && index < at_s.length) {
    if (classes[index] > 0 && classes[index] < 5) return index;
    index += step;
  }
  return -1;
}

/**
 * The beat nearest to a moment.
 * @param {ArrayLike<number>} at_s
 * @param {number} moment_s
 */
export function nearestBeat(at_s, moment_s) {
  const after = beforeIndex(at_s, moment_s);
  if (after === 0) return at_s.length > 0 ? 0 : -1;
  if (after === at_s.length) return after - 1;
  return at_s[after] - moment_s < moment_s - at_s[after - 1] ? after : after - 1;
}

/**
 * A moment, or the nearest of those that are within reach of it.
 * @param {number} moment_s
 * @param {number} reach_s
 * @param {number[]} places
 */
export function snapped(moment_s, reach_s, places) {
  const nearest = places.reduce((best, place) => (Math.abs(place - moment_s) < Math.abs(best - moment_s) ? place : best), Infinity);
  return Math.abs(nearest - moment_s) <= reach_s ? nearest : moment_s;
}

/**
 * What calipers measure: time, the rate of beats that are so far apart, and height.
 * @param {Calipers} calipers
 * @param {View} view
 */
export function calipersWords({ a, b, high, low }, { mm_mv }) {
  const seconds = Math.abs(b - a);
  const time = seconds < 10 ? `${Math.round(1000 * seconds)}\u{a0}ms` : `${decimal(seconds, 2)}\u{a0}s`;
  const rate = seconds >= 0.1 ? ` · ${Math.round(60 / seconds)}\u{a0}bpm` : '';
  return `${time}${rate} · ${decimal(Math.abs(low - high) / (MM_PX * mm_mv), 2)}\u{a0}mV`;
}

/**
 * What a person typed as a time: 90, 1:30, 0:01:30.
 * @param {string} typed
 * @returns {number | null} seconds
 */
export function typedTime(typed) {
  const parts = typed.trim().replace(',', '.').split(':');
  if (parts.length > 3 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return null;
  return parts.reduce((sum, part) => 60 * sum + Number(part), 0);
}

/** What stands in a signal for each beat, once it was classified, before that as the file says. @param {Opened | Result} now */
export function marksOf(now) {
  const { classes, doubted } = 'conclusion' in now ? now.conclusion : { classes: now.beats?.truth ?? now.survey?.truth, doubted: null };
  return { at: now.beats?.at ?? now.survey?.at ?? new Float64Array(0), classes: classes ?? new Uint8Array(0), doubted: doubted ?? new Uint8Array(0) };
}

/**
 * The sheet in a sentence, for who does not see it.
 * @param {Opened | Result} now
 * @param {View} view
 * @param {number} seconds on it
 */
export function sheetWords(now, view, seconds) {
  const { summary } = now;
  const { leads = [], seconds: total = 0, rate_hz } = summary;
  const shown = typeof view.layout === 'number' ? say('Lead {lead}', { lead: leads[view.layout] }) : leads.length === 1 ? say('Lead {lead}', { lead: leads[0] }) : leadCount(leads.length);
  const how = { clean: say('cleaned'), raw: say('as recorded'), both: say('cleaned over as recorded'), split: say('as recorded and cleaned') }[now.survey ? view.way : 'raw'];
  const to = Math.min(total, view.from_s + seconds);
  const { at } = marksOf(now);
  const inside = beforeIndex(at, to * rate_hz) - beforeIndex(at, view.from_s * rate_hz);
  const beats = at.length > 0 ? say({ one: ', with {count} beat', other: ', with {count} beats' }, { count: inside }) : '';
  const stretch = view.from_s <= 0 && to >= total ? say('all {length}', { length: duration(total) }) : say('{from} to {to}', { from: moment(view.from_s), to: moment(to) });
  const bars = now.survey && showsWaves(view) ? ` ${say('The bars under it: P wave, QRS complex (strong), T wave.')}` : '';
  return `${say('{leads} of {name}, {how}: {stretch}{beats}.', { leads: shown, name: summary.name, how, stretch, beats })}${bars}`;
}
