// Which panel is read, by where the page is scrolled to and by the link that was followed.

import { PANELS, readOf } from './panels.js';

/** How far below the window's edge it is read, in heights of letters: a panel that was gone to is there already, and the one before is not any more. */
const BELOW_REM = 4.5;

/**
 * @param {Document} document
 * @param {object} by
 * @param {(panel: string) => void} by.read the name of a panel, or nothing
 * @param {() => void} by.enterStudio
 */
export function listenToPanels(document, { read, enterStudio }) {
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

  at('panels-list').addEventListener('click', ({ target }) => {
    const { panel } = /** @type {HTMLElement} */ (target).dataset;
    if (panel === undefined) return;
    sought = panel;
    read(panel);
    if (panel !== 'studio') return;
    // Who goes there means to see it. The browser follows the link after this, to where the open studio is.
    enterStudio();
    /** @type {HTMLDetailsElement} */ (at('studio-door')).open = true;
  });
}

/** @param {Element} page */
function isAtEnd({ scrollTop, clientHeight, scrollHeight }) {
  return scrollTop + clientHeight >= scrollHeight - 1;
}
