// Files by slices: the text of a large one is never held twice.

import { say } from './language.js';

/** So many bytes are read at a time. */
export const SLICE = 1 << 20;

/**
 * @param {File} file
 * @param {number} from
 * @param {number} size
 */
export function slice(file, from, size) {
  const bytes = file.slice(from, from + size).arrayBuffer();
  const told = bytes.catch(() => {
    throw new Error(say('{file} could not be read: it is a folder, or was moved or changed after it was dropped. Drop it again.', { file: file.name }));
  });
  // Read ahead of its turn, it may fail when nobody waits for it any more.
  told.catch(() => {});
  return told;
}

/**
 * Hands a file on slice by slice; while one is worked on, the next is on its way from the disk.
 * @param {File} file
 * @param {(bytes: ArrayBuffer) => Promise<unknown>} take
 */
export async function eachSlice(file, take) {
  let next = slice(file, 0, SLICE);
  for (let from = 0; from < file.size; from += SLICE) {
    const bytes = await next;
    if (from + SLICE < file.size) next = slice(file, from + SLICE, SLICE);
    await take(bytes);
  }
}
