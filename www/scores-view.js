// What the classes came to against the labels, from a result to the page, and the beats of a cell of that table.

import { cellWords, inCell, stepOf } from './cell.js';
import { count, say } from './language.js';
import { CLASSES, confusionWords, score } from './words.js';

/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Report } from './types.js' */

/** @param {Hands} to */
export function createScoresView({ at, show, text, element, badge, term }) {
  /** The cell of the matrix whose beats are told. @type {State['cell']} */
  let opened = null;

  return { scores, cell };

  /** @param {NonNullable<Report['scores']>} scores */
  function scores({ confusion, accuracy, macro_f1, classes }) {
    text('scores-line', say('Accuracy {accuracy} · macro-F1 {f1}', { accuracy: score(accuracy), f1: score(macro_f1) }));
    text('confusion-words', confusionWords(confusion));
    at('confusion').setAttribute('aria-label', confusionWords(confusion));

    const numbers = (/** @type {(number | null)[]} */ values) => values.map((value) => element('td', { class: value === null ? 'number muted' : 'number' }, score(value)));
    at('scores').tBodies[0].replaceChildren(
      ...classes.map((one) =>
        element(
          'tr',
          { 'data-score': one.class },
          element('th', { scope: 'row' }, term(badge(one.class), say(CLASSES.find(({ letter }) => letter === one.class)?.tip ?? ''))),
          element('td', { class: 'number' }, count(one.support)),
          ...numbers([one.sensitivity, one.specificity, one.precision, one.f1]),
        ),
      ),
    );

    const letters = CLASSES.map(({ letter }) => letter);
    const table = at('confusion-table');
    table.tHead?.replaceChildren(
      element('tr', {}, element('th', { scope: 'col' }, say('Label')), ...letters.map((letter) => element('th', { scope: 'col', class: 'number' }, letter))),
    );
    table.tBodies[0].replaceChildren(
      ...confusion.map((row, truth) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, letters[truth]),
          ...row.map((cell, said) => element('td', { class: 'number', 'data-truth': letters[truth], 'data-said': letters[said] }, cell > 0 ? element('button', { type: 'button', class: 'jump', 'aria-label': say({ one: '{count} beat labelled {label} and called {class}: show them', other: '{count} beats labelled {label} and called {class}: show them' }, { count: cell, label: letters[truth], class: letters[said] }) }, count(cell)) : '0')),
        ),
      ),
    );
  }

  /**
   * The beats of the cell that was chosen.
   * @param {State} state
   */
  function cell({ cell, result }) {
    const isThere = cell !== null && cell.of === result;
    show('cell', isThere);
    if (!isThere || cell === opened) return;
    opened = cell;
    const words = cellWords(cell, stepOf(result));
    text('cell-words', words);
    show('cell-beats', result.summary.kind === 'table');
    at('cell-beats').setAttribute('aria-label', words);
    const alone = inCell(result, cell.truth, cell.said).length <= stepOf(result);
    for (const id of ['cell-back', 'cell-on']) /** @type {HTMLButtonElement} */ (at(id)).disabled = alone;
  }
}
