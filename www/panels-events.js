// Which panel is read, by where the page is scrolled to and by the link that was followed.

import { PANELS, readOf } from './panels.js';

/** How far below the window's edge it is read, in heights of letters: a panel that was gone to is there already, and the one before is not any more. */
const BELOW_REM = 4.5;

/**
 * @param {Document} document
 * @param {object} by
 * @param {(panel: string) => void} by.read the name of a panel, or nothing
 * @param {() => void} by.enterStudio
 * @param {() => void} by.leave a link is about to be followed
 */
export function listenToPanels(document, { read, enterStudio, leave }) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {Set<string>} */
  const inSight = new Set();
  /** The panel that was gone to last. */
  let sought = '';

  const below = BELOW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
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
    // A band, since there may be room between two panels.
    { rootMargin: `${-below}px 0px -75% 0px` },
  );
  for (const { id } of PANELS) observer.observe(at(id));

  /** To a panel, where it is there: into sight, and the tab key goes on from it. @param {string} panel */
  function go(panel) {
    const place = at(PANELS.find(({ name }) => name === panel)?.id ?? '');
    if (!place || place.closest('[hidden]')) return;
    sought = panel;
    // Who goes to the studio means to see it.
    if (panel === 'studio') {
      enterStudio();
      /** @type {HTMLDetailsElement} */ (at('studio-door')).open = true;
    }
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
