// Which model classifies where nobody chose another.

/** @import { Summary } from './types.js' */

/** What is classified: a recording's beats have a rhythm to be looked at, a table's stand alone. @typedef {'record' | 'table'} Kind */

/** The models that classify when nobody chose another. */
export const MODELS = { record: 'beat-rhythm', table: 'beat-cnn' };

/**
 * The name of a model, or of the one that classifies a kind.
 * @param {Kind | string} of
 * @param {Partial<Record<Kind, string | URL>>} [chosen] instead of the usual ones
 */
export function modelName(of, chosen = {}) {
  return of === 'record' || of === 'table' ? String(chosen[of] ?? MODELS[of]) : of;
}

/**
 * What is classified of a file.
 * @param {Summary} summary
 * @returns {Kind}
 */
export function kindToClassify({ kind }) {
  return kind === 'record' ? 'record' : 'table';
}
