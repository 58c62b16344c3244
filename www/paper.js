// The recording on its paper, and all of it in the strip above.

import { say } from './language.js';
import * as view from './pkg/view.js';
import { isDark, shown, ratioOf } from './state.js';
import { beforeIndex, laid, levelFor, marksOf, secondsOf, showsWaves } from './viewer.js';

/** @import { State } from './state.js' */
/** @import { Opened, Summary } from './types.js' */
/** @import { View } from './viewer.js' */

/** Says whether a canvas has to be drawn for these values, and sizes it. @typedef {(canvas: HTMLCanvasElement, state: State, values: unknown[]) => boolean} Stale */
/** @typedef {ReturnType<typeof import('./tiles.js').createTiles>} Tiles */

/** The lines about a sheet, above and below. */
const BORDERS_PX = 2;

/** Before and after a beat that is looked at, in seconds. */
const LIT = [0.3, 0.45];

/**
 * @param {Tiles} tiles
 * @param {Stale} stale
 */
export function createPaper(tiles, stale) {
  /** The middle of each lead as it was recorded, by recording. @type {WeakMap<Summary, Map<number, number>>} */
  const middles = new WeakMap();
  /** When each beat is, by where it is in samples. @type {WeakMap<Float64Array, Float64Array>} */
  const times = new WeakMap();
  /** @type {import('./types.js').Survey | null} */
  let surveyed = null;

  /**
   * When each beat is, in seconds.
   * @param {Float64Array} at
   * @param {number} rate_hz
   */
  function timesOf(at, rate_hz) {
    const known = times.get(at) ?? at.map((sample) => sample / rate_hz);
    times.set(at, known);
    return known;
  }

  /**
   * What stands in the middle of a lead's row: cleaned leads swing about zero, recorded ones about what most of them is.
   * @param {Opened} now
   * @param {number} lead
   * @param {boolean} clean
   */
  function middleOf({ summary, survey, tiles: first }, lead, clean) {
    const steps = survey?.settings?.cleaning;
    if (clean && (steps === undefined || steps.some(({ step }) => step === 'band' || step === 'baseline'))) return 0;
    const own = middles.get(summary) ?? new Map();
    middles.set(summary, own);
    if (!own.has(lead)) {
      // The samples of the beginning say it best; of the highest and lowest the middle lies between.
      const begins = first.find((tile) => tile.lead === lead && tile.level === 0)?.values ?? tiles.outline(lead);
      if (!begins) return 0;
      own.set(lead, middle(begins));
    }
    return own.get(lead);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function trace(canvas, state) {
    const now = shown(state);
    if (now?.summary.kind !== 'record') return;
    const { summary, survey } = now;
    const { leads = [], rate_hz } = summary;
    tiles.show(summary, now.tiles);
    if (survey !== surveyed) {
      surveyed = survey;
      tiles.surveyed(survey?.tiles ?? []);
    }
    const way = survey ? state.view.way : 'raw';
    const look = way === state.view.way ? state.view : { ...state.view, way: /** @type {const} */ ('raw') };
    const width = canvas.clientWidth;
    const { places, height } = laid(look, leads, width);
    // A change of height is a change of size, for which this is called again.
    const high = `${height + BORDERS_PX}px`;
    if (canvas.style.blockSize !== high) canvas.style.blockSize = high;
    const { at, classes, doubted } = marksOf(now);
    if (!stale(canvas, state, [now.summary, survey, at, classes, look, tiles.version])) return;

    const sheet = new view.Sheet(look.from_s, look.mm_s, look.mm_mv);
    const to_s = look.from_s + secondsOf(look, width);
    for (const { lead, name, left, right, top, foot, ways } of places) {
      sheet.row(name, left, right, top, foot);
      for (const [nth, drawn] of ways.entries()) {
        const clean = drawn === 'clean';
        const rate = clean && survey ? survey.clean_rate_hz : rate_hz;
        const fine = (/** @type {boolean} */ clean_, /** @type {number} */ of) => tiles.lead({ lead, clean: clean_ }, of, [look.from_s, to_s], (levels) => levelFor(of, look, ratioOf(state), levels));
        // While nothing clean is there, what was recorded is better than an empty sheet.
        const own = fine(clean, rate);
        const found = own ?? (clean && ways.length === 1 ? fine(false, rate_hz) : null);
        if (found) sheet.trace(found.values, found.a_second, found.from_s, middleOf(now, lead, own !== null && clean), nth < ways.length - 1);
      }
    }
    const seconds = timesOf(at, rate_hz);
    const [first, last] = [beforeIndex(seconds, look.from_s), beforeIndex(seconds, to_s)];
    sheet.marks(seconds.subarray(first, last), classes.subarray(first, last), doubted.subarray(first, last));
    if (survey && showsWaves(look)) sheet.waves(tiles.waves(barsOf(look, survey.lead), [look.from_s - 1, to_s + 1]));
    if (look.beat >= 0 && look.beat < seconds.length) sheet.light(seconds[look.beat] - LIT[0], seconds[look.beat] + LIT[1]);
    try {
      sheet.draw(canvas, isDark(state), ratioOf(state));
    } finally {
      sheet.free();
    }
    stamp(canvas, state, summary);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function overview(canvas, state) {
    const now = shown(state);
    if (now?.summary.kind !== 'record' || !canvas.clientWidth) return;
    const { at, classes } = marksOf(now);
    const { survey, summary } = now;
    if (!stale(canvas, state, [summary, survey, at, classes])) return;
    const poor = (survey?.quality.leads[0]?.stretches ?? []).filter(({ grade }) => grade !== 'usable').flatMap(({ from_s, to_s }) => [from_s, to_s]);
    const report = 'conclusion' in now ? now.conclusion.report : undefined;
    const episodes = (report?.rhythm?.episodes ?? []).flatMap(({ from_s, to_s }) => [from_s, to_s]);
    view.drawOverview(canvas, summary.seconds ?? 0, timesOf(at, summary.rate_hz), classes, Float64Array.from(poor), Float64Array.from(episodes), isDark(state), ratioOf(state));
  }

  /**
   * Where waves begin, peak and end between two moments, as far as that is known.
   * @param {View} look
   * @param {number} from_s
   * @param {number} to_s
   */
  function edges(look, from_s, to_s) {
    const waves = tiles.waves(barsOf(look, surveyed?.lead ?? 0), [from_s, to_s]);
    return waves.filter((value, place) => place % 4 > 0 && value >= from_s && value <= to_s);
  }

  return { trace, overview, timesOf, edges, middleOf };
}

/** Room for a word at the right edge: above the bars of the waves. */
const ABOVE_WAVES = -44;

/**
 * Writes on a drawing that no heart made what it shows, where none did.
 * @param {HTMLCanvasElement} canvas
 * @param {State} state
 * @param {Summary} summary
 * @param {number} [at]
 */
export function stamp(canvas, state, { synthetic, findings }, at = ABOVE_WAVES) {
  const word = synthetic !== undefined ? say('synthetic') : findings.some(({ about }) => about === 'synthetic') ? say('partly synthetic') : '';
  if (word !== '') view.drawStamp(canvas, word, at, isDark(state), ratioOf(state));
}

/**
 * The lead whose waves are told: the one that is drawn alone, else the one that beats are cut from.
 * @param {View} look
 * @param {number} lead
 */
function barsOf({ layout }, lead) {
  return typeof layout === 'number' ? layout : lead;
}

/** @param {Float32Array} values */
function middle(values) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return sorted.length > 0 ? sorted[sorted.length >> 1] : 0;
}
