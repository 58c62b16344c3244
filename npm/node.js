// The package in Node: the same engine and the same wasm, answered on this thread instead of in workers.

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Engine } from '../www/engine.js';
import { once } from '../www/once.js';
import { Ecg } from './ecg.js';
import { MODELS, modelName } from '../www/usual-models.js';

/** @import { Kind } from '../www/usual-models.js' */
/** @import { WorkerLike } from '../www/types.js' */
/** @import { LoadOptions } from './index.js' */

/** What answers, as www/worker.js has it; it keeps what was read. @typedef {typeof import('../www/worker.js')} Desk */

const view = once(() => compiled('../www/pkg/view_bg.wasm'));
const engine = once(() => compiled('../www/pkg/engine_bg.wasm'));

/** Desks that nobody sits at. @type {Promise<Desk>[]} */
const free = [];
let made = 0;

/** A worker's place without a worker. @implements {WorkerLike} */
class Here {
  /** A module is one desk; a query makes it another one. Node keeps modules for ever, so that they are used again. @type {Promise<Desk>} */
  #desk = free.pop() ?? import(`../www/worker.js?desk=${++made}`);
  /** The end of the queue. @type {Promise<unknown>} */
  #tail = this.#desk;
  #isOver = false;
  /** @type {(event: any) => void} */
  #hear = () => {};

  constructor() {
    this.#then(async () => ({ ready: true }));
  }

  /**
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  addEventListener(type, listener) {
    if (type === 'message') this.#hear = listener;
  }

  /** @param {any} message */
  postMessage(message) {
    this.#then(async (desk) => (await desk.answer(message)).reply);
  }

  terminate() {
    this.#isOver = true;
    this.#tail.then(async () => {
      (await this.#desk).leave();
      free.push(this.#desk);
    });
  }

  /** @param {(desk: Desk) => Promise<unknown>} answer */
  #then(answer) {
    this.#tail = this.#tail.then(async () => {
      // Timers and signals get their turn between two answers.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#isOver) return;
      const data = await answer(await this.#desk);
      if (!this.#isOver) this.#hear({ data });
    });
  }
}

/** @param {LoadOptions} [options] */
export async function load({ models = {} } = {}) {
  const made = new Engine({
    startWorker: () => new Here(),
    parts: {
      view,
      spec: async (of) => new TextDecoder().decode(await part(of, models, 'spec.json')),
      model: async (of) => ({ module: await engine(), onnx: await part(of, models, 'model.onnx') }),
      fonts: async () => {
        const [regular, bold] = await Promise.all(['regular', 'bold'].map((face) => contents(new URL(`../www/fonts/inter-${face}.ttf`, import.meta.url))));
        return { regular, bold };
      },
    },
    size: 1,
    onTrouble: () => {},
    now: () => performance.now(),
  });
  await made.open();
  return new Ecg(made, () => Promise.reject(new Error('There is nothing to draw on in Node: draw() is for browsers.')));
}

/**
 * @param {Kind | string} of the usual one of a kind, or one by its name or the place of its folder
 * @param {NonNullable<LoadOptions['models']>} models
 * @param {string} name
 * @returns {Promise<ArrayBuffer>}
 */
async function part(of, models, name) {
  const model = modelName(of, models);
  // Those that classify when nobody chose another travel in the package.
  if (Object.values(MODELS).includes(model)) return contents(new URL(`../models/${model}/${name}`, import.meta.url));
  const folder = /^[a-z]+:\/\//i.test(model) ? new URL(model) : pathToFileURL(model);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return contents(new URL(name, folder));
}

/** @param {string} path */
async function compiled(path) {
  return WebAssembly.compile(await contents(new URL(path, import.meta.url)));
}

/**
 * @param {URL} address
 * @returns {Promise<ArrayBuffer>}
 */
async function contents(address) {
  try {
    if (address.protocol !== 'file:') {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`the server said ${response.status}`);
      return await response.arrayBuffer();
    }
    const { buffer, byteOffset, byteLength } = await readFile(address);
    return /** @type {ArrayBuffer} */ (buffer).slice(byteOffset, byteOffset + byteLength);
  } catch (error) {
    throw new Error(`${address.href} could not be read: ${/** @type {Error} */ (error).message}.`);
  }
}
