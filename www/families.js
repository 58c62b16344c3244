// Families of beats as the page shows them: pure numbers and words, apart from what draws.

import { count, say } from './language.js';
import { CLASSES, beatsOf, moment, share, sureWords } from './words.js';

/** @import { Kin, Result } from './types.js' */

/** As many as `src/segment/kin.rs` tells apart. */
export const MOST = 12;

/** A family below this share does not say how high all are drawn. */
const TELLING = 0.01;

/** The beats of each family, found once. @type {WeakMap<Kin, number[][]>} */
const known = new WeakMap();

/**
 * The beats of a family, in the order of time.
 * @param {Kin} kin
 * @param {number} family
 */
export function membersOf(kin, family) {
  let all = known.get(kin);
  if (!all) {
    /** @type {number[][]} */
    const found = Array.from(kin.counts, () => []);
    kin.of.forEach((of, beat) => found[of].push(beat));
    known.set(kin, (all = found));
  }
  return all[family] ?? [];
}

/**
 * How many beats of a family are of each class, most first.
 * @param {Kin} kin
 * @param {number} family
 * @param {ArrayLike<number>} classes
 * @returns {{ of: number, letter: string, count: number }[]}
 */
export function makeup(kin, family, classes) {
  const counts = CLASSES.map(({ letter }, of) => ({ of, letter, count: 0 }));
  for (const beat of membersOf(kin, family)) counts[classes[beat]].count += 1;
  return counts.filter((one) => one.count > 0).sort((a, b) => b.count - a.count);
}

/**
 * How many beats of a family nobody should take for sure.
 * @param {Kin} kin
 * @param {number} family
 * @param {ArrayLike<number>} doubted 1 where the answer is "don't know"
 */
export function unsureOf(kin, family, doubted) {
  return membersOf(kin, family).filter((beat) => doubted[beat]).length;
}

/**
 * The lowest and the highest value for which all families have room, in mV: those of the families that count.
 * @param {Kin} kin
 * @returns {[number, number]}
 */
export function spanOf({ counts, low, high, samples, of, rest }) {
  let [lowest, highest] = [-0.2, 0.5];
  counts.forEach((beats, family) => {
    const isTelling = family === 0 || (beats >= TELLING * of.length && !(rest && family === counts.length - 1));
    if (!isTelling) return;
    for (let at = family * samples; at < (family + 1) * samples; at++) {
      lowest = Math.min(lowest, low[at]);
      highest = Math.max(highest, high[at]);
    }
  });
  const air = 0.06 * (highest - lowest);
  return [lowest - air, highest + air];
}

/**
 * What stands in the corner of a family's drawing.
 * @param {Kin} kin
 * @param {number} family
 */
export function titleOf(kin, family) {
  const counts = `${count(kin.counts[family])} · ${share(kin.counts[family], kin.of.length)}`;
  return isRest(kin, family) ? say('others {counts}', { counts }) : counts;
}

/**
 * A family as a sentence calls it.
 * @param {Kin} kin
 * @param {number} family
 */
export function nameOf(kin, family) {
  return isRest(kin, family) ? say('The others') : say('Family {nth}', { nth: family + 1 });
}

/** @param {Kin} kin @param {number} family */
function isRest({ counts, rest }, family) {
  return rest && family === counts.length - 1;
}

/**
 * A family for who does not see it: "Family 2: 444 beats, 22.3 %, V 440, N 4".
 * @param {Kin} kin
 * @param {number} family
 * @param {ArrayLike<number>} classes
 */
export function familyWords(kin, family, classes) {
  return `${nameOf(kin, family)}: ${beatsOf(kin.counts[family])}, ${share(kin.counts[family], kin.of.length)}, ${makeup(kin, family, classes).map(({ letter, count: of }) => `${letter} ${count(of)}`).join(', ')}`;
}

/**
 * The member that is nearest to where another was, so many steps on.
 * @param {number[]} members
 * @param {number} beat
 * @param {number} by
 */
export function stepped(members, beat, by) {
  const at = members.indexOf(beat);
  if (at < 0) return members[0] ?? -1;
  return members[Math.min(members.length - 1, Math.max(0, at + by))];
}

/**
 * The beat that is looked at, in a line: "Member 3 of 71, at 0:12 · V, 98.1 % sure".
 * @param {Result} result
 * @param {Kin} kin
 * @param {number} beat
 * @param {boolean} isAsked
 */
export function memberWords({ beats, conclusion, summary, source }, kin, beat, isAsked) {
  const { classes } = conclusion;
  const members = membersOf(kin, kin.of[beat]);
  const letter = CLASSES[classes[beat]]?.letter ?? '?';
  const isCorrected = (source.settings.corrections ?? []).some(({ sample }) => sample === beats.at[beat]);
  const time = moment(Math.floor(beats.at[beat] / summary.rate_hz));
  const place = isAsked ? say('Beat {nth} of {all}, at {time}', { nth: beat + 1, all: beats.count, time }) : say('Member {nth} of {all}, at {time}', { nth: members.indexOf(beat) + 1, all: members.length, time });
  return `${place} · ${letter}, ${isCorrected ? say('as you said') : sureWords(conclusion, beat, true)}`;
}
