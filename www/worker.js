// A worker: messages in, calls across the wasm border, answers out, in the order in which they were asked.
// Where there are no workers (npm/node.js) the same answers are had from `answer`.

import initView, * as view from './pkg/view.js';
import initEngine, * as engine from './pkg/engine.js';
import { anomaliesCsv, beside, forgetDeviations, judge, takeDetector, tell } from './assessing.js';
import { savedName } from './naming.js';
import { printed } from './printing.js';
import { TILE } from './viewer.js';
import { make, takeGenerator } from './workbench.js';

/** @import { Beats, Conclusion, Found, Kin, ModelScore, Near, Reply, Request, Saved, Summary, Survey, Tile, TileName } from './types.js' */

/** Leads whose beginning is handed over with a recording; further ones are asked for when they are looked at. */
const DRAWN_AT_ONCE = 16;

/** Errors that the border throws on purpose; anything else means that this worker's memory can no longer be trusted. */
const KINDS = ['Malformed', 'Unsupported', 'Unfit', 'Model'];

/** What looks for recordings among the beginnings of many files. @type {view.Catalog | null} */
let catalog = null;

/** What takes in the files of a drop, until it is used up or fails. @type {view.Intake | null} */
let intake = null;

/** What was read last; kept for its beats and its conclusion. @type {view.Reading | null} */
let reading = null;

/** The models that classify, of recordings and of tables. @type {Map<string, engine.Classifier>} */
const classifiers = new Map();

/** Models that are compared, beside the one that classifies. @type {Map<string, engine.Classifier>} */
const candidates = new Map();

/** The file that is being hashed. @type {engine.FileHash | null} */
let hash = null;

if ('WorkerGlobalScope' in globalThis) {
  // The end of the queue: one thing at a time, since setting up waits.
  let tail = Promise.resolve();
  self.addEventListener('message', (event) => {
    tail = tail.then(async () => {
      const { reply, transfer } = await answer(event.data);
      post(reply, transfer);
      if ('died' in reply) self.close();
    });
  });
  post({ ready: true });
}

/**
 * @param {Request} request
 * @returns {Promise<{ reply: Reply, transfer?: Transferable[] }>}
 */
export async function answer(request) {
  const { id } = request;
  try {
    const { value, transfer } = await serve(request);
    return { reply: { id, value }, transfer };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!KINDS.includes(error.name)) return { reply: { id, died: error.message } };
    const { wants = [] } = /** @type {Error & { wants?: string[] }} */ (error);
    return { reply: { id, error: { name: error.name, message: error.message, wants } } };
  }
}

/** Frees what is kept here, where no worker ends with it. */
export function leave() {
  forget();
  empty();
  for (const models of [classifiers, candidates]) {
    for (const model of models.values()) model.free();
    models.clear();
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
      classifiers.set(given(request.slot), new engine.Classifier(given(request.spec), new Uint8Array(given(request.onnx))));
      return {};
    case 'engine':
      await initEngine({ module_or_path: given(request.module) });
      return {};
    case 'load':
      return { value: load(given(request.slot), request) };
    case 'try':
      return attempt(given(request.slot), given(request.beats));
    case 'look':
      if (request.first) forget();
      catalog ??= new view.Catalog();
      for (const { name, size, bytes } of given(request.heads)) catalog.add(name, size, new Uint8Array(bytes));
      return {};
    case 'recordings': {
      /** @type {Found[]} */
      const value = given(catalog).recordings();
      forget();
      return { value };
    }
    case 'begin':
      if (request.first) empty();
      intake ??= new view.Intake(request.choices ?? '');
      intake.begin(given(request.name), given(request.size));
      return {};
    case 'push':
      given(intake).push(new Uint8Array(given(request.bytes)));
      return {};
    case 'finish':
      return finish(given(request.excerpt_s));
    case 'survey':
      return survey(given(request.settings), given(request.excerpt_s));
    case 'tile':
      // Whoever draws asks at any time, also when another recording has just begun.
      return reading ? pieces([given(request.tile)], ([tile]) => tile) : { value: null };
    case 'waves': {
      if (!reading) return { value: null };
      const value = reading.waves(given(request.lead), given(request.from_s), given(request.to_s));
      return { value, transfer: [value.buffer] };
    }
    case 'beats': {
      const beats = /** @type {Beats} */ (given(reading).beats(given(request.spec)));
      return { value: beats, transfer: [beats.samples.buffer, beats.truth.buffer, beats.at.buffer] };
    }
    case 'classify': {
      const value = given(classifiers.get(given(request.slot))).classify(given(request.beats));
      return { value, transfer: [value.buffer] };
    }
    case 'why':
      return { value: given(classifiers.get(given(request.slot))).reasons(given(request.beats), given(request.width), given(request.nth)) };
    case 'conclude':
      return conclude(request);
    case 'correct':
      given(reading).correct(given(request.corrections));
      return conclude(request);
    case 'families': {
      const value = /** @type {Kin} */ (given(reading).families(given(request.at)));
      return { value, transfer: [value.of, value.counts, value.median, value.low, value.high].map(({ buffer }) => buffer) };
    }
    case 'compare': {
      const value = /** @type {ModelScore} */ (given(reading).compare(given(request.spec), given(request.probabilities), given(request.ms)));
      return { value };
    }
    case 'nearest': {
      const value = /** @type {Near} */ (given(reading).nearest(given(request.row), request.of, given(request.count)));
      return { value, transfer: [value.at.buffer, value.distance.buffer, value.truth.buffer, value.rows.buffer] };
    }
    case 'generator':
      takeGenerator(given(request.slot), given(request.spec), given(request.onnx), request.critic ?? null);
      return {};
    case 'make':
      return make(given(request.making));
    case 'detector':
      await initEngine({ module_or_path: given(request.module) });
      takeDetector(given(request.spec), given(request.onnx));
      return {};
    case 'tell':
      return tell(given(reading));
    case 'judge':
      return judge(given(request.beats));
    case 'beside':
      return beside(given(reading), given(request.index));
    case 'hash':
      hash ??= new engine.FileHash();
      hash.push(new Uint8Array(given(request.bytes)));
      return {};
    case 'hashed': {
      const used = hash ?? new engine.FileHash();
      hash = null;
      return { value: used.hex() };
    }
    case 'save':
      return { value: save(given(request.form), request) };
    default:
      throw new Error(`unknown request ${request.kind}`);
  }
}

/**
 * Takes a model in, in the place of what had the slot before. One without papers is looked at for them.
 * @param {string} slot
 * @param {Request} request
 */
function load(slot, { name, spec, onnx }) {
  candidates.get(slot)?.free();
  candidates.delete(slot);
  const bytes = new Uint8Array(given(onnx));
  const loaded = spec ? new engine.Classifier(spec, bytes) : engine.Classifier.bring(given(name), bytes);
  candidates.set(slot, loaded);
  return loaded.papers();
}

/**
 * Lets a model classify, and takes its time: only its own, not that of the messages.
 * @param {string} slot
 * @param {Float32Array} beats
 */
function attempt(slot, beats) {
  const began = performance.now();
  const probabilities = given(candidates.get(slot)).classify(beats);
  return { value: { probabilities, ms: performance.now() - began }, transfer: [probabilities.buffer] };
}

function forget() {
  catalog?.free();
  catalog = null;
}

/** Frees what was read before: two large files at once may be more than there is memory. */
function empty() {
  intake?.free();
  intake = null;
  reading?.free();
  reading = null;
  forgetDeviations();
}

/** @param {number} excerpt_s */
function finish(excerpt_s) {
  const used = given(intake);
  // Finishing uses the intake up, whether or not there is a reading in the end.
  intake = null;
  reading = used.finish();
  /** @type {Summary & { report?: any }} */
  const summary = reading.summary();
  // A report comes as its text: parsing it here needs no code in the module.
  if (typeof summary.report === 'string') {
    summary.report = JSON.parse(summary.report);
    // The verdicts one by one are the file's business, not the page's.
    delete summary.report.beats;
  }
  if (summary.kind !== 'record') return { value: { summary, tiles: [] } };
  const leads = [...(summary.leads ?? []).slice(0, DRAWN_AT_ONCE).keys()];
  const level = /** @type {Tile} */ (reading.tile(0, false, 0, 0)).levels - 1;
  const names = leads.flatMap((lead) => [{ lead, clean: false, level, index: 0 }, ...beginning(lead, false, excerpt_s * summary.rate_hz)]);
  return pieces(names, (tiles) => ({ summary, tiles }));
}

/**
 * The tiles of a lead's first samples.
 * @param {number} lead
 * @param {boolean} clean
 * @param {number} samples
 */
function beginning(lead, clean, samples) {
  return Array.from({ length: Math.ceil(samples / TILE) }, (_, index) => ({ lead, clean, level: 0, index }));
}

/**
 * Pieces of what is read, in an answer.
 * @param {TileName[]} names
 * @param {(tiles: (TileName & Tile)[]) => unknown} answer
 */
function pieces(names, answer) {
  const from = given(reading);
  const tiles = names.map((name) => ({ ...name, .../** @type {Tile} */ (from.tile(name.lead, name.clean, name.level, name.index)) }));
  return { value: answer(tiles), transfer: tiles.map(({ values }) => values.buffer) };
}

/**
 * Looks at the recording, and hands over the beginning of what is drawn of it.
 * @param {string} settings
 * @param {number} excerpt_s
 * @returns {{ value: Survey, transfer: Transferable[] }}
 */
function survey(settings, excerpt_s) {
  forgetDeviations();
  const { found, at, truth } = /** @type {{ found: any } & Pick<Survey, 'at' | 'truth'>} */ (given(reading).survey(settings));
  const first = pieces(beginning(found.lead, true, excerpt_s * found.clean_rate_hz), (tiles) => tiles);
  return { value: { ...found, at, truth, tiles: first.value }, transfer: [at.buffer, truth.buffer, ...first.transfer] };
}

/** @param {Request} request @returns {{ value: Conclusion, transfer: Transferable[] }} */
function conclude({ spec, probabilities }) {
  const value = /** @type {Conclusion} */ (given(reading).conclude(given(spec), given(probabilities)));
  return { value, transfer: [value.classes, value.uncorrected, value.probability, value.doubted, value.measured, value.examples, value.shown].map(({ buffer }) => buffer) };
}

/**
 * What was read last as a file.
 * @param {string} form
 * @param {Request} request
 * @returns {Saved}
 */
function save(form, { spec, probabilities, odd, corrections, print, digests }) {
  const from = given(reading);
  const name = savedName(/** @type {Summary} */ (from.summary()).name, form);
  // Whoever saves what has nothing to do with classes says nothing of them.
  if (corrections !== undefined) from.correct(corrections);
  switch (form) {
    case 'pdf': {
      const bytes = printed(engine, from, given(spec), given(probabilities), given(print));
      return { name, blob: new Blob([bytes], { type: 'application/pdf' }) };
    }
    case 'report':
      return { name, blob: new Blob([from.reportJson(given(spec), given(probabilities), digests && JSON.stringify(digests))], { type: 'application/json' }) };
    case 'beats':
      return { name, blob: new Blob([from.beatsCsv(given(spec), given(probabilities))], { type: 'text/csv' }) };
    case 'anomalies':
      return { name, blob: anomaliesCsv(from, given(odd)) };
    default: {
      const { bytes, note } = /** @type {{ bytes: Uint8Array<ArrayBuffer>, note: string }} */ (from.save(form));
      return { name, blob: new Blob([bytes], { type: 'application/octet-stream' }), note };
    }
  }
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
