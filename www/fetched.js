// What is fetched of the files that come with a page: whole, or not without a sentence that says why.

import { say } from './language.js';

/**
 * @param {URL} address
 * @param {string} path what it is called in the sentence
 * @returns {Promise<Response>}
 */
export async function fetched(address, path) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(say('{path} could not be fetched: check the connection, then reload the page.', { path }));
  }
  if (!response.ok) throw new Error(say('{path} is not on this site (the server said {status}): reload the page, or tell whoever hosts it.', { path, status: response.status }));
  return response;
}

/**
 * @param {Response} response
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compiled(response) {
  // Compiled while it arrives. A host that serves the wrong type makes it wait for the last byte; so does a service worker,
  // whose answer is here at once, and which Firefox, compiling what streams from it, now and then waits for for ever.
  const streams = response.headers.get('content-type') === 'application/wasm' && !navigator.serviceWorker?.controller;
  if (streams) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
