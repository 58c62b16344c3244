// Files that come one by one: what was dropped before is tried again with what was dropped just now.

import { Cancelled } from './jobs.js';

/** @import { Choices, Wishes } from './types.js' */

/** The files that the page keeps in mind, and what was said about them. @typedef {{ files: File[], choices: Choices | null }} Memory */

/** @typedef {(files: File[], wishes: Wishes) => Promise<T>} Attempt @template T */

/** Nothing was dropped so far. @returns {Memory} */
export function nothing() {
  return { files: [], choices: null };
}

/**
 * The files of before and those of now; of two with one name the newer counts.
 * @param {File[]} before
 * @param {File[]} now
 */
export function united(before, now) {
  const names = new Set(now.map((file) => file.name));
  return [...before.filter((file) => !names.has(file.name)), ...now];
}

/**
 * Tries files alone and, where others are missing, once more with those of before.
 * @template {Memory} T
 * @param {Memory} before
 * @param {File[]} files
 * @param {Attempt<T>} attempt
 * @returns {Promise<{ result: T, memory: Memory } | { error: unknown, memory: Memory }>} rejected only where it was cancelled
 */
export async function pair(before, files, attempt) {
  /** @type {unknown} */
  let first;
  try {
    return succeeded(await attempt(files, {}));
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    // Nothing that more files could mend: it says nothing about those of before either.
    if (!wantsMore(error)) return { error, memory: before };
    first = error;
  }
  const all = united(before.files, files);
  if (all.length === files.length) return { error: first, memory: { files, choices: null } };
  try {
    return succeeded(await attempt(all, { choices: before.choices, fresh: files.map((file) => file.name) }));
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    if (wantsMore(error)) return { error, memory: { files: all, choices: null } };
    return { error: first, memory: { files, choices: null } };
  }
}

/**
 * @template {Memory} T
 * @param {T} result
 */
function succeeded(result) {
  return { result, memory: { files: result.files, choices: result.choices } };
}

/** @param {unknown} error */
function wantsMore(error) {
  return error instanceof Error && 'wants' in error && Array.isArray(error.wants) && error.wants.length > 0;
}
