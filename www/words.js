// Numbers and results as the words that a person reads; knows nothing of the DOM.

import { TIPS } from './glossary.js';
import { retold } from './heard.js';
import { apart, count, dated, decimal, list, message, pointed, say } from './language.js';

/** @import { Conclusion, LeadQuality, Report, Summary } from './types.js' */

/** The five classes of AAMI EC57, in the order of the network's outputs. */
export const CLASSES = [
  { letter: 'N', name: message('Normal'), within: message('normal'), tip: message('Beats that start where they should, in the sinus node or in what stands in for it; those of a blocked bundle branch are among them.') },
  { letter: 'S', name: message('Supraventricular'), within: message('supraventricular'), tip: message('Beats that come too early, from a place above the ventricles: in an atrium, or at the node between.') },
  { letter: 'V', name: message('Ventricular'), within: message('ventricular'), tip: message('Beats that start in a ventricle: wide, and not led by a P wave; PVCs are such beats.') },
  { letter: 'F', name: message('Fusion'), within: message('fusion'), tip: message('A ventricular and a normal beat at the same time, in one shape between the two.') },
  { letter: 'Q', name: message('Paced or unknown'), within: message('paced or unknown'), tip: message('Beats that a pacemaker set off, and beats that nobody could name.') },
];

/** A class with its letter, as it stands within a sentence: "V ventricular". @param {(typeof CLASSES)[number]} of */
export function classWords({ letter, within }) {
  return `${letter} ${say(within)}`;
}

/**
 * A part of a whole in percent, on one line. One digit is enough, but a few must not read as none, nor nearly all as all.
 * @param {number} part
 * @param {number} whole
 */
export function share(part, whole) {
  if (whole === 0) return say('none');
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.1) return `<\u{a0}${decimal(0.1, 1)}\u{a0}%`;
  if (part < whole && percent > 99.9) return `>\u{a0}${decimal(99.9, 1)}\u{a0}%`;
  return `${decimal(percent, 1)}\u{a0}%`;
}

/**
 * A score between 0 and 1, or "none" where its divisor was zero.
 * @param {number | null} value
 */
export function score(value) {
  return value === null ? say('none') : decimal(value, 3);
}

/** So many beats. @param {number} count */
export function beatsOf(count) {
  return say({ one: '{count} beat', other: '{count} beats' }, { count });
}

/** A rate of sampling. @param {number} hertz */
function rateOf(hertz) {
  return apart(`${pointed(Number(hertz.toFixed(2)))} Hz`);
}

/**
 * A length of time: "8.5 s", "1 min 4 s", "30 min 6 s", "24 h 0 min".
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 60) return say('{seconds} s', { seconds: pointed(Number(seconds.toFixed(1))) });
  const whole = Math.round(seconds);
  if (whole < 3600) return say('{minutes} min {seconds} s', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
  const minutes = Math.round(seconds / 60);
  return say('{hours} h {minutes} min', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/**
 * The one sentence above the results.
 * @param {Report} report
 */
export function headline(report) {
  const { beats: total, seconds, leads } = report.record;
  if (total === 0 && seconds !== undefined) {
    const [length, of] = [duration(seconds), leads?.length ?? 0];
    if (of === 0) return say('{length} of ECG. No heartbeat was found in it.', { length });
    return say({ one: '{length} of ECG, {few} lead. No heartbeat was found in it.', other: '{length} of ECG, {few} leads. No heartbeat was found in it.' }, { length, few: inWords(of), count: of });
  }
  if (total === 0) return say('No heartbeat was found.');
  const present = CLASSES.map(({ letter, within }) => ({ name: say(within), of: report.counts[letter] ?? 0 }))
    .filter(({ of }) => of > 0)
    .sort((a, b) => b.of - a.of);
  if (total === 1) return say('One heartbeat: {class}.', { class: present[0]?.name ?? say('of no class') });
  const classes = present.length === 1 ? say('all {class}', { class: present[0].name }) : list(present.map(({ name, of }) => `${share(of, total)} ${name}`));
  const forms = present.length === 1 ? { one: '{count} heartbeat, {classes}.', other: '{count} heartbeats, {classes}.' } : { one: '{count} heartbeat: {classes}.', other: '{count} heartbeats: {classes}.' };
  return say(forms, { count: total, classes });
}

/**
 * Of how many beats the model is not sure, in a sentence; nothing where it is sure of all.
 * @param {Report} report
 */
export function unsureWords({ unsure = 0, record }) {
  if (unsure === 0) return '';
  return say({ one: 'Of {count} beat ({share}) the model is not sure: take it as “don’t know”.', other: 'Of {count} beats ({share}) the model is not sure: take them as “don’t know”.' }, { count: unsure, share: share(unsure, record.beats) });
}

/**
 * How probable the class of a beat is, and whether that is too little: "61.2 %: don’t know".
 * @param {Pick<Conclusion, 'probability' | 'doubted'>} conclusion
 * @param {number} beat
 * @param {boolean} [isAlone] the number does not stand beside a word that says what it is
 */
export function sureWords({ probability, doubted }, beat, isAlone = false) {
  const sure = share(probability[beat], 1);
  if (isAlone) return doubted[beat] ? say('{sure} sure: don’t know', { sure }) : say('{sure} sure', { sure });
  return doubted[beat] ? say('{sure}: don’t know', { sure }) : sure;
}

/**
 * What was read, in a line: kind, size, rate.
 * @param {Summary} summary
 */
export function about(summary) {
  const facts = [];
  if (summary.kind === 'report') {
    facts.push(say('Saved report'));
    const { record, versions } = summary.report ?? {};
    if (record?.seconds !== undefined) facts.push(duration(record.seconds));
    if (record?.leads) facts.push(leadsOf(record.leads));
    facts.push(rateOf(summary.rate_hz));
    if (versions) facts.push(say('written by ecglass {version}', { version: versions.ecglass }));
  } else if (summary.kind === 'record') {
    facts.push(summary.synthetic === undefined ? say('Record') : say('Synthetic record'));
    if (summary.seconds !== undefined) facts.push(duration(summary.seconds));
    if (summary.leads) facts.push(leadsOf(summary.leads));
    facts.push(rateOf(summary.rate_hz));
    facts.push(summary.labelled ? say('with reference beats') : say('without reference beats'));
  } else {
    facts.push(say('Heartbeat table'));
    if (summary.rows !== undefined) facts.push(say({ one: '{count} row', other: '{count} rows' }, { count: summary.rows }));
    if (summary.columns !== undefined) facts.push(say({ one: '{count} column', other: '{count} columns' }, { count: summary.columns }));
    facts.push(rateOf(summary.rate_hz));
    facts.push(summary.labelled ? say('labelled') : say('without labels'));
  }
  return facts.join(' · ');
}

/** Findings by what they are about, in the order of a line, and how the line words them. @type {[string, (value: string, summary: Summary) => string][]} */
const READ_AS = [
  ['format', retold],
  ['layout', (value) => (value === 'recording' ? '' : say(value))],
  ['delimiter', (value) => (value === 'none' ? '' : say(value))],
  // The point is worth a word only where a comma could have been taken for it.
  ['decimal', (value, { findings }) => (value === 'point' && !findings.some(({ about, value }) => about === 'delimiter' && value !== 'none') ? '' : value === 'comma' ? say('decimal comma') : say('decimal point'))],
  ['rate', (value) => value],
  ['unit', (value) => value],
  ['leads', (value, { leads }) => (leads ? leadsOf(leads) : value)],
];

/**
 * How a file was read, in a line: "CSV · semicolon · decimal comma · 512 Hz · µV · lead I".
 * @param {Summary} summary
 */
export function readAs(summary) {
  return READ_AS.map(([about, word]) => {
    const finding = summary.findings.find((one) => one.about === about);
    return finding ? word(finding.value, summary) : '';
  })
    .filter((part) => part !== '')
    .join(' · ');
}

/** What findings are about, as their list calls it. @type {Record<string, string>} */
const ABOUT = { format: message('File'), layout: message('Rows'), leads: message('Leads'), rate: message('Rate'), unit: message('Unit'), time: message('Time'), delimiter: message('Separator'), decimal: message('Decimal mark'), header: message('Header'), labels: message('Labels'), synthetic: message('Synthetic') };

/** Values of findings that are words. */
export const FOUND = [message('recording'), message('recording, a lead a row'), message('heartbeat table'), message('comma'), message('semicolon'), message('tab'), message('spaces'), message('none'), message('point')];

/** @param {string} about */
export function findingName(about) {
  return ABOUT[about] ? say(ABOUT[about]) : about.charAt(0).toUpperCase() + about.slice(1);
}

/**
 * When a recording began, as far as its file says: "Recorded on 8 May 2014 at 05:05:15."
 * @param {string} start a date, a time, or both
 */
export function started(start) {
  const date = /(\d{4})-(\d{2})-(\d{2})/.exec(start);
  const time = /\d{1,2}:\d{2}(:\d{2})?/.exec(start);
  const isDate = date !== null && Number(date[2]) >= 1 && Number(date[2]) <= 12;
  // A year that is none stands as the file has it, so no moment is made of it that could be another day.
  const day = isDate ? dated(Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])), { dateStyle: 'long', timeZone: 'UTC' }) : '';
  if (isDate && time) return say('Recorded on {date} at {time}.', { date: day, time: time[0] });
  if (isDate) return say('Recorded on {date}.', { date: day });
  return time ? say('Recorded at {time}.', { time: time[0] }) : '';
}

/** What a recording can be saved as, by what the border calls it. */
export const FORMS = [
  { form: 'pdf', words: message('the report') },
  { form: 'report', words: message('Report (JSON)') },
  { form: 'beats', words: message('Beats (CSV)') },
  { form: 'rr', words: message('RR intervals') },
  { form: 'csv', words: message('Recording as CSV') },
  { form: 'clean', words: message('Cleaned, as CSV') },
  { form: 'edf', words: 'EDF+' },
  { form: 'wfdb', words: 'WFDB (zip)' },
  { form: 'json', words: 'JSON' },
  { form: 'table', words: message('Heartbeat table') },
  { form: 'waves', words: message('Waves') },
  { form: 'truth', words: message('Marked waves') },
];

/** @param {string[]} leads */
function leadsOf(leads) {
  if (leads.length > 12) return leadCount(leads.length);
  return say({ one: 'lead {leads}', other: 'leads {leads}' }, { count: leads.length, leads: leads.join(', ') });
}

/** @param {number} count */
export function leadCount(count) {
  return say({ one: '{count} lead', other: '{count} leads' }, { count });
}

const SMALL = [message('no'), message('one'), message('two'), message('three'), message('four'), message('five'), message('six'), message('seven'), message('eight'), message('nine'), message('ten'), message('eleven'), message('twelve')];

/**
 * A small number as a word, a large one as digits.
 * @param {number} value
 */
function inWords(value) {
  return SMALL[value] === undefined ? count(value) : say(SMALL[value]);
}

/**
 * What a running job is doing.
 * @param {{ step: 'looking' | 'reading' | 'finding' | 'classifying' | 'comparing' | 'judging' | 'saving' | 'making', names: string[], done: number, total: number, form?: string }} job
 */
export function doing(job) {
  const [files, what, done, count] = [named(job.names), say(job.form ?? ''), job.done, job.total];
  if (job.step === 'looking') return say({ one: 'Looking through {count} file', other: 'Looking through {count} files' }, { count: job.names.length });
  if (job.step === 'saving') {
    if (job.done < job.total) return say('Reading {files} again', { files });
    return say('Writing {what}', { what: say(FORMS.find(({ form }) => form === job.form)?.words ?? message('the file')) });
  }
  if (job.step === 'comparing') return say('Comparing: {model}, {nth} of {all}', { model: job.form ?? '', nth: Math.min(Math.floor(job.done) + 1, job.total), all: job.total });
  if (job.step === 'judging') return job.done === 0 ? say('Looking for beats that do not belong') : say({ one: 'Judged {done} of {count} beat', other: 'Judged {done} of {count} beats' }, { done, count });
  if (job.step === 'making') return job.total > 0 ? say({ one: 'Making {what}: {done} of {count} beat', other: 'Making {what}: {done} of {count} beats' }, { what, done, count }) : say('Making {what}', { what });
  if (job.step === 'reading') return say('Reading {files}', { files });
  if (job.step === 'finding') return say('Finding the beats in {files}', { files });
  if (job.done === 0) return say({ one: 'Classifying {count} beat', other: 'Classifying {count} beats' }, { count });
  return say({ one: 'Classified {done} of {count} beat', other: 'Classified {done} of {count} beats' }, { done, count });
}

/**
 * How far a job is: the share of its bytes or beats, and the time left where that is worth saying.
 * @param {{ done: number, total: number, left_s: number | null }} job
 */
export function howFar(job) {
  const percent = job.total > 0 ? `${Math.floor((100 * job.done) / job.total)} %` : '';
  if (job.left_s === null || job.left_s <= 0.5) return percent;
  const left = duration(job.left_s < 10 ? Math.ceil(job.left_s) : Math.round(job.left_s));
  return say('{percent} · about {left} left', { percent, left });
}

/**
 * File names as a person would list them; many are counted.
 * @param {string[]} names
 */
export function named(names) {
  return names.length <= 3 ? list(names) : say({ one: '{first} and {count} other file', other: '{first} and {count} other files' }, { first: names[0], count: names.length - 1 });
}

/**
 * Where the beats come from, in a sentence.
 * @param {Pick<Report, 'record' | 'agreement'>} report
 */
export function beatsFromWords({ record, agreement }) {
  if (record.beats_from === undefined) return '';
  if (!agreement) {
    if (record.beats === 0) return '';
    return say({ one: 'No beats are marked in the file; {count} beat was found in the signal.', other: 'No beats are marked in the file; {count} beats were found in the signal.' }, { count: record.beats });
  }
  const { marked, found, both, apart_ms } = agreement;
  const apart = apart_ms === null ? '' : say(', {ms}\u{a0}ms apart in the mean', { ms: decimal(apart_ms, 1) });
  const compared = say(
    { one: '{count} beat is marked in the file and {found} found in the signal, {both} of them the same{apart}.', other: '{count} beats are marked in the file and {found} found in the signal, {both} of them the same{apart}.' },
    { count: marked, found, both, apart },
  );
  return `${compared} ${record.beats_from === 'marks' ? say('Shown are those marked.') : say('Shown are those found.')}`;
}

/**
 * A moment of a recording: 0:05, 12:30, 1:02:30.
 * @param {number} seconds
 */
export function moment(seconds) {
  const whole = Math.round(seconds);
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * How good a lead is, in words: "usable", "usable for 92.0 %: noisy from 5:00 to 7:00, …".
 * @param {LeadQuality} lead
 */
export function qualityWords({ usable_share, stretches }) {
  const bad = stretches.filter(({ grade }) => grade !== 'usable');
  if (bad.length === 0) return say('usable throughout');
  const told = bad.slice(0, 3).map(stretchWords);
  const more = bad.length > 3 ? say({ one: ' and {count} more stretch', other: ' and {count} more stretches' }, { count: bad.length - 3 }) : '';
  return say('{share} usable: {stretches}{more}', { share: share(usable_share, 1), stretches: told.join(', '), more });
}

/**
 * A stretch of a lead that is less than usable.
 * @param {LeadQuality['stretches'][number]} stretch
 */
export function stretchWords({ from_s, to_s, grade, reason }) {
  return say('{why} from {from} to {to}', { why: say(reason ?? grade), from: moment(from_s), to: moment(to_s) });
}

/**
 * A shift in mV with its sign, to the microvolts that count.
 * @param {number | null} mv
 */
export function shift(mv) {
  if (mv === null) return say('not known');
  return `${mv < 0 ? '\u{2212}' : '+'}${decimal(Math.abs(mv), 3)}\u{a0}mV`;
}

/** What is shown of the intervals, in this order: the field of the report, its name, its unit and digits, and what it means. */
export const MEASURES = /** @type {const} */ ([
  ['rate_bpm', message('Heart rate'), message('a\u{a0}minute'), 0, TIPS.rate_bpm],
  ['pr_ms', 'PR', 'ms', 0, TIPS.pr_ms],
  ['qrs_ms', 'QRS', 'ms', 0, TIPS.qrs_ms],
  ['qt_ms', 'QT', 'ms', 0, TIPS.qt_ms],
  ['qtc_bazett_ms', message('QTc, Bazett'), 'ms', 0, TIPS.qtc_bazett_ms],
  ['qtc_fridericia_ms', message('QTc, Fridericia'), 'ms', 0, TIPS.qtc_fridericia_ms],
  ['qtc_framingham_ms', message('QTc, Framingham'), 'ms', 0, TIPS.qtc_framingham_ms],
  ['qtc_hodges_ms', message('QTc, Hodges'), 'ms', 0, TIPS.qtc_hodges_ms],
  ['p_ms', message('P wave'), 'ms', 0, TIPS.p_ms],
  ['p_mv', message('P wave'), 'mV', 2, TIPS.p_mv],
  ['r_mv', 'R', 'mV', 2, TIPS.r_mv],
  ['s_mv', 'S', 'mV', 2, TIPS.s_mv],
  ['t_mv', message('T wave'), 'mV', 2, TIPS.t_mv],
]);

/**
 * A number with its sign as typographers write it.
 * @param {number} value
 * @param {number} digits
 */
export function figure(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 && Number(text) !== 0 ? '\u{2212}' : ''}${pointed(text)}`;
}

/**
 * The figures of heart rate variability, in the order in which they are shown.
 * @param {import('./types.js').Hrv} hrv
 */
export function hrvRows({ time, frequency, lomb, poincare, dfa_alpha1, dfa_alpha2, sample_entropy }) {
  /** @type {[string, string, number | null, string, number][]} */
  const rows = [
    ['mean', message('Mean interval'), time.mean_ms, 'ms', 0],
    ['sdnn', 'SDNN', time.sdnn_ms, 'ms', 1],
    ['rmssd', 'RMSSD', time.rmssd_ms, 'ms', 1],
    ['pnn50', 'pNN50', time.pnn50_percent, '%', 1],
    ['sd1', 'SD1', poincare.sd1_ms, 'ms', 1],
    ['sd2', 'SD2', poincare.sd2_ms, 'ms', 1],
    ['vlf', 'VLF', frequency.vlf_ms2, 'ms²', 0],
    ['lf', 'LF', frequency.lf_ms2, 'ms²', 0],
    ['hf', 'HF', frequency.hf_ms2, 'ms²', 0],
    ['lf_hf', 'LF/HF', frequency.lf_hf, '', 2],
    ['lomb_lf_hf', 'LF/HF, Lomb', lomb.lf_hf, '', 2],
    ['dfa_alpha1', 'DFA α1', dfa_alpha1, '', 2],
    ['dfa_alpha2', 'DFA α2', dfa_alpha2, '', 2],
    ['sample_entropy', message('Sample entropy'), sample_entropy, '', 2],
  ];
  return rows.map(([id, name, value, unit, digits]) => {
    const told = value === null ? say('none') : `${figure(value, digits)}${unit && `\u{a0}${unit}`}`;
    return { id, name: say(name), value: told, isKnown: value !== null, meaning: say(TIPS[id]) };
  });
}

/**
 * What the tachogram shows.
 * @param {import('./types.js').Hrv} hrv
 */
export function tachogramWords({ nn, intervals, filled }) {
  const of = say('Intervals over time: {normal} of {all} are between normal beats.', { normal: nn, all: intervals });
  return filled > 0 ? `${of} ${say({ one: '{count} point in red stands in for what was left out.', other: '{count} points in red stand in for what was left out.' }, { count: filled })}` : of;
}

/**
 * The rhythm in a sentence.
 * @param {import('./types.js').Rhythm} rhythm
 */
export function rhythmWords({ name, label, af_probability, af_share, episodes }) {
  const words = say(name);
  const called = `${words[0].toUpperCase()}${words.slice(1)}`;
  if (af_probability === null) return say('{rhythm}: too few beats follow one another.', { rhythm: called });
  const lasting =
    label !== 'AF' && episodes.length > 0 && af_share !== null ? say({ one: '; {count} episode of it, {share} of the time', other: '; {count} episodes of it, {share} of the time' }, { count: episodes.length, share: share(af_share, 1) }) : '';
  return say('{rhythm}; atrial fibrillation is {probability} probable{lasting}.', { rhythm: called, probability: share(af_probability, 1), lasting });
}

/** Words of the analysis itself that come one by one, and not in sentences: rhythms, grades and faults of a stretch, directions of ST. */
export const FINDINGS = [
  message('sinus rhythm'), message('sinus bradycardia'), message('sinus tachycardia'), message('atrial fibrillation'), message('another rhythm'), message('cannot be told'),
  message('usable'), message('doubtful'), message('unusable'), message('nothing was recorded'), message('flat'), message("saturated: cut off at the recorder's limit"), message('noisy'), message('lead off: no heartbeat in it'),
  message('elevation'), message('depression'),
];

/**
 * The text beside the drawn beats.
 * @param {Report} report
 */
export function beatsWords(report) {
  const present = CLASSES.filter(({ letter }) => (report.counts[letter] ?? 0) > 0);
  const classes = list(present.map((one) => `${classWords(one)}, ${beatsOf(report.counts[one.letter])}`));
  return say('Heartbeats drawn over each other, a panel a class: {classes}. The strong line is their mean.', { classes });
}

/**
 * The text beside the drawn confusion matrix.
 * @param {number[][]} confusion truth on rows
 */
export function confusionWords(confusion) {
  const total = confusion.flat().reduce((sum, cell) => sum + cell, 0);
  const right = confusion.reduce((sum, row, i) => sum + row[i], 0);
  return say({ one: 'Confusion matrix: {right} of {count} labelled beat on the diagonal, where label and network agree.', other: 'Confusion matrix: {right} of {count} labelled beats on the diagonal, where label and network agree.' }, { right, count: total });
}

/**
 * How good a model is, in the figures of its spec.json: never those of people it has met without those of new people.
 * @param {string} spec the text of spec.json
 */
export function modelWords(spec) {
  const { beat_level: met, record_wise: apart } = JSON.parse(spec).metrics ?? {};
  if (!apart) return '';
  const figures = (/** @type {{ accuracy: number, macro_f1: number }} */ { accuracy, macro_f1 }) =>
    say('accuracy {accuracy}, macro-F1 {f1}', { accuracy: share(accuracy, 1), f1: score(macro_f1) });
  const flattering = met ? ` ${say('On other beats of people who were: {figures}.', { figures: figures(met) })}` : '';
  return `${say('On people who were not in its training: {figures}.', { figures: figures(apart) })}${flattering}`;
}
