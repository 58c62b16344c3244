// Relabelling as it is done: what a person says goes to the reader's worker, and what comes of it takes the result's place.

import { again, corrections, isSaid, leastSure, outcomeWords, redone, said, undone } from './corrections.js';
import { memberWords, membersOf, stepped } from './families.js';
import { Cancelled } from './jobs.js';
import { say } from './language.js';

/** @import { History, Relabelling } from './corrections.js' */
/** @import { Engine } from './engine.js' */
/** @import { State } from './state.js' */
/** @import { Conclusion, Correction, Kin, Result } from './types.js' */

/** Until what could not be had for another job is asked for again. */
const LATER_MS = 500;

/** So many times, where the reader's worker was ended meanwhile. */
const PATIENCE = 3;

/**
 * @param {object} by
 * @param {() => State} by.state
 * @param {(state: State) => void} by.become
 * @param {Engine} by.engine
 * @param {(seconds: number) => void} by.goTo shows a moment on the paper
 * @param {(error: unknown) => string} by.sentence
 */
export function createRelabelling({ state, become, engine, goTo, sentence }) {
  let isApplying = false;

  /** @param {Partial<Relabelling>} to */
  const change = (to) => become({ ...state(), relabelling: { ...state().relabelling, ...to } });

  /** The result that can be relabelled now: a recording's, while nothing else is being done to it. */
  function open() {
    const { result, job } = state();
    return result && job === null && result.survey && result.beats.count > 0 ? result : null;
  }

  /** Asks for the families of a result that has just come. @param {Result} result */
  async function gather(result) {
    if (!result.survey || result.beats.count === 0) return;
    for (let failed = 0; failed < PATIENCE; ) {
      /** @type {Kin | null} */
      const kin = await engine.peek(result, 'families', { at: result.beats.at }).catch(() => ((failed += 1), null));
      // Corrections may have made another result of the same beats meanwhile.
      const { result: now, relabelling } = state();
      if (now?.beats !== result.beats || relabelling.of === result.beats) return;
      if (kin) {
        change({ kin, of: result.beats, chosen: 0, beat: membersOf(kin, 0)[0] ?? -1 });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LATER_MS));
    }
  }

  /** Works what was said in, and what is said meanwhile after it. @param {History} history */
  async function apply(history) {
    let holds = state().relabelling.history;
    if (history === holds) return;
    change({ history, isBusy: true });
    if (isApplying) return;
    isApplying = true;
    try {
      for (;;) {
        const { result, relabelling } = state();
        const wanted = corrections(relabelling.history);
        if (!result || isSaid(wanted, result.source.settings.corrections ?? [])) break;
        const told = relabelling.history;
        const payload = { spec: result.spec, probabilities: result.probabilities, corrections: JSON.stringify(wanted) };
        const conclusion = /** @type {Conclusion | null} */ (await engine.peek(result, 'correct', payload));
        if (state().result !== result) break;
        if (conclusion === null) throw new Cancelled();
        become(shownAnew(state(), { ...result, conclusion, source: { ...result.source, settings: { ...result.source.settings, corrections: wanted } } }));
        holds = told;
      }
      if (state().relabelling.isAsking) next();
    } catch (error) {
      // What is shown is what holds: what was said last did not come to anything.
      change({ history: holds });
      if (!(error instanceof Cancelled)) become({ ...state(), error: sentence(error) });
    } finally {
      isApplying = false;
      change({ isBusy: false });
    }
  }

  /**
   * @param {ArrayLike<number>} beats
   * @param {string} letter
   */
  function claim(beats, letter) {
    const result = open();
    if (!result || beats.length === 0) return;
    apply(said(state().relabelling.history, Float64Array.from(beats, (beat) => result.beats.at[beat]), letter));
  }

  /** Looks at a beat, here and on the paper. @param {number} beat */
  function look(beat) {
    const { result, relabelling } = state();
    const { kin, of } = relabelling;
    if (!result || !kin || of !== result.beats || beat < 0 || beat >= of.count) return;
    change({ beat, chosen: kin.of[beat] });
    goTo(result.beats.at[beat] / result.summary.rate_hz);
  }

  /** The next beat to ask about; when all are settled, asking ends. */
  function next() {
    const { result, relabelling } = state();
    if (!result) return;
    const beat = leastSure(result.conclusion.probability, result.beats.at, corrections(relabelling.history));
    if (beat < 0) {
      change({ isAsking: false });
      return;
    }
    look(beat);
    const { kin } = state().relabelling;
    if (kin) become({ ...state(), says: [outcomeWords(result), memberWords(result, kin, beat, true)].filter(Boolean).join('. ') });
  }

  return {
    /** A result has come. @param {Result} result */
    arrived: (result) => void gather(result),

    /** @param {number} family */
    choose(family) {
      const { kin } = state().relabelling;
      if (!kin) return;
      change({ isAsking: false });
      look(membersOf(kin, family)[0] ?? -1);
    },

    /** To another member of the family. @param {number} by */
    step(by) {
      const { kin, chosen, beat } = state().relabelling;
      if (kin) look(stepped(membersOf(kin, chosen), beat, by));
    },

    /** @param {number} nth of the family, from 0 */
    member(nth) {
      const { kin, chosen } = state().relabelling;
      if (kin) look(membersOf(kin, chosen)[nth] ?? -1);
    },

    /**
     * Says what beats are: all of the family, the one that is looked at in it, or the one that was picked on the paper.
     * @param {'family' | 'member' | 'beat'} which
     * @param {string} letter
     */
    relabel(which, letter) {
      const { relabelling, view } = state();
      const { kin, chosen, beat, isAsking, answered } = relabelling;
      if (which === 'family') {
        if (kin) claim(membersOf(kin, chosen), letter);
        return;
      }
      const one = which === 'member' ? beat : view.beat;
      if (one < 0) return;
      if (isAsking && one === beat) change({ answered: answered + 1 });
      claim([one], letter);
    },

    /** What was said at another visit, as a step that can be taken back. @param {Correction[]} before */
    restore: (before) => void (open() && apply(again(before))),

    undo: () => void (open() && apply(undone(state().relabelling.history))),
    redo: () => void (open() && apply(redone(state().relabelling.history))),

    /** Begins to ask about the least sure beats, or ends it. */
    ask() {
      const { isAsking } = state().relabelling;
      change({ isAsking: !isAsking, answered: 0 });
      if (!isAsking) next();
    },
  };
}

/**
 * The same recording with another conclusion: what was compared with it, made beside it and found odd in it stays, since that hangs on none;
 * the cell of its matrix has other beats.
 * @param {State} state
 * @param {Result} result
 * @returns {State}
 */
function shownAnew(state, result) {
  const { contest, studio, anomalies, cell, result: before } = state;
  const { outcome } = contest;
  const { beat } = studio;
  return {
    ...state,
    result,
    says: outcomeWords(result) || say('No beat is corrected.'),
    anomalies: anomalies.of === before ? { ...anomalies, of: result } : anomalies,
    cell: cell?.of === before ? { ...cell, of: result, from: 0 } : cell,
    contest: outcome?.of === before ? { ...contest, outcome: outcome && { ...outcome, of: result } } : contest,
    studio: beat?.near && beat.near.of === before ? { ...studio, beat: { ...beat, near: { ...beat.near, of: result } } } : studio,
  };
}
