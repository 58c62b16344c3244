// How a person likes to see, kept in the browser from one visit to the next. No file is, no name, nothing that was found; what was said of
// beats is where that is wanted (`www/keeping.js`).

import { LANGUAGES } from './language.js';
import { GAINS, SPEEDS, WAYS } from './viewer.js';

/** @import { Tag } from './language.js' */
/** @import { Way } from './viewer.js' */
/** @typedef {'auto' | 'light' | 'dark'} Theme */

/**
 * @typedef {object} Habits
 * @property {Theme} theme auto follows the system
 * @property {'auto' | Tag} language auto follows the browser
 * @property {Way} way how a recording is drawn
 * @property {number} mm_s how fast its paper runs
 * @property {'ask' | 'yes' | 'no'} keeps whether what is said of a file's beats is kept, too
 * @property {number} mm_mv how high a millivolt is at most; lower where a recording would not fit
 * @property {'ask' | 'over'} tour whether it is still to be offered
 * @property {'yes' | 'no'} keyed whether the question mark opens the list of keys; a single key must be one that can be put out of use
 */

/** @returns {Habits} */
export function usual() {
  return { theme: 'auto', language: 'auto', way: 'clean', mm_s: 25, mm_mv: 10, keeps: 'ask', tour: 'ask', keyed: 'yes' };
}

/** What can be chosen. @type {Record<keyof Habits, readonly (string | number)[]>} */
const OFFERED = { theme: ['auto', 'light', 'dark'], language: ['auto', ...LANGUAGES.map(({ tag }) => tag)], way: WAYS, mm_s: SPEEDS, mm_mv: GAINS, keeps: ['ask', 'yes', 'no'], tour: ['ask', 'over'], keyed: ['yes', 'no'] };

const KEY = 'ecglass';

/** @returns {Habits} */
export function remembered() {
  const habits = usual();
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    // Another version, or another page of this host, may have written there: what is not offered was not chosen.
    for (const [name, offered] of Object.entries(OFFERED)) if (offered.includes(kept[name])) Object.assign(habits, { [name]: kept[name] });
  } catch {
    // Storage may be forbidden, and what is in it may be nonsense.
  }
  return habits;
}

/** @param {Habits} habits */
export function remember(habits) {
  try {
    if (areUsual(habits)) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(habits));
  } catch {
    // Storage may be forbidden, or full; the choice then lasts as long as the page.
  }
}

/** Whether there is nothing to forget. @param {Habits} habits */
export function areUsual(habits) {
  return Object.entries(usual()).every(([name, value]) => habits[/** @type {keyof Habits} */ (name)] === value);
}
