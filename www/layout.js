// How large drawings are on the page: pure numbers, apart from what draws.

/** How wide a panel of beats is at least, as `src/draw/beats.rs` has it, and how high a row of them. */
const PANEL_PX = 150;
const ROW_PX = 220;

/** The same of single beats side by side, as `src/draw/panels.rs` has it. */
const BEAT_PX = 130;
const BEAT_ROW_PX = 160;

/**
 * How high a sheet of beats has to be, so that its panels keep their shape when they are wrapped to its width.
 * @param {number} panels
 * @param {number} width in CSS pixels
 */
export function sheetHeight(panels, width) {
  return rowsOf(panels, width, PANEL_PX) * ROW_PX;
}

/**
 * How high single beats have to be drawn, wrapped as they are where they do not fit beside each other.
 * @param {number} beats
 * @param {number} width in CSS pixels
 */
export function beatsHeight(beats, width) {
  return rowsOf(beats, width, BEAT_PX) * BEAT_ROW_PX;
}

/**
 * @param {number} panels
 * @param {number} width
 * @param {number} narrowest
 */
function rowsOf(panels, width, narrowest) {
  return Math.ceil(panels / Math.max(1, Math.min(panels, Math.floor(width / narrowest))));
}

/** The square of the curves of all models, what stands beside it at least, and a row of what stands there, as `src/draw/operating.rs` has them. */
const CURVES_PX = 360;
const NAMES_PX = 255;
const NAME_ROW_PX = 19;

/**
 * How high the curves of so many models have to be drawn: their names stand beside them, or under them where there is no room.
 * @param {number} models
 * @param {number} width in CSS pixels
 */
export function curvesHeight(models, width) {
  if (width >= CURVES_PX + NAMES_PX) return CURVES_PX;
  return Math.min(width, CURVES_PX) + models * NAME_ROW_PX + 10;
}
