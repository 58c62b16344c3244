// The built-in samples: which files each is. Made by www/samples/README.md's lines.

/** @param {string} name of a WFDB record */
const record = (name) => ['hea', 'dat', 'atr'].map((end) => `www/samples/${name}.${end}`);

/** By the button that takes them. @type {Record<string, string[]>} */
export const SAMPLES = {
  'sample-normal': record('normal'),
  'sample-fibrillation': record('fibrillation'),
  'sample-bigeminy': record('bigeminy'),
  'sample-exercise': record('exercise'),
  'sample-st': record('st-depression'),
  'sample-table': ['www/samples/heartbeats.csv'],
  'sample-record': record('minute'),
};
