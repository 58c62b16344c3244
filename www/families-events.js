// What a person does with the families and their beats, by pointer and by keys, turned into calls.

import { isPlain, isTyped } from './shortcuts.js';
import { CLASSES } from './words.js';

/** @import { State } from './state.js' */
/** @typedef {ReturnType<typeof import('./relabelling.js').createRelabelling>} Relabel */

/**
 * The class that a key stands for: its letter, or its number from 1 to 5.
 * @param {string} key
 */
export function classOf(key) {
  const letter = key.length === 1 ? key.toUpperCase() : '';
  return CLASSES.find((one, nth) => one.letter === letter || String(nth + 1) === letter)?.letter ?? null;
}

/**
 * @param {Document} document
 * @param {Relabel} relabel
 * @param {() => State} state
 */
export function listenToFamilies(document, relabel, state) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

  for (const group of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-relabel]'))) {
    group.addEventListener('click', ({ target }) => {
      const letter = /** @type {HTMLElement} */ (target).dataset.class;
      if (letter) relabel.relabel(/** @type {'family' | 'member' | 'beat'} */ (group.dataset.relabel), letter);
    });
  }

  at('families').addEventListener('click', ({ target }) => {
    const card = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest('[data-family]'));
    if (card) relabel.choose(Number(card.dataset.family));
  });

  at('ask').addEventListener('click', () => {
    relabel.ask();
    // So that a letter answers at once.
    if (state().relabelling.isAsking) requestAnimationFrame(() => at('member').focus());
  });
  at('relabel-undo').addEventListener('click', relabel.undo);
  at('relabel-redo').addEventListener('click', relabel.redo);
  at('member-back').addEventListener('click', () => relabel.step(-1));
  at('member-on').addEventListener('click', () => relabel.step(1));
  at('member-at').addEventListener('input', ({ target }) => relabel.member(Number(/** @type {HTMLInputElement} */ (target).value) - 1));
  at('member-paper').addEventListener('click', () => {
    at('trace').focus({ preventScroll: true });
    at('desk').scrollIntoView({ block: 'center' });
  });

  // Letters belong to who has the focus: a card speaks for its family, the strip for its beat.
  at('families').addEventListener('keydown', (event) => {
    const card = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-family]'));
    const letter = isPlain(event) && classOf(event.key);
    if (!card || !letter) return;
    event.preventDefault();
    if (Number(card.dataset.family) !== state().relabelling.chosen) relabel.choose(Number(card.dataset.family));
    relabel.relabel('family', letter);
  });
  at('member-panel').addEventListener('keydown', (event) => {
    if (!isPlain(event)) return;
    const letter = classOf(event.key);
    const step = event.target === at('member') ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] : undefined;
    if (!letter && step === undefined) return;
    event.preventDefault();
    if (letter) relabel.relabel('member', letter);
    else if (step && !state().relabelling.isAsking) relabel.step(step);
  });
  // On the paper small letters move about: there it is numbers, or large letters.
  for (const id of ['trace', 'beat-panel']) {
    at(id).addEventListener('keydown', (event) => {
      const letter = isPlain(event) && (event.shiftKey || /^[1-5]$/.test(event.key)) && classOf(event.key);
      if (!letter || state().view.beat < 0) return;
      event.preventDefault();
      relabel.relabel('beat', letter);
    });
  }

  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const { target } = event;
    // Who types takes back what was typed.
    if (isTyped(target)) return;
    const { result, relabelling } = state();
    if (!result || relabelling.history.steps.length === 0) return;
    const key = event.key.toLowerCase();
    if (key === 'z') (event.shiftKey ? relabel.redo : relabel.undo)();
    else if (key === 'y') relabel.redo();
    else return;
    event.preventDefault();
  });
}
