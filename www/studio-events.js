// What a person does in the studio, turned into calls; nothing is decided here and nothing drawn.

import { CLASSES } from './words.js';

/** @import { Room, Studio } from './studio.js' */

/**
 * @typedef {object} StudioActions
 * @property {() => void} enter
 * @property {() => void} leave
 * @property {(room: Room) => void} go
 * @property {(field: string, value: string) => void} type
 * @property {(way: Partial<Studio>) => void} turn
 * @property {() => void} another beat of the class
 * @property {() => void} start or pause
 * @property {() => void} balance
 * @property {(room: 'lay' | 'simulate') => void} record
 */

/**
 * @param {Document} document
 * @param {StudioActions} actions
 * @param {() => Studio} current
 * @param {(name: string) => void} openCard
 */
export function listenInStudio(document, actions, current, openCard) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const door = /** @type {HTMLDetailsElement} */ (at('studio-door'));
  door.addEventListener('toggle', () => {
    if (door.open !== current().open) (door.open ? actions.enter : actions.leave)();
  });

  /** @param {Room} room */
  function visit(room) {
    actions.enter();
    actions.go(room);
    door.open = true;
    at('studio').scrollIntoView({ block: 'start' });
    at(`go-${room}`).focus({ preventScroll: true });
  }
  at('to-studio').addEventListener('click', () => visit('lay'));
  at('to-balance').addEventListener('click', () => visit('balance'));

  const studio = at('studio');
  // Each field says by itself which it is.
  studio.addEventListener('input', ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target);
    const { studio: name, direction } = field.dataset;
    if (name !== undefined) actions.type(name, field.type === 'checkbox' ? (field.checked ? 'yes' : 'no') : field.value);
    if (direction !== undefined) actions.turn({ moves: { ...current().moves, [direction]: Number(field.value) } });
    if (field.id === 'play-share') actions.turn({ share: Number(field.value), playing: false });
  });
  studio.addEventListener('change', ({ target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    if (name === 'studio-room') actions.go(/** @type {Room} */ (value));
    if (name === 'play-class') actions.turn({ of: CLASSES.findIndex(({ letter }) => letter === value) });
  });
  for (const [form, act] of /** @type {[string, () => void][]} */ ([['balance', actions.balance], ['lay', () => actions.record('lay')], ['simulate', () => actions.record('simulate')], ['play', () => {}]])) {
    at(form).addEventListener('submit', (event) => {
      event.preventDefault();
      act();
    });
  }
  at('play-another').addEventListener('click', actions.another);
  at('play-level').addEventListener('click', () => actions.turn({ moves: {}, share: 0, playing: false }));
  at('play-now').addEventListener('click', actions.start);
  at('studio-card').addEventListener('click', () => openCard(/** @type {HTMLSelectElement} */ (at('studio-generator')).value));
}
