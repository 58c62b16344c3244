// Numbers and results as the words that a person reads; knows nothing of the DOM.

import { TIPS } from './glossary.js';

/** @import { Conclusion, LeadQuality, Report, Summary } from './types.js' */

/** The five classes of AAMI EC57, in the order of the network's outputs. */
export const CLASSES = [
  { letter: 'N', name: 'Normal', tip: 'Beats that start where they should, in the sinus node or in what stands in for it; those of a blocked bundle branch are among them.' },
  { letter: 'S', name: 'Supraventricular', tip: 'Beats that come too early, from a place above the ventricles: in an atrium, or at the node between.' },
  { letter: 'V', name: 'Ventricular', tip: 'Beats that start in a ventricle: wide, and not led by a P wave; PVCs are such beats.' },
  { letter: 'F', name: 'Fusion', tip: 'A ventricular and a normal beat at the same time, in one shape between the two.' },
  { letter: 'Q', name: 'Paced or unknown', tip: 'Beats that a pacemaker set off, and beats that nobody could name.' },
];

/**
 * A count with its thousands apart, in one way whatever the browser's language, as the rest of the page is in English.
 * @param {number} value
 */
export function count(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * A part of a whole in percent, on one line. One digit is enough, but a few must not read as none, nor nearly all as all.
 * @param {number} part
 * @param {number} whole
 */
export function share(part, whole) {
  if (whole === 0) return 'none';
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.1) return '<\u{a0}0.1\u{a0}%';
  if (part < whole && percent > 99.9) return '>\u{a0}99.9\u{a0}%';
  return `${percent.toFixed(1)}\u{a0}%`;
}

/**
 * A score between 0 and 1, or "none" where its divisor was zero.
 * @param {number | null} value
 */
export function score(value) {
  return value === null ? 'none' : value.toFixed(3);
}

/**
 * A count and its noun.
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 */
export function some(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * A length of time: "8.5 s", "1 min 4 s", "30 min 6 s", "24 h 0 min".
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * The one sentence above the results.
 * @param {Report} report
 */
export function headline(report) {
  const { beats: total, seconds, leads } = report.record;
  if (total === 0 && seconds !== undefined) {
    const of = leads && leads.length > 0 ? `, ${inWords(leads.length)} ${leads.length === 1 ? 'lead' : 'leads'}` : '';
    return `${duration(seconds)} of ECG${of}. No heartbeat was found in it.`;
  }
  if (total === 0) return 'No heartbeat was found.';
  const present = CLASSES.map(({ letter, name }) => ({ name: name.toLowerCase(), of: report.counts[letter] ?? 0 }))
    .filter(({ of }) => of > 0)
    .sort((a, b) => b.of - a.of);
  if (total === 1) return `One heartbeat: ${present[0]?.name ?? 'of no class'}.`;
  if (present.length === 1) return `${count(total)} heartbeats, all ${present[0].name}.`;
  return `${count(total)} heartbeats: ${list(present.map(({ name, of }) => `${share(of, total)} ${name}`))}.`;
}

/**
 * Of how many beats the model is not sure, in a sentence; nothing where it is sure of all.
 * @param {Report} report
 */
export function unsureWords({ unsure = 0, record }) {
  return unsure === 0 ? '' : `Of ${some(unsure, 'beat')} (${share(unsure, record.beats)}) the model is not sure: take ${unsure === 1 ? 'it' : 'them'} as “don’t know”.`;
}

/**
 * How probable the class of a beat is, and whether that is too little: "61.2 %: don’t know".
 * @param {Pick<Conclusion, 'probability' | 'doubted'>} conclusion
 * @param {number} beat
 * @param {string} [word] after the number
 */
export function sureWords({ probability, doubted }, beat, word = '') {
  return `${share(probability[beat], 1)}${word}${doubted[beat] ? ': don’t know' : ''}`;
}

/**
 * What was read, in a line: kind, size, rate.
 * @param {Summary} summary
 */
export function about(summary) {
  const facts = [];
  if (summary.kind === 'report') {
    facts.push('Saved report');
    const { record, versions } = summary.report ?? {};
    if (record?.seconds !== undefined) facts.push(duration(record.seconds));
    if (record?.leads) facts.push(leadsOf(record.leads));
    facts.push(`${Number(summary.rate_hz.toFixed(2))} Hz`);
    if (versions) facts.push(`written by ecglass ${versions.ecglass}`);
  } else if (summary.kind === 'record') {
    facts.push(summary.synthetic === undefined ? 'Record' : 'Synthetic record');
    if (summary.seconds !== undefined) facts.push(duration(summary.seconds));
    if (summary.leads) facts.push(leadsOf(summary.leads));
    facts.push(`${Number(summary.rate_hz.toFixed(2))} Hz`);
    facts.push(summary.labelled ? 'with reference beats' : 'without reference beats');
  } else {
    facts.push('Heartbeat table');
    if (summary.rows !== undefined) facts.push(some(summary.rows, 'row'));
    if (summary.columns !== undefined) facts.push(some(summary.columns, 'column'));
    facts.push(`${Number(summary.rate_hz.toFixed(2))} Hz`);
    facts.push(summary.labelled ? 'labelled' : 'without labels');
  }
  return facts.join(' · ');
}

/** Findings by what they are about, in the order of a line, and how the line words them. @type {[string, (value: string, summary: Summary) => string][]} */
const READ_AS = [
  ['format', (value) => value],
  ['layout', (value) => (value === 'recording' ? '' : value)],
  ['delimiter', (value) => (value === 'none' ? '' : value)],
  // The point is worth a word only where a comma could have been taken for it.
  ['decimal', (value, { findings }) => (value === 'point' && !findings.some(({ about, value }) => about === 'delimiter' && value !== 'none') ? '' : `decimal ${value}`)],
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
const ABOUT = { format: 'File', layout: 'Rows', leads: 'Leads', rate: 'Rate', unit: 'Unit', time: 'Time', delimiter: 'Separator', decimal: 'Decimal mark', header: 'Header', labels: 'Labels' };

/** @param {string} about */
export function findingName(about) {
  return ABOUT[about] ?? about.charAt(0).toUpperCase() + about.slice(1);
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/**
 * When a recording began, as far as its file says: "Recorded on 8 May 2014 at 05:05:15."
 * @param {string} start a date, a time, or both
 */
export function started(start) {
  const date = /(\d{4})-(\d{2})-(\d{2})/.exec(start);
  const time = /\d{1,2}:\d{2}(:\d{2})?/.exec(start);
  const month = date && MONTHS[Number(date[2]) - 1];
  if (!month && !time) return '';
  return `Recorded${month ? ` on ${Number(date[3])} ${month} ${date[1]}` : ''}${time ? ` at ${time[0]}` : ''}.`;
}

/** What a recording can be saved as, by what the border calls it. */
export const FORMS = [
  { form: 'pdf', words: 'the report' },
  { form: 'report', words: 'report.json' },
  { form: 'beats', words: 'beats.csv' },
  { form: 'rr', words: 'RR intervals' },
  { form: 'csv', words: 'Recording as CSV' },
  { form: 'clean', words: 'Cleaned, as CSV' },
  { form: 'edf', words: 'EDF+' },
  { form: 'wfdb', words: 'WFDB (zip)' },
  { form: 'json', words: 'JSON' },
  { form: 'table', words: 'Heartbeat table' },
  { form: 'waves', words: 'Waves' },
  { form: 'truth', words: 'Marked waves' },
];

/** @param {string[]} leads */
function leadsOf(leads) {
  return leads.length > 12 ? `${leads.length} leads` : `${leads.length === 1 ? 'lead' : 'leads'} ${leads.join(', ')}`;
}

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/**
 * A small number as a word, a large one as digits.
 * @param {number} value
 */
function inWords(value) {
  return SMALL[value] ?? count(value);
}

/**
 * What a running job is doing.
 * @param {{ step: 'looking' | 'reading' | 'finding' | 'classifying' | 'comparing' | 'judging' | 'saving' | 'making', names: string[], done: number, total: number, form?: string }} job
 */
export function doing(job) {
  if (job.step === 'looking') return `Looking through ${some(job.names.length, 'file')}`;
  if (job.step === 'saving') {
    if (job.done < job.total) return `Reading ${named(job.names)} again`;
    return `Writing ${FORMS.find(({ form }) => form === job.form)?.words ?? 'the file'}`;
  }
  if (job.step === 'comparing') return `Comparing: ${job.form}, ${Math.min(Math.floor(job.done) + 1, job.total)} of ${job.total}`;
  if (job.step === 'judging') return job.done === 0 ? 'Looking for beats that do not belong' : `Judged ${count(job.done)} of ${some(job.total, 'beat')}`;
  if (job.step === 'making') return job.total > 0 ? `Making ${job.form}: ${count(job.done)} of ${some(job.total, 'beat')}` : `Making ${job.form}`;
  if (job.step === 'reading') return `Reading ${named(job.names)}`;
  if (job.step === 'finding') return `Finding the beats in ${named(job.names)}`;
  if (job.done === 0) return `Classifying ${some(job.total, 'beat')}`;
  return `Classified ${count(job.done)} of ${some(job.total, 'beat')}`;
}

/**
 * How far a job is: the share of its bytes or beats, and the time left where that is worth saying.
 * @param {{ done: number, total: number, left_s: number | null }} job
 */
export function howFar(job) {
  const percent = job.total > 0 ? `${Math.floor((100 * job.done) / job.total)} %` : '';
  if (job.left_s === null || job.left_s <= 0.5) return percent;
  return `${percent} · about ${job.left_s < 10 ? Math.ceil(job.left_s) + ' s' : duration(Math.round(job.left_s))} left`;
}

/**
 * File names as a person would list them; many are counted.
 * @param {string[]} names
 */
export function named(names) {
  return names.length <= 3 ? list(names) : `${names[0]} and ${count(names.length - 1)} other files`;
}

/**
 * Where the beats come from, in a sentence.
 * @param {Pick<Report, 'record' | 'agreement'>} report
 */
export function beatsFromWords({ record, agreement }) {
  if (record.beats_from === undefined) return '';
  if (!agreement) return record.beats > 0 ? `No beats are marked in the file; ${some(record.beats, 'beat was', 'beats were')} found in the signal.` : '';
  const { marked, found, both, apart_ms } = agreement;
  const apart = apart_ms === null ? '' : `, ${apart_ms.toFixed(1)}\u{a0}ms apart in the mean`;
  const compared = `${some(marked, 'beat is', 'beats are')} marked in the file and ${count(found)} found in the signal, ${count(both)} of them the same${apart}.`;
  return `${compared} Shown are those ${record.beats_from === 'marks' ? 'marked' : 'found'}.`;
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
  if (bad.length === 0) return 'usable throughout';
  const told = bad.slice(0, 3).map(({ from_s, to_s, grade, reason }) => `${reason ?? grade} from ${moment(from_s)} to ${moment(to_s)}`);
  const more = bad.length > 3 ? ` and ${some(bad.length - 3, 'more stretch', 'more stretches')}` : '';
  return `${share(usable_share, 1)} usable: ${told.join(', ')}${more}`;
}

/**
 * A shift in mV with its sign, to the microvolts that count.
 * @param {number | null} mv
 */
export function shift(mv) {
  if (mv === null) return 'not known';
  return `${mv < 0 ? '\u{2212}' : '+'}${Math.abs(mv).toFixed(3)}\u{a0}mV`;
}

/** What is shown of the intervals, in this order: the field of the report, its name, its unit and digits, and what it means. */
export const MEASURES = /** @type {const} */ ([
  ['rate_bpm', 'Heart rate', 'a\u{a0}minute', 0, TIPS.rate_bpm],
  ['pr_ms', 'PR', 'ms', 0, TIPS.pr_ms],
  ['qrs_ms', 'QRS', 'ms', 0, TIPS.qrs_ms],
  ['qt_ms', 'QT', 'ms', 0, TIPS.qt_ms],
  ['qtc_bazett_ms', 'QTc, Bazett', 'ms', 0, TIPS.qtc_bazett_ms],
  ['qtc_fridericia_ms', 'QTc, Fridericia', 'ms', 0, TIPS.qtc_fridericia_ms],
  ['qtc_framingham_ms', 'QTc, Framingham', 'ms', 0, TIPS.qtc_framingham_ms],
  ['qtc_hodges_ms', 'QTc, Hodges', 'ms', 0, TIPS.qtc_hodges_ms],
  ['p_ms', 'P wave', 'ms', 0, TIPS.p_ms],
  ['p_mv', 'P wave', 'mV', 2, TIPS.p_mv],
  ['r_mv', 'R', 'mV', 2, TIPS.r_mv],
  ['s_mv', 'S', 'mV', 2, TIPS.s_mv],
  ['t_mv', 'T wave', 'mV', 2, TIPS.t_mv],
]);

/**
 * A number with its sign as typographers write it.
 * @param {number} value
 * @param {number} digits
 */
export function figure(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 && Number(text) !== 0 ? '\u{2212}' : ''}${text}`;
}

/**
 * The figures of heart rate variability, in the order in which they are shown.
 * @param {import('./types.js').Hrv} hrv
 */
export function hrvRows({ time, frequency, lomb, poincare, dfa_alpha1, dfa_alpha2, sample_entropy }) {
  /** @type {[string, string, number | null, string, number][]} */
  const rows = [
    ['mean', 'Mean interval', time.mean_ms, 'ms', 0],
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
    ['sample_entropy', 'Sample entropy', sample_entropy, '', 2],
  ];
  return rows.map(([id, name, value, unit, digits]) => {
    const told = value === null ? 'none' : `${figure(value, digits)}${unit && `\u{a0}${unit}`}`;
    return { id, name, value: told, meaning: TIPS[id] };
  });
}

/**
 * What the tachogram shows.
 * @param {import('./types.js').Hrv} hrv
 */
export function tachogramWords({ nn, intervals, filled }) {
  const of = `Intervals over time: ${count(nn)} of ${count(intervals)} are between normal beats.`;
  return filled > 0 ? `${of} ${some(filled, 'point', 'points')} in red ${filled === 1 ? 'stands' : 'stand'} in for what was left out.` : of;
}

/**
 * The rhythm in a sentence.
 * @param {import('./types.js').Rhythm} rhythm
 */
export function rhythmWords({ name, label, af_probability, af_share, episodes }) {
  const called = `${name[0].toUpperCase()}${name.slice(1)}`;
  if (af_probability === null) return `${called}: too few beats follow one another.`;
  const probable = `atrial fibrillation is ${share(af_probability, 1)} probable`;
  const lasting = label !== 'AF' && episodes.length > 0 && af_share !== null ? `; ${some(episodes.length, 'episode')} of it, ${share(af_share, 1)} of the time` : '';
  return `${called}; ${probable}${lasting}.`;
}

/** What the events of a rhythm are called: one, and of an ectopic class. */
const EVENTS = /** @type {Record<string, string>} */ ({
  AF: 'Atrial fibrillation',
  bradycardia: 'Bradycardia, below 50',
  tachycardia: 'Tachycardia, above 100',
  pause: 'Pause of 2 s or more',
  couplet: 'Couplet',
  run: 'Run of three or more',
  bigeminy: 'Bigeminy',
  trigeminy: 'Trigeminy',
});

/**
 * What happens in a rhythm, a row a kind: fibrillation first.
 * @param {import('./types.js').Rhythm} rhythm
 */
export function eventRows({ episodes, events, counts }) {
  const rows = counts.map(({ kind, class: of, count, most_beats }) => ({
    kind,
    name: of ? `${EVENTS[kind]}, ${of}` : EVENTS[kind],
    often: count,
    longest: most_beats,
    when: spans(events.filter((event) => event.kind === kind && event.class === of), count),
  }));
  if (episodes.length > 0) {
    const longest = Math.max(...episodes.map(({ beats }) => beats));
    rows.unshift({ kind: 'AF', name: EVENTS.AF, often: episodes.length, longest, when: spans(episodes, episodes.length) });
  }
  return rows;
}

/** A place of a recording that can be gone to, in words; nowhere where only the rest is told. @typedef {{ words: string, at_s: number | null }} Jump */

/**
 * The first three of what lasts, each with its place, and how many more there are.
 * @param {{ from_s: number, to_s: number }[]} all
 * @param {number} often
 * @returns {Jump[]}
 */
function spans(all, often) {
  /** @type {Jump[]} */
  const told = all.slice(0, 3).map(({ from_s, to_s }) => ({ words: `${moment(from_s)} to ${moment(to_s)}`, at_s: (from_s + to_s) / 2 }));
  return often > told.length ? [...told, { words: `and ${some(often - told.length, 'more', 'more')}`, at_s: null }] : told;
}

/**
 * The episodes of a lead's ST in a line.
 * @param {import('./types.js').LeadSt} lead
 */
export function episodesWords({ reference_mv, episodes }) {
  /** @type {(words: string, at_s?: number | null) => Jump} */
  const jump = (words, at_s = null) => ({ words, at_s });
  if (reference_mv === null) return [jump('needs more than 30 s')];
  if (episodes.length === 0) return [jump('none')];
  const told = episodes.slice(0, 3).map(({ direction, from_s, to_s, peak_s, peak_mv }) => jump(`${direction} from ${moment(from_s)} to ${moment(to_s)}, up to ${shift(peak_mv)}`, peak_s));
  return episodes.length > 3 ? [...told, jump(`and ${some(episodes.length - 3, 'more', 'more')}`)] : told;
}

/**
 * The text beside the drawn beats.
 * @param {Report} report
 */
export function beatsWords(report) {
  const present = CLASSES.filter(({ letter }) => (report.counts[letter] ?? 0) > 0);
  return `Heartbeats drawn over each other, a panel a class: ${list(
    present.map(({ letter, name }) => `${letter} ${name.toLowerCase()}, ${some(report.counts[letter], 'beat')}`),
  )}. The strong line is their mean.`;
}

/**
 * The text beside the drawn confusion matrix.
 * @param {number[][]} confusion truth on rows
 */
export function confusionWords(confusion) {
  const total = confusion.flat().reduce((sum, cell) => sum + cell, 0);
  const right = confusion.reduce((sum, row, i) => sum + row[i], 0);
  return `Confusion matrix: ${count(right)} of ${some(total, 'labelled beat')} on the diagonal, where label and network agree.`;
}

/**
 * How good a model is, in the figures of its spec.json: never those of people it has met without those of new people.
 * @param {string} spec the text of spec.json
 */
export function modelWords(spec) {
  const { beat_level: met, record_wise: apart } = JSON.parse(spec).metrics ?? {};
  if (!apart) return '';
  const figures = (/** @type {{ accuracy: number, macro_f1: number }} */ { accuracy, macro_f1 }) =>
    `accuracy ${share(accuracy, 1)}, macro-F1 ${score(macro_f1)}`;
  const flattering = met ? ` On other beats of people who were: ${figures(met)}.` : '';
  return `On people who were not in its training: ${figures(apart)}.${flattering}`;
}

/** @param {string[]} parts */
export function list(parts) {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}
