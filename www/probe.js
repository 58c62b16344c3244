// Whether this browser can run ecglass at all, and the sentence for when it cannot.

import { message } from './language.js';

/** The smallest module that needs WebAssembly SIMD: one function that spreads a zero over sixteen lanes and counts their bits. */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/**
 * @param {{ WebAssembly?: Pick<typeof WebAssembly, 'validate'>, Worker?: unknown }} [platform]
 * @returns {string | null} why not, as a sentence; null when all is well
 */
export function whyUnfit(platform = globalThis) {
  if (typeof platform.WebAssembly !== 'object' || platform.WebAssembly === null) {
    return message('This browser has no WebAssembly, which ecglass is made of. It may be switched off (some “lockdown” and enterprise settings do that): allow it for this page, or open the page in another browser.');
  }
  if (!platform.WebAssembly.validate(SIMD)) {
    return message('This browser has no WebAssembly SIMD, which ecglass needs for its speed. Chrome and Edge 91, Firefox 89 and Safari 16.4 have it, and all later ones: update the browser, or open the page in another one.');
  }
  if (typeof platform.Worker !== 'function') {
    return message('This browser has no web workers, in which ecglass reads and classifies: open the page in another browser.');
  }
  return null;
}
