// Pictures of the page's drawings: any of those in sight, in light or dark, as fine as a poster wants it, with what it is and what it is not under it.

import { NotSaved } from './handing.js';
import { language, message, say } from './language.js';
import { fileName } from './naming.js';
import { record } from './recorder.js';
import { phase } from './state.js';

/** @import { State } from './state.js' */

/** What the drawings are called, by their canvases; families are numbered. @type {Record<string, string>} */
const NAMES = {
  trace: message('ECG on paper'),
  overview: message('Whole recording'),
  beats: message('Beats by class'),
  member: message('Beat of a family'),
  'anomaly-strip': message('How odd each beat is'),
  'anomaly-beat': message('Odd beat over what was expected'),
  confusion: message('Confusion matrix'),
  'cell-beats': message('Beats of a cell'),
  'contest-confusion': message('Confusion matrix of the model'),
  'contest-rocs': message('ROC of all models'),
  'contest-roc': message('ROC of the model'),
  'contest-pr': message('Precision and recall'),
  tachogram: message('Tachogram'),
  histogram: message('How long intervals are'),
  poincare: message('Poincaré plot'),
  spectrum: message('Spectrum of heart rate'),
  'st-trend': message('Course of ST'),
  'studio-made': message('Made beat'),
  'studio-near': message('Nearest real beats'),
};

/** The line under a picture in CSS pixels, and its colours, as `www/style.css` has them. */
const FOOT_PX = 24;
const COLOURS = { light: { paper: '#fffdfc', words: '#6b5b5a' }, dark: { paper: '#1c1617', words: '#b5a29c' } };

/** @typedef {{ of: string, form: 'png' | 'svg', dark: boolean, ratio: number }} Wish */

/** @param {string} id of a canvas */
export function pictureName(id) {
  const family = /^family-(\d+)$/.exec(id);
  return family ? say('Family {nth}', { nth: Number(family[1]) + 1 }) : say(NAMES[id] ?? id);
}

/** The paper comes first, families last. @param {string} id */
function order(id) {
  const at = Object.keys(NAMES).indexOf(id);
  return at < 0 ? Object.keys(NAMES).length : at;
}

/**
 * @param {Document} document
 * @param {object} by
 * @param {() => State} by.state
 * @param {{ seen(): string[], shoot(id: string, shot: { dark: boolean, ratio: number }): void, draw(): void }} by.drawing
 * @param {(name: string, blob: Blob) => Promise<void>} by.download
 * @param {(sentence: string) => void} by.trouble
 */
export function listenForPictures(document, { state, drawing, download, trouble }) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const field = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (at(id)).value;
  const list = /** @type {HTMLSelectElement} */ (at('picture-of'));
  /** What the list hangs on. @type {unknown[]} */
  let listed = [];

  /** The list is of what can be seen, which is asked for when something came or went, and not at every frame. */
  function settle() {
    const now = state();
    const { result, contest, anomalies, cell, studio, relabelling, job } = now;
    const from = [result, contest.outcome, anomalies.found, anomalies.picked, cell, studio.beat, relabelling.kin, job === null, language().tag];
    if (result === null || phase(now) !== 'done' || from.every((one, i) => one === listed[i])) return;
    listed = from;
    const ids = drawing.seen().sort((a, b) => order(a) - order(b));
    if (ids.map(pictureName).join() === [...list.options].map(({ text }) => text).join()) return;
    const { value } = list;
    list.replaceChildren(...ids.map((id) => new Option(pictureName(id), id, false, id === value)));
  }

  /** @param {Wish} wish */
  async function take(wish) {
    const { result, version } = state();
    const canvas = /** @type {HTMLCanvasElement | null} */ (document.getElementById(wish.of));
    const context = canvas?.getContext('2d');
    if (!canvas || !context || !result) return;
    const { name } = result.summary;
    const note = `${name} · ${pictureName(wish.of)} · ecglass ${version} · ${say('not a medical device')}`;
    const recorder = wish.form === 'svg' ? record(context) : null;
    drawing.shoot(wish.of, wish);
    recorder?.stop();
    const { width, height } = canvas;
    const foot = { height: FOOT_PX * wish.ratio, size: 11 * wish.ratio, ...COLOURS[wish.dark ? 'dark' : 'light'] };
    const title = canvas.getAttribute('aria-label') ?? pictureName(wish.of);
    const blob = recorder ? new Blob([recorder.svg({ width, height, ratio: wish.ratio, title, note, foot })], { type: 'image/svg+xml' }) : await photographed(canvas, note, foot);
    drawing.draw();
    if (blob) await download(fileName(name, wish.of, wish.form), blob);
    else trouble(say('This browser could not make a picture so large: choose a smaller size, or SVG.'));
  }

  at('picture').addEventListener('submit', (event) => {
    event.preventDefault();
    take({ of: list.value, form: field('picture-form') === 'svg' ? 'svg' : 'png', dark: field('picture-colours') === 'dark', ratio: Number(field('picture-scale')) }).catch((error) => trouble(error instanceof NotSaved ? error.message : say('The picture could not be made: try a smaller size.')));
  });

  return { settle };
}

/**
 * A copy of a canvas with its line under it.
 * @param {HTMLCanvasElement} canvas
 * @param {string} note
 * @param {{ height: number, size: number, paper: string, words: string }} foot
 * @returns {Promise<Blob | null>} null where it is more than the browser holds
 */
function photographed(canvas, note, foot) {
  const copy = canvas.ownerDocument.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height + foot.height];
  const context = copy.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.fillStyle = foot.paper;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  context.fillStyle = foot.words;
  context.font = `${foot.size}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.fillText(note, foot.size, canvas.height + foot.height / 2, copy.width - 2 * foot.size);
  return new Promise((resolve) => copy.toBlob(resolve, 'image/png'));
}
