// The page's drawings: each on its canvas, by the view module, when its data, size or colours change.

import * as view from './pkg/view.js';
import { paintOddBeat, paintStrip } from './anomalies-drawing.js';
import { createCanvases } from './canvases.js';
import { SHOWN, inCell } from './cell.js';
import { curveOf, looked, standing } from './comparing.js';
import { classesOf, normalIntervals } from './courses.js';
import { MOST } from './families.js';
import { createFamilies } from './families-drawing.js';
import { say } from './language.js';
import { beatsHeight, curvesHeight, sheetHeight } from './layout.js';
import { createPaper, stamp } from './paper.js';
import { isDark, ratioOf } from './state.js';
import { beatTitle } from './studio.js';
import { workingPoint } from './threshold.js';
import { CLASSES, figure, moment } from './words.js';

/** Letters of a model's name that there is room for beside curves. */
const LONGEST_NAME = 24;

/** Where there is room for a word at the right edge: in the row of the classes' letters. */
const BESIDE_LETTERS = 16;

/** @import { Outcome, Placed } from './comparing.js' */
/** @import { State } from './state.js' */
/** @import { Result } from './types.js' */

/**
 * @param {Document} document
 * @param {() => State} current
 * @param {import('./paper.js').Tiles} tiles
 */
export function createDrawing(document, current, tiles) {
  let ready = false;
  /** The last result's variability. @type {{ result: Result, variability: view.Variability } | undefined} */
  let varied;
  const canvases = createCanvases(draw);
  const { stale } = canvases;
  const paper = createPaper(tiles, stale);
  const families = createFamilies(tiles, stale, paper);
  /** @type {{ canvas: HTMLCanvasElement, paint: (state: State) => void }[]} */
  const sheets = [sheet('overview', paper.overview), sheet('trace', paper.trace), sheet('beats', beats), sheet('confusion', confusion), sheet('cell-beats', cell), varying('tachogram'), varying('histogram'), varying('poincare'), varying('spectrum'), sheet('st-trend', stTrend), contest('contest-confusion', matrix), contest('contest-rocs', rocs), contest('contest-roc', roc), contest('contest-pr', precisionRecall), sheet('studio-made', madeBeat), sheet('studio-near', nearBeats), sheet('anomaly-strip', (canvas, state) => paintStrip(canvas, state, stale)), sheet('anomaly-beat', (canvas, state) => paintOddBeat(canvas, state, stale)), sheet('member', families.member), ...Array.from({ length: MOST }, (_, nth) => sheet(`family-${nth}`, families.card(nth)))];

  for (const { canvas } of sheets) canvases.watch(canvas);

  function draw() {
    if (!ready) return;
    for (const { paint } of sheets) paint(current());
  }

  /**
   * @param {string} id
   * @param {(canvas: HTMLCanvasElement, state: State) => void} paint
   */
  function sheet(id, paint) {
    const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById(id));
    return { canvas, paint: (/** @type {State} */ state) => paint(canvas, state) };
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function beats(canvas, state) {
    const { result } = state;
    if (!result || result.survey) return;
    const { examples, classes, report, shown: rows } = result.conclusion;
    if (examples.length === 0) return;
    const panels = Object.values(report.counts).filter((of) => of > 0).length;
    // A change of height is a change of size, for which this is called again.
    canvas.style.blockSize = `${sheetHeight(panels, canvas.clientWidth)}px`;
    if (!stale(canvas, state, [result])) return;
    view.drawBeats(canvas, rows, rows.length / examples.length, Uint8Array.from(examples, (i) => classes[i]), isDark(state), ratioOf(state));
    stamp(canvas, state, result.summary, BESIDE_LETTERS);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function confusion(canvas, state) {
    const counts = state.result?.conclusion.report.scores?.confusion;
    if (!counts || !stale(canvas, state, [counts])) return;
    view.drawConfusion(canvas, CLASSES.map(({ letter }) => letter), Uint32Array.from(counts.flat()), isDark(state), ratioOf(state));
  }

  /**
   * The beats of a table's cell that are looked at.
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function cell(canvas, state) {
    const { cell, result } = state;
    if (!cell || cell.of !== result || result.summary.kind !== 'table') return;
    const { beats, conclusion } = result;
    const shown = inCell(result, cell.truth, cell.said).slice(cell.from, cell.from + SHOWN);
    canvas.style.blockSize = `${beatsHeight(shown.length, canvas.clientWidth)}px`;
    if (!stale(canvas, state, [cell])) return;
    const rows = new Float32Array(shown.length * beats.width);
    for (const [nth, beat] of shown.entries()) rows.set(beats.samples.subarray(beat * beats.width, (beat + 1) * beats.width), nth * beats.width);
    const titles = shown.map((beat) => `${say('row {nth}', { nth: beats.at[beat] + 1 })} · ${figure(100 * conclusion.probability[beat], 0)} %`);
    view.drawPanels(canvas, titles, rows, 0, Uint8Array.from(shown, () => cell.said), false, 0, isDark(state), ratioOf(state));
  }

  /**
   * One of the drawings of heart rate variability.
   * @param {'tachogram' | 'histogram' | 'poincare' | 'spectrum'} which
   */
  function varying(which) {
    return sheet(which, (canvas, state) => {
      const { result } = state;
      const variability = result && variabilityOf(result);
      if (!variability || !stale(canvas, state, [result])) return;
      variability[which](canvas, isDark(state), ratioOf(state));
      if (which === 'tachogram') along(canvas, result, normalIntervals(result).at(-1)?.end_s ?? 0);
    });
  }

  /**
   * What is drawn of the beats that were measured, prepared once a result.
   * @param {Result} result
   */
  function variabilityOf(result) {
    const { survey, summary } = result;
    const { hrv } = result.conclusion.report;
    if (!survey || !hrv) return undefined;
    if (varied?.result !== result) {
      const { time, poincare } = hrv;
      varied?.variability.free();
      varied = { result, variability: new view.Variability(survey.at, classesOf(result), summary.rate_hz, time.median_ms, poincare.sd1_ms, poincare.sd2_ms) };
    }
    return varied.variability;
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function stTrend(canvas, state) {
    const { result } = state;
    const st = result?.conclusion.report.st;
    if (!st || !stale(canvas, state, [st])) return;
    const levels = Float64Array.from(st.leads.flatMap(({ trend_mv }) => trend_mv.map((mv) => mv ?? NaN)));
    view.drawStTrend(canvas, st.leads.map(({ lead }) => lead), levels, st.step_s, isDark(state), ratioOf(state));
    along(canvas, result, st.step_s * Math.max(0, ...st.leads.map(({ trend_mv }) => trend_mv.length)));
  }

  /**
   * A drawing of the models that were compared, while they are shown.
   * @param {string} id
   * @param {(canvas: HTMLCanvasElement, state: State, now: { outcome: Outcome, one: Placed, curve: string, moved: number | null }) => void} paint
   */
  function contest(id, paint) {
    return sheet(id, (canvas, state) => {
      const outcome = standing(state.contest, state.result);
      if (outcome) paint(canvas, state, { outcome, one: looked(state.contest, outcome), curve: state.contest.curve, moved: state.contest.moved });
    });
  }

  /** @type {Parameters<typeof contest>[1]} */
  function matrix(canvas, state, { one }) {
    const { names, counts } = one.score.labels;
    if (stale(canvas, state, [one])) view.drawConfusion(canvas, names, Uint32Array.from(counts.flat()), isDark(state), ratioOf(state));
  }

  /** @type {Parameters<typeof contest>[1]} */
  function rocs(canvas, state, { outcome, one, curve }) {
    const { placed } = outcome;
    canvas.style.blockSize = `${curvesHeight(placed.length, canvas.clientWidth)}px`;
    if (!stale(canvas, state, [outcome, one, curve])) return;
    const curves = placed.map(({ score }) => curveOf(score, curve));
    const [x, y] = [curves.map((found) => found?.roc?.false_positive_rate ?? []), curves.map((found) => found?.roc?.true_positive_rate ?? [])];
    const areas = Float64Array.from(curves, (found) => found?.auc ?? NaN);
    const points = Uint32Array.from(x, ({ length }) => length);
    const names = placed.map(({ score: { model } }) => (model.name.length > LONGEST_NAME ? `${model.name.slice(0, LONGEST_NAME - 1)}…` : model.name));
    view.drawRocs(canvas, names, points, Float64Array.from(x.flat()), Float64Array.from(y.flat()), areas, placed.indexOf(one), isDark(state), ratioOf(state));
  }

  /** @type {Parameters<typeof contest>[1]} */
  function roc(canvas, state, { one, curve, moved }) {
    if (!stale(canvas, state, [one, curve, moved])) return;
    const own = curveOf(one.score, curve) ?? one.score.curves[0];
    const { roc, auc } = own;
    const at = workingPoint(one.score, own, moved);
    const point = at.specificity === null || at.sensitivity === null ? [] : [1 - at.specificity, at.sensitivity];
    const [x, y] = [roc?.false_positive_rate ?? [], roc?.true_positive_rate ?? []];
    view.drawRoc(canvas, Float64Array.from(x), Float64Array.from(y), auc ?? NaN, Float64Array.from(point), isDark(state), ratioOf(state));
  }

  /** @type {Parameters<typeof contest>[1]} */
  function precisionRecall(canvas, state, { one, curve, moved }) {
    if (!stale(canvas, state, [one, curve, moved])) return;
    const own = curveOf(one.score, curve) ?? one.score.curves[0];
    const { precision_recall: found, average_precision } = own;
    const at = workingPoint(one.score, own, moved);
    const point = at.sensitivity === null || at.precision === null ? [] : [at.sensitivity, at.precision];
    // They come from recall 1 down; a drawing goes forwards.
    const [x, y] = [found?.recall ?? [], found?.precision ?? []].map((values) => Float64Array.from(values).reverse());
    view.drawPrecisionRecall(canvas, x, y, average_precision ?? NaN, Float64Array.from(point), isDark(state), ratioOf(state));
  }

  /**
   * The beat that is played with.
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function madeBeat(canvas, state) {
    const { beat } = state.studio;
    if (!beat || !stale(canvas, state, [beat.made])) return;
    const { of, to, share } = beat.wish;
    const class_ = to && share > 0.5 ? to.of : of;
    view.drawPanels(canvas, [beatTitle(beat.wish)], beat.made.values, beat.by.lead_in, Uint8Array.of(class_), true, beat.by.lead_in, isDark(state), ratioOf(state));
  }

  /**
   * The beats of what is loaded that are nearest to it: rows of a table, which begin at R.
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   */
  function nearBeats(canvas, state) {
    const near = state.studio.beat?.near;
    if (!near || near.of !== state.result) return;
    const { at, distance, truth, rows } = near.near;
    canvas.style.blockSize = `${beatsHeight(at.length, canvas.clientWidth)}px`;
    if (!stale(canvas, state, [near])) return;
    const place = (/** @type {number} */ where) => (near.of.summary.kind === 'table' ? say('row {nth}', { nth: where + 1 }) : moment(where / near.of.summary.rate_hz));
    const titles = Array.from(at, (where, i) => `${CLASSES[truth[i]]?.letter ?? '?'} · ${place(where)} · ${figure(distance[i], 2)}`);
    if (titles.length > 0) view.drawPanels(canvas, titles, rows, 0, truth, false, 0, isDark(state), ratioOf(state));
  }

  return {
    draw,
    paper,
    /** The drawings that can be seen, from above to below, by their ids. */
    seen: () => sheets.filter(({ canvas }) => canvas.checkVisibility() && canvas.clientWidth > 0).map(({ canvas }) => canvas.id),
    /**
     * A drawing as a picture of it is to be; the next drawing puts it back on the screen as it was.
     * @param {string} id
     * @param {NonNullable<State['shot']>} shot
     */
    shoot(id, shot) {
      for (const { canvas, paint } of sheets) if (canvas.id === id) paint({ ...current(), shot });
    },
    /** The view module is there: from now on there is something to draw with. */
    open() {
      ready = true;
      draw();
    },
  };
}

/**
 * A drawing along so many seconds of a recording: a click on it goes to its moment, which `www/viewer-events.js` hears.
 * @param {HTMLCanvasElement} canvas
 * @param {Result} result
 * @param {number} seconds
 */
function along(canvas, { summary }, seconds) {
  // Of a saved report there is no paper to go to.
  if (summary.kind === 'record') canvas.dataset.seconds = String(seconds);
  else delete canvas.dataset.seconds;
}
