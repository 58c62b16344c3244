// What load() gives: the engine of the page behind four words, with reports that are plain data.

import { Cancelled } from '../www/jobs.js';
import { CLASSES } from '../www/words.js';
import { leadOf } from './look.js';

/** @import { Engine } from '../www/engine.js' */
/** @import { Listener, PrintAsked, Result, Wishes } from '../www/types.js' */
/** @import { Analysis, AnalyzeOptions, Beat, Ecg as Face, Form, Input, Look, Progress } from './index.js' */

/** Draws a result, as long as somebody wants it. @typedef {(canvas: HTMLCanvasElement, result: Result, look: Look) => Promise<void>} Draw */

/** Columns of beats.csv that are no measures. */
const NAMED = ['sample', 'time_s', 'class', 'symbol', 'probability', 'entropy', 'sure'];

/** @implements {Face} */
export class Ecg {
  /** @type {Engine} */
  #engine;
  /** @type {Draw} */
  #draw;
  /** What each report was made of. @type {WeakMap<Analysis, Result>} */
  #results = new WeakMap();
  /** The end of the queue: a job of the engine's that begins ends the one that runs. @type {Promise<unknown>} */
  #tail = Promise.resolve();
  #isOpen = true;

  /**
   * @param {Engine} engine
   * @param {Draw} draw
   */
  constructor(engine, draw) {
    this.#engine = engine;
    this.#draw = draw;
  }

  /**
   * @param {Input | Input[]} input
   * @param {AnalyzeOptions} [options]
   */
  analyze(input, { lead, beats, cleaning, corrections, choices, model, progress = () => {}, signal } = {}) {
    return this.#inTurn(async () => {
      const files = (Array.isArray(input) ? input : [input]).map(fileOf);
      const listener = listening(progress);
      const settings = said({ beats, cleaning, corrections });
      /** @type {Wishes} */
      let wishes = { choices: choices ?? null, settings, model: model === undefined ? undefined : String(model) };
      if (lead !== undefined) {
        // Which number a name has is known once the recording was read.
        const kept = await this.#engine.take(files, listener, wishes, false);
        wishes = { ...wishes, choices: kept.choices, settings: { ...settings, lead: leadOf(kept.summary, lead) }, kept };
      }
      const result = await this.#engine.analyse(files, listener, wishes);
      const report = await reported(this.#engine, result);
      this.#results.set(report, result);
      return report;
    }, signal);
  }

  /**
   * @param {Analysis} report
   * @param {Form} form
   */
  save(report, form) {
    return this.#inTurn(() => this.#engine.save(this.#resultOf(report), form, { read: () => {} }));
  }

  /**
   * @param {Analysis} report
   * @param {Partial<PrintAsked>} [asked]
   */
  print(report, { paper = 'a4', hrv = false, st = false, cleaned = false } = {}) {
    return this.#inTurn(() => this.#engine.print(this.#resultOf(report), { paper, hrv, st, cleaned }, { read: () => {} }));
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Analysis} report
   * @param {Look} [look]
   */
  async draw(canvas, report, look = {}) {
    this.#stillOpen();
    await this.#draw(canvas, this.#resultOf(report), look);
  }

  close() {
    this.#isOpen = false;
    this.#engine.close();
  }

  /** @param {Analysis} report */
  #resultOf(report) {
    const result = this.#results.get(report);
    if (!result) throw new TypeError('This report is not one that analyze() of this ecglass returned: hand over the very object, no copy of it.');
    return result;
  }

  /**
   * Works when its turn has come.
   * @template T
   * @param {() => Promise<T>} work
   * @param {AbortSignal} [signal]
   * @returns {Promise<T>}
   */
  async #inTurn(work, signal) {
    const before = this.#tail;
    let done = () => {};
    this.#tail = new Promise((resolve) => (done = () => resolve(undefined)));
    const stop = () => this.#engine.cancel();
    try {
      await before;
      this.#stillOpen();
      signal?.throwIfAborted();
      signal?.addEventListener('abort', stop);
      return await work();
    } catch (error) {
      if (error instanceof Cancelled) {
        signal?.throwIfAborted();
        this.#stillOpen();
      }
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
      done();
    }
  }

  #stillOpen() {
    if (!this.#isOpen) throw new Error('This ecglass was closed: load() another one.');
  }
}

/**
 * A result as plain data, with its beats one by one.
 * @param {Engine} engine
 * @param {Result} result
 * @returns {Promise<Analysis>}
 */
export async function reported(engine, result) {
  const { conclusion, summary, recordings, beats } = result;
  const forms = summary.kind === 'report' ? [] : ['report', 'beats', ...summary.saves];
  const table = beats.count === 0 ? '' : await engine.save(result, 'beats', { read: () => {} }).then(({ blob }) => blob.text());
  return { ...conclusion.report, beats: beatsOf(table, beats.truth), findings: summary.findings, recordings, saves: /** @type {Form[]} */ (forms) };
}

/**
 * The lines of beats.csv, which says of a beat all that is known: its columns have no quotes.
 * @param {string} table
 * @param {Uint8Array} truth
 * @returns {Beat[]}
 */
function beatsOf(table, truth) {
  const [head = '', ...lines] = table.trimEnd().split('\n');
  const names = head.split(',');
  const measures = names.flatMap((name, at) => (NAMED.includes(name) ? [] : [{ name, at }]));
  const [sample, time, letter, probability, sure] = ['sample', 'time_s', 'class', 'probability', 'sure'].map((name) => names.indexOf(name));
  return lines.map((line, nth) => {
    const values = line.split(',');
    return {
      sample: Number(values[sample]),
      time_s: number(values[time]),
      class: /** @type {Beat['class']} */ (values[letter]),
      probability: Number(values[probability]),
      doubted: values[sure] === '0',
      truth: /** @type {Beat['truth']} */ (CLASSES[truth[nth]]?.letter ?? null),
      measured: Object.fromEntries(measures.map(({ name, at }) => [name, number(values[at])])),
    };
  });
}

/** @param {string | undefined} text empty where there is none */
function number(text) {
  return text ? Number(text) : null;
}

/**
 * Something to read, with the three things that the engine asks of a file: Node 18 has no File.
 * @param {Input} input
 * @returns {File}
 */
export function fileOf(input) {
  const isNamed = typeof input === 'object' && input !== null && 'data' in input;
  const data = isNamed ? input.data : input;
  const name = isNamed ? input.name : data instanceof Blob && 'name' in data ? String(data.name) : 'recording';
  if (data instanceof Blob && 'name' in data && data.name === name) return /** @type {File} */ (data);
  const isReadable = data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data) || typeof data === 'string';
  if (!isReadable) throw new TypeError('There is nothing to read: hand over a File, a Blob, bytes, or { name, data }; of several files a list.');
  return /** @type {File} */ (Object.assign(new Blob([/** @type {BlobPart} */ (data)]), { name }));
}

/**
 * What is said at all: for the border, undefined is no way to say nothing.
 * @template {object} T
 * @param {T} settings
 * @returns {Partial<T>}
 */
function said(settings) {
  return /** @type {Partial<T>} */ (Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)));
}

/**
 * @param {(progress: Progress) => void} progress
 * @returns {Listener}
 */
function listening(progress) {
  return {
    looked: (done, total) => progress({ step: 'looking', done, total }),
    chose() {},
    read: (done, total) => progress({ step: 'reading', done, total }),
    opened() {},
    surveys: () => progress({ step: 'finding', done: 0, total: 0 }),
    classified: (done, total) => progress({ step: 'classifying', done, total }),
  };
}
