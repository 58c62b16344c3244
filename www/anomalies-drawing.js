// The two drawings of beats that do not belong, once their canvases are sized.

import * as view from './pkg/view.js';
import { about } from './anomalies.js';
import { isDark, ratioOf } from './state.js';

/** @import { State } from './state.js' */
/** @typedef {(canvas: HTMLCanvasElement, state: State, values: unknown[]) => boolean} Stale */

/**
 * The score of each beat along the recording.
 * @param {HTMLCanvasElement} canvas
 * @param {State} state
 * @param {Stale} stale
 */
export function paintStrip(canvas, state, stale) {
  const { found, threshold, picked } = about(state.anomalies, state.result);
  if (!found || !stale(canvas, state, [found, threshold, picked])) return;
  view.drawOddities(canvas, found.at, found.scores, found.seconds, threshold, picked < 0 ? undefined : picked, isDark(state), ratioOf(state));
}

/**
 * The beat that is looked at over what was expected of it. Until it is there, the one before stays.
 * @param {HTMLCanvasElement} canvas
 * @param {State} state
 * @param {Stale} stale
 */
export function paintOddBeat(canvas, state, stale) {
  const { found, picked, look } = about(state.anomalies, state.result);
  if (!found || !look || !stale(canvas, state, [look])) return;
  const [from, to] = found.differs.subarray(2 * picked, 2 * picked + 2);
  view.drawOddBeat(canvas, look.beat, look.expected, found.papers.before, from, to, isDark(state), ratioOf(state));
}
