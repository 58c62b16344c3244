// Which panel is read, by where the page is scrolled to and by the link that was followed.

import { PANELS, readOf } from './panels.js';

/** The band of the window, from below the strip of links to a quarter of its height, in which the panel that is read stands. */
const BAND = '-72px 0px -75% 0px';

/**
 * @param {Document} document
 * @param {(panel: string) => void} read the name of a panel, or nothing
 * @param {() => void} leave a link is about to be followed
 */
export function listenToPanels(document, read, leave) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {Set<string>} */
  const inSight = new Set();
  /** The panel that was gone to last. */
  let sought = '';

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const { name } = /** @type {import('./panels.js').Panel} */ (PANELS.find(({ id }) => id === target.id));
        if (isIntersecting) inSight.add(name);
        else inSight.delete(name);
      }
      if (!isAtEnd(document.documentElement)) sought = '';
      read(readOf(inSight, sought));
    },
    { rootMargin: BAND },
  );
  for (const { id } of PANELS) observer.observe(at(id));

  /** To a panel, where it is there: into sight, and the tab key goes on from it. @param {string} panel */
  function go(panel) {
    const place = at(PANELS.find(({ name }) => name === panel)?.id ?? '');
    if (!place || place.closest('[hidden]')) return;
    sought = panel;
    // Who goes to the studio means to see it.
    if (panel === 'studio') /** @type {HTMLDetailsElement} */ (at('studio-door')).open = true;
    place.scrollIntoView();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    read(panel);
  }

  at('panels-list').addEventListener('click', (event) => {
    const { panel } = /** @type {HTMLElement} */ (event.target).dataset;
    // With another button, or with a key, it is to be opened beside this page.
    if (panel === undefined || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    leave();
    go(panel);
  });

  return { go };
}

/** @param {Element} page */
function isAtEnd({ scrollTop, clientHeight, scrollHeight }) {
  return scrollTop + clientHeight >= scrollHeight - 1;
}
