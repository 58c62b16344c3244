// What a person does to the steps of cleaning.

import { added, benchOf, moved, recipeOf, removed, tuned } from './steps.js';

/** @import { State } from './state.js' */
/** @import { Bench } from './steps.js' */
/** @import { Settings } from './types.js' */

/**
 * @param {Document} document
 * @param {object} by
 * @param {() => State} by.state
 * @param {(bench: Bench | null) => void} by.edit
 * @param {(settings: Settings) => void} by.look
 */
export function listenToSteps(document, { state, edit, look }) {
  const list = /** @type {HTMLElement} */ (document.getElementById('steps-list'));
  const add = /** @type {HTMLSelectElement} */ (document.getElementById('steps-add'));

  /** @param {(bench: Bench) => Bench} to */
  const change = (to) => edit(to(state().bench ?? benchOf(state().result?.source.settings)));

  const tune = (/** @type {Event} */ { target }) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (target);
    const { at, knob } = field.dataset;
    if (at === undefined || knob === undefined) return;
    const value = field.type === 'checkbox' ? /** @type {HTMLInputElement} */ (field).checked : field.value;
    change((bench) => tuned(bench, Number(at), knob, value));
  };
  list.addEventListener('input', tune);
  list.addEventListener('click', ({ target }) => {
    const { act, at } = /** @type {HTMLElement} */ (target).dataset;
    if (act === undefined) return;
    const nth = Number(at);
    change((bench) => (act === 'remove' ? removed(bench, nth) : moved(bench, nth, act === 'up' ? -1 : 1)));
  });
  // Not as soon as one is chosen: by arrow keys a select goes through all that it has.
  document.getElementById('steps-add-now')?.addEventListener('click', () => {
    const step = add.value;
    add.value = '';
    if (step !== '') change((bench) => added(bench, step));
  });
  document.getElementById('steps-form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    const bench = state().bench ?? benchOf(state().result?.source.settings);
    const { cleaning, faults } = recipeOf(bench);
    if (Object.keys(faults).length > 0) edit({ ...bench, faults });
    else look({ cleaning });
  });
  document.getElementById('steps-usual')?.addEventListener('click', () => {
    edit(null);
    if (state().result?.source.settings.cleaning !== undefined) look({ cleaning: undefined });
  });
}
