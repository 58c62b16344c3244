// Where the built files lie in the single file: in blocks of the page itself. Takes the place of assets.js there.

import { say } from './language.js';

/** @type {'tree' | 'site' | 'file'} */
export const host = 'file';

/** @param {string} path */
function block(path) {
  const element = document.getElementById(`file:${path}`);
  if (!element) throw new Error(say('{path} is not in this file: download ecglass.html again.', { path }));
  return element.textContent ?? '';
}

/** The names of the models that come with the page. */
export function models() {
  const blocks = [...document.querySelectorAll('script[id^="file:models/"]')];
  return blocks.flatMap(({ id }) => /^file:models\/([^/]+)\/spec\.json$/.exec(id)?.[1] ?? []);
}

/**
 * @param {string} path
 * @returns {Response}
 */
function unpacked(path) {
  const packed = Uint8Array.from(atob(block(path)), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')));
}

/** Where the licences of all that this is made of can be read. */
export function licences() {
  return URL.createObjectURL(new Blob([block('LICENSES.txt')], { type: 'text/plain;charset=utf-8' }));
}

/** @param {string} path */
export async function bytes(path) {
  return unpacked(path).arrayBuffer();
}

/** @param {string} path */
export async function text(path) {
  return unpacked(path).text();
}

/**
 * @param {string} path
 * @returns {Promise<WebAssembly.Module>}
 */
export async function wasm(path) {
  return WebAssembly.compile(await bytes(path));
}

/** The worker's source as an address; made once, kept as long as the page. @type {string | null} */
let worker = null;

/** @returns {Worker} */
export function startWorker() {
  worker ??= URL.createObjectURL(new Blob([block('www/worker.js')], { type: 'text/javascript' }));
  return new Worker(worker);
}
