// Where the built files lie and how a worker is started, in the source tree and on a site.

import { compiled, fetched } from './fetched.js';

/** The names of the files as they are hosted, where the packager has given them hashed ones. @type {Record<string, string>} */
const NAMES = {};

/** What serves the page: the source tree after a build, a packaged site, or (by www/assets-inline.js) the single file. @type {'tree' | 'site' | 'file'} */
export const host = Object.keys(NAMES).length === 0 ? 'tree' : 'site';

/**
 * The address of a file, by its path in the source tree.
 * @param {string} path
 */
function address(path) {
  return new URL(NAMES[path] ?? `../${path}`, import.meta.url);
}

/** The models of the source tree, which nobody lists there. */
const MODELS = ['anomaly-cnn', 'arrhythmia-cnn-lstm', 'beat-cnn', 'beat-cnn-60', 'beat-cnn-lstm', 'beat-cnn-lstm-attention', 'beat-lstm', 'beat-mlp', 'beat-mlp-60', 'beat-resnet', 'beat-rhythm', 'beat-rnn', 'gan-conv', 'gan-dense', 'gan-lstm'];

/** The names of the models that come with the page. */
export function models() {
  if (host === 'tree') return MODELS;
  return Object.keys(NAMES).flatMap((path) => /^models\/([^/]+)\/spec\.json$/.exec(path)?.[1] ?? []);
}

/** Where the licences of all that this is made of can be read; the source tree has not collected them. */
export function licences() {
  return host === 'site' ? 'LICENSES.txt' : null;
}

/** @param {string} path */
export async function bytes(path) {
  return (await fetched(address(path), path)).arrayBuffer();
}

/** @param {string} path */
export async function text(path) {
  return (await fetched(address(path), path)).text();
}

/**
 * @param {string} path
 * @returns {Promise<WebAssembly.Module>}
 */
export async function wasm(path) {
  return compiled(await fetched(address(path), path));
}

/** @returns {Worker} */
export function startWorker() {
  return new Worker(address('www/worker.js'), { type: 'module' });
}
