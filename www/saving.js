// What is shown becomes files: the engine makes them, and the person gets them.

import { Cancelled } from './jobs.js';
import * as step from './state.js';

/** @import { Engine } from './engine.js' */
/** @import { State } from './state.js' */
/** @import { PrintAsked, Result, Saved } from './types.js' */

/**
 * @typedef {object} World what saving needs of the page
 * @property {() => State} state
 * @property {(next: State) => void} become
 * @property {Engine} engine
 * @property {() => number} now a clock in ms
 * @property {(name: string, blob: Blob) => Promise<void>} download
 * @property {() => void} kept what was said of beats is in a file now
 * @property {(error: unknown) => string} sentence
 */

/** @param {World} world */
export function createSaving({ state, become, engine, now, download, kept, sentence }) {
  /** @param {string} form */
  function save(form) {
    return write(form, (result, listener) => engine.save(result, form, listener));
  }

  /** @param {PrintAsked} asked */
  function report(asked) {
    return write('pdf', (result, listener) => engine.print(result, asked, listener));
  }

  /**
   * Hands the person a file that is made of the result.
   * @param {string} form
   * @param {(result: Result, listener: { read: (done: number, of: number) => void }) => Promise<Saved>} make
   */
  async function write(form, make) {
    const { result, job } = state();
    if (!result || job) return;
    become(step.saving(state(), form, now()));
    try {
      const { name, blob, note } = await make(result, { read: (done, of) => become(step.progressed(state(), done, of, now())) });
      await download(name, blob);
      if (form === 'report' || form === 'beats') kept();
      become(step.saved(state(), name, note));
    } catch (error) {
      if (!(error instanceof Cancelled)) become(step.failed(state(), sentence(error)));
    }
  }

  return { save, report };
}
