// All state of the page in one object, and the steps from one state to the next; never touches the DOM.

import { counted, countsWords, unasked } from './anomalies.js';
import { afresh, decided, nobody, outcomeWords } from './comparing.js';
import { unsent } from './correcting.js';
import { kept, untold } from './corrections.js';
import { usual } from './habits.js';
import { say } from './language.js';
import { atelier } from './studio.js';
import { atRest, opening, spanOf } from './viewer.js';
import { headline, named } from './words.js';

/** @import { Cell } from './cell.js' */
/** @import { Verdict } from './comparing.js' */
/** @import { Draft } from './correcting.js' */
/** @import { Bench } from './steps.js' */
/** @import { Opened, Result, Summary } from './types.js' */
/** @import { Why } from './why.js' */
/** @typedef {'idle' | 'reading' | 'finding' | 'classifying' | 'comparing' | 'judging' | 'saving' | 'making' | 'done' | 'error'} Phase */

/**
 * @typedef {object} Job
 * @property {string[]} names the files that were dropped together
 * @property {'looking' | 'reading' | 'finding' | 'classifying' | 'comparing' | 'judging' | 'saving' | 'making'} step
 * @property {number} done bytes read, beats classified, judged or made, or models compared
 * @property {number} total of the same
 * @property {number} startedAt when this step began, on the page's clock in ms
 * @property {number | null} left_s estimated time left; null while too little is done to say
 * @property {Opened | null} opened what was read so far, to be drawn before the beats are classified
 * @property {Draft | null} sent what the person had typed when they asked to read the shown file again; null where another is read
 * @property {string} record the recording that the person picked; empty where they picked none
 * @property {string} form what is saved or made, or the model that is compared; empty where nothing is
 */

/** The page at rest, before anything happened. */
export function defaults() {
  return {
    /** Why this browser cannot run ecglass at all, as a sentence. @type {string | null} */
    unfit: null,
    /** The job that runs. @type {Job | null} */
    job: null,
    /** The last job that ended well; stays while another runs, fails or is cancelled. @type {Result | null} */
    result: null,
    /** What was typed into its corrections and not read with so far. @type {Draft} */
    draft: {},
    /** What was wrong with them, a sentence a field. @type {Record<string, string>} */
    faults: {},
    /** What could not be looked at of the drop, as a sentence. */
    aside: '',
    /** What went wrong last, as a sentence. @type {string | null} */
    error: null,
    /** What a screen reader is told. */
    says: '',
    /** Files are being dragged over the page. */
    dragging: false,
    /** A new version of the page waits to be let in. */
    update: false,
    /** How the person likes to see. */
    habits: usual(),
    /** The system asks for dark; matters while the theme is auto. */
    systemDark: false,
    /** The page is being printed, and paper is light. */
    printing: false,
    /** How a picture is being taken, otherwise than it stands on the screen. @type {{ dark: boolean, ratio: number } | null} */
    shot: null,
    /** The version of the wasm that draws here, once it is there. */
    version: '',
    /** The panel that is read, as `www/panels.js` names it; empty above all of them. */
    panel: '',
    /** What of the recording lies on the paper. */
    view: atRest(),
    /** How many places of a list are shown, by its name, where somebody asked for more; of which file they are. @type {{ of: Summary | null, lists: Record<string, number> }} */
    unfolded: { of: null, lists: {} },
    /** The cell of the confusion matrix whose beats are looked at. @type {Cell | null} */
    cell: null,
    /** Why the beat that was looked at last is what it is. @type {Why | null} */
    why: null,
    /** The steps of cleaning while they are edited. @type {Bench | null} */
    bench: null,
    /** What a person says that beats are, and which are looked at for it. */
    relabelling: untold(),
    /** What of it comes from an earlier visit, by when that was, and why it could not be kept. @type {{ restored: number | null, fault: string }} */
    keeping: { restored: null, fault: '' },
    /** The text of the model's card while it is open. @type {string | null} */
    card: null,
    /** The models that can be compared, and what they came to. */
    contest: nobody(),
    /** The beats that do not belong, once somebody asked for them. */
    anomalies: unasked(),
    /** What is asked of the studio, and what it made. */
    studio: atelier(),
  };
}

/** @typedef {ReturnType<typeof defaults>} State */

/**
 * @param {State} state
 * @returns {Phase}
 */
export function phase(state) {
  if (state.job) return state.job.step === 'looking' ? 'reading' : state.job.step;
  if (state.error !== null || state.unfit !== null) return 'error';
  return state.result ? 'done' : 'idle';
}

/** @param {State} state */
export function isDark(state) {
  const { theme } = state.habits;
  if (state.shot) return state.shot.dark;
  return !state.printing && (theme === 'auto' ? state.systemDark : theme === 'dark');
}

/** Pixels that a CSS pixel is drawn with: the screen's, or as many as a picture is to have. @param {State} state */
export function ratioOf({ shot }) {
  return shot?.ratio ?? devicePixelRatio;
}

/**
 * What the page shows: the file that is being worked on as soon as it was read, else the last result.
 * @param {State} state
 * @returns {Opened | Result | null}
 */
export function shown(state) {
  return state.job?.opened ?? state.result;
}

/**
 * What stands in the form of corrections: the shown result while nothing else is being read.
 * @param {State} state
 * @returns {Result | null}
 */
export function correctable({ job, result }) {
  return job?.opened && !job.sent ? null : result;
}

/**
 * Files were dropped, or the shown ones are read again: their job takes the place of any other.
 * @param {State} state
 * @param {string[]} names
 * @param {number} total bytes
 * @param {number} now
 * @param {{ sent?: Draft | null, record?: string }} [how]
 * @returns {State}
 */
export function began(state, names, total, now, { sent = null, record = '' } = {}) {
  /** @type {Job} */
  const job = { names, step: names.length > 1 ? 'looking' : 'reading', done: 0, total, startedAt: now, left_s: null, opened: null, sent, record, form: '' };
  return { ...state, job, error: null, faults: {}, dragging: false, card: null, says: say('Reading {files}.', { files: named(names) }) };
}

/**
 * It is known which of the files are read.
 * @param {State} state
 * @param {string[]} names
 * @param {number} now
 * @returns {State}
 */
export function chose(state, names, now) {
  return state.job ? { ...state, job: { ...state.job, names, step: 'reading', done: 0, startedAt: now, left_s: null } } : state;
}

/**
 * The shown result is written to a file.
 * @param {State} state
 * @param {string} form
 * @param {number} now
 * @returns {State}
 */
export function saving(state, form, now) {
  const names = state.result?.source.files.map((file) => file.name) ?? [];
  /** @type {Job} */
  const job = { names, step: 'saving', done: 0, total: 0, startedAt: now, left_s: null, opened: null, sent: null, record: '', form };
  return { ...state, job, error: null };
}

/**
 * Models classify the beats of the shown result: how far the nth of so many is. Their paces have nothing to do with each
 * other, so that nobody can say how long it takes.
 * @param {State} state
 * @param {string[]} names
 * @param {number} nth counted from 0
 * @param {number} share
 * @param {number} now
 * @returns {State}
 */
export function comparing(state, names, nth, share, now) {
  /** @type {Job} */
  const job = { names, step: 'comparing', done: nth + share, total: names.length, startedAt: now, left_s: null, opened: null, sent: null, record: '', form: names[nth] };
  return { ...state, job, error: null, says: nth === 0 && share === 0 ? names.length === 1 ? say('Comparing {model}.', { model: names[0] }) : say({ one: 'Comparing {count} model.', other: 'Comparing {count} models.' }, { count: names.length }) : state.says };
}

/**
 * The models were compared, as far as they could be.
 * @param {State} state
 * @param {Verdict[]} verdicts
 * @returns {State}
 */
export function compared(state, verdicts) {
  const { result } = state;
  if (!result) return { ...state, job: null };
  const contest = decided(state.contest, result, verdicts);
  const refused = verdicts.flatMap(({ key, fault }) => (fault ? [say('{model}: not compared.', { model: contest.entrants.find((one) => one.key === key)?.name ?? key })] : []));
  const came = verdicts.length > refused.length && contest.outcome ? [outcomeWords(contest.outcome)] : [];
  return { ...state, job: null, contest, says: [...came, ...refused].join(' ') };
}

/**
 * The beats of the shown result are judged one by one.
 * @param {State} state
 * @param {number} done
 * @param {number} total 0 while they are told to the network
 * @param {number} now
 * @returns {State}
 */
export function judging(state, done, total, now) {
  const before = state.job?.step === 'judging' && done > 0 ? state.job.startedAt : now;
  const left_s = total > 0 ? timeLeft(now - before, done, total) : null;
  /** @type {Job} */
  const job = { names: [], step: 'judging', done, total, startedAt: before, left_s, opened: null, sent: null, record: '', form: '' };
  return { ...state, job, error: null, says: state.job?.step === 'judging' ? state.says : say('Looking for beats that do not belong.') };
}

/**
 * They were judged.
 * @param {State} state
 * @param {State['anomalies']} anomalies
 * @returns {State}
 */
export function judged(state, anomalies) {
  const { found, threshold } = anomalies;
  return { ...state, job: null, anomalies, says: found ? countsWords(counted(found, threshold)) : '' };
}

/**
 * Something is made in the studio: how far it is, where that can be told.
 * @param {State} state
 * @param {string} form what is made, as the page calls it
 * @param {number} done
 * @param {number} total 0 where nobody knows how long it takes
 * @param {number} now
 * @returns {State}
 */
export function making(state, form, done, total, now) {
  const before = state.job?.step === 'making' && done > 0 && state.job.total > 0 ? state.job.startedAt : now;
  const left_s = total > 0 ? timeLeft(now - before, done, total) : null;
  /** @type {Job} */
  const job = { names: [], step: 'making', done, total, startedAt: before, left_s, opened: null, sent: null, record: '', form };
  return { ...state, job, error: null, says: state.job?.step === 'making' ? state.says : say('Making {what}.', { what: say(form) }) };
}

/**
 * @param {State} state
 * @param {string} name
 * @param {string} [note] what is not in it
 * @returns {State}
 */
export function saved(state, name, note = '') {
  return { ...state, job: null, says: `${say('{file} was saved.', { file: name })}${note && ` ${note}`}` };
}

/**
 * A correction is being typed; what was wrong with it is forgiven.
 * @param {State} state
 * @param {string} field
 * @param {string} value
 * @returns {State}
 */
export function typed(state, field, value) {
  // All leads share one sentence.
  const { [field.replace(/^lead-.*/, 'leads')]: _, ...faults } = state.faults;
  return { ...state, draft: { ...state.draft, [field]: value }, faults };
}

/**
 * @param {State} state
 * @param {number} done
 * @param {number} total
 * @param {number} now
 * @returns {State}
 */
export function progressed(state, done, total, now) {
  if (!state.job) return state;
  const left_s = timeLeft(now - state.job.startedAt, done, total);
  return { ...state, job: { ...state.job, done, total, left_s } };
}

/**
 * The file was read, wholly or as far as its drawing needs.
 * @param {State} state
 * @param {Opened} opened
 * @returns {State}
 */
export function opened(state, opened) {
  if (!state.job) return state;
  const [before, { summary }] = [shown(state)?.summary, opened];
  // The same recording read or looked at otherwise stays where the person was.
  const isAnother = before?.name !== summary.name || before.seconds !== summary.seconds;
  let { view } = state;
  if (isAnother) view = opening(state.habits, summary, spanOf(opened.tiles));
  else if (before !== summary) view = { ...view, beat: -1 };
  return { ...state, view, job: { ...state.job, opened } };
}

/**
 * The recording is being looked at; how long that takes is not known.
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function surveys(state, now) {
  return state.job ? { ...state, job: { ...state.job, step: 'finding', done: 0, total: 0, startedAt: now, left_s: null } } : state;
}

/**
 * @param {State} state
 * @param {number} done
 * @param {number} total
 * @param {number} now
 * @returns {State}
 */
export function classified(state, done, total, now) {
  if (!state.job) return state;
  const job = state.job.step === 'classifying' ? state.job : { ...state.job, step: /** @type {const} */ ('classifying'), startedAt: now };
  return progressed({ ...state, job }, done, total, now);
}

/**
 * @param {State} state
 * @param {Result} result
 * @returns {State}
 */
export function finished(state, result) {
  const draft = state.job?.sent ? unsent(state.draft, state.job.sent) : {};
  return { ...state, job: null, result, relabelling: kept(state.relabelling, state.result, result), draft, faults: {}, bench: null, contest: afresh(state.contest), anomalies: unasked(), error: null, says: `${result.summary.name}: ${headline(result.conclusion.report)}` };
}

/**
 * Something broke beside the job, which goes on if there is one.
 * @param {State} state
 * @param {string} sentence
 * @returns {State}
 */
export function troubled(state, sentence) {
  return { ...state, error: sentence };
}

/**
 * More places of a list are shown.
 * @param {State} state
 * @param {string} name
 * @param {number} many
 * @param {number} all
 * @returns {State}
 */
export function unfolded(state, name, many, all) {
  const of = shown(state)?.summary ?? null;
  return { ...state, unfolded: { of, lists: { ...listsOf(state), [name]: many } }, says: say('{shown} of {all} are shown.', { shown: many, all }) };
}

/**
 * How many places of a list are shown where somebody asked for more: lists of another file are not unfolded yet.
 * @param {State} state
 */
export function listsOf(state) {
  const { of, lists } = state.unfolded;
  return of === shown(state)?.summary ? lists : {};
}

/**
 * The job failed; what was shown before comes back.
 * @param {State} state
 * @param {string} sentence
 * @returns {State}
 */
export function failed(state, sentence) {
  return { ...state, job: null, error: sentence, says: '' };
}

/**
 * What was typed cannot be read with.
 * @param {State} state
 * @param {Record<string, string>} faults
 * @returns {State}
 */
export function refused(state, faults) {
  return { ...state, faults };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function cancelled(state) {
  return { ...state, job: null, says: say('Cancelled.') };
}

/**
 * From auto to the other of what is seen now, then back and forth.
 * @param {State} state
 * @returns {State}
 */
export function turned(state) {
  return { ...state, habits: { ...state.habits, theme: isDark(state) ? 'light' : 'dark' } };
}

/**
 * What was chosen of how to see is taken back; the paper stays where it is.
 * @param {State} state
 * @returns {State}
 */
export function forgot(state) {
  const [habits, now] = [usual(), shown(state)];
  const { way, mm_s, mm_mv } = now ? opening(habits, now.summary, spanOf(now.tiles)) : state.view;
  return { ...state, habits, view: { ...state.view, way, mm_s, mm_mv }, says: say('What was kept here is forgotten.') };
}

/**
 * Seconds left at the pace so far; null until a fifth of a second of work can tell a pace.
 * @param {number} elapsed_ms
 * @param {number} done
 * @param {number} total
 */
function timeLeft(elapsed_ms, done, total) {
  if (done <= 0 || elapsed_ms < 200) return null;
  return ((elapsed_ms / done) * (total - done)) / 1000;
}
