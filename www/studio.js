// What is asked of the studio, what it made, and the words for it; never touches the DOM.

import { retold } from './heard.js';
import { count, decimal, list, message, say } from './language.js';
import { CLASSES, classWords, figure, share } from './words.js';

/** @import { BeatWish, Classes, MadeBeat, Near, Result, Wanted } from './types.js' */

/** @typedef {'balance' | 'play' | 'lay' | 'simulate'} Room */

/** The papers of a generator, as far as the page needs them. */
/** @typedef {{ name: string, title: string, classes: string[], lead_in: number, directions: { name: string, words: string, from: number, to: number }[], real: number[] | null, bytes: number, spec: string }} Generator */

/** What is in the fields of the studio when nobody has typed yet, by field. */
export const USUAL = /** @type {Record<string, string>} */ ({
  generator: '',
  'balance-target': 'equal',
  'balance-ratio': '2',
  'balance-number': '1000',
  'balance-seed': '1',
  'balance-column': 'no',
  'balance-header': 'no',
  'play-seed': '1',
  'play-to': 'V',
  'play-to-seed': '2',
  'lay-rhythm': 'sinus',
  'lay-seconds': '60',
  'lay-rate': '',
  'lay-mv': '1.2',
  'lay-seed': '1',
  'simulate-rhythm': 'sinus',
  'simulate-seconds': '60',
  'simulate-rate': '',
  'simulate-seed': '1',
  'simulate-anybody': 'no',
  'simulate-leads': '1',
  'simulate-p-size': '1',
  'simulate-p-width': '1',
  'simulate-qrs-size': '1',
  'simulate-qrs-width': '1',
  'simulate-t-size': '1',
  'simulate-t-width': '1',
  'simulate-st': '0',
});

/** A record that the page makes is held several times on its way to the screen. */
const LONGEST_S = 3600;

/** The studio before anybody entered it. */
export function atelier() {
  return {
    open: false,
    /** @type {Room} */
    room: 'balance',
    /** Those that come with the page; null until somebody asked for them. @type {Generator[] | null} */
    generators: null,
    /** What was typed, by field. @type {Record<string, string>} */
    draft: {},
    /** What was wrong with it, a sentence a field. @type {Record<string, string>} */
    faults: {},
    /** What went wrong in making, as a sentence. */
    fault: '',
    /** What was made last, in words. */
    made: '',
    /** The class of the beat that is played with, 0 to 4. */
    of: 0,
    /** How far it is moved along each direction. @type {Record<string, number>} */
    moves: {},
    /** How far it is on the way to the other beat, 0 to 1. */
    share: 0,
    playing: false,
    /** The beat that is shown. @type {Beat | null} */
    beat: null,
  };
}

/** @typedef {ReturnType<typeof atelier>} Studio */

/**
 * @typedef {object} Beat a made beat, and what is known of it
 * @property {BeatWish} wish
 * @property {Generator} by
 * @property {MadeBeat} made
 * @property {{ of: Result, near: Near } | null} near the beats of what is loaded that are nearest to it
 * @property {string} unlike why none of them can be held against it
 */

/**
 * The generators among the models that come with the page, from the texts of their papers.
 * @param {string[]} specs
 * @returns {Generator[]}
 */
export function generatorsOf(specs) {
  return specs.flatMap((spec) => {
    try {
      const { task, name, title = '', classes, output, directions = [], critic, bytes = 0 } = JSON.parse(spec);
      if (task !== 'beat-generator') return [];
      return { name, title, classes, lead_in: output.lead_in ?? 0, directions, real: critic?.real ?? null, bytes, spec };
    } catch {
      // Papers that cannot be read are nobody's.
      return [];
    }
  });
}

/** The one that is chosen: the convolutional one where nobody chose. @param {Studio} studio */
export function chosenGenerator({ generators, draft }) {
  return generators?.find(({ name }) => name === draft.generator) ?? generators?.find(({ name }) => name === 'gan-conv') ?? generators?.[0] ?? null;
}

/**
 * @param {Studio} studio
 * @param {string} field
 */
export function field({ draft }, field) {
  return draft[field] ?? USUAL[field] ?? '';
}

/**
 * Something was typed or chosen; what was wrong with it is forgiven.
 * @param {Studio} studio
 * @param {string} field
 * @param {string} value
 * @returns {Studio}
 */
export function wrote(studio, field, value) {
  const { [field]: _, ...faults } = studio.faults;
  return { ...studio, draft: { ...studio.draft, [field]: value }, faults, fault: '', made: '' };
}

/**
 * A number that a person typed, with a point or a comma; null where it is none.
 * @param {string} text
 */
export function numberOf(text) {
  const plain = text.trim().replace(',', '.').replace('\u{2212}', '-');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/**
 * Numbers out of fields, each in its bounds; faults are sentences by field. An empty field that may be empty is left out.
 * @param {Studio} studio
 * @param {Record<string, { name: string, low: number, high: number, whole?: boolean, optional?: boolean }>} wanted
 */
export function numbersOf(studio, wanted) {
  /** @type {Record<string, number>} */
  const values = {};
  /** @type {Record<string, string>} */
  const faults = {};
  for (const [at, { name, low, high, whole = false, optional = false }] of Object.entries(wanted)) {
    const text = field(studio, at);
    if (optional && text.trim() === '') continue;
    const value = numberOf(text);
    if (value === null || value < low || value > high || (whole && !Number.isInteger(value))) {
      faults[at] = whole ? say('{name} should be a whole number from {low} to {high}.', { name: say(name), low: bound(low), high: bound(high) }) : say('{name} should be a number from {low} to {high}.', { name: say(name), low: bound(low), high: bound(high) });
    } else {
      values[at] = value;
    }
  }
  return { values, faults };
}

/** @param {number} value */
function bound(value) {
  return Number.isInteger(value) && value >= 1000 ? count(value) : figure(value, Number.isInteger(value) ? 0 : 1);
}

/** The largest seed that a number of this language holds exactly. */
const SEEDS = { low: 0, high: Number.MAX_SAFE_INTEGER, whole: true };

/** The seed in a field; its fault where it is none. @param {Studio} studio @param {string} at */
export function seedOf(studio, at) {
  const { values, faults } = numbersOf(studio, { [at]: { name: message('The seed'), ...SEEDS } });
  return { seed: values[at] ?? 1, faults };
}

/**
 * The table that could be balanced: how it is called, its samples a row and its labels; null where none is loaded.
 * @param {Result | null} result
 */
export function tableOf(result) {
  if (result?.summary.kind !== 'table') return null;
  const { summary, conclusion, source } = result;
  const truth = conclusion.report.truth ?? {};
  return {
    name: summary.name,
    file: fileOf(summary.name, source.files),
    width: (summary.columns ?? 0) - (summary.labelled ? 1 : 0),
    counts: Uint32Array.from(CLASSES, ({ letter }) => truth[letter] ?? 0),
    marked: summary.findings.some(({ about }) => about === 'synthetic'),
  };
}

/**
 * The file that a table is, or that it is packed in: a saved report may lie beside it.
 * @param {string} table
 * @param {File[]} files
 */
function fileOf(table, files) {
  return files.find(({ name }) => name === table) ?? files.find(({ name }) => !name.endsWith('.json')) ?? files[0];
}

/**
 * How many beats there should be: what the border calls it, and its amount; its fault where that is no number.
 * @param {Studio} studio
 */
export function targetOf(studio) {
  const target = field(studio, 'balance-target');
  if (target === 'equal') return { target, amount: 0, faults: {} };
  const wanted = target === 'ratio' ? { name: message('The ratio'), low: 1, high: 1e6 } : { name: message('The number of beats'), low: 1, high: 1e6, whole: true };
  const { values, faults } = numbersOf(studio, { [`balance-${target}`]: wanted });
  return { target, amount: values[`balance-${target}`] ?? 0, faults };
}

/**
 * What a table lacks, in a sentence.
 * @param {Wanted} wanted
 * @param {string} generator
 */
export function wantedWords({ add, left }, generator) {
  const total = add.reduce((sum, more) => sum + more, 0);
  const parts = CLASSES.flatMap(({ letter }, i) => (add[i] > 0 ? [`${count(add[i])} ${letter}`] : []));
  const lacks = left.length > 0 ? ` ${say({ one: '{classes} lacks beats and stays so: {generator} makes none.', other: '{classes} lack beats and stay so: {generator} makes none.' }, { count: left.length, classes: list(left), generator })}` : '';
  if (total === 0) return `${say('No beats are missing: every class has as many as asked.')}${lacks}`;
  return `${say({ one: '{count} beat is to be made by {generator}: {parts}.', other: '{count} beats are to be made by {generator}: {parts}.' }, { count: total, generator, parts: list(parts) })}${lacks}`;
}

/**
 * How even classes are, in figures.
 * @param {Classes} classes
 */
export function evennessWords({ imbalance, entropy, evenness }) {
  const ratio = imbalance === undefined ? say('none') : decimal(imbalance, 2);
  const words = say('imbalance {ratio}, entropy {entropy}\u{a0}bits', { ratio, entropy: decimal(entropy, 3) });
  return evenness === undefined ? words : `${words} (${share(evenness, 1)})`;
}

/**
 * What is asked of the simulator, or of the rhythm that made beats are laid into, as the border takes it; and what is wrong with it.
 * @param {Studio} studio
 * @param {'lay' | 'simulate'} room
 * @param {string[]} noises kinds of noise
 */
export function recordAsked(studio, room, noises) {
  const form = (/** @type {string} */ wave, /** @type {number} */ low, /** @type {number} */ high) => ({
    [`simulate-${wave}-size`]: { name: message('The size'), low, high },
    [`simulate-${wave}-width`]: { name: message('The width'), low: 0.5, high: 2 },
  });
  const snr = Object.fromEntries(noises.map((kind) => [`simulate-snr-${kind}`, { name: message('The ratio'), low: -20, high: 60, optional: true }]));
  const { values, faults } = numbersOf(studio, {
    [`${room}-seconds`]: { name: message('The length in seconds'), low: 1, high: LONGEST_S },
    [`${room}-rate`]: { name: message('The heart rate'), low: 20, high: 250, optional: true },
    [`${room}-seed`]: { name: message('The seed'), ...SEEDS },
    ...(room === 'lay' ? { 'lay-mv': { name: message('The height of R'), low: 0.05, high: 10 } } : { ...form('p', 0, 5), ...form('qrs', 0.2, 3), ...form('t', -5, 5), 'simulate-st': { name: message('The ST shift'), low: -1, high: 1 }, ...snr }),
  });
  const rhythm = field(studio, `${room}-rhythm`);
  const seed = values[`${room}-seed`] ?? 1;
  const asked = {
    name: `${room === 'lay' ? 'synthetic' : 'simulated'}-${rhythm}-${seed}`,
    rhythm,
    seed,
    seconds: values[`${room}-seconds`],
    ...(values[`${room}-rate`] === undefined ? {} : { heart_rate: values[`${room}-rate`] }),
    ...(room === 'lay'
      ? {}
      : {
          anybody: field(studio, 'simulate-anybody') === 'yes',
          leads: Number(field(studio, 'simulate-leads')),
          forms: ['p', 'qrs', 't'].map((wave) => [values[`simulate-${wave}-size`], values[`simulate-${wave}-width`]]),
          st_mv: values['simulate-st'],
          snr: noises.flatMap((kind) => (values[`simulate-snr-${kind}`] === undefined ? [] : [[kind, values[`simulate-snr-${kind}`]]])),
        }),
  };
  return { asked, millivolts: values['lay-mv'] ?? 1.2, faults };
}

/**
 * The beat that the fields ask for; null where a seed is none.
 * @param {Studio} studio
 * @returns {BeatWish | null}
 */
export function wishOf(studio) {
  const [one, other] = [seedOf(studio, 'play-seed'), seedOf(studio, 'play-to-seed')];
  if (Object.keys({ ...one.faults, ...other.faults }).length > 0) return null;
  const to = CLASSES.findIndex(({ letter }) => letter === field(studio, 'play-to'));
  return { of: studio.of, seed: one.seed, moves: studio.moves, to: { of: Math.max(0, to), seed: other.seed }, share: studio.share };
}

/** The class of a beat in words, and where it is between two. @param {BeatWish} wish */
export function beatName({ of, to, share }) {
  const name = (/** @type {number} */ at) => classWords(CLASSES[at]);
  return to && share > 0 ? say('{share}\u{a0}% of the way from {one} to {other}', { share: Math.round(100 * share), one: name(of), other: name(to.of) }) : name(of);
}

/** The same in as little room as a drawing has. @param {BeatWish} wish */
export function beatTitle({ of, to, share }) {
  return to && share > 0 ? `${CLASSES[of].letter} → ${CLASSES[to.of].letter}, ${Math.round(100 * share)}\u{a0}%` : classWords(CLASSES[of]);
}

/**
 * What the shown beat is, in a sentence.
 * @param {Beat} beat
 */
export function madeWords({ wish, by }) {
  const moved = Object.entries(wish.moves).filter(([, amount]) => amount !== 0);
  const along = moved.length > 0 ? say(', moved along {directions}', { directions: list(moved.map(([name]) => name)) }) : '';
  return say('A synthetic beat: {beat}, seed {seed}{along}, made by {generator}. Nobody’s heart.', { beat: beatName(wish), seed: String(wish.seed), along, generator: by.name });
}

/**
 * What the critic holds of a beat, against its scores of real ones.
 * @param {Beat} beat
 */
export function criticWords({ made: { score }, by: { real } }) {
  if (score === null || real === null) return say('This generator came without its critic: nobody says how real the beat looks.');
  const [low, middle, high] = real;
  const said = say('The critic gives it {score}; real beats mostly get {low} to {high}, in the middle {middle}.', { score: figure(score, 2), low: figure(low, 2), high: figure(high, 2), middle: figure(middle, 2) });
  if (score < low) return `${said} ${say('It takes this one for made.')}`;
  if (score > high) return `${said} ${say('It finds this one more convincing than most real beats.')}`;
  return `${said} ${say('It cannot tell this one from a real beat.')}`;
}

/**
 * Where the critic's score stands between nothing like a real beat (0) and more than real (1); null where there is none.
 * @param {Beat} beat
 */
export function criticPlace({ made: { score }, by: { real } }) {
  if (score === null || real === null) return null;
  const [low, middle, high] = real;
  // The scores of real beats take the middle half, one half of them on either side of its middle.
  const [from, to] = score < middle ? [low, middle] : [middle, high];
  const place = (score - from) / (to - from || 1);
  return Math.min(1, Math.max(0, 0.25 * place + (score < middle ? 0.25 : 0.5)));
}

/**
 * What the nearest beats are, in a sentence.
 * @param {Beat | null} beat
 * @param {Result | null} result
 */
export function nearWords(beat, result) {
  if (!result || result.summary.kind === 'report' || result.conclusion.report.record.beats === 0) return say('No real beats are loaded. Drop a recording or a heartbeat table, and those most like this beat are drawn beside it.');
  if (result.summary.synthetic !== undefined) return say('{name} is synthetic itself: there are no real beats in it to hold this one against.', { name: result.summary.name });
  if (beat && beat.unlike !== '') return retold(beat.unlike);
  if (!beat?.near || beat.near.of !== result) return say('The beats of {name} that are most like it are looked for once it stops changing.', { name: result.summary.name });
  const { distance } = beat.near.near;
  const mixed = result.summary.findings.some(({ about }) => about === 'synthetic') ? ` ${say('Some rows of this table are synthetic themselves.')}` : '';
  return `${say('The nearest beats of {name} are {distances} away (Euclidean, over the row); 0 would be a copy.', { name: result.summary.name, distances: list(Array.from(distance, (one) => figure(one, 2))) })}${mixed}`;
}

/**
 * A rhythm's name as a person reads it.
 * @param {string} name
 */
export function rhythmName(name) {
  const words = name.replaceAll('-', ' ');
  return say(words.charAt(0).toUpperCase() + words.slice(1));
}

/** The simulator's rhythms and the generators' directions as they are read; their own names come from the border and from spec.json. */
export const CALLED = [
  message('Sinus'), message('Bradycardia'), message('Tachycardia'), message('Atrial beats'), message('Aberrant beats'), message('Atrial couplets'),
  message('Atrial runs'), message('Ventricular beats'), message('Ventricular couplets'), message('Ventricular runs'), message('Bigeminy'), message('Trigeminy'),
  message('Interpolated'), message('Fusion'), message('Left block'), message('Right block'), message('Junctional'), message('Junctional escapes'),
  message('Ventricular escapes'), message('Idioventricular'), message('Fibrillation'), message('Fibrillation ventricular'), message('Fibrillation paroxysmal'), message('Paced'),
  message('Paced mixed'), message('Noisy'), message('Noise'), message('Three beats'), message('Rate'), message('Height'),
  message('Width'), message('T wave'),
  message('the heart beats faster or slower'),
  message('QRS stands higher or lower above the level before it'),
  message('QRS is wider or narrower'),
  message('what follows QRS is larger or smaller beside it'),
];
