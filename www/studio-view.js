// The studio, from state to DOM: which room is open, what stands in its fields, and what was made.

import { count, message, say } from './language.js';
import { beatName, chosenGenerator, criticPlace, criticWords, evennessWords, field, madeWords, nearWords, rhythmName, tableOf, wantedWords } from './studio.js';
import { CLASSES, figure } from './words.js';

/** @import { Hands } from './dom.js' */
/** @import { Weighed } from './scales.js' */
/** @import { State } from './state.js' */
/** @import { Generator, Studio } from './studio.js' */
/** @import { RhythmKind, Wanted } from './types.js' */

const ROOMS = /** @type {const} */ (['balance', 'play', 'lay', 'simulate']);

/** What kinds of noise are called. @type {Record<string, string>} */
const NOISES = { white: message('White'), baseline: message('Wandering baseline'), mains50: message('Mains, 50 Hz'), mains60: message('Mains, 60 Hz'), muscle: message('Muscle'), motion: message('Moving electrodes') };

/** What the view module knows of rhythms and noise, once it is there. @typedef {{ rhythms: RhythmKind[], noises: string[] }} Known */

/**
 * @param {Hands} to
 * @param {{ weigh: (state: State) => Weighed, known: (state: State) => Known | null }} by
 */
export function createStudioView({ at, show, text, element, tell, badge }, { weigh, known }) {
  /** @type {Generator[] | null} */
  let listed = null;
  /** Whose sliders stand in the page. @type {Generator | null} */
  let slid = null;
  /** @type {Known | null} */
  let filled = null;
  /** @type {Wanted | null} */
  let drawn = null;
  /** @type {Record<string, string>} */
  let blamed = {};

  /** @param {State} state */
  return function render(state) {
    const { studio, job } = state;
    const door = /** @type {HTMLDetailsElement} */ (at('studio-door'));
    if (door.open !== studio.open) door.open = studio.open;
    if (!studio.open) return;
    for (const room of ROOMS) {
      show(`room-${room}`, studio.room === room);
      /** @type {HTMLInputElement} */ (at(`go-${room}`)).checked = studio.room === room;
    }
    const by = chosenGenerator(studio);
    show('studio-by', studio.room !== 'simulate' && by !== null);
    generators(studio, by);
    options(known(state));
    fields(studio);
    for (const id of ['balance-now', 'lay-now', 'simulate-now']) /** @type {HTMLButtonElement} */ (at(id)).disabled = job !== null || (id !== 'simulate-now' && by === null);
    tell(at('studio-fault'), studio.fault);
    show('studio-fault', studio.fault !== '');
    text('studio-made-words', studio.made);
    if (studio.room === 'balance') balance(state, by);
    if (studio.room === 'play') play(state, by);
  };

  /**
   * @param {Studio} studio
   * @param {Generator | null} by
   */
  function generators({ generators }, by) {
    const select = /** @type {HTMLSelectElement} */ (at('studio-generator'));
    if (generators !== listed) {
      listed = generators;
      select.replaceChildren(...(generators ?? []).map(({ name }) => element('option', { value: name }, name)));
    }
    if (by && select.value !== by.name) select.value = by.name;
  }

  /** @param {Known | null} now */
  function options(now) {
    if (!now || now === filled) return;
    filled = now;
    for (const [id, rhythms] of /** @type {const} */ ([['lay-rhythm', now.rhythms.filter(({ noise }) => !noise)], ['simulate-rhythm', now.rhythms]])) {
      at(id).replaceChildren(...rhythms.map(({ name }) => element('option', { value: name }, rhythmName(name))));
    }
    at('simulate-noise').replaceChildren(
      ...now.noises.map((kind) => {
        const name = `simulate-snr-${kind}`;
        const input = element('input', { id: name, 'data-studio': name, class: 'figures', type: 'text', inputmode: 'decimal', placeholder: say('none'), 'aria-describedby': `fault-${name}` });
        const fault = element('span', { id: `fault-${name}`, class: 'fault', role: 'alert', hidden: '' });
        return element('p', { class: 'field' }, element('label', { for: name }, say(NOISES[kind] ?? kind)), element('span', { class: 'with' }, input, ' dB'), fault);
      }),
    );
  }

  /** Values are set only where they differ: whoever types keeps the caret. @param {Studio} studio */
  function fields(studio) {
    const { faults } = studio;
    for (const input of at('studio').querySelectorAll('[data-studio]')) {
      const name = input.dataset.studio;
      const value = field(studio, name);
      if (input.type === 'checkbox') input.checked = value === 'yes';
      else if (name !== 'generator' && input.value !== value) input.value = value;
      if (name in faults) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    for (const room of /** @type {const} */ (['lay', 'simulate'])) {
      const rhythm = filled?.rhythms.find(({ name }) => name === field(studio, `${room}-rhythm`));
      at(`${room}-rate`).placeholder = rhythm ? figure(rhythm.usual, 0) : '';
      text(`${room}-rates`, rhythm ? say('{from} to {to} a minute', { from: figure(rhythm.slowest, 0), to: figure(rhythm.fastest, 0) }) : '');
    }
    if (faults === blamed) return;
    for (const name of new Set([...Object.keys(blamed), ...Object.keys(faults)])) {
      text(`fault-${name}`, faults[name] ?? '');
      show(`fault-${name}`, name in faults);
    }
    // Whoever types sees the sentence beside the field; whoever pressed the button is led to it.
    if (!document.activeElement?.matches('[data-studio]')) at('studio').querySelector('[data-studio][aria-invalid]')?.focus();
    blamed = faults;
  }

  /**
   * @param {State} state
   * @param {Generator | null} by
   */
  function balance(state, by) {
    const table = tableOf(state.result);
    const target = field(state.studio, 'balance-target');
    show('balance-none', table === null);
    show('balance', table !== null);
    show('balance-ratio-field', target === 'ratio');
    show('balance-number-field', target === 'number');
    if (!table) return;
    const weighed = weigh(state);
    const wanted = weighed && 'wanted' in weighed ? weighed.wanted : null;
    tell(at('balance-refused'), weighed && 'fault' in weighed ? weighed.fault : '');
    show('balance-refused', weighed !== null && 'fault' in weighed);
    show('balance-chart', wanted !== null);
    show('balance-figures', wanted !== null);
    text('balance-words', wanted && by ? wantedWords(wanted, by.name) : '');
    const button = /** @type {HTMLButtonElement} */ (at('balance-now'));
    button.disabled ||= wanted === null || wanted.add.every((more) => more === 0);
    if (!wanted || wanted === drawn) return;
    drawn = wanted;
    const largest = Math.max(...wanted.after.counts, 1);
    at('balance-chart').replaceChildren(
      ...CLASSES.map(({ letter, name }, i) => {
        const [own, made] = [wanted.before.counts[i], wanted.add[i]];
        const bar = element('span', { class: 'stack', 'data-letter': letter, 'aria-hidden': 'true' }, element('span', { class: 'own' }), element('span', { class: 'made' }));
        const [first, second] = /** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll('span'));
        first.style.inlineSize = `${(100 * own) / largest}%`;
        second.style.inlineSize = `${(100 * made) / largest}%`;
        const words = made > 0 ? say('{own} + {made} synthetic', { own, made }) : own > 0 ? count(own) : say('none');
        return element('li', { 'data-class': letter, 'data-own': String(own), 'data-made': String(made), ...(own === 0 ? { class: 'muted' } : {}) }, element('span', { class: 'name' }, badge(letter), ` ${say(name)}`), element('span', { class: 'figures' }, words), bar);
      }),
    );
    text('balance-before', evennessWords(wanted.before));
    text('balance-after', evennessWords(wanted.after));
  }

  /**
   * @param {State} state
   * @param {Generator | null} by
   */
  function play({ studio, result }, by) {
    sliders(by, studio);
    for (const { letter } of CLASSES) {
      const radio = /** @type {HTMLInputElement} */ (at(`play-class-${letter}`));
      radio.checked = CLASSES[studio.of].letter === letter;
      radio.disabled = by !== null && !by.classes.includes(letter);
    }
    const way = /** @type {HTMLInputElement} */ (at('play-share'));
    if (Number(way.value) !== studio.share) way.value = String(studio.share);
    text('play-now', studio.playing ? say('Pause') : say('Play'));
    at('play-now').setAttribute('aria-pressed', String(studio.playing));
    const { beat } = studio;
    show('play-picture', beat !== null);
    text('near-words', nearWords(beat, result));
    show('studio-near', beat?.near?.of === result && beat?.near !== null && beat !== null);
    if (!beat) return;
    at('studio-made').setAttribute('aria-label', madeWords(beat));
    at('studio-near').setAttribute('aria-label', nearWords(beat, result));
    text('play-words', madeWords(beat));
    text('critic-words', criticWords(beat));
    way.setAttribute('aria-valuetext', beatName(beat.wish));
    const place = criticPlace(beat);
    show('critic-scale', place !== null);
    if (place !== null) at('critic-mark').style.insetInlineStart = `${100 * place}%`;
  }

  /**
   * A slider for each direction; they are made anew only for another generator.
   * @param {Generator | null} by
   * @param {Studio} studio
   */
  function sliders(by, { moves }) {
    if (by !== slid) {
      slid = by;
      at('play-directions').replaceChildren(
        ...(by?.directions ?? []).map(({ name, words, from, to }, i) =>
          element(
            'p',
            { class: 'field' },
            element('label', { for: `direction-${i}` }, rhythmName(name), ' ', element('output', { for: `direction-${i}`, class: 'figures' }, '0')),
            element('input', { id: `direction-${i}`, type: 'range', min: String(from), max: String(to), step: '0.05', value: '0', 'data-direction': name, 'aria-describedby': `direction-${i}-words` }),
            element('span', { id: `direction-${i}-words`, class: 'caption' }, say(words)),
          ),
        ),
      );
      show('play-directions-none', by !== null && by.directions.length === 0);
    }
    for (const input of at('play-directions').querySelectorAll('input')) {
      const value = moves[input.dataset.direction] ?? 0;
      if (Number(input.value) !== value) input.value = String(value);
      const told = figure(value, 1);
      const output = input.parentElement.querySelector('output');
      if (output.textContent !== told) output.textContent = told;
    }
  }
}

