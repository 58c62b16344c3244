// Places of a recording that can be gone to, in words: what happens in a rhythm, episodes of ST, bad stretches of a lead.

import { message, say } from './language.js';
import { moment, shift, stretchWords } from './words.js';

/** @import { LeadQuality, LeadSt, Rhythm } from './types.js' */

/** A place of a recording that can be gone to, in words; nowhere where it is words alone. @typedef {{ words: string, at_s: number | null }} Jump */

/** Places one after the other, put into words as they are asked for: a day may have thousands. @typedef {{ count: number, place: (nth: number) => Jump }} Places */

/** What the events of a rhythm are called: one, and of an ectopic class. */
const EVENTS = /** @type {Record<string, string>} */ ({
  AF: message('Atrial fibrillation'),
  bradycardia: message('Bradycardia, below 50'),
  tachycardia: message('Tachycardia, above 100'),
  pause: message('Pause of 2 s or more'),
  couplet: message('Couplet'),
  run: message('Run of three or more'),
  bigeminy: message('Bigeminy'),
  trigeminy: message('Trigeminy'),
});

/**
 * What happens in a rhythm, a row a kind: fibrillation first.
 * @param {Rhythm} rhythm
 */
export function eventRows({ episodes, events, counts }) {
  const rows = counts.map(({ kind, class: of, count, most_beats }) => ({
    kind,
    name: of ? `${say(EVENTS[kind])}, ${of}` : say(EVENTS[kind]),
    often: count,
    longest: most_beats,
    of: of ?? '',
    when: spans(events.filter((event) => event.kind === kind && event.class === of)),
  }));
  if (episodes.length > 0) {
    const longest = Math.max(...episodes.map(({ beats }) => beats));
    rows.unshift({ kind: 'AF', name: say(EVENTS.AF), often: episodes.length, longest, of: '', when: spans(episodes) });
  }
  return rows;
}

/**
 * What lasts, each with its place.
 * @param {{ from_s: number, to_s: number }[]} all
 * @returns {Places}
 */
function spans(all) {
  return { count: all.length, place: (nth) => ({ words: say('{from} to {to}', { from: moment(all[nth].from_s), to: moment(all[nth].to_s) }), at_s: (all[nth].from_s + all[nth].to_s) / 2 }) };
}

/**
 * The episodes of a lead's ST.
 * @param {LeadSt} lead
 * @returns {Places}
 */
export function episodePlaces({ reference_mv, episodes }) {
  if (reference_mv === null || episodes.length === 0) return { count: 1, place: () => ({ words: reference_mv === null ? say('needs more than 30 s') : say('none'), at_s: null }) };
  return {
    count: episodes.length,
    place(nth) {
      const { direction, from_s, to_s, peak_s, peak_mv } = episodes[nth];
      return { words: say('{direction} from {from} to {to}, up to {shift}', { direction: say(direction), from: moment(from_s), to: moment(to_s), shift: shift(peak_mv) }), at_s: peak_s };
    },
  };
}

/**
 * Where a lead is less than usable, and why.
 * @param {LeadQuality} lead
 * @returns {Places}
 */
export function qualityPlaces({ stretches }) {
  const bad = stretches.filter(({ grade }) => grade !== 'usable');
  return { count: bad.length, place: (nth) => ({ words: stretchWords(bad[nth]), at_s: (bad[nth].from_s + bad[nth].to_s) / 2 }) };
}
