// The families of beats on their cards, and the beat of one of them on a strip of paper.

import * as view from './pkg/view.js';
import { makeup, spanOf, titleOf } from './families.js';
import { stamp } from './paper.js';
import { isDark, ratioOf } from './state.js';
import { MARGIN_PX, MM_PX, beforeIndex, levelFor, secondsOf } from './viewer.js';

/** @import { State } from './state.js' */
/** @import { Kin } from './types.js' */

/** The strip: what stands above its row and below it, as on the paper, and how high the row is, in CSS pixels. */
const ABOVE_PX = 30;
const ROW_PX = 30 * MM_PX;

/** Before and after the beat that is looked at, in seconds. */
const LIT = [0.3, 0.45];

/** Where there is room for a word at the right edge: above the time. */
const ABOVE_TIME = -34;

/**
 * @param {import('./paper.js').Tiles} tiles
 * @param {import('./paper.js').Stale} stale
 * @param {Pick<ReturnType<typeof import('./paper.js').createPaper>, 'timesOf' | 'middleOf'>} paper
 */
export function createFamilies(tiles, stale, paper) {
  /** How high all are drawn. @type {WeakMap<Kin, [number, number]>} */
  const spans = new WeakMap();

  /** The families that are shown, where they are there. @param {State} state */
  function shownKin({ result, relabelling }) {
    return result && relabelling.kin && relabelling.of === result.beats ? { result, kin: relabelling.kin } : null;
  }

  /** @param {number} nth */
  function card(nth) {
    return (/** @type {HTMLCanvasElement} */ canvas, /** @type {State} */ state) => {
      const now = shownKin(state);
      if (!now || nth >= now.kin.counts.length) return;
      const { kin, result } = now;
      const of = makeup(kin, nth, result.conclusion.classes)[0]?.of ?? 255;
      if (!stale(canvas, state, [kin, of])) return;
      const [lowest, highest] = spans.get(kin) ?? spanOf(kin);
      spans.set(kin, [lowest, highest]);
      const part = (/** @type {Float32Array} */ all) => all.subarray(nth * kin.samples, (nth + 1) * kin.samples);
      view.drawFamily(canvas, titleOf(kin, nth), of, part(kin.median), part(kin.low), part(kin.high), kin.before, kin.rate_hz, lowest, highest, isDark(state), ratioOf(state));
    };
  }

  /**
   * A few seconds around the beat that is looked at, in the lead that was analysed.
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function member(canvas, state) {
    const now = shownKin(state);
    const { beat } = state.relabelling;
    const survey = now?.result.survey;
    if (!now || !survey || beat < 0) return;
    const { result } = now;
    const { summary, beats, conclusion } = result;
    const { rate_hz, leads = [], seconds = 0 } = summary;
    const width = canvas.clientWidth;
    if (!stale(canvas, state, [result.beats, conclusion.classes, beat, state.view.mm_mv, tiles.version])) return;
    const times = paper.timesOf(beats.at, rate_hz);
    const mm_s = 25;
    const wide = secondsOf({ mm_s }, width);
    const from_s = Math.max(0, Math.min(seconds - wide, times[beat] - wide / 2));
    // The row is about half as high as that of the paper.
    const sheet = new view.Sheet(from_s, mm_s, state.view.mm_mv / 2);
    sheet.row(leads[survey.lead] ?? '', MARGIN_PX, width, ABOVE_PX, ABOVE_PX + ROW_PX);
    const look = { ...state.view, mm_s };
    const fine = (/** @type {boolean} */ clean, /** @type {number} */ rate) => tiles.lead({ lead: survey.lead, clean }, rate, [from_s, from_s + wide], (levels) => levelFor(rate, look, ratioOf(state), levels));
    const clean = fine(true, survey.clean_rate_hz);
    const found = clean ?? fine(false, rate_hz);
    if (found) sheet.trace(found.values, found.a_second, found.from_s, paper.middleOf(result, survey.lead, clean !== null), false);
    const [first, last] = [beforeIndex(times, from_s), beforeIndex(times, from_s + wide)];
    sheet.marks(times.subarray(first, last), conclusion.classes.subarray(first, last), conclusion.doubted.subarray(first, last));
    sheet.light(times[beat] - LIT[0], times[beat] + LIT[1]);
    try {
      sheet.draw(canvas, isDark(state), ratioOf(state));
    } finally {
      sheet.free();
    }
    stamp(canvas, state, summary, ABOVE_TIME);
  }

  return { card, member };
}


