// The few things that whoever puts state into the page does to its elements.

import { heard, retold } from './heard.js';
import { language, say } from './language.js';

/** @import { Jump, Places } from './places.js' */

/** @typedef {ReturnType<typeof hands>} Hands */

/** So many places of a list are shown at first, and so many more each time that somebody asks. */
const [FEW, MORE] = [3, 100];

/** How what stays English is marked. */
const ENGLISH = { lang: 'en', dir: 'ltr' };

/** @param {Document} document */
export function hands(document) {
  const at = finder(document);

  /**
   * @param {string} id
   * @param {boolean} visible
   */
  function show(id, visible) {
    at(id).hidden = !visible;
  }

  /**
   * @param {string} id
   * @param {string} words
   */
  function text(id, words) {
    const target = at(id);
    if (target.textContent !== words) target.textContent = words;
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {Record<string, string>} attributes
   * @param {...(Node | string)} children
   */
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /**
   * An element with sentences of the analysis, in the language that is spoken; those that stay English are marked so.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {Record<string, string>} attributes
   * @param {string} words
   */
  function telling(tag, attributes, words) {
    const parts = heard(words);
    if (parts.length === 1) return element(tag, { ...attributes, ...(parts[0].known ? {} : ENGLISH) }, parts[0].words);
    return element(tag, attributes, ...parts.map((part) => (part.known ? part.words : element('span', ENGLISH, part.words))));
  }

  /**
   * Writes why something did not come about: a sentence of the analysis, or one that the page has said already. Which of them it is shows by its
   * letters where the page has others than English.
   * @param {HTMLElement} target
   * @param {string} words
   */
  function tell(target, words) {
    const said = retold(words);
    if (target.textContent !== said) target.textContent = said;
    const isEnglish = language().dir === 'rtl' && /\p{L}/u.test(said) && !/\p{Script=Arabic}/u.test(said);
    for (const [name, value] of Object.entries(ENGLISH)) {
      if (isEnglish) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }

  /** @param {string} letter */
  function badge(letter) {
    return element('span', { class: 'badge', 'data-letter': letter }, letter);
  }

  /**
   * Words that explain themselves to whoever points at them, focuses or taps them (www/tips.js).
   * @param {Node | string} words
   * @param {string} tip a sentence
   */
  function term(words, tip) {
    return element('button', { type: 'button', class: 'term', 'data-tip': tip }, words);
  }

  /**
   * A place of the recording, a button that goes there; `www/viewer-events.js` hears it.
   * @param {Jump} place
   */
  function jump({ words, at_s }) {
    return at_s === null ? element('span', {}, words) : element('button', { type: 'button', class: 'jump', 'data-goto': String(at_s) }, words);
  }

  /**
   * Places one after the other: of many the first few, and a button that shows more. Whoever presses it stands on the first of these then, and
   * hears how many are shown.
   * @param {string} name of the list
   * @param {Places} places
   * @param {Record<string, number>} unfolded how many were shown before, by the names of lists
   */
  function jumps(name, { count: all, place }, unfolded) {
    const more = element('button', { type: 'button', class: 'jump rest', 'data-rest': name });
    const tail = element('span', {}, ' ', more);
    const list = element('span', { class: 'places' }, tail);
    let shown = 0;

    /** @param {number} to */
    const unfold = (to) => {
      const fresh = Array.from({ length: to - shown }, (_, nth) => jump(place(shown + nth)));
      for (const one of fresh) {
        // The comma stays with the place before it: by itself it might begin a line.
        const before = tail.previousElementSibling;
        before?.append(say(', ').trimEnd());
        tail.before(before ? ' ' : '', element('span', { class: 'place' }, one));
      }
      shown = to;
      list.classList.toggle('unfolded', shown > FEW);
      const words = say({ one: 'and {count} more', other: 'and {count} more' }, { count: all - shown });
      more.textContent = words;
      if (all - shown > MORE) more.setAttribute('aria-label', say('{words}: show the next {count}', { words, count: MORE }));
      else more.removeAttribute('aria-label');
      if (shown === all) tail.remove();
      return fresh[0];
    };
    more.addEventListener('click', () => {
      unfold(Math.min(all, shown + MORE)).focus();
      list.dispatchEvent(new CustomEvent('ecglass:unfold', { bubbles: true, detail: { name, shown, all } }));
    });
    unfold(Math.min(all, unfolded[name] ?? FEW));
    return list;
  }

  return { at, show, text, element, telling, tell, badge, term, jump, jumps };
}

/**
 * Finds an element of index.html by its id, once.
 * @param {Document} document
 */
function finder(document) {
  /** @type {Map<string, any>} */
  const found = new Map();
  return (/** @type {string} */ id) => {
    let element = found.get(id);
    if (!element) {
      element = document.getElementById(id);
      if (!element) throw new Error(`index.html has no element #${id}`);
      found.set(id, element);
    }
    return element;
  };
}
