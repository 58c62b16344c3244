// The panels of the page by their names, from above to below. An address, or whoever else names a panel, names it as it is named here.

/** @typedef {{ name: string, id: string, words: string }} Panel */

/** @type {readonly Panel[]} */
export const PANELS = [
  { name: 'ecg', id: 'trace-panel', words: 'ECG' },
  { name: 'classes', id: 'classes-panel', words: 'Classes' },
  { name: 'beats', id: 'beats-panel', words: 'Beats' },
  { name: 'anomalies', id: 'anomalies-panel', words: 'Anomalies' },
  { name: 'labels', id: 'scores-panel', words: 'Labels' },
  { name: 'compare', id: 'compare-panel', words: 'Compare' },
  { name: 'rhythm', id: 'rhythm-panel', words: 'Rhythm' },
  { name: 'measurements', id: 'measures-panel', words: 'Measurements' },
  { name: 'variability', id: 'hrv-panel', words: 'Variability' },
  { name: 'signal', id: 'signal-panel', words: 'Signal' },
  { name: 'notes', id: 'notes-panel', words: 'Notes' },
  { name: 'model', id: 'model-panel', words: 'Model' },
  { name: 'save', id: 'save-panel', words: 'Save' },
  { name: 'studio', id: 'studio', words: 'Studio' },
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
