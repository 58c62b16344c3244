// What was measured, from a result to the page: the rhythm and what happens in it, variability, intervals, ST, and how good the signal is.

import { normalIntervals, rateJumps, stJumps } from './courses.js';
import { TIPS } from './glossary.js';
import { count, decimal, say } from './language.js';
import { episodePlaces, eventRows, qualityPlaces } from './places.js';
import { MEASURES, beatsFromWords, beatsOf, figure, hrvRows, qualityWords, rhythmWords, share, shift, tachogramWords } from './words.js';

/** @import { Hands } from './dom.js' */
/** @import { Jump } from './places.js' */
/** @import { Report, Result } from './types.js' */
/** How many places of a list are shown, by its name, where somebody asked for more. @typedef {Record<string, number>} Unfolded */

/** @param {Hands} to */
export function createMeasuredView({ at, show, text, element, telling, term, jump, jumps }) {
  /**
   * @param {Result} result
   * @param {Unfolded} unfolded
   */
  return function measured(result, unfolded) {
    const { report } = result.conclusion;
    rhythm(report, unfolded);
    variability(result);
    measures(result, unfolded);
    signal(report, unfolded);
  };

  /**
   * What the rhythm is, and what happens in it.
   * @param {Report} report
   * @param {Unfolded} unfolded
   */
  function rhythm({ rhythm, record }, unfolded) {
    const shows = rhythm !== undefined && record.beats > 0;
    show('rhythm-panel', shows);
    if (!shows) return;
    text('rhythm', rhythmWords(rhythm));
    const rows = eventRows(rhythm);
    show('events-scroll', rows.length > 0);
    at('events').tBodies[0].replaceChildren(
      ...rows.map(({ kind, of, name, often, longest, when }) =>
        element(
          'tr',
          { 'data-event': kind },
          element('th', { scope: 'row' }, term(name, say(TIPS[kind]))),
          element('td', { class: 'number' }, count(often)),
          element('td', { class: 'number' }, beatsOf(longest)),
          element('td', {}, jumps(`${kind} ${of}`, when, unfolded)),
        ),
      ),
    );
    text('rhythm-words', say('The label is the likeliest of four, learned from handheld recordings of half a minute; episodes of fibrillation are found beat by beat. Ectopic beats are those of the classes above, and patterns of them no better than these. Not a diagnosis.'));
  }

  /**
   * The moments of a drawing that are worth going to, where there is a paper to go to.
   * @param {string} id
   * @param {Result} result
   * @param {() => Jump[]} found
   */
  function goes(id, { summary }, found) {
    const isRecord = summary.kind === 'record';
    show(id, isRecord);
    // Each by itself: a comma between them might begin a line.
    if (isRecord) at(id).replaceChildren(element('span', { class: 'hint' }, say('Choose any moment in it: the paper goes there.')), ...found().flatMap((one) => [' ', jump(one)]));
  }

  /**
   * How the heart rate varies.
   * @param {Result} result
   */
  function variability(result) {
    const { hrv } = result.conclusion.report;
    const shows = hrv !== undefined && hrv.nn > 0;
    show('hrv-panel', shows);
    if (!shows) return;
    at('hrv').tBodies[0].replaceChildren(
      ...hrvRows(hrv).map(({ id, name, value, isKnown, meaning }) =>
        element(
          'tr',
          { 'data-hrv': id },
          element('th', { scope: 'row' }, term(name, meaning)),
          element('td', { class: isKnown ? 'number' : 'number muted' }, value),
        ),
      ),
    );
    const words = tachogramWords(hrv);
    text('tachogram-words', words);
    goes('tachogram-jumps', result, () => rateJumps(normalIntervals(result)));
    at('tachogram').setAttribute('aria-label', words);
    at('histogram').setAttribute('aria-label', say('How often each length of interval between normal beats occurs, with the median.'));
    at('poincare').setAttribute('aria-label', say('Each interval between normal beats against the next one, with the ellipse of SD1 and SD2.'));
    at('spectrum').setAttribute('aria-label', say('The power of the intervals by frequency, with the bands VLF, LF and HF.'));
    text('hrv-words', say('Of intervals between normal beats only; definitions and defaults are those of NeuroKit2. No limits are given: what is normal depends on age, position and how long was recorded.'));
  }

  /**
   * What was measured of the beats: medians with what most lie between, and ST lead by lead.
   * @param {Result} result
   * @param {Unfolded} unfolded
   */
  function measures(result, unfolded) {
    const { intervals, st, record } = result.conclusion.report;
    const shows = intervals !== undefined && record.beats > 0;
    show('measures-panel', shows);
    if (!shows) return;
    at('measures').tBodies[0].replaceChildren(
      ...MEASURES.map(([field, name, unit, digits, meaning]) => {
        const found = intervals[field];
        const cells = found
          ? [`${figure(found.median, digits)}\u{a0}${say(unit)}`, say('{from} to {to}', { from: figure(found.low, digits), to: figure(found.high, digits) }), count(found.count)]
          : [say('not seen'), '', '0'];
        return element(
          'tr',
          { 'data-measure': field },
          element('th', { scope: 'row' }, term(say(name), say(meaning))),
          ...cells.map((cell) => element('td', { class: found || cell !== cells[0] ? 'number' : 'number muted' }, cell)),
        );
      }),
    );
    text('measures-words', say('Medians over the normal beats, and what eight in ten lie between; heights are those of lead {lead}. No limits are given: what is normal depends on the person.', { lead: intervals.lead }));
    show('st-panel', st !== undefined);
    show('st-trend-figure', st !== undefined);
    if (!st) return;
    at('st').tBodies[0].replaceChildren(
      ...st.leads.map((lead) =>
        element(
          'tr',
          { 'data-lead': lead.lead },
          element('th', { scope: 'row' }, lead.lead),
          element('td', { class: lead.level_mv ? 'number' : 'number muted' }, lead.level_mv ? shift(lead.level_mv.median) : say('not seen')),
          element('td', { class: 'number' }, lead.level_mv ? say('{from} to {to}', { from: figure(lead.level_mv.low, 2), to: figure(lead.level_mv.high, 2) }) : ''),
          element('td', {}, jumps(`ST ${lead.lead}`, episodePlaces(lead), unfolded)),
        ),
      ),
    );
    const course = say('The course of ST in the leads in which it moves most; the lines are 0.1 mV above and below zero.');
    text('st-trend-words', course);
    goes('st-trend-jumps', result, () => stJumps(st));
    at('st-trend').setAttribute('aria-label', course);
    text('st-words', say('ST is read {ms}\u{a0}ms after QRS, against the level before it. An episode departs from the first 30 s by 0.1 mV for 30 s at least.', { ms: st.after_j_ms }));
  }

  /**
   * How good each lead is, and what cleaning did to it.
   * @param {Report} report
   * @param {Unfolded} unfolded
   */
  function signal(report, unfolded) {
    const { quality, cleaning = [] } = report;
    show('signal-panel', quality !== undefined);
    if (!quality) return;
    text('beats-from', beatsFromWords(report));
    at('reversed').replaceChildren(telling('span', {}, quality.reversed ?? ''));
    show('reversed', quality.reversed !== undefined);
    const { seconds = 0 } = report.record;
    at('quality').tBodies[0].replaceChildren(
      ...quality.leads.map((lead) => {
        const change = cleaning.find((one) => one.lead === lead.lead);
        const words = qualityWords(lead);
        const bad = qualityPlaces(lead);
        const bar = element('span', { class: 'quality', role: 'img', tabindex: '0', 'aria-label': words, 'data-tip': words });
        for (const { from_s, to_s, grade } of lead.stretches) {
          const part = element('span', { 'data-grade': grade });
          part.style.inlineSize = `${seconds > 0 ? (100 * (to_s - from_s)) / seconds : 0}%`;
          bar.append(part);
        }
        const unknown = say('not known');
        const snr = change?.snr ? `${decimal(change.snr.before_db, 1)} → ${decimal(change.snr.after_db, 1)}\u{a0}dB` : unknown;
        const cells = change ? [snr, shift(change.st_shift_mv), shift(change.r_shift_mv)] : ['', '', ''];
        return element(
          'tr',
          { 'data-lead': lead.lead },
          element('th', { scope: 'row' }, lead.lead),
          element('td', {}, bar, ...(bad.count > 0 ? [jumps(`quality ${lead.lead}`, bad, unfolded)] : [])),
          element('td', { class: 'number' }, share(lead.usable_share, 1)),
          ...cells.map((cell) => element('td', { class: cell === unknown ? 'number muted' : 'number' }, cell)),
        );
      }),
    );
  }
}
