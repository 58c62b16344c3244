// What is done about beats that do not belong: they are judged when somebody asks, one of them is looked at, and all are saved.

import { ODDITIES, ROWS, about, inList, inTime, judged, moved, picked, unasked } from './anomalies.js';
import { Cancelled } from './jobs.js';
import { beside, judgeAll, saveOdd } from './judging.js';
import { once } from './once.js';
import * as step from './state.js';

/** @import { Anomalies } from './anomalies.js' */
/** @import { Engine } from './engine.js' */
/** @import { State } from './state.js' */
/** @import { Oracle } from './types.js' */

/**
 * @typedef {object} World what this needs of the page
 * @property {() => State} state
 * @property {(next: State) => void} become
 * @property {Engine} engine
 * @property {typeof import('./assets.js')} assets
 * @property {(seconds: number) => void} goTo a moment of the recording was chosen: whoever shows it may follow
 * @property {(name: string, blob: Blob) => Promise<void>} download
 * @property {(error: unknown) => string} sentence
 */

/** @param {World} world */
export function createAnomalies({ state, become, engine, assets, goTo, download, sentence }) {
  let looking = false;

  /** @param {Anomalies} anomalies */
  const change = (anomalies) => become({ ...state(), anomalies });
  const current = () => about(state().anomalies, state().result);

  /** The network and its papers; a failure is not kept. @type {() => Promise<Oracle>} */
  const oracle = once(async () => {
    const [spec, onnx] = await Promise.all([assets.text(`models/${ODDITIES}/spec.json`), assets.bytes(`models/${ODDITIES}/model.onnx`)]);
    return { spec, onnx };
  });

  async function judge() {
    const { result, job } = state();
    if (!result || job) return;
    const now = () => performance.now();
    become({ ...step.judging(state(), 0, 0, now()), anomalies: unasked() });
    try {
      const { spec, ...said } = await judgeAll(engine, result, oracle, {
        read: () => {},
        judged: (done, of) => become(step.judging(state(), done, of, now())),
      });
      become(step.judged(state(), judged(result, spec, said)));
    } catch (error) {
      // Whoever cancelled has already changed the state: it may be another job's by now.
      if (!(error instanceof Cancelled)) become({ ...state(), job: null, anomalies: { ...unasked(), of: result, fault: sentence(error) } });
    }
  }

  /**
   * The beat that is picked is fetched where it is not there yet and nobody else is at work. Called whenever the page is painted: who
   * holds an arrow key gets the beat on which they let go.
   */
  async function settle() {
    const { found, picked: beat, look, of, fault } = current();
    if (!found || !of || beat < 0 || look || looking || fault !== '' || state().job) return;
    looking = true;
    /** @type {Partial<Anomalies>} */
    let came = {};
    try {
      came = { look: await beside(engine, of, oracle, beat) };
    } catch (error) {
      // A job that took its place has ended it: it is fetched when that is done.
      if (!(error instanceof Cancelled)) came = { fault: sentence(error) };
    }
    looking = false;
    if (current().of === of && current().picked === beat) change({ ...current(), ...came });
    else become({ ...state() });
  }

  /** @param {number} beat */
  function pick(beat) {
    const { found } = current();
    if (!found || !(beat in found.scores)) return;
    change(picked(current(), beat));
    goTo(found.at[beat]);
  }

  async function save() {
    const { found, of, threshold } = current();
    if (!found || !of || state().job) return;
    become(step.saving(state(), 'anomalies', performance.now()));
    const { scores, differs, papers } = found;
    try {
      const { name, blob } = await saveOdd(engine, of, { scores, differs, before: papers.before, threshold });
      await download(name, blob);
      become(step.saved(state(), name));
    } catch (error) {
      if (!(error instanceof Cancelled)) become(step.failed(state(), sentence(error)));
    }
  }

  return {
    current,
    judge,
    settle,
    pick,
    save,
    move: (/** @type {number} */ threshold) => change(moved(current(), threshold)),
    usual: () => change(moved(current(), current().found?.papers.threshold ?? NaN)),
    more: () => change({ ...current(), shown: current().shown + ROWS }),
    /** Along the list. @param {number} by */
    step: (by) => pick(inList(current(), by)),
    /** Along the recording, from one odd beat to the next; from the end where `far` is asked. @param {1 | -1} by @param {boolean} [far] */
    walk: (by, far = false) => pick(far ? inTime(current(), /** @type {1 | -1} */ (-by), by > 0 ? (current().found?.scores.length ?? 0) - 1 : 0) : inTime(current(), by)),
  };
}

/** @typedef {ReturnType<typeof createAnomalies>} AnomaliesActions */
