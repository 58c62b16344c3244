// The tour: a card in the page's flow, above the place that it speaks of, so that it covers nothing. It is no dialog that holds the person back.

import { hands } from './dom.js';
import { say } from './language.js';
import { isOffered, stepsThere } from './tour.js';

/** @import { State } from './state.js' */
/** @import { Step } from './tour.js' */

/**
 * @param {Document} document
 * @param {object} by
 * @param {() => State} by.state
 * @param {() => void} by.over the person took it, or does not want it
 */
export function listenToTour(document, { state, over }) {
  const { at, show, text } = hands(document);
  const card = /** @type {HTMLElement} */ (at('tour'));
  /** @type {Step[]} */
  let steps = [];
  let nth = 0;
  /** What has the focus once it ends. @type {HTMLElement} */
  let opener = at('headline');

  const isThere = (/** @type {string} */ id) => at(id).closest('[hidden]') === null;

  /** @param {HTMLElement} from what the person pressed */
  function begin(from) {
    opener = from;
    steps = stepsThere(state(), isThere);
    over();
    if (steps.length > 0) go(0);
  }

  /** @param {number} to */
  function go(to) {
    leave();
    nth = to;
    const { place } = steps[nth];
    at(place).classList.add('toured');
    at(place).before(card);
    card.hidden = false;
    tell();
    at('tour-back').disabled = nth === 0;
    card.scrollIntoView({ block: 'start' });
    at('tour-on').focus({ preventScroll: true });
  }

  /** What the card says, in the language that is spoken. */
  function tell() {
    const { title, words } = steps[nth];
    text('tour-at', say('{nth} of {all}', { nth: nth + 1, all: steps.length }));
    text('tour-title', say(title));
    text('tour-words', say(words));
    text('tour-on', nth + 1 < steps.length ? say('Next') : say('Done'));
  }

  function leave() {
    for (const { place } of steps) at(place).classList.remove('toured');
  }

  function end() {
    const isInside = card.contains(document.activeElement);
    leave();
    card.hidden = true;
    steps = [];
    if (!isInside) return;
    opener.focus({ preventScroll: true });
    opener.scrollIntoView({ block: 'nearest' });
  }

  at('tour-yes').addEventListener('click', () => begin(at('headline')));
  at('tour-no').addEventListener('click', () => {
    over();
    // The offer goes with its button.
    at('headline').focus({ preventScroll: true });
  });
  at('tour-on').addEventListener('click', () => (nth + 1 < steps.length ? go(nth + 1) : end()));
  at('tour-back').addEventListener('click', () => go(nth - 1));
  at('tour-skip').addEventListener('click', end);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || card.hidden || document.querySelector('dialog[open]')) return;
    // Who is elsewhere on the page may mean the job that runs.
    if (!card.contains(/** @type {Node} */ (event.target)) && state().job) return;
    event.stopImmediatePropagation();
    end();
  });

  return {
    begin,
    /** Whether there is something to be shown around. */
    isPossible: () => state().result !== null,
    /** The page was drawn: what is spoken of may have gone with its file. */
    settle() {
      show('tour-offer', isOffered(state()));
      if (card.hidden) return;
      if (isThere(steps[nth].place)) tell();
      else end();
    },
  };
}
