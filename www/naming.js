// What saved files are called: after the record that they are of. The command line has the same rule in `src/write/naming.rs`, and both are
// held to `tests/fixtures/names.json`.

/** Letters of a record's name that a file's name keeps; with what is said of the file it has at most 80. */
const MOST = 56;

/** What says of a file that it is a CSV; the "5" of "patient 1.5" does not. */
const EXTENSION = /\.([a-z][a-z0-9]{0,4})$/i;

/** What is neither an ASCII letter, a digit nor one of _ . -, and of the rest controls, spaces, and the marks that steer text without being seen. */
const NOT_KEPT = /[^\w.\-\u{a1}-\u{10ffff}]|[\u00ad\u1680\u2000-\u206f\u3000\ud800-\udfff\ufeff\ufff0-\uffff]/gu;

/** What Windows takes for a device, whatever follows a point. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** What is said of a file beside its record, and its extension, by what the page calls it. @type {Record<string, [string, string]>} */
const FORMS = {
  pdf: ['report', 'pdf'],
  report: ['report', 'json'],
  beats: ['beats', 'csv'],
  rr: ['rr', 'txt'],
  waves: ['waves', 'csv'],
  truth: ['marked-waves', 'csv'],
  table: ['table', 'csv'],
  csv: ['', 'csv'],
  clean: ['clean', 'csv'],
  edf: ['', 'edf'],
  wfdb: ['', 'zip'],
  json: ['', 'json'],
  anomalies: ['anomalies', 'csv'],
  compare: ['compare', 'json'],
};

/**
 * The name of what is saved of a record, by its form: 100-report.pdf.
 * @param {string} record
 * @param {string} form
 */
export function savedName(record, form) {
  const [what, extension] = FORMS[form] ?? [form, 'bin'];
  return fileName(record, what, extension);
}

/**
 * The name of a file made of a record, or that is the record itself, of which nothing more is said.
 * @param {string} record
 * @param {string} what
 * @param {string} extension
 */
export function fileName(record, what, extension) {
  return `${stem(record)}${what && '-'}${what}.${extension}`;
}

/**
 * The name of a table that goes on in its own layout.
 * @param {string} table
 */
export function balancedName(table) {
  return fileName(table, 'balanced', EXTENSION.exec(table)?.[1] ?? 'csv');
}

/** @param {string} record */
function stem(record) {
  // Some systems write é as two letters.
  const kept = record.replace(EXTENSION, '').normalize('NFC').replace(NOT_KEPT, '-').replace(/-{2,}/g, '-').replace(/^[-.]+/, '');
  const short = [...kept].slice(0, MOST).join('').replace(/[-.]+$/, '');
  if (!short) return 'ecg';
  return DEVICE.test(short) ? `ecg-${short}` : short;
}
