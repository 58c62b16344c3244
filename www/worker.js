// A worker: messages in, calls across the wasm border, answers out, in the order in which they were asked.

import initView, * as view from './pkg/view.js';
import initEngine, * as engine from './pkg/engine.js';

/** @import { Beats, Conclusion, Reply, Request, Summary } from './types.js' */

/** Errors that the border throws on purpose; anything else means that this worker's memory can no longer be trusted. */
const KINDS = ['Malformed', 'Unsupported', 'Unfit', 'Model'];

/** The lead that is cut into beats and drawn: the first. */
const LEAD = 0;

/** What takes in the files of a drop, until it is used up or fails. @type {view.Intake | null} */
let intake = null;

/** What was read last; kept for its beats and its conclusion. @type {view.Reading | null} */
let reading = null;

/** @type {engine.Classifier | null} */
let classifier = null;

/** The end of the queue: one thing at a time, since setting up waits. */
let tail = Promise.resolve();

self.addEventListener('message', (event) => {
  tail = tail.then(() => answer(event.data));
});
post({ ready: true });

/** @param {Request} request */
async function answer(request) {
  const { id } = request;
  try {
    const { value, transfer } = await serve(request);
    post({ id, value }, transfer);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (KINDS.includes(error.name)) {
      post({ id, error: { name: error.name, message: error.message } });
    } else {
      post({ id, died: error.message });
      self.close();
    }
  }
}

/**
 * @param {Request} request
 * @returns {Promise<{ value?: unknown, transfer?: Transferable[] }>}
 */
async function serve(request) {
  switch (request.kind) {
    case 'view':
      await initView({ module_or_path: given(request.module) });
      return {};
    case 'model':
      await initEngine({ module_or_path: given(request.module) });
      classifier = new engine.Classifier(given(request.spec), new Uint8Array(given(request.onnx)));
      return {};
    case 'begin':
      if (request.first) empty();
      intake ??= new view.Intake();
      intake.begin(given(request.name), given(request.size));
      return {};
    case 'push':
      given(intake).push(new Uint8Array(given(request.bytes)));
      return {};
    case 'finish':
      return finish(given(request.excerpt_s));
    case 'beats': {
      const beats = /** @type {Beats} */ (given(reading).beats(given(request.spec), LEAD));
      return { value: beats, transfer: [beats.samples.buffer, beats.truth.buffer, beats.at.buffer] };
    }
    case 'classify': {
      const value = given(classifier).classify(given(request.beats));
      return { value, transfer: [value.buffer] };
    }
    case 'conclude': {
      const value = /** @type {Conclusion} */ (given(reading).conclude(given(request.spec), LEAD, given(request.probabilities)));
      return { value, transfer: [value.classes.buffer, value.probability.buffer, value.examples.buffer] };
    }
    case 'csv':
      return { value: new Blob([given(reading).beatsCsv(given(request.spec), LEAD, given(request.probabilities))], { type: 'text/csv' }) };
    default:
      throw new Error(`unknown request ${request.kind}`);
  }
}

/** Frees what was read before: two large files at once may be more than there is memory. */
function empty() {
  intake?.free();
  intake = null;
  reading?.free();
  reading = null;
}

/** @param {number} excerpt_s */
function finish(excerpt_s) {
  const used = given(intake);
  // Finishing uses the intake up, whether or not there is a reading in the end.
  intake = null;
  reading = used.finish();
  /** @type {Summary} */
  const summary = reading.summary();
  if (summary.kind !== 'record') return { value: { summary, excerpt: null, beats: null } };
  const excerpt = reading.lead(LEAD).slice(0, Math.ceil(excerpt_s * summary.rate_hz));
  return { value: { summary, excerpt, beats: null }, transfer: [excerpt.buffer] };
}

/**
 * @template T
 * @param {T | null | undefined} value
 * @returns {T}
 */
function given(value) {
  if (value === null || value === undefined) throw new Error('a request came before what it needs');
  return value;
}

/**
 * @param {Reply} reply
 * @param {Transferable[]} [transfer]
 */
function post(reply, transfer = []) {
  self.postMessage(reply, { transfer });
}
