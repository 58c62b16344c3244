// What a person does in the panel of beats that do not belong, turned into calls; nothing is decided here and nothing drawn.

import { clicked, scoreOf } from './anomalies.js';
import { isPlain } from './shortcuts.js';

/** @import { AnomaliesActions } from './anomalies-work.js' */

/** What the keys do on the strip, which is a slider along the recording. @type {Record<string, [1 | -1, boolean]>} */
const KEYS = { ArrowRight: [1, false], ArrowUp: [1, false], ArrowLeft: [-1, false], ArrowDown: [-1, false], Home: [-1, true], End: [1, true] };

/**
 * @param {Document} document
 * @param {AnomaliesActions} actions
 * @param {(name: string) => void} openCard
 */
export function listenToAnomalies(document, actions, openCard) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const on = (/** @type {string} */ id, /** @type {() => void} */ call) => at(id).addEventListener('click', call);
  // The button goes when its work is done: who pressed it by the keyboard goes on with what came in its place.
  on('anomalies-now', async () => {
    await actions.judge();
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) at('anomaly-strip').focus({ preventScroll: true });
    });
  });
  on('anomaly-usual', actions.usual);
  on('anomaly-more', actions.more);
  on('anomaly-previous', () => actions.step(-1));
  on('anomaly-next', () => actions.step(1));
  on('save-anomalies', actions.save);
  on('anomalies-card', () => openCard(actions.current().found?.papers.name ?? ''));

  const slider = /** @type {HTMLInputElement} */ (at('anomaly-slider'));
  // Its own rounding would move a threshold that stands between two steps.
  slider.addEventListener('input', () => actions.move(Number(Number(slider.value).toFixed(3))));
  const field = /** @type {HTMLInputElement} */ (at('anomaly-score'));
  field.addEventListener('input', () => actions.move(scoreOf(field.value)));

  const strip = at('anomaly-strip');
  strip.addEventListener('click', ({ clientX }) => {
    const { found } = actions.current();
    const box = strip.getBoundingClientRect();
    if (found) actions.pick(clicked(found, clientX - box.left, box.width));
  });
  strip.addEventListener('keydown', (event) => {
    const way = KEYS[event.key];
    if (!way || !isPlain(event)) return;
    event.preventDefault();
    actions.walk(...way);
  });

  const list = at('anomaly-list');
  const rowOf = (/** @type {EventTarget | null} */ target) => /** @type {HTMLElement} */ (target).closest('tr');
  list.addEventListener('click', ({ target }) => {
    const beat = rowOf(target)?.dataset.beat;
    if (beat === undefined) return;
    actions.pick(Number(beat));
    // On a phone the beat is drawn above the list.
    at('anomaly-figure').scrollIntoView({ block: 'nearest' });
  });
  list.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
    if (!by || !isPlain(event)) return;
    event.preventDefault();
    const row = /** @type {HTMLElement | null | undefined} */ (rowOf(event.target)?.[/** @type {'nextElementSibling'} */ (by)]);
    if (row?.dataset.beat === undefined) return;
    row.querySelector('button')?.focus();
    actions.pick(Number(row.dataset.beat));
  });
}
