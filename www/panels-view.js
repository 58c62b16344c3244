// The way around the page, from state to DOM: a link for each panel that is there, and which of them is read.

import { fragmentOf, nowhere } from './address.js';
import { say } from './language.js';
import { PANELS } from './panels.js';
import { shown } from './state.js';

/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */

/** @param {Hands} to */
export function createPanelsView({ at, show, element }) {
  const links = PANELS.map(({ name, id, words }) => ({ name, id, link: element('a', { href: fragmentOf({ ...nowhere(), panel: name }), 'data-panel': name }, say(words)) }));
  const list = /** @type {HTMLElement} */ (at('panels-list'));
  list.replaceChildren(...links.map(({ link }) => element('li', {}, link)));
  /** The one that is marked. */
  let marked = '';

  /** Comes after all views that show and hide panels. @param {State} state */
  return function panels(state) {
    show('panels', shown(state) !== null);
    for (const { id, link } of links) /** @type {HTMLElement} */ (link.parentElement).hidden = at(id).closest('[hidden]') !== null;
    if (state.panel === marked) return;
    marked = state.panel;
    for (const { name, link } of links) {
      if (name !== marked) link.removeAttribute('aria-current');
      else link.setAttribute('aria-current', 'location');
      // Along the strip only: the page is being scrolled by its reader.
      if (name === marked) list.scrollTo({ left: link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2 });
    }
  };
}
