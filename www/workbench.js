// What a worker makes: rows of a table, single beats, records of made beats, simulated ones; imported by the worker alone.

import * as view from './pkg/view.js';
import * as engine from './pkg/engine.js';

/** @import { BeatWish, Ended, Making } from './types.js' */

/** A generator that was loaded: for many rows, for one alone, and its critic where it has one. @typedef {{ many: engine.Generator, alone: engine.Generator, critic: engine.Critic | null, classes: number[], leadIn: number, width: number }} Loaded */

/** @type {Map<string, Loaded>} */
const generators = new Map();

/** The table that is being written. @type {view.Balanced | null} */
let table = null;

/**
 * @param {string} slot
 * @param {string} spec
 * @param {ArrayBuffer} onnx
 * @param {ArrayBuffer | null} critic
 */
export function takeGenerator(slot, spec, onnx, critic) {
  const papers = JSON.parse(spec);
  // Whoever moves a slider waits for one beat, and not for a batch of them.
  const single = JSON.stringify({ ...papers, batch: 1 });
  const network = new Uint8Array(onnx);
  generators.set(slot, {
    many: new engine.Generator(spec, network),
    alone: new engine.Generator(single, network),
    critic: critic ? new engine.Critic(single, new Uint8Array(critic)) : null,
    classes: papers.classes.map((/** @type {string} */ letter) => 'NSVFQ'.indexOf(letter)),
    leadIn: papers.output.lead_in ?? 0,
    width: papers.output.samples,
  });
}

/**
 * @param {Making} making
 * @returns {{ value?: unknown, transfer?: Transferable[] }}
 */
export function make(making) {
  switch (making.what) {
    case 'table':
      table?.free();
      table = new view.Balanced(making.name, making.width, making.marked, making.column, making.header);
      return {};
    case 'text':
      return bytes(given(table).push(new Uint8Array(making.bytes)));
    case 'end':
      return { value: ended(given(table)) };
    case 'rows':
      return bytes(known(making.slot).many.generate(making.of, making.from, making.to, making.seed));
    case 'write': {
      const { leadIn, width } = known(making.slot);
      return bytes(given(table).made(making.rows, leadIn, width, making.of));
    }
    case 'beat':
      return beat(making.slot, making.beat);
    case 'lay':
      return file(known(making.slot).many.lay(making.asked, making.millivolts));
    default:
      return file(engine.simulate(making.asked));
  }
}

/**
 * One beat: a class's of a seed, or one on the way to another, moved along directions; and what the critic holds of it.
 * @param {string} slot
 * @param {BeatWish} wish
 */
function beat(slot, { of, seed, moves, to, share }) {
  const { alone: generator, critic, classes } = known(slot);
  let latent = generator.latent(of, seed, 0);
  const weights = new Float32Array(classes.length);
  weights[classes.indexOf(of)] = 1;
  if (to && share > 0) {
    latent = generator.between(latent, generator.latent(to.of, to.seed, 0), share);
    weights[classes.indexOf(of)] -= share;
    weights[classes.indexOf(to.of)] += share;
  }
  for (const [direction, amount] of Object.entries(moves)) if (amount !== 0) latent = generator.along(latent, direction, amount);
  const values = generator.render(latent, weights);
  // It judges a beat as one of a class; of what lies between two, as one of the nearer.
  const score = critic ? critic.score(values, to && share > 0.5 ? to.of : of)[0] : null;
  return { value: { values, score }, transfer: [values.buffer] };
}

/**
 * What a table's file still has to give when all of it is in: out of an archive, all of its text, which is never whole in memory.
 * @param {view.Balanced} table
 * @returns {Ended}
 */
function ended(table) {
  /** @type {Blob[]} */
  const text = [];
  const isRewritten = table.finish((/** @type {Uint8Array<ArrayBuffer>} */ piece) => text.push(new Blob([piece])));
  return { text: new Blob(text), isRewritten };
}

/** @param {string} slot */
function known(slot) {
  return given(generators.get(slot));
}

/** @param {Uint8Array | Float32Array} value */
function bytes(value) {
  return { value, transfer: [value.buffer] };
}

/** @param {any} made a file's name and bytes */
function file(made) {
  return { value: made, transfer: [made.bytes.buffer] };
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
