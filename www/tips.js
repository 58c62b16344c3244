// A sentence on a term: whoever points at, focuses or taps an element that has one in data-tip is shown it beside the element.
// One tooltip for the page. As WCAG 1.4.13 asks, Escape closes it, the pointer may move onto it, and it stays until it is left.

/** How long the pointer may be on its way from the term to its sentence, in ms. */
const ON_THE_WAY = 250;

/** How far the sentence stays from its term and from the edges of the page, in pixels. */
const APART = 8;

/**
 * What stands in the page as a title is told in the same way, since titles are for a mouse only. A heading of a column becomes a button
 * that tells; what can be focused already tells as it is.
 * @param {Document} document
 */
function lift(document) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main [title]'))) {
    const tells = document.createElement('button');
    const place = element.tagName === 'TH' ? tells : element;
    place.dataset.tip = element.title;
    element.removeAttribute('title');
    if (place === element) continue;
    tells.type = 'button';
    tells.className = 'term';
    tells.append(...element.childNodes);
    element.append(tells);
  }
}

/** @param {Document} document */
export function listenForTips(document) {
  lift(document);
  const tip = /** @type {HTMLElement} */ (document.getElementById('tip'));
  /** The element whose sentence is shown. @type {Element | null} */
  let told = null;
  /** What described it before. @type {string | null} */
  let described = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;

  /** @param {EventTarget | null} target */
  const termOf = (target) => (target instanceof Element ? target.closest('[data-tip]') : null);

  /** @param {Element} term */
  function tell(term) {
    clearTimeout(leaving);
    if (told === term) return;
    close();
    told = term;
    tip.textContent = term.getAttribute('data-tip');
    tip.hidden = false;
    described = term.getAttribute('aria-describedby');
    term.setAttribute('aria-describedby', described === null ? 'tip' : `${described} tip`);
    place(term.getBoundingClientRect());
  }

  function close() {
    clearTimeout(leaving);
    if (described === null) told?.removeAttribute('aria-describedby');
    else told?.setAttribute('aria-describedby', described);
    told = null;
    tip.hidden = true;
  }

  /**
   * Above the term, or below it where there is no room; never over the edge of the page.
   * @param {DOMRect} term
   */
  function place(term) {
    // First where nothing narrows it, to learn its size.
    tip.style.left = tip.style.top = '0px';
    const { width, height } = tip.getBoundingClientRect();
    const most = document.documentElement.clientWidth - width - APART;
    const left = Math.max(APART, Math.min(term.left + term.width / 2 - width / 2, most));
    const above = term.top - height - APART;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above < 0 ? term.bottom + APART : above) + scrollY}px`;
  }

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    // A finger does not hover: it taps, which is a click.
    if (pointerType === 'touch') return;
    const term = termOf(target);
    if (term) tell(term);
    else if (target === tip) clearTimeout(leaving);
  });
  document.addEventListener('pointerout', ({ target }) => {
    if (told === null || (termOf(target) !== told && target !== tip)) return;
    clearTimeout(leaving);
    // Who came by keyboard keeps the sentence, wherever the pointer is.
    leaving = setTimeout(() => told?.contains(document.activeElement) || close(), ON_THE_WAY);
  });
  document.addEventListener('focusin', ({ target }) => {
    const term = termOf(target);
    // A click on a button that does something focuses it too; its sentence would be in the way of what it does.
    if (term && /** @type {Element} */ (target).matches(':focus-visible')) tell(term);
    else if (!term) close();
  });
  document.addEventListener('focusout', close);
  document.addEventListener('click', ({ target }) => {
    const term = termOf(target);
    if (term?.classList.contains('term')) tell(term);
    else if (target !== tip) close();
  });
  // Before anybody else hears of it: Escape closes the sentence, and not the job that runs.
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || told === null) return;
      event.stopPropagation();
      close();
    },
    { capture: true },
  );
  addEventListener('resize', close);
}
