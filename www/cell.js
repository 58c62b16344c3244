// The beats of one cell of the confusion matrix: labelled so, and called so.

import { say } from './language.js';
import { CLASSES } from './words.js';

/** @import { Result } from './types.js' */

/** A cell that is looked at, and from which of its beats on. @typedef {{ of: Result, truth: number, said: number, from: number }} Cell */

/** Rows of a table that are drawn beside each other. */
export const SHOWN = 6;

/** What stands about the cells of the drawn matrix in CSS pixels, as `src/draw/confusion.rs` has it: letters left and above, a margin on the other sides. */
const [LEFT_PX, ABOVE_PX, MARGIN_PX] = [46, 44, 8];

/**
 * The cell at a place of the drawn matrix; none beside them.
 * @param {{ x: number, y: number }} place in CSS pixels from its left upper corner
 * @param {{ width: number, height: number }} size of the drawing
 * @returns {{ truth: number, said: number } | null}
 */
export function cellAt({ x, y }, { width, height }) {
  const nth = (/** @type {number} */ at, /** @type {number} */ before, /** @type {number} */ all) => Math.floor((CLASSES.length * (at - before)) / Math.max(1, all - before - MARGIN_PX));
  const [truth, said] = [nth(y, ABOVE_PX, height), nth(x, LEFT_PX, width)];
  return CLASSES[truth] && CLASSES[said] ? { truth, said } : null;
}

/**
 * Which beats are in a cell, in their order.
 * @param {Result} result
 * @param {number} truth
 * @param {number} said
 * @returns {number[]}
 */
export function inCell({ beats, conclusion }, truth, said) {
  const found = [];
  for (let index = 0; index < beats.count; index++) if (beats.truth[index] === truth && conclusion.classes[index] === said) found.push(index);
  return found;
}

/**
 * So many further, or back; around at the end.
 * @param {Cell} cell
 * @param {1 | -1} by
 * @param {number} step
 */
export function turned(cell, by, step) {
  const all = inCell(cell.of, cell.truth, cell.said).length;
  const pages = Math.max(1, Math.ceil(all / step));
  return { ...cell, from: ((Math.floor(cell.from / step) + by + pages) % pages) * step };
}

/**
 * The cell in a sentence.
 * @param {Cell} cell
 * @param {number} step how many are shown at once
 */
export function cellWords({ of, truth, said, from }, step) {
  const all = inCell(of, truth, said).length;
  const [own, other] = [CLASSES[truth], CLASSES[said]];
  const which = all <= step ? '' : step === 1 ? say('; this is number {nth}', { nth: from + 1 }) : say('; these are {first} to {last}', { first: from + 1, last: Math.min(all, from + step) });
  if (truth === said) return say({ one: '{count} beat labelled and called {class}{which}.', other: '{count} beats labelled and called {class}{which}.' }, { count: all, class: own.letter, which });
  return say({ one: '{count} beat labelled {label}, called {class}{which}.', other: '{count} beats labelled {label}, called {class}{which}.' }, { count: all, label: own.letter, class: other.letter, which });
}

/** How many beats are shown at once: of a recording the paper shows one, of a table a row of them is drawn. @param {Result} result */
export function stepOf({ summary }) {
  return summary.kind === 'record' ? 1 : SHOWN;
}
