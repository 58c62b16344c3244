// Why the beat that is looked at is what the model says: asked when it is picked, shown in its words.

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
  const first = `${seen.charAt(0).toUpperCase()}${seen.slice(1)}.`;
  const most = sides.map((side, nth) => ({ side, left: without[nth] })).filter(({ left }) => probability - left >= 0.05);
  if (most.length === 0) return `${first} No single one of rhythm, shape and P wave decides it.`;
  most.sort((a, b) => a.left - b.left);
  const told = most.map(({ side, left }) => `${side}, ${share(left, 1)}`);
  return `${first} That it is ${letter} hangs on these; had it been as usual in its ${told.join('; in its ')}.`;
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
