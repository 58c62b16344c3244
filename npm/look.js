// What is asked of the paper, as the page has it: which lead, from when, how many seconds.

import { atRest, held, opening, spanOf, speedFor } from '../www/viewer.js';

/** @import { Opened, Summary } from '../www/types.js' */
/** @import { View, Way } from '../www/viewer.js' */
/** @import { Look } from './index.js' */

/** How leads are drawn, by what a caller says of cleaning. @type {Record<string, Way>} */
const WAYS = { on: 'clean', off: 'raw', both: 'both', split: 'split' };

/**
 * The view of a recording that is asked for, on paper of that width.
 * @param {Opened} opened
 * @param {Look} look
 * @param {number} width in CSS pixels
 * @returns {View}
 */
export function viewOf({ summary, tiles }, { lead, from = 0, seconds, speed, gain, clean = 'on' }, width) {
  const view = opening(atRest(), summary, spanOf(tiles));
  if (lead !== undefined) view.layout = leadOf(summary, lead);
  if (gain !== undefined) view.mm_mv = gain;
  view.way = WAYS[clean] ?? view.way;
  view.mm_s = seconds === undefined ? (speed ?? view.mm_s) : speedFor(seconds, width);
  return held({ ...view, from_s: from }, width, summary.seconds ?? 0);
}

/**
 * A lead's number by its name, or as it is.
 * @param {Summary} summary
 * @param {string | number} lead
 * @returns {number}
 */
export function leadOf({ name, leads = [] }, lead) {
  const wanted = String(lead).trim();
  const named = leads.findIndex((one) => one.toUpperCase() === wanted.toUpperCase());
  if (named >= 0) return named;
  if (/^\d+$/.test(wanted) && Number(wanted) < leads.length) return Number(wanted);
  throw new RangeError(leads.length === 0 ? `There is no lead ${wanted} in ${name}: it has no signal.` : `There is no lead ${wanted} in ${name}; it has ${leads.join(', ')}.`);
}

/**
 * Whether it is drawn dark.
 * @param {string | null | undefined} theme
 */
export function isDarkBy(theme) {
  return theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}
