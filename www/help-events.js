// Keys and help: a dialog that lists every key by where it works, and the way back into the tour.

import { hands } from './dom.js';
import { say } from './language.js';
import { PLACES, isPlain, isTyped, signsOf } from './shortcuts.js';

/**
 * @param {Document} document
 * @param {object} by
 * @param {() => boolean} by.isKeyed whether the question mark opens it
 * @param {(isKeyed: boolean) => void} by.choose
 * @param {{ isPossible: () => boolean, begin: (from: HTMLElement) => void }} by.tour
 */
export function listenForHelp(document, { isKeyed, choose, tour }) {
  const { at, element } = hands(document);
  const dialog = /** @type {HTMLDialogElement} */ (at('help'));
  const key = /** @type {HTMLInputElement} */ (at('help-keyed'));

  function open() {
    at('help-keys').replaceChildren(...sections());
    key.checked = isKeyed();
    at('help-tour').disabled = !tour.isPossible();
    at('help-no-tour').hidden = tour.isPossible();
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  function sections() {
    return PLACES.map(({ words, shortcuts }, nth) => {
      const rows = shortcuts.map(({ keys, words }) => {
        const groups = signsOf(keys).flatMap((signs, group) => [...(group > 0 ? [say('or ')] : []), ...signs.flatMap((sign) => [element('kbd', {}, sign), ' '])]);
        return element('div', {}, element('dt', {}, ...groups), element('dd', {}, say(words)));
      });
      return element('section', { 'aria-labelledby': `help-place-${nth}` }, element('h3', { id: `help-place-${nth}` }, say(words)), element('dl', {}, ...rows));
    });
  }

  at('to-help').addEventListener('click', open);
  at('help-close').addEventListener('click', () => dialog.close());
  at('help-tour').addEventListener('click', () => {
    dialog.close();
    tour.begin(at('to-help'));
  });
  key.addEventListener('change', () => choose(key.checked));
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || !isPlain(event) || !isKeyed()) return;
    if (isTyped(event.target) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open();
  });
}
