// The steps of cleaning as a person edits them: which there are, what can be tuned of each, and the recipe that comes of it.

import { message, say } from './language.js';

/** @import { Settings } from './types.js' */

/** A step with its own settings, as spec.json and the command line write it. @typedef {{ step: string } & Record<string, string | number | boolean>} Step */

/**
 * @typedef {object} Knob
 * @property {string} name
 * @property {string} words
 * @property {string} [unit] of a number
 * @property {[value: string, words: string][]} [choices] of one of several
 * @property {boolean} [ticked] of yes or no
 * @property {string | number} [usual]
 * @property {[string, string]} [only] another knob and the value of it, without which this one has no meaning
 */

/** @typedef {{ step: string, words: string, what: string, knobs: Knob[] }} Kind */

/** @type {Kind[]} */
export const KINDS = [
  {
    step: 'baseline',
    words: message('Take away slow wander'),
    what: message('Breathing and loose electrodes move the whole line up and down.'),
    knobs: [
      { name: 'method', words: message('How'), usual: 'highpass', choices: [['highpass', message('high-pass, without delay')], ['medians', message('two running medians')], ['spline', message('a curve through the level before each QRS')]] },
      { name: 'hertz', words: message('Slower than'), unit: 'Hz', usual: 0.5, only: ['method', 'highpass'] },
    ],
  },
  {
    step: 'mains',
    words: message('Take away the hum of the mains'),
    what: message('Power lines put a fine sawtooth of 50 or 60 Hz on everything.'),
    knobs: [{ name: 'hertz', words: message('Of'), usual: 'auto', choices: [['auto', message('whichever is heard')], ['50', '50 Hz'], ['60', '60 Hz']] }],
  },
  {
    step: 'band',
    words: message('Keep a band of frequencies'),
    what: message('Takes away what is slower than the lower edge or faster than the upper one; 0 means no edge.'),
    knobs: [
      { name: 'low_hz', words: message('From'), unit: 'Hz', usual: 0.5 },
      { name: 'high_hz', words: message('to'), unit: 'Hz', usual: 40 },
      { name: 'order', words: message('Order'), usual: 2 },
    ],
  },
  {
    step: 'wavelet',
    words: message('Denoise by wavelets'),
    what: message('Takes away small details, fast and slow ones alike; scripts of this field use the wavelet db6.'),
    knobs: [
      { name: 'name', words: message('Wavelet'), usual: 'db6', choices: ['db1', 'db2', 'db4', 'db6', 'db8', 'db10', 'sym4', 'sym8', 'coif1', 'coif3', 'coif5'].map((name) => [name, name]) },
      { name: 'threshold', words: message('Threshold'), usual: 'universal', choices: [['universal', message('universal')], ['sure', 'SURE'], ['level-dependent', message('by level')], ['fixed', message('fixed')]] },
      { name: 'value', words: message('of'), unit: 'mV', usual: 0.5, only: ['threshold', 'fixed'] },
      { name: 'shrink', words: message('Shrink'), usual: 'soft', choices: [['soft', message('softly')], ['hard', message('hard')]] },
      { name: 'approximation', words: message('The slow rest, too'), ticked: false },
    ],
  },
  {
    step: 'resample',
    words: message('Resample'),
    what: message('Another number of samples a second.'),
    knobs: [{ name: 'hertz', words: message('To'), unit: 'Hz', usual: 250 }],
  },
];

/** How a recording is cleaned when nobody said otherwise: for eyes. @type {Step[]} */
export const USUAL = [
  { step: 'baseline', method: 'highpass', hertz: 0.5 },
  { step: 'mains', hertz: 'auto' },
  { step: 'band', low_hz: 0, high_hz: 40, order: 2 },
];

/** What is being edited: the steps, each number as it is typed. @typedef {{ steps: Step[], faults: Record<string, string> }} Bench */

/**
 * The steps that a recording was cleaned by.
 * @param {Settings | undefined} settings
 * @returns {Bench}
 */
export function benchOf(settings) {
  const steps = /** @type {Step[]} */ (settings?.cleaning ?? USUAL);
  return { steps: steps.map((step) => ({ ...step })), faults: {} };
}

/** @param {string} step */
export function kindOf(step) {
  return KINDS.find((kind) => kind.step === step) ?? null;
}

/**
 * A step as it is when it is new.
 * @param {string} step
 * @returns {Step}
 */
export function fresh(step) {
  return { step, ...Object.fromEntries((kindOf(step)?.knobs ?? []).map(({ name, usual, ticked }) => [name, usual ?? ticked ?? ''])) };
}

/**
 * One more, at the end.
 * @param {Bench} bench
 * @param {string} step
 */
export function added(bench, step) {
  return { ...bench, steps: [...bench.steps, fresh(step)] };
}

/**
 * @param {Bench} bench
 * @param {number} at
 * @returns {Bench}
 */
export function removed(bench, at) {
  return { steps: bench.steps.filter((_, nth) => nth !== at), faults: {} };
}

/**
 * One place up or down.
 * @param {Bench} bench
 * @param {number} at
 * @param {1 | -1} by
 * @returns {Bench}
 */
export function moved(bench, at, by) {
  const to = at + by;
  if (to < 0 || to >= bench.steps.length) return bench;
  const steps = [...bench.steps];
  [steps[at], steps[to]] = [steps[to], steps[at]];
  return { steps, faults: {} };
}

/**
 * @param {Bench} bench
 * @param {number} at
 * @param {string} name
 * @param {string | boolean} value
 * @returns {Bench}
 */
export function tuned(bench, at, name, value) {
  const steps = bench.steps.map((step, nth) => (nth === at ? { ...step, [name]: value } : step));
  const { [`${at} ${name}`]: _, ...faults } = bench.faults;
  return { steps, faults };
}

/**
 * Whether a knob means something beside the others.
 * @param {Step} step
 * @param {Knob} knob
 */
export function matters(step, { only }) {
  return only === undefined || step[only[0]] === only[1];
}

/**
 * The recipe, or what is wrong with what was typed, by place and name.
 * @param {Bench} bench
 * @returns {{ cleaning: Step[], faults: Record<string, string> }}
 */
export function recipeOf({ steps }) {
  /** @type {Record<string, string>} */
  const faults = {};
  const cleaning = steps.map((step, at) => {
    /** @type {Step} */
    const made = { step: step.step };
    const kind = kindOf(step.step);
    // One that came with a report and has no knobs here stays as it is.
    if (!kind) return step;
    // What has no knob, and came with a report, stays too.
    for (const [name, value] of Object.entries(step)) if (!kind.knobs.some((knob) => knob.name === name)) made[name] = value;
    for (const knob of kind.knobs) {
      const value = step[knob.name];
      if (!matters(step, knob)) continue;
      if (knob.unit === undefined && knob.name !== 'order') made[knob.name] = knob.choices && /^\d+$/.test(String(value)) ? Number(value) : value;
      else {
        const number = Number(String(value).trim().replace(',', '.'));
        if (String(value).trim() === '' || !Number.isFinite(number) || number < 0) faults[`${at} ${knob.name}`] = say('A number that is not below 0, please.');
        else made[knob.name] = number;
      }
    }
    return made;
  });
  return { cleaning, faults };
}

/**
 * Whether the steps are those that the shown recording was cleaned by.
 * @param {Bench} bench
 * @param {Settings | undefined} settings
 */
export function isApplied(bench, settings) {
  const { cleaning, faults } = recipeOf(bench);
  return Object.keys(faults).length === 0 && JSON.stringify(cleaning) === JSON.stringify(recipeOf(benchOf(settings)).cleaning);
}
