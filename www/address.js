// A place in a recording as the fragment of an address: #t=15:30&w=10&lead=II&model=beat-rhythm&panel=rhythm. It says where to look,
// and nothing of what is there: whoever opens it and drops the same file lands on the same place.

import { say } from './language.js';
import { PANELS } from './panels.js';
import { held, secondsOf, speedFor, typedTime } from './viewer.js';
import { moment } from './words.js';

/** @import { View } from './viewer.js' */

/**
 * @typedef {object} Place what is not said is null
 * @property {number | null} t the moment at the paper's left edge, in seconds
 * @property {number | null} w how many seconds the paper is wide
 * @property {string | null} lead the one that is shown alone
 * @property {string | null} model the one that classifies
 * @property {string | null} panel as `www/panels.js` names it
 */

/** @returns {Place} */
export function nowhere() {
  return { t: null, w: null, lead: null, model: null, panel: null };
}

/** A model's name goes into the path of a file. */
const MODEL = /^[a-z0-9][a-z0-9-]*$/i;

/**
 * What the fragment of an address asks for, and what of it nobody can follow, as sentences.
 * @param {string} fragment
 * @returns {{ place: Place, faults: string[] }}
 */
export function placeIn(fragment) {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  /** @type {string[]} */
  const faults = [];
  /**
   * @template T
   * @param {keyof Place} name
   * @param {(value: string) => T | null} read
   * @param {string} wanted
   */
  const value = (name, read, wanted) => {
    const text = said.get(name);
    const found = text === null ? null : read(text);
    if (text !== null && found === null) faults.push(say('The address says {said}; {wanted}.', { said: `${name}=${text.slice(0, 40)}`, wanted }));
    return found;
  };
  const place = {
    t: value('t', typedTime, say('a time is written 15:30, or in seconds')),
    w: value('w', (text) => (Number(text) > 0 && Number.isFinite(Number(text)) ? Number(text) : null), say('a width is a number of seconds')),
    lead: value('lead', (text) => text || null, say('a lead has a name')),
    model: value('model', (text) => (MODEL.test(text) ? text : null), say('a model has a name like beat-rhythm')),
    panel: value('panel', (text) => PANELS.find(({ name }) => name === text)?.name ?? null, say('the panels are {panels}', { panels: PANELS.map(({ name }) => name).join(', ') })),
  };
  return { place, faults };
}

/**
 * The fragment that leads back to a place; empty where there is nothing to say.
 * @param {Place} place
 */
export function fragmentOf({ t, w, lead, model, panel }) {
  /** @type {[string, string | null][]} */
  const parts = [['t', t === null ? null : clock(t)], ['w', w === null ? null : String(Number(w.toPrecision(4)))], ['lead', lead], ['model', model], ['panel', panel]];
  // A colon is written as it is: these are for people.
  const written = parts.flatMap(([name, value]) => (value === null ? [] : [`${name}=${encodeURIComponent(value).replaceAll('%3A', ':')}`]));
  return written.length > 0 ? `#${written.join('&')}` : '';
}

/** A moment as it is typed, to a hundredth: 15:30, 0:01.25. @param {number} seconds */
function clock(seconds) {
  const hundredths = Math.round(100 * seconds);
  const rest = String(hundredths % 100).padStart(2, '0').replace(/0+$/, '');
  return `${moment(Math.floor(hundredths / 100))}${rest && `.${rest}`}`;
}

/**
 * Where the paper is; nothing while it lies as it does at first.
 * @param {View} view
 * @param {number} mm_s how fast it usually runs
 * @param {string[]} leads
 * @param {number} width of the paper in CSS pixels
 * @returns {Pick<Place, 't' | 'w' | 'lead'>}
 */
export function onPaper(view, mm_s, leads, width) {
  const isMoved = view.from_s > 0 || view.mm_s !== mm_s;
  return { t: isMoved ? view.from_s : null, w: isMoved ? secondsOf(view, width) : null, lead: typeof view.layout === 'number' ? leads[view.layout] : null };
}

/**
 * The paper at a place, as far as the recording has it.
 * @param {View} view
 * @param {Place} place
 * @param {{ leads: string[], width: number, total: number }} sheet
 * @returns {{ view: View, faults: string[] }}
 */
export function broughtTo(view, { t, w, lead }, { leads, width, total }) {
  const at = lead === null ? -1 : leads.findIndex((name) => name.toUpperCase() === lead.toUpperCase());
  const faults = [];
  if (lead !== null && at < 0) faults.push(say('The address asks for lead {lead}; this recording has {leads}.', { lead: lead.slice(0, 40), leads: leads.join(', ') }));
  if (t !== null && t > total) faults.push(say('The address asks for {time}; this recording ends at {end}.', { time: clock(t), end: clock(total) }));
  const mm_s = w === null ? view.mm_s : speedFor(w, width);
  return { view: held({ ...view, mm_s, from_s: t ?? view.from_s, layout: at < 0 ? view.layout : at }, width, total), faults };
}
