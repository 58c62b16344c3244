// How a file that the page made gets to the person, and what is said where the browser does not take it.

import { decimal, say } from './language.js';

/** Its message is the sentence to show. */
export class NotSaved extends Error {}

/** An address must outlive the browser's question where to. */
const KEPT_MS = 60_000;

/**
 * Hands a file to the browser. Whether the person keeps it then is theirs, and nobody tells the page.
 * @param {Document} document
 * @param {string} name
 * @param {Blob} blob
 * @returns {Promise<void>} rejected with NotSaved
 */
export async function hand(document, name, blob) {
  try {
    // A blob that the browser had no room for is made all the same, and only reading it fails: better here than after the file was promised.
    await blob.slice(Math.max(0, blob.size - 1)).arrayBuffer();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  } catch (error) {
    throw new NotSaved(whyNot(name, blob.size, error));
  }
}

/**
 * @param {string} file
 * @param {number} bytes
 * @param {unknown} error
 */
function whyNot(file, bytes, error) {
  if (isFull(error)) return say('{file} ({size}\u{a0}MB) could not be saved: the browser has no room left for it. Close other tabs or free space on the disk, then save it again.', { file, size: decimal(bytes / 1e6, 1) });
  const why = error instanceof Error ? error.message.replace(/\.$/, '') : '';
  if (why === '') return say('{file} could not be saved: the browser did not take it. Save it again, or open this page in another browser.', { file });
  return say('{file} could not be saved: the browser did not take it ({why}). Save it again, or open this page in another browser.', { file, why });
}

/**
 * Whether memory or disk was too small. Every browser says so in its own way, Firefox by words alone; a sentence that tells of it is no such error.
 * @param {unknown} error
 */
export function isFull(error) {
  if (!(error instanceof Error)) return error === 'out of memory';
  return error instanceof RangeError || ['InternalError', 'NotReadableError', 'QuotaExceededError'].includes(error.name);
}
