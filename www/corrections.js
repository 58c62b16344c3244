// What a person says that beats are, a step at a time, so that each can be taken back; and what came of it. Never touches the DOM.

import { count, say } from './language.js';
import { CLASSES } from './words.js';

/** @import { Beats, Conclusion, Correction, Kin, Result } from './types.js' */

/** Beats, by where they stand, that were said to be of a class together. @typedef {{ samples: ArrayLike<number>, letter: string }} Step */
/** All that was said, and how many steps of it hold: those after them were taken back. @typedef {{ steps: Step[], done: number }} History */

/**
 * @typedef {object} Relabelling
 * @property {History} history
 * @property {Kin | null} kin the families of the beats
 * @property {Beats | null} of whose families they are
 * @property {number} chosen the family that is looked at
 * @property {number} beat the beat that is looked at, -1 where none is
 * @property {boolean} isAsking the least sure beats are asked about, one after the other
 * @property {number} answered how many were
 * @property {boolean} isBusy what was said is being worked in
 */

/** @returns {Relabelling} */
export function untold() {
  return { history: { steps: [], done: 0 }, kin: null, of: null, chosen: 0, beat: -1, isAsking: false, answered: 0, isBusy: false };
}

/**
 * What remains of it where another result comes: all, where the same recording is looked at otherwise with what was said.
 * @param {Relabelling} before
 * @param {Result | null} from
 * @param {Result} to
 * @returns {Relabelling}
 */
export function kept(before, from, to) {
  const told = to.source.settings.corrections ?? [];
  const isSame = from?.summary.name === to.summary.name && from.summary.seconds === to.summary.seconds && isSaid(corrections(before.history), told);
  return isSame ? { ...untold(), history: before.history } : { ...untold(), history: historyOf(told) };
}

/**
 * What was said at an earlier visit, class by class.
 * @param {Correction[]} before
 * @returns {History}
 */
export function again(before) {
  const steps = CLASSES.map(({ letter }) => ({ samples: before.flatMap(({ sample, class: is }) => (is === letter ? [sample] : [])), letter })).filter(({ samples }) => samples.length > 0);
  return { steps, done: steps.length };
}

/**
 * What came with a result as if it had been said step by step.
 * @param {Correction[]} told
 * @returns {History}
 */
function historyOf(told) {
  const steps = told.map(({ sample, class: letter }) => ({ samples: [sample], letter }));
  return { steps, done: steps.length };
}

/**
 * Beats are said to be of a class; what had been taken back is forgotten. Saying what was said already is no step.
 * @param {History} history
 * @param {ArrayLike<number>} samples
 * @param {string} letter
 * @returns {History}
 */
export function said(history, samples, letter) {
  const now = told(history);
  if (Array.from(samples).every((sample) => now.get(sample) === letter)) return history;
  return { steps: [...history.steps.slice(0, history.done), { samples, letter }], done: history.done + 1 };
}

/** @param {History} history @returns {History} */
export function undone(history) {
  return history.done > 0 ? { ...history, done: history.done - 1 } : history;
}

/** @param {History} history @returns {History} */
export function redone(history) {
  return history.done < history.steps.length ? { ...history, done: history.done + 1 } : history;
}

/** What each beat was last said to be. @param {History} history @returns {Map<number, string>} */
function told({ steps, done }) {
  return new Map(steps.slice(0, done).flatMap(({ samples, letter }) => Array.from(samples, (sample) => /** @type {[number, string]} */ ([sample, letter]))));
}

/**
 * The corrections that a history comes to, in the order of the recording, as reports have them.
 * @param {History} history
 * @returns {Correction[]}
 */
export function corrections(history) {
  return [...told(history)].sort(([a], [b]) => a - b).map(([sample, letter]) => ({ sample, class: letter }));
}

/**
 * Whether two lists of corrections say the same.
 * @param {Correction[]} a
 * @param {Correction[]} b
 */
export function isSaid(a, b) {
  return a.length === b.length && a.every((one, i) => one.sample === b[i].sample && one.class === b[i].class);
}

/**
 * The least sure beat that nobody has said anything about yet.
 * @param {ArrayLike<number>} probability
 * @param {ArrayLike<number>} at
 * @param {Correction[]} known
 * @returns {number} -1 where there is none left
 */
export function leastSure(probability, at, known) {
  const settled = new Set(known.map(({ sample }) => sample));
  let least = -1;
  for (let beat = 0; beat < at.length; beat++) {
    if (settled.has(at[beat])) continue;
    if (least < 0 || probability[beat] < probability[least]) least = beat;
  }
  return least;
}

/**
 * How many beats of each class there were and are, and how many followed those that were corrected.
 * @param {Pick<Conclusion, 'classes' | 'uncorrected'>} conclusion
 * @param {ArrayLike<number>} at
 * @param {Correction[]} known
 */
export function outcome({ classes, uncorrected }, at, known) {
  const settled = new Set(known.map(({ sample }) => sample));
  const [before, after] = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0]];
  let followed = 0;
  const first = uncorrected.length > 0 ? uncorrected : classes;
  for (let beat = 0; beat < classes.length; beat++) {
    before[first[beat]] += 1;
    after[classes[beat]] += 1;
    if (first[beat] !== classes[beat] && !settled.has(at[beat])) followed += 1;
  }
  return { before, after, followed };
}

/**
 * What came of what was said, in a line: "12 corrected · V 444 → 455, N 1,543 → 1,532 · 9 beats followed".
 * @param {Result} result
 */
export function outcomeWords({ conclusion, beats, source }) {
  const known = source.settings.corrections ?? [];
  if (known.length === 0) return '';
  const { before, after, followed } = outcome(conclusion, beats.at, known);
  const moved = CLASSES.map(({ letter }, at) => ({ letter, from: before[at], to: after[at] })).filter(({ from, to }) => from !== to);
  // What changed most comes first; of as much what grew, since that is what was said.
  const counts = moved.sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from) || b.to - b.from - (a.to - a.from)).map(({ letter, from, to }) => `${letter} ${count(from)} → ${count(to)}`);
  // Found in the signal, beats stand elsewhere than where they are marked.
  const there = new Set(beats.at);
  const lost = known.filter(({ sample }) => !there.has(sample)).length;
  return [
    say({ one: '{count} corrected', other: '{count} corrected' }, { count: known.length }),
    ...(lost > 0 ? [say({ one: '{count} of them where no beat is now', other: '{count} of them where no beat is now' }, { count: lost })] : []),
    counts.join(', ') || say('no count changed'),
    followed > 0 ? say({ one: '{count} beat followed', other: '{count} beats followed' }, { count: followed }) : say('no other beat followed'),
  ].join(' · ');
}
