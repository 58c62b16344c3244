// The families of beats as cards, the beat of one of them, and what was said about them.

import { outcomeWords } from './corrections.js';
import { MOST, familyWords, makeup, memberWords, membersOf, nameOf, unsureOf } from './families.js';
import { keepWords } from './keeping.js';
import { count, say } from './language.js';
import { CLASSES, beatsOf, share } from './words.js';

/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Conclusion, Kin, Result } from './types.js' */

/** @param {Hands} to */
export function createFamiliesView({ at, show, text, element }) {
  /** What the cards tell now. @type {[Kin, Conclusion, number] | null} */
  let told = null;
  /** The result whose line stands in the page. @type {Result | null} */
  let said = null;
  /** What the chosen family and its beat are told by now. @type {unknown[]} */
  let shown = [];

  const cards = Array.from({ length: MOST }, (_, nth) => {
    // A card that is made anew for another language keeps its canvas, which is drawn on.
    const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById(`family-${nth}`) ?? element('canvas', { id: `family-${nth}`, role: 'img' }));
    const mix = element('span', { class: 'mix', 'aria-hidden': 'true' });
    const words = element('span', { class: 'figures' });
    const button = element('button', { type: 'button', class: 'card', 'data-family': String(nth), 'aria-pressed': 'false' }, canvas, mix, words);
    const item = element('li', { hidden: '' }, button);
    return { canvas, mix, words, button, item };
  });
  at('families').replaceChildren(...cards.map(({ item }) => item));

  for (const group of document.querySelectorAll('[data-relabel]')) {
    const which = /** @type {HTMLElement} */ (group).dataset.relabel;
    group.replaceChildren(
      ...CLASSES.map(({ letter, name, within }, nth) => {
        const key = which === 'beat' ? `${nth + 1}` : letter;
        return element('button', { type: 'button', class: 'class', 'data-class': letter, 'data-letter': letter, 'aria-label': `${letter}, ${say(within)}`, 'data-tip': `${say(name)} (${key})` }, letter);
      }),
    );
  }

  /** @param {State} state */
  return function families(state) {
    const { result, relabelling, job, view } = state;
    const isThere = result !== null && result.survey !== null && result.beats.count > 0;
    show('beats-by-shape', isThere);
    show('relabel-bar', isThere);
    if (!isThere) return;
    const { kin, of, history, isAsking, isBusy } = relabelling;
    const isKnown = kin !== null && of === result.beats;
    const able = (/** @type {string} */ id, /** @type {boolean} */ on) => (/** @type {HTMLButtonElement} */ (at(id)).disabled = !on || job !== null);
    able('ask', isKnown);
    able('relabel-undo', history.done > 0);
    able('relabel-redo', history.done < history.steps.length);
    at('ask').setAttribute('aria-pressed', String(isAsking));
    at('beats-by-shape').setAttribute('aria-busy', String(isBusy || !isKnown));
    // It is counted over all beats, which is too much for every frame of a paper that is dragged.
    if (result !== said) {
      said = result;
      const words = outcomeWords(result);
      text('relabel-words', words);
      show('relabel-words', words !== '');
    }
    show('keep-ask', state.habits.keeps === 'ask' && history.done > 0);
    const kept = keepWords(state);
    text('keep-words', kept);
    show('keep-words', kept !== '');
    pressed('beat', view.beat >= 0 ? [result.conclusion.classes[view.beat]] : [], job !== null);
    show('families', isKnown);
    show('member-panel', isKnown && relabelling.beat >= 0);
    text('families-words', isKnown ? familiesWords(kin) : say('Sorting the beats by their shape …'));
    if (!isKnown) return;
    describe(kin, result.conclusion, relabelling.chosen);
    member(state, result, kin);
  };

  /**
   * @param {Kin} kin
   * @param {Conclusion} conclusion
   * @param {number} chosen
   */
  function describe(kin, conclusion, chosen) {
    if (told && told[0] === kin && told[1] === conclusion && told[2] === chosen) return;
    told = [kin, conclusion, chosen];
    cards.forEach(({ canvas, mix, words, button, item }, nth) => {
      item.hidden = nth >= kin.counts.length;
      if (item.hidden) return;
      const parts = makeup(kin, nth, conclusion.classes);
      button.setAttribute('aria-pressed', String(nth === chosen));
      button.dataset.count = String(kin.counts[nth]);
      canvas.setAttribute('aria-label', familyWords(kin, nth, conclusion.classes));
      mix.replaceChildren(
        ...parts.map(({ letter, count: of }) => {
          const part = element('span', { 'data-letter': letter });
          part.style.inlineSize = `${(100 * of) / kin.counts[nth]}%`;
          return part;
        }),
      );
      // A card has room for two classes; the name that is read out has all.
      const shown = parts.slice(0, 2).map(({ letter, count: of }) => `${letter} ${count(of)}`);
      words.textContent = parts.length > 2 ? `${shown.join(' · ')} …` : shown.join(' · ');
      words.setAttribute('aria-hidden', 'true');
    });
  }

  /**
   * The chosen family, and the beat of it that is looked at.
   * @param {State} state
   * @param {Result} result
   * @param {Kin} kin
   */
  function member({ relabelling, job }, result, kin) {
    const { chosen, beat, isAsking, answered } = relabelling;
    const { classes, doubted } = result.conclusion;
    const now = [result, kin, chosen, beat, isAsking, answered, job === null];
    if (now.every((value, i) => value === shown[i])) return;
    shown = now;
    const members = membersOf(kin, chosen);
    const place = members.indexOf(beat);
    const unsure = unsureOf(kin, chosen, doubted);
    text('family-words', isAsking ? askingWords(answered) : [nameOf(kin, chosen), beatsOf(members.length), share(members.length, kin.of.length), ...(unsure > 0 ? [say('{count} “don’t know”', { count: unsure })] : [])].join(' · '));
    show('family-says', !isAsking);
    text('family-all', members.length === 1 ? say('It is') : say('All {count} are', { count: members.length }));
    pressed('family', makeup(kin, chosen, classes).map(({ of }) => of), job !== null);
    if (beat < 0) return;
    const words = memberWords(result, kin, beat, isAsking);
    text('member-words', words);
    at('member').setAttribute('aria-label', `${say('A few seconds around the beat that is looked at.')} ${words}`);
    pressed('member', [classes[beat]], job !== null);
    show('member-steps', !isAsking && members.length > 1);
    /** @type {HTMLButtonElement} */ (at('member-back')).disabled = place <= 0;
    /** @type {HTMLButtonElement} */ (at('member-on')).disabled = place >= members.length - 1;
    const slider = /** @type {HTMLInputElement} */ (at('member-at'));
    slider.max = String(members.length);
    slider.value = String(place + 1);
    slider.setAttribute('aria-valuetext', words);
  }

  /**
   * Which of the five buttons says what is so already: all of these beats are of one class.
   * @param {'family' | 'member' | 'beat'} which
   * @param {number[]} of
   * @param {boolean} isDisabled
   */
  function pressed(which, of, isDisabled) {
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(`[data-relabel="${which}"] button`));
    buttons.forEach((button, class_) => {
      button.setAttribute('aria-pressed', String(of.length === 1 && of[0] === class_));
      button.disabled = isDisabled;
    });
  }
}

/** What the cards show. @param {Kin} kin */
function familiesWords(kin) {
  const families = kin.counts.length - (kin.rest ? 1 : 0);
  const rest = kin.rest ? say(', and what is left over') : '';
  const found = say({ one: '{beats} beats by the shape of QRS: {count} family{rest}.', other: '{beats} beats by the shape of QRS: {count} families{rest}.' }, { beats: kin.of.length, count: families, rest });
  return `${found} ${say('The line is the median beat, eight in ten lie in the band; squares are 0.2 s by 0.5 mV. With a card in focus N, S, V, F or Q says what all of its beats are; beats like them follow.')}`;
}

/** @param {number} answered */
function askingWords(answered) {
  return `${say('What is this beat?')} ${answered > 0 ? say({ one: '{count} answer so far', other: '{count} answers so far' }, { count: answered }) : say('The least sure one comes first')}`;
}
