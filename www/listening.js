// A rhythm by ear: which tone a beat has, and which beats are due. Pure numbers and words; `listening-events.js` makes them sound.

import { message, say } from './language.js';
import { beforeIndex } from './viewer.js';
import { CLASSES, moment } from './words.js';

/** How fast it can be gone through. */
export const PACES = [1, 2, 4, 8];

/** How far ahead beeps are handed to the sound card, in seconds: its clock keeps them exact, this page's timers need not be. */
export const AHEAD_S = 0.2;

/** The same while nobody looks at the page: browsers then call timers once a second. */
export const AHEAD_HIDDEN_S = 1.5;

/**
 * @typedef {object} Tone
 * @property {string} letter
 * @property {number} hz at its beginning
 * @property {number} to_hz at its end
 * @property {OscillatorType} type
 * @property {number} loud how far it swings; rough tones sound louder than soft ones that swing as far
 * @property {string} words
 */

/** What each class sounds like, apart by pitch and by timbre. @type {readonly Pick<Tone, 'hz' | 'type' | 'loud' | 'words'>[]} */
const SOUNDS = [
  { hz: 440, type: 'sine', loud: 0.3, words: message('middle, soft') },
  { hz: 880, type: 'triangle', loud: 0.25, words: message('high, bright') },
  { hz: 165, type: 'sawtooth', loud: 0.2, words: message('low, rough') },
  { hz: 294, type: 'square', loud: 0.12, words: message('lower, hollow') },
  { hz: 1480, type: 'sine', loud: 0.2, words: message('very high, soft') },
];

/** A beat that the network does not know asks: its tone rises by this much, a fifth. */
const ASKS = 1.5;

/**
 * The tone of a beat.
 * @param {number} class_ what is none of the five sounds like what nobody could name
 * @param {boolean} isDoubted
 * @returns {Tone}
 */
export function toneOf(class_, isDoubted) {
  const nth = class_ in SOUNDS ? class_ : SOUNDS.length - 1;
  const { hz, type, loud, words } = SOUNDS[nth];
  return { letter: CLASSES[nth].letter, hz, to_hz: isDoubted ? ASKS * hz : hz, type, loud, words };
}

/** Which tone is which, for who wants to learn them. @returns {{ tone: Tone, letter: string, words: string }[]} */
export function legend() {
  const known = CLASSES.map(({ letter, name }, class_) => {
    const tone = toneOf(class_, false);
    return { tone, letter, words: say('{class}: {tone}', { class: say(name), tone: say(tone.words) }) };
  });
  return [...known, { tone: toneOf(0, true), letter: '?', words: say('Don’t know: the tone of its class, rising') }];
}

/**
 * How long a beep sounds, in seconds: at any pace shorter than the shortest interval between beats.
 * @param {number} pace
 */
export function lengthAt(pace) {
  return pace > 2 ? 0.04 : 0.09;
}

/**
 * A run through the recording: at `clock_s` of the sound card's clock it is at `place_s` of the recording.
 * @typedef {{ place_s: number, clock_s: number, pace: number, next: number }} Run `next` is the first beat that was not handed on so far
 */

/**
 * @param {ArrayLike<number>} at_s when each beat is
 * @param {number} place_s
 * @param {number} clock_s
 * @param {number} pace
 * @returns {Run}
 */
export function running(at_s, place_s, clock_s, pace) {
  return { place_s, clock_s, pace, next: beforeIndex(at_s, place_s) };
}

/**
 * Where in the recording a run is.
 * @param {Run} run
 * @param {number} clock_s
 */
export function placeAt({ place_s, clock_s: since_s, pace }, clock_s) {
  return place_s + Math.max(0, clock_s - since_s) * pace;
}

/**
 * The beats that are due between now and `ahead_s` from now, each with its moment on the clock. What was missed, since the page was
 * not called for long, is left out, so that no beats sound all at once.
 * @param {ArrayLike<number>} at_s
 * @param {Run} run
 * @param {number} clock_s
 * @param {number} ahead_s
 * @returns {{ due: { beat: number, clock_s: number }[], run: Run }}
 */
export function upcoming(at_s, run, clock_s, ahead_s) {
  const due = [];
  let { next } = run;
  for (; next < at_s.length; next++) {
    const when_s = run.clock_s + (at_s[next] - run.place_s) / run.pace;
    if (when_s >= clock_s + ahead_s) break;
    if (when_s >= clock_s) due.push({ beat: next, clock_s: when_s });
  }
  return { due, run: { ...run, next } };
}

/**
 * The same run at another pace, from where it is; what was handed on stays so.
 * @param {Run} run
 * @param {number} clock_s
 * @param {number} pace
 * @returns {Run}
 */
export function paced(run, clock_s, pace) {
  return { ...run, place_s: placeAt(run, clock_s), clock_s: Math.max(run.clock_s, clock_s), pace };
}

/** Where listening begins, in words. @param {number} place_s @param {number} pace */
export function beginWords(place_s, pace) {
  const time = moment(place_s);
  return pace === 1 ? say('Listening from {time} on.', { time }) : say('Listening from {time} on, {pace} times as fast.', { time, pace });
}

/** Where it ended. @param {number} place_s @param {number} heard beats @param {boolean} isWhole it came to the end by itself */
export function endWords(place_s, heard, isWhole) {
  if (isWhole) return say({ one: 'Listened to the end: {count} beat.', other: 'Listened to the end: {count} beats.' }, { count: heard });
  return say({ one: 'Stopped listening at {time}: {count} beat.', other: 'Stopped listening at {time}: {count} beats.' }, { time: moment(place_s), count: heard });
}
