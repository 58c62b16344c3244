// The report as a PDF: what the reader knows is brought to the printer, which is another module in the same worker.

import { TILE } from './viewer.js';

/** @import { Reading } from './pkg/view.js' */
/** @import { Print, Tile } from './types.js' */

/** What prints, once its module is set up. @typedef {Pick<typeof import('./pkg/engine.js'), 'Printout'>} Printer */

/**
 * The report of what was read.
 * @param {Printer} by
 * @param {Pick<Reading, 'summary' | 'beats' | 'reportJson' | 'tile'>} from
 * @param {string} spec
 * @param {Float32Array} probabilities
 * @param {Print} print
 */
export function printed(by, from, spec, probabilities, { files, fonts, asked }) {
  const { kind, start = '', synthetic = null } = /** @type {{ kind: string, start?: string, synthetic?: string | null }} */ (from.summary());
  const origin = { files, start: moment(start), synthetic, build: 'web page' };
  const { truth } = /** @type {{ truth: Uint8Array }} */ (from.beats(spec));
  const printout = new by.Printout(JSON.stringify(asked), from.reportJson(spec, probabilities, undefined), JSON.stringify(origin), truth, kind === 'record');
  const needs = printout.needs();
  for (let at = 0; at < needs.length; at += 3) {
    const { values, a_second, from_s } = stretch(from, needs[at], asked.cleaned, needs[at + 1], needs[at + 2]);
    printout.stretch(values, a_second, from_s);
  }
  return /** @type {Uint8Array<ArrayBuffer>} */ (printout.pdf(new Uint8Array(fonts.regular), new Uint8Array(fonts.bold)));
}

/**
 * "2014-05-08 05:05:15.250", or the half of it that is known, in numbers.
 * @param {string} start
 */
export function moment(start) {
  const date = /(\d{4})-(\d\d)-(\d\d)/.exec(start)?.slice(1).map(Number) ?? null;
  const time = /(\d\d):(\d\d):(\d\d(?:\.\d+)?)/.exec(start)?.slice(1).map(Number);
  return { date, time_ms: time ? Math.round(((time[0] * 60 + time[1]) * 60 + time[2]) * 1000) : null };
}

/**
 * The samples of a lead, cleaned or as recorded, from one second up to another, as far as the recording goes.
 * @param {Pick<Reading, 'tile'>} from
 * @param {number} lead
 * @param {boolean} clean
 * @param {number} from_s
 * @param {number} to_s
 */
export function stretch(from, lead, clean, from_s, to_s) {
  const { a_second } = /** @type {Tile} */ (from.tile(lead, clean, 0, 0));
  const place = (/** @type {number} */ seconds) => Math.floor(Math.max(seconds, 0) * a_second);
  const [begin, end] = [place(from_s), place(to_s) + 1];
  /** @type {number[]} */
  const values = [];
  for (let index = Math.floor(begin / TILE); index * TILE < end; index++) {
    const tile = /** @type {Tile} */ (from.tile(lead, clean, 0, index)).values;
    const part = tile.subarray(Math.max(begin - index * TILE, 0), end - index * TILE);
    if (part.length === 0) break;
    values.push(...part);
  }
  return { values: Float32Array.from(values), a_second, from_s: begin / a_second };
}
