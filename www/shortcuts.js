// Every key that does something in the page, by the place that has the focus. `tests/page/shortcuts.test.js` presses every key at every
// place of it and holds this list to what listens there.

import { message } from './language.js';

/** The keys that say what beats are: `www/families-events.js`. */
const LETTERS = ['N', 'S', 'V', 'F', 'Q'];
const NUMBERS = ['1', '2', '3', '4', '5'];
const SHIFTED = LETTERS.map((letter) => `Shift ${letter}`);

/**
 * @typedef {object} Place
 * @property {string} words
 * @property {string[]} at the ids of the elements that have the focus, or are around what has; none where it is all of the page
 * @property {Shortcut[]} shortcuts
 */
/** A key is named as the browser names it, after those that are held meanwhile. @typedef {{ keys: string[], words: string }} Shortcut */

/** @type {readonly Place[]} */
export const PLACES = [
  {
    words: message('Everywhere'),
    at: [],
    shortcuts: [
      { keys: ['?'], words: message('This list, while you do not type') },
      { keys: ['Escape'], words: message('Stop what runs: reading, listening, the tour; close a sentence or this list') },
      { keys: ['Control Z'], words: message('Take back what was said of beats') },
      { keys: ['Control Y', 'Control Shift Z'], words: message('Say it again') },
    ],
  },
  {
    words: message('On the paper'),
    at: ['trace'],
    shortcuts: [
      { keys: ['ArrowLeft', 'ArrowRight'], words: message('A tenth of a sheet back or on') },
      { keys: ['Shift ArrowLeft', 'Shift ArrowRight'], words: message('A sheet back or on') },
      { keys: ['Home', 'End'], words: message('To the beginning or the end') },
      { keys: ['+', '=', '-'], words: message('Look closer, or see more of it') },
      { keys: ['A'], words: message('All of it on one sheet') },
      { keys: ['0'], words: message('Back to 25 mm/s') },
      { keys: [',', '.'], words: message('The beat before, or the next one') },
      { keys: ['P', 'N'], words: message('The beat before, or the next one, that is not normal') },
      { keys: ['C'], words: message('Calipers, or put them away') },
      { keys: ['L'], words: message('Listen to the beats, or stop') },
    ],
  },
  {
    words: message('On the paper or its beat, once a beat is picked'),
    at: ['trace', 'beat-panel'],
    shortcuts: [{ keys: [...NUMBERS, ...SHIFTED], words: message('What it is in truth: N, S, V, F or Q') }],
  },
  {
    words: message('On the strip above the paper'),
    at: ['window'],
    shortcuts: [
      { keys: ['ArrowLeft', 'ArrowRight'], words: message('Half a sheet back or on') },
      { keys: ['PageUp', 'PageDown'], words: message('Five sheets back or on') },
      { keys: ['Home', 'End'], words: message('To the beginning or the end') },
    ],
  },
  {
    words: message('On an edge of the calipers'),
    at: ['caliper-a', 'caliper-b', 'caliper-high', 'caliper-low'],
    shortcuts: [
      { keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], words: message('Move it by a pixel') },
      { keys: ['Shift ArrowLeft', 'Shift ArrowRight', 'Shift ArrowUp', 'Shift ArrowDown'], words: message('Move it by ten') },
    ],
  },
  {
    words: message('On a family of beats'),
    at: ['families'],
    shortcuts: [{ keys: [...LETTERS, ...NUMBERS], words: message('What all of them are') }],
  },
  {
    words: message('On a family’s beat'),
    at: ['member'],
    shortcuts: [
      { keys: ['ArrowLeft', 'ArrowRight'], words: message('The beat before, or the next one') },
      { keys: [...LETTERS, ...NUMBERS], words: message('What this one is') },
    ],
  },
  {
    words: message('On the strip of anomalies'),
    at: ['anomaly-strip'],
    shortcuts: [
      { keys: ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp'], words: message('The beat before, or the next one, above the line') },
      { keys: ['Home', 'End'], words: message('The first or the last above the line') },
    ],
  },
  {
    words: message('In the list of the oddest beats'),
    at: ['anomaly-list'],
    shortcuts: [{ keys: ['ArrowUp', 'ArrowDown'], words: message('The beat above, or below') }],
  },
];

/** What stands on keys that no letter does. @type {Record<string, string>} */
const SIGNS = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', '-': '−', Control: 'Ctrl', Escape: 'Esc', PageUp: 'PgUp', PageDown: 'PgDn' };

/**
 * What stands on the keys of a shortcut, those that are held with the same ones together: `[['1', '2'], ['Shift', 'N', 'S']]`.
 * @param {string[]} keys
 */
export function signsOf(keys) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const key of keys) {
    const parts = key.split(' ');
    const last = /** @type {string} */ (parts.pop());
    const group = groups.get(parts.join(' ')) ?? parts.map(signOf);
    groups.set(parts.join(' '), [...group, signOf(last)]);
  }
  return [...groups.values()];
}

/** @param {string} key */
function signOf(key) {
  return SIGNS[key] ?? key;
}

/**
 * Whether a key was meant for a field that is typed into.
 * @param {EventTarget | null} target
 */
export function isTyped(target) {
  return target instanceof HTMLElement && target.matches('input:not([type=range], [type=radio], [type=checkbox]), select, textarea, [contenteditable]');
}

/**
 * Whether a key is pressed by itself: held with these it belongs to the browser.
 * @param {KeyboardEvent} event
 */
export function isPlain({ ctrlKey, metaKey, altKey }) {
  return !ctrlKey && !metaKey && !altKey;
}
