// The panels of the page by their names, from above to below. An address, or whoever else names a panel, names it as it is named here.

import { message } from './language.js';

/** @typedef {{ name: string, id: string, words: string }} Panel */

/** @type {readonly Panel[]} */
export const PANELS = [
  { name: 'ecg', id: 'trace-panel', words: message('ECG') },
  { name: 'classes', id: 'classes-panel', words: message('Classes') },
  { name: 'beats', id: 'beats-panel', words: message('Beats') },
  { name: 'anomalies', id: 'anomalies-panel', words: message('Anomalies') },
  { name: 'labels', id: 'scores-panel', words: message('Labels') },
  { name: 'compare', id: 'compare-panel', words: message('Compare') },
  { name: 'rhythm', id: 'rhythm-panel', words: message('Rhythm') },
  { name: 'measurements', id: 'measures-panel', words: message('Measurements') },
  { name: 'variability', id: 'hrv-panel', words: message('Variability') },
  { name: 'signal', id: 'signal-panel', words: message('Signal') },
  { name: 'notes', id: 'notes-panel', words: message('Notes') },
  { name: 'model', id: 'model-panel', words: message('Model') },
  { name: 'save', id: 'save-panel', words: message('Save') },
  { name: 'studio', id: 'studio', words: message('Studio') },
];

/**
 * The panel that is read: the uppermost of those in sight. At the end of the page nothing comes further up, so there it
 * is the one that was gone to, if it was.
 * @param {ReadonlySet<string>} inSight names of panels
 * @param {string} soughtAtEnd the name of one, or nothing
 */
export function readOf(inSight, soughtAtEnd) {
  return soughtAtEnd || (PANELS.find(({ name }) => inSight.has(name))?.name ?? '');
}
