// Why the beat that is looked at is what the model says: asked when it is picked, shown in its words.

import { message, say } from './language.js';
import { CLASSES, share } from './words.js';

/** @import { State } from './state.js' */
/** @import { Beats, Reasons, Result } from './types.js' */

/** What was said of which beat. @typedef {{ of: Result, beat: number, reasons: Reasons }} Why */

/**
 * @param {object} by
 * @param {() => State} by.state
 * @param {(state: State) => void} by.become
 * @param {(result: Result, beat: number) => Promise<Reasons>} by.ask
 */
export function createWhy({ state, become, ask }) {
  /** @type {{ of: Result, beat: number } | null} */
  let asked = null;

  /** Asks about the beat that is looked at, unless it was asked about already. */
  return function look() {
    const { result, view } = state();
    if (!result?.survey || view.beat < 0 || view.beat >= result.beats.count) return;
    if (asked?.of === result && asked.beat === view.beat) return;
    const mine = { of: result, beat: view.beat };
    asked = mine;
    ask(result, view.beat).then(
      (reasons) => {
        if (asked === mine) become({ ...state(), why: { ...mine, reasons } });
      },
      // The beat's own figures stand without it; picking it again asks again.
      () => {
        if (asked === mine) asked = null;
      },
    );
  };
}

/**
 * Why a beat is what it is said to be, as far as that was told.
 * @param {Why | null} why
 * @param {Result} result
 * @param {number} beat
 */
export function whyWords(why, result, beat) {
  if (why === null || why.of !== result || why.beat !== beat) return '';
  const { column, probability, seen, sides, without } = why.reasons;
  const letter = CLASSES[column]?.letter ?? '?';
  const words = seenWords(seen);
  const first = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  const most = sides.map((side, nth) => ({ side, left: without[nth] })).filter(({ left }) => probability - left >= 0.05);
  if (most.length === 0) return `${first} ${say('No single one of rhythm, shape and P wave decides it.')}`;
  most.sort((a, b) => a.left - b.left);
  const told = most.map(({ side, left }) => `${say(side)}, ${share(left, 1)}`);
  return `${first} ${say('That it is {class} hangs on these; with one of them as usual, the probability of {class} would be: {sides}.', { class: letter, sides: told.join(say('; ')) })}`;
}

/** What a beat looks like and what it hangs on, as `src/analyze/reasons.rs` puts it together; how early or late it comes has a number. */
export const SEEN = [
  message('in a fast run'), message('in time'), message('no P wave, as usual'), message('no P wave'), message('another P wave'), message('P wave as usual'),
  message('QRS as usual'), message('a wider QRS'), message('another QRS'), message('rhythm'), message('shape'), message('P wave'),
];

/** @param {string} seen */
function seenWords(seen) {
  const parts = seen.replace('no P wave, as usual', 'no P wave; as usual').split(', ').map((part) => part.replace(';', ','));
  return parts
    .map((part) => {
      const [, coming, irregular] = /^(.*?)( in an irregular rhythm)?$/.exec(part) ?? [];
      const [, when, share] = /^(early|late) by (\d+) %$/.exec(coming) ?? [];
      const words = when === 'early' ? say('early by {share} %', { share }) : when === 'late' ? say('late by {share} %', { share }) : say(coming);
      return irregular ? say('{coming} in an irregular rhythm', { coming: words }) : words;
    })
    .join(say(', '));
}

/** Beats that what is usual is told from, as `src/analyze/reasons.rs` has it. */
const USUAL_FROM = 2048;

/**
 * A beat among enough of the others to tell what is usual.
 * @param {Beats} beats
 * @param {number} beat
 * @returns {{ rows: Float32Array<ArrayBuffer>, nth: number }}
 */
export function among({ count, width, samples }, beat) {
  const every = Math.max(1, Math.floor(count / USUAL_FROM));
  const chosen = Array.from({ length: Math.ceil(count / every) }, (_, nth) => nth * every);
  if (beat % every !== 0) chosen.push(beat);
  const rows = new Float32Array(chosen.length * width);
  for (const [nth, at] of chosen.entries()) rows.set(samples.subarray(at * width, (at + 1) * width), nth * width);
  return { rows, nth: chosen.indexOf(beat) };
}
