// What a person may say about how a file was read: what is offered, what was typed, and the choices that come of it.

import { message, pointed, say } from './language.js';

/** @import { Choices, Summary } from './types.js' */

/** One of a few, as a select offers it. @typedef {{ value: string, words: string }} Option */
/** A field with what it says now. @typedef {{ value: string, options: Option[] }} Select */
/** @typedef {{ field: string, name: string, wanted: string, detail: string, kept: boolean }} LeadBox */

/** What was typed or picked and not read with yet, by field; a field that is not in it stands as the file was read. @typedef {Record<string, string>} Draft */

/** @type {Option[]} */
const LAYOUTS = [
  { value: 'signal', words: message('a recording') },
  { value: 'table', words: message('heartbeats, one a row') },
];

/** @type {Option[]} */
const UNITS = [
  { value: 'mV', words: message('millivolts (mV)') },
  { value: 'uV', words: message('microvolts (µV)') },
  { value: 'nV', words: message('nanovolts (nV)') },
  { value: 'V', words: message('volts (V)') },
  { value: 'counts', words: message('counts of a converter') },
];

/** @type {Option[]} */
const DELIMITERS = [
  { value: 'comma', words: message('comma ,') },
  { value: 'semicolon', words: message('semicolon ;') },
  { value: 'tab', words: message('tab') },
  { value: 'space', words: message('spaces') },
];

/** @type {Option[]} */
const DECIMALS = [
  { value: 'point', words: message('point: 0.5') },
  { value: 'comma', words: message('comma: 0,5') },
];

/** What a finding calls something, where a choice calls it otherwise. @type {Record<string, string>} */
const CALLED = { µV: 'uV', spaces: 'space', recording: 'signal', 'recording, a lead a row': 'signal', 'heartbeat table': 'table' };

/**
 * The fields that apply to what was read, and what they say; null where one does not apply.
 * @param {Summary} summary
 */
export function offered(summary) {
  const isText = summary.findings.some(({ about }) => about === 'delimiter' || about === 'layout');
  const isSignal = summary.kind === 'record';
  const { choices, channels } = summary;
  /** @param {string} about */
  const found = (about) => {
    const value = summary.findings.find((finding) => finding.about === about)?.value ?? '';
    return CALLED[value] ?? value;
  };
  return {
    rate: summary.kind === 'report' ? null : String(Number(summary.rate_hz.toFixed(4))),
    layout: isText ? select(LAYOUTS, choices.layout ?? found('layout')) : null,
    unit: isText && isSignal ? select(UNITS, choices.unit ?? found('unit')) : null,
    gain: isText && isSignal ? String(choices.gain ?? '') : null,
    time: isText && isSignal ? select(times(summary), choices.time ?? '') : null,
    delimiter: isText ? select(DELIMITERS, choices.delimiter ?? found('delimiter')) : null,
    decimal: isText ? select(DECIMALS, choices.decimal ?? found('decimal')) : null,
    leads: channels.length > 1 ? channels.map((_, at) => box(summary, at)) : [],
  };
}

/** @typedef {ReturnType<typeof offered>} Offered */

/**
 * The choices that the fields come to, or what is wrong with them: a sentence a field. A field that says what it said
 * when the file was read adds nothing.
 * @param {Summary} summary
 * @param {Draft} draft
 * @returns {{ choices: Choices, faults: Record<string, string> }}
 */
export function corrected(summary, draft) {
  const now = offered(summary);
  const { record: _, ...choices } = summary.choices;
  /** @type {Record<string, string>} */
  const faults = {};
  /**
   * @param {'rate' | 'gain' | 'layout' | 'unit' | 'time' | 'delimiter' | 'decimal'} field
   * @returns {any} what the field was changed to
   */
  const changed = (field) => {
    const stands = now[field];
    const before = typeof stands === 'string' ? stands : stands?.value;
    return stands !== null && field in draft && draft[field] !== before ? draft[field] : undefined;
  };

  // Whoever says that the columns are others has not said which of these are leads.
  const [layout, delimiter] = [changed('layout'), changed('delimiter')];
  if (layout) choices.layout = layout;
  if (delimiter) choices.delimiter = delimiter;
  if (layout || delimiter) for (const about of /** @type {const} */ (['leads', 'time', 'unit', 'gain'])) delete choices[about];

  choices.decimal = changed('decimal') || choices.decimal;
  choices.unit = changed('unit') || choices.unit;
  const time = changed('time');
  if (time !== undefined) choices.time = time || undefined;

  const rate = changed('rate');
  if (rate !== undefined) {
    choices.rate_hz = positive(rate);
    if (!choices.rate_hz) faults.rate = say('Type a number above 0, such as 250: how many samples there are in a second.');
  }
  const isCounts = (draft.unit ?? now.unit?.value) === 'counts';
  const gain = changed('gain');
  if (!isCounts) {
    delete choices.gain;
  } else if (gain !== undefined) {
    choices.gain = positive(gain);
    if (!choices.gain && gain.trim() !== '') faults.gain = say('Type a number above 0, such as 200, or leave it empty to have it guessed.');
  }
  const ticked = now.leads.filter(({ field, kept }) => (field in draft ? draft[field] === 'yes' : kept));
  if (now.leads.length > 0 && now.leads.some((lead) => lead.kept !== ticked.includes(lead))) {
    choices.leads = ticked.map(({ wanted }) => wanted);
    if (ticked.length === 0) faults.leads = say('Tick at least one: an ECG has a lead.');
  }
  return { choices: said(choices), faults };
}

/**
 * Whether a person has said anything about how a file is to be read, beside which recording of it.
 * @param {Choices} choices
 */
export function isCorrected({ record: _, ...choices }) {
  return Object.keys(said(choices)).length > 0;
}

/**
 * What is still to be read with once a draft was: whatever was typed after it was sent.
 * @param {Draft} draft
 * @param {Draft} sent
 * @returns {Draft}
 */
export function unsent(draft, sent) {
  return Object.fromEntries(Object.entries(draft).filter(([field, value]) => sent[field] !== value));
}

/**
 * @param {Option[]} options
 * @param {string} value
 * @returns {Select}
 */
function select(options, value) {
  if (options.some((option) => option.value === value)) return { value, options };
  // Nothing of the kind was found: a single column has no separator.
  return { value: '', options: [{ value: '', words: message('as it was read') }, ...options] };
}

/** @param {Summary} summary */
function times({ channels, choices, findings }) {
  const found = findings.find(({ about }) => about === 'time')?.value ?? '';
  const isFound = found !== '' && found !== 'none' && choices.time === undefined;
  const options = [
    { value: '', words: isFound ? say('as it was found: {found}', { found }) : message('let ecglass find it') },
    { value: 'none', words: message('none: the rows are evenly spaced') },
    ...channels.map(({ name }, at) => ({ value: wanted(channels, at), words: say('the column {name}', { name }) })),
  ];
  const { time } = choices;
  if (time !== undefined && options.every(({ value }) => value !== time)) options.push({ value: time, words: say('the column {name}', { name: time }) });
  return options;
}

/**
 * @param {Summary} summary
 * @param {number} at
 * @returns {LeadBox}
 */
function box({ channels }, at) {
  const { name, unit, rate_hz, kept } = channels[at];
  return {
    field: `lead-${at}`,
    name: name || say('channel {nth}', { nth: at + 1 }),
    wanted: wanted(channels, at),
    detail: [unit || say('no unit'), `${pointed(Number(rate_hz.toFixed(4)))} Hz`].join(', '),
    kept,
  };
}

/**
 * A channel as a choice calls it: by its name, or by its number where the name is another's too or could be read as a number.
 * @param {Summary['channels']} channels
 * @param {number} at
 */
function wanted(channels, at) {
  const { name } = channels[at];
  const isClear = name !== '' && name !== 'none' && !name.startsWith('#') && channels.every((other, i) => i === at || other.name !== name);
  return isClear ? name : `#${at}`;
}

/**
 * A number above 0, with a decimal comma too, since whose files have one types one. 1,000 may be a thousand or one: it is none.
 * @param {string} text
 */
function positive(text) {
  if (/^\s*\d{1,3}(,\d{3})+\s*$/.test(text)) return undefined;
  const value = text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'));
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/**
 * Without what is undefined, which JSON leaves out too.
 * @param {Choices} choices
 * @returns {Choices}
 */
function said(choices) {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
}
