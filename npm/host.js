// Where the package's files lie in a browser. Each address is written out, so that bundlers see it and bring the file along.

import initView from '../www/pkg/view.js';
import { Engine, MOST_WORKERS } from '../www/engine.js';
import { compiled, fetched } from '../www/fetched.js';
import { once } from '../www/once.js';
import { whyUnfit } from '../www/probe.js';
import { modelName } from '../www/usual-models.js';

/** @import { Kind } from '../www/usual-models.js' */
/** @import { LoadOptions } from './index.js' */

const VIEW = new URL('../www/pkg/view_bg.wasm', import.meta.url);
const ENGINE = new URL('../www/pkg/engine_bg.wasm', import.meta.url);

/** The letters of printed reports. */
const FONTS = { regular: new URL('../www/fonts/inter-regular.ttf', import.meta.url), bold: new URL('../www/fonts/inter-bold.ttf', import.meta.url) };

/** The networks that travel in the package. @type {Record<string, { spec: URL, onnx: URL }>} */
const OWN = {
  'beat-rhythm': { spec: new URL('../models/beat-rhythm/spec.json', import.meta.url), onnx: new URL('../models/beat-rhythm/model.onnx', import.meta.url) },
  'beat-cnn': { spec: new URL('../models/beat-cnn/spec.json', import.meta.url), onnx: new URL('../models/beat-cnn/model.onnx', import.meta.url) },
};

/** The modules, compiled once however many engines there are on a page. */
const view = once(() => module(VIEW));
const engine = once(() => module(ENGINE));

/** What draws on the page itself. */
export const drawing = once(async () => void (await initView({ module_or_path: await view() })));

/**
 * Workers that can read, and fetch the rest when it is needed.
 * @param {LoadOptions} [options]
 * @returns {Promise<Engine>}
 */
export async function started({ models = {}, workers = MOST_WORKERS } = {}) {
  const unfit = whyUnfit();
  if (unfit !== null) throw new Error(unfit);
  let trouble = '';
  const made = new Engine({
    startWorker: () => new Worker(new URL('../www/worker.js', import.meta.url), { type: 'module' }),
    parts: {
      view,
      spec: async (of) => (await whole(partsOf(of, models).spec)).text(),
      model: async (of) => {
        const [module, onnx] = await Promise.all([engine(), whole(partsOf(of, models).onnx).then((response) => response.arrayBuffer())]);
        return { module, onnx };
      },
      fonts: async () => {
        const [regular, bold] = await Promise.all([FONTS.regular, FONTS.bold].map(async (face) => (await whole(face)).arrayBuffer()));
        return { regular, bold };
      },
    },
    size: Math.max(1, Math.min(workers, navigator.hardwareConcurrency || 1)),
    // Whoever asks next gets a fresh worker; only the first ones have to be told of.
    onTrouble: (sentence) => (trouble = sentence),
    now: () => performance.now(),
  });
  try {
    await made.open();
  } catch (error) {
    made.close();
    throw trouble ? new Error(trouble) : error;
  }
  return made;
}

/** @param {URL} address */
async function module(address) {
  const response = await whole(address);
  return compiled(response).catch((error) => {
    const isForbidden = error instanceof WebAssembly.CompileError && /unsafe-eval|security policy/i.test(error.message);
    throw isForbidden ? new Error("The content security policy of this page forbids WebAssembly: let its script-src have 'wasm-unsafe-eval'.") : error;
  });
}

/**
 * @param {Kind | string} of the usual one of a kind, or one by its name or the address of its folder
 * @param {NonNullable<LoadOptions['models']>} models
 */
function partsOf(of, models) {
  const model = modelName(of, models);
  if (Object.hasOwn(OWN, model)) return OWN[model];
  const folder = new URL(model.endsWith('/') ? model : `${model}/`, document.baseURI);
  return { spec: new URL('spec.json', folder), onnx: new URL('model.onnx', folder) };
}

/**
 * A bundler may write a small file into its address, which a strict policy lets nobody fetch: it is there already.
 * @param {URL} address
 * @returns {Promise<Response>}
 */
async function whole(address) {
  const [, packed] = /^data:[^,]*;base64,(.*)$/s.exec(address.href) ?? [];
  if (packed !== undefined) return new Response(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)));
  return fetched(address, address.pathname.slice(address.pathname.lastIndexOf('/') + 1));
}
