// A model’s card in its dialog.

import { blocks } from './card.js';
import { say } from './language.js';

/** @import { Span } from './card.js' */
/** @import { Hands } from './dom.js' */

/** @param {Hands} to */
export function createCardView({ at, element }) {
  /** @param {string | null} words */
  return function card(words) {
    const dialog = /** @type {HTMLDialogElement} */ (at('card'));
    if (words !== null && !dialog.open) {
      at('card-text').replaceChildren(...cardNodes(words));
      dialog.showModal();
    }
    if (words === null && dialog.open) dialog.close();
  };

  /** @param {string} words */
  function cardNodes(words) {
    const inline = (/** @type {Span[]} */ spans) => spans.map(({ text, as }) => (as ? element(as, {}, text) : text));
    return blocks(words).map((block) => {
      switch (block.kind) {
        case 'heading':
          return element(block.level === 1 ? 'h2' : 'h3', {}, ...inline(block.spans));
        case 'list':
          return element('ul', {}, ...block.items.map((item) => element('li', {}, ...inline(item))));
        case 'code':
          return element('pre', {}, block.text);
        case 'table': {
          const head = element('tr', {}, ...block.head.map((cell) => (cell.length > 0 ? element('th', { scope: 'col' }, ...inline(cell)) : element('td', {}))));
          const rows = block.rows.map(([first, ...rest]) =>
            element('tr', {}, element('th', { scope: 'row' }, ...inline(first)), ...rest.map((cell) => element('td', {}, ...inline(cell)))),
          );
          const table = element('table', { class: 'figures' }, element('thead', {}, head), element('tbody', {}, ...rows));
          return element('div', { class: 'scroll', role: 'group', 'aria-label': say('Table'), tabindex: '0' }, table);
        }
        default:
          return element('p', {}, ...inline(block.spans));
      }
    });
  }
}
