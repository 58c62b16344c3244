// The seat on which models are compared: one worker by itself, so that times are those of one worker, and a model that
// brings its worker down or never answers takes nothing else with it.

import { pointed, say } from './language.js';
import { Fallen, Seat } from './pool.js';

/** @import { Verdict } from './comparing.js' */
/** @import { Beats, Candidate, WorkerLike } from './types.js' */

/** @typedef {(kind: string, payload: Record<string, unknown>, transfer?: Transferable[]) => Promise<any>} Ask */

/** Whoever takes longer than this over loading, or over a chunk of beats, is not waited for any more. */
const PATIENCE_MS = 20_000;

/** Beats a message: few, since a stranger's network may be slow, and progress is to move. */
const CHUNK = 128;

/** The slot of models that are not kept. */
const PASSING = 'own';

export class Guest {
  /**
   * @param {() => WorkerLike} startWorker
   * @param {number} [patience_ms]
   */
  constructor(startWorker, patience_ms = PATIENCE_MS) {
    // Whoever asked is told, and goes on with the next model: nobody else has to hear of it.
    this.seat = new Seat(startWorker, () => {});
    this.patience_ms = patience_ms;
    /** The papers of what a worker has loaded, by its key. @type {{ worker: WorkerLike | null, papers: Map<string, string> }} */
    this.loaded = { worker: null, papers: new Map() };
  }

  /**
   * One model after the other. What one of them does wrong is told beside it, and the others go on.
   * @param {Candidate[]} candidates
   * @param {WebAssembly.Module} module
   * @param {{ reader: Ask, guest: Ask, still: () => void, tried: (nth: number, share: number) => void }} by whom to ask, and who hears of it
   * @returns {Promise<Verdict[]>}
   */
  async compare(candidates, module, { reader, guest, still, tried }) {
    /** @type {Verdict[]} */
    const verdicts = [];
    for (const [nth, candidate] of candidates.entries()) {
      const { key } = candidate;
      still();
      tried(nth, 0);
      try {
        const spec = await this.load(candidate, module, guest);
        /** @type {Beats} */
        const beats = await reader('beats', { spec });
        const { probabilities, ms } = await this.classify(candidate, beats, guest, (share) => tried(nth, share));
        verdicts.push({ key, score: await reader('compare', { spec, probabilities, ms }), truth: beats.truth });
      } catch (error) {
        still();
        verdicts.push({ key, fault: whyNot(error) });
      }
    }
    return verdicts;
  }

  /**
   * Loads a model, unless the worker that sits here has it.
   * @param {Candidate} candidate
   * @param {WebAssembly.Module} module
   * @param {Ask} ask
   * @returns {Promise<string>} its papers
   */
  async load({ key, name, kept, spec, onnx }, module, ask) {
    await this.seat.teach('engine', { module });
    const { worker } = this.seat;
    if (this.loaded.worker !== worker) this.loaded = { worker, papers: new Map() };
    const known = this.loaded.papers.get(key);
    if (known !== undefined) return known;
    const [text, bytes] = await Promise.all([spec(), onnx()]);
    /** @type {string} */
    const papers = await this.patiently(() => ask('load', { slot: kept ? key : PASSING, name, spec: text ?? undefined, onnx: bytes }, [bytes]));
    if (kept) this.loaded.papers.set(key, papers);
    return papers;
  }

  /**
   * @param {Candidate} candidate
   * @param {Beats} beats
   * @param {Ask} ask
   * @param {(share: number) => void} tried
   */
  async classify({ key, kept }, { samples, width, count }, ask, tried) {
    /** @type {Float32Array<ArrayBuffer>} */
    let all = new Float32Array(0);
    let ms = 0;
    for (let from = 0; from < count; from += CHUNK) {
      const to = Math.min(count, from + CHUNK);
      const part = samples.slice(from * width, to * width);
      const found = await this.patiently(() => ask('try', { slot: kept ? key : PASSING, beats: part }, [part.buffer]));
      const columns = found.probabilities.length / (to - from);
      if (from === 0) all = new Float32Array(count * columns);
      all.set(found.probabilities, from * columns);
      ms += found.ms;
      tried(to / count);
    }
    return { probabilities: all, ms };
  }

  /**
   * Waits for an answer so long and no longer: then the worker is ended, and with it what it was asked.
   * @template T
   * @param {() => Promise<T>} asked
   */
  async patiently(asked) {
    const late = new Late(say('It did not answer within {seconds} s: its worker was ended, and another one started.', { seconds: pointed(this.patience_ms / 1000) }));
    const timer = setTimeout(() => this.seat.replace(late), this.patience_ms);
    try {
      return await asked();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A worker that was ended because nobody waited for it any longer. */
class Late extends Fallen {}

/**
 * Why a model was not compared, as a sentence.
 * @param {unknown} error
 */
function whyNot(error) {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof Fallen) || error instanceof Late) return error.message;
  return say('Its worker stopped{because}; another one was started.', { because: error.message ? ` (${error.message})` : '' });
}
