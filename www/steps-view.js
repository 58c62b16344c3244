// The steps of cleaning in the page, and what they did to the power in four bands.

import { message, say } from './language.js';
import { KINDS, benchOf, isApplied, kindOf, matters } from './steps.js';
import { figure } from './words.js';

/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Bench, Knob, Step } from './steps.js' */
/** @import { Bands, Change } from './types.js' */

/** The bands of a report, as a person knows them. @type {[keyof Bands, string, string][]} */
const BANDS = [
  ['wander', message('Slow wander'), message('below 0.7 Hz')],
  ['ecg', 'ECG', message('0.7 to 40 Hz')],
  ['muscle', message('Muscle and sharp edges'), message('40 to 100 Hz')],
  ['mains', message('Mains hum'), message('50 or 60 Hz')],
];

/** @param {Hands} to */
export function createStepsView({ at, show, text, element }) {
  /** The steps whose fields stand in the page: typing into one must not make it anew. */
  let standing = '';
  /** What the table of bands tells; null where it tells nothing yet. @type {Change[] | undefined | null} */
  let weighed = null;

  const add = /** @type {HTMLSelectElement} */ (at('steps-add'));
  add.replaceChildren(...[...add.options].slice(0, 1), ...KINDS.map(({ step, words }) => element('option', { value: step }, say(words))));

  /** @param {State} state */
  return function steps({ result, bench, job }) {
    const isThere = result?.summary.kind === 'record';
    show('steps', isThere);
    if (!isThere) return;
    const settings = result.source.settings;
    const now = bench ?? benchOf(settings);
    const shape = JSON.stringify(now.steps.map((step) => [step.step, kindOf(step.step)?.knobs.filter((knob) => matters(step, knob)).map(({ name }) => name)]));
    const list = at('steps-list');
    if (shape !== standing || !list.contains(document.activeElement)) {
      const { at: place = '0', knob, act } = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset ?? {};
      const had = list.contains(document.activeElement);
      list.replaceChildren(...now.steps.map((step, nth) => item(step, nth, now)));
      standing = shape;
      // Whoever works through them by keys stays where they were, or goes with the step that they move.
      if (had) {
        const to = Number(place) + (act === 'up' ? -1 : act === 'down' ? 1 : 0);
        const before = knob ? `[data-at="${place}"][data-knob="${knob}"]` : `[data-at="${to}"][data-act="${act}"]:enabled`;
        /** @type {HTMLElement} */ (list.querySelector(before) ?? list.querySelector(`[data-at="${to}"]:is(button):enabled`) ?? at('steps-add')).focus();
      }
    }
    faults(now);
    show('steps-none', now.steps.length === 0);
    const applied = isApplied(now, settings);
    /** @type {HTMLButtonElement} */ (at('steps-apply')).disabled = applied || job !== null;
    /** @type {HTMLButtonElement} */ (at('steps-usual')).disabled = settings.cleaning === undefined && applied;
    text('steps-said', applied ? '' : say('Not applied yet.'));
    // A paper that is dragged must not make the table anew with every frame.
    const { cleaning } = result.conclusion.report;
    if (cleaning !== weighed) {
      weighed = cleaning;
      bands(cleaning ?? []);
    }
  };

  /**
   * @param {Step} step
   * @param {number} nth
   * @param {Bench} bench
   */
  function item(step, nth, bench) {
    const kind = kindOf(step.step);
    const words = say(kind?.words ?? step.step);
    const button = (/** @type {string} */ act, /** @type {string} */ sign, /** @type {string} */ label, /** @type {boolean} */ off) => {
      const made = element('button', { type: 'button', 'data-act': act, 'data-at': String(nth), 'aria-label': `${label}: ${words}`, 'data-tip': label }, sign);
      made.disabled = off;
      return made;
    };
    return element(
      'li',
      { 'data-step': step.step },
      element('p', { class: 'step-name' }, element('strong', {}, words), ' ', element('span', { class: 'muted' }, say(kind?.what ?? message('It came with the file’s report, and stays as it is.')))),
      element('p', { class: 'knobs' }, ...(kind?.knobs.filter((knob) => matters(step, knob)).map((knob) => field(step, nth, knob)) ?? [])),
      element('p', { class: 'moves' }, button('up', '↑', say('Earlier'), nth === 0), button('down', '↓', say('Later'), nth === bench.steps.length - 1), button('remove', '×', say('Leave out'), false)),
    );
  }

  /**
   * @param {Step} step
   * @param {number} nth
   * @param {Knob} knob
   */
  function field(step, nth, { name, words, unit, choices, ticked }) {
    const own = { 'data-at': String(nth), 'data-knob': name };
    const value = step[name];
    if (ticked !== undefined) {
      const box = element('input', { type: 'checkbox', ...own });
      box.checked = value === true;
      return element('label', { class: 'knob' }, box, ` ${say(words)}`);
    }
    if (choices) {
      const select = element('select', own, ...choices.map(([option, said]) => element('option', { value: option }, say(said))));
      select.value = String(value);
      return element('label', { class: 'knob' }, `${say(words)} `, select);
    }
    const input = element('input', { type: 'text', inputmode: 'decimal', size: '5', class: 'figures', ...own });
    input.value = String(value);
    const fault = element('span', { class: 'fault', role: 'alert', 'data-fault-of': `${nth} ${name}` });
    fault.hidden = true;
    return element('label', { class: 'knob' }, `${say(words)} `, input, unit ? ` ${unit}` : '', fault);
  }

  /** @param {Bench} bench */
  function faults({ faults }) {
    for (const fault of /** @type {NodeListOf<HTMLElement>} */ (at('steps-list').querySelectorAll('[data-fault-of]'))) {
      const said = faults[fault.dataset.faultOf ?? ''] ?? '';
      fault.hidden = said === '';
      if (fault.textContent !== said) fault.textContent = said;
    }
  }

  /** @param {Change[]} changes */
  function bands(changes) {
    show('bands-scroll', changes.length > 0);
    at('bands').tBodies[0].replaceChildren(
      ...changes.flatMap((change) => {
        const most = Math.max(...BANDS.map(([band]) => Math.max(change.before[band], change.after[band])), 1e-12);
        return BANDS.filter(([band]) => change.before[band] > 0 || change.after[band] > 0).map(([band, words, where], nth) =>
          element(
            'tr',
            { 'data-lead': change.lead, 'data-band': band },
            element('th', { scope: 'row' }, nth === 0 ? change.lead : element('span', { class: 'unseen' }, change.lead)),
            element('td', {}, say(words), ' ', element('span', { class: 'muted' }, say(where))),
            element('td', { class: 'powers' }, bar(change.before[band] / most, 'before'), bar(change.after[band] / most, 'after')),
            element('td', { class: 'number' }, volts(change.before[band])),
            element('td', { class: 'number' }, volts(change.after[band])),
          ),
        );
      }),
    );
  }

  /**
   * As long as the amplitude, of which power is the square: small ones must be seen beside large ones.
   * @param {number} share
   * @param {string} kind
   */
  function bar(share, kind) {
    const made = element('span', { class: `power ${kind}`, 'aria-hidden': 'true' });
    made.style.inlineSize = `${100 * Math.sqrt(Math.max(0, share))}%`;
    return made;
  }
}

/**
 * A power as the amplitude that it stands for, in microvolts.
 * @param {number} power in mV²
 */
function volts(power) {
  return `${figure(1000 * Math.sqrt(Math.max(0, power)), 0)}\u{a0}µV`;
}
