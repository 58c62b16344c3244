// Models that can classify or be compared: listed, brought, and compared by the engine.

import { brought, broughtWords, chosen, contestOf, offered, standing } from './comparing.js';
import { Cancelled } from './jobs.js';
import { say } from './language.js';
import { savedName } from './naming.js';
import * as step from './state.js';

/** @import { Entrant } from './comparing.js' */
/** @import { Engine } from './engine.js' */
/** @import { State } from './state.js' */
/** @import { Candidate } from './types.js' */

/**
 * @typedef {object} World what comparing needs of the page
 * @property {() => State} state
 * @property {(next: State) => void} become
 * @property {Engine} engine
 * @property {typeof import('./assets.js')} assets
 * @property {() => number} now a clock in ms
 * @property {(name: string, blob: Blob) => Promise<void>} download
 * @property {(error: unknown) => string} sentence
 */

/** @param {World} world */
export function createComparing({ state, become, engine, assets, now, download, sentence }) {
  /** Whether those that come with the page are among them: any of them can classify, or be compared where beats are named. */
  function isListed() {
    return state().contest.entrants.some(({ own }) => own === null);
  }

  async function list() {
    const read = await Promise.allSettled(assets.models().map((name) => assets.text(`models/${name}/spec.json`)));
    // Whoever's papers are not there is not offered.
    const specs = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    become({ ...state(), contest: offered(state().contest, specs) });
  }

  /** @param {File[]} files models of one's own */
  function bring(files) {
    const contest = brought(state().contest, files);
    become({ ...state(), contest, says: broughtWords(contest, files) });
  }

  async function compare() {
    const { result, job } = state();
    const entrants = chosen(state().contest, result);
    if (!result || job || entrants.length === 0) return;
    const names = entrants.map(({ name }) => name);
    become(step.comparing(state(), names, 0, 0, now()));
    try {
      const verdicts = await engine.compare(result, entrants.map(candidate), {
        read: () => {},
        tried: (nth, share) => become(step.comparing(state(), names, nth, share, now())),
      });
      become(step.compared(state(), verdicts));
    } catch (error) {
      if (!(error instanceof Cancelled)) become(step.failed(state(), sentence(error)));
    }
  }

  /**
   * A model as the engine takes it: those that come with the page are fetched when they are needed, a person's own is read.
   * @param {Entrant} entrant
   * @returns {Candidate}
   */
  function candidate({ key, name, own }) {
    if (own === null) return { key, name, kept: true, spec: () => assets.text(`models/${name}/spec.json`), onnx: () => assets.bytes(`models/${name}/model.onnx`) };
    return { key, name, kept: false, spec: async () => own.papers && contents(own.papers).then((bytes) => new TextDecoder().decode(bytes)), onnx: () => contents(own.onnx) };
  }

  /** @param {File} file */
  function contents(file) {
    return file.arrayBuffer().catch(() => {
      throw new Error(say('{file} could not be read: it was moved or changed after it was chosen. Choose it again.', { file: file.name }));
    });
  }

  async function save() {
    const outcome = standing(state().contest, state().result);
    if (!outcome) return;
    const name = savedName(outcome.of.summary.name, 'compare');
    try {
      await download(name, new Blob([JSON.stringify(contestOf(outcome, state().version), null, 2), '\n'], { type: 'application/json' }));
      become(step.saved(state(), name));
    } catch (error) {
      become(step.troubled(state(), sentence(error)));
    }
  }

  return { isListed, list, bring, compare, save };
}
