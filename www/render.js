// State to DOM, nothing else.
//
// What the browser tests hold on to, and so what must not be renamed lightly:
//   html[data-phase]      idle | reading | classifying | done | error; absent until the page has started
//   html[data-theme]      light | dark, where the person chose one
//   #drop-zone #file-input #sample-table #sample-record   ways in
//   #progress #cancel     while a job runs;  #error-text inside #error, shown after a failure;  #dismiss
//   #headline #about      the sentence of the last result, and what the file is
//   #counts [data-class=N][data-count=12]   the count of a class
//   #trace #beats #confusion        canvases;  [aria-label] says what is drawn
//   #confusion-table td[data-truth=N][data-said=V]   a cell;  #scores tr[data-score=N]   a class's scores
//   #notes li, #model-line, #open-card, #save-report, #save-beats, #update (shown when a new version waits), #update-now, #theme
//   window.ecglass.report   the report of the last result, the same JSON that the command line writes;  .timings  its milliseconds

import { blocks } from './card.js';
import { stripSeconds } from './layout.js';
import { isDark, phase, shown } from './state.js';
import { CLASSES, about, beatsWords, confusionWords, count, doing, headline, howFar, modelWords, score, share, traceWords } from './words.js';

/** @import { State } from './state.js' */
/** @import { Span } from './card.js' */
/** @import { Report, Result } from './types.js' */

/** @param {Document} document */
export function createRender(document) {
  const root = document.documentElement;
  const at = finder(document);
  /** The result whose tables stand in the page. @type {Result | null} */
  let standing = null;
  let said = '';

  /** @param {State} state */
  return function render(state) {
    root.dataset.phase = phase(state);
    if (state.theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = state.theme;
    root.classList.toggle('dragging', state.dragging);
    root.classList.toggle('used', shown(state) !== null);

    text('theme-name', isDark(state) ? 'Light' : 'Dark');
    at('theme').setAttribute('aria-label', isDark(state) ? 'Switch to light colours' : 'Switch to dark colours');
    show('update', state.update);
    for (const id of ['drop-zone', 'sample-table', 'sample-record']) /** @type {HTMLButtonElement} */ (at(id)).disabled = state.unfit !== null;

    const error = state.unfit ?? state.error;
    const told = at('error-text').textContent;
    show('error', error !== null);
    text('error-text', error ?? '');
    // On a phone it may stand below the edge of the screen.
    if (error !== null && error !== told) at('error').scrollIntoView({ block: 'nearest' });
    show('dismiss', state.unfit === null);
    if (state.says !== said) text('says', (said = state.says));

    text('version', state.version);

    work(state);
    sheets(state);
    card(state.card);
  };

  /** @param {State} state */
  function work({ job }) {
    show('work', job !== null);
    if (!job) return;
    text('doing', doing(job));
    text('how-far', howFar(job));
    const bar = /** @type {HTMLProgressElement} */ (at('progress'));
    bar.value = job.total > 0 ? job.done / job.total : 0;
  }

  /** @param {State} state */
  function sheets(state) {
    const now = shown(state);
    show('shown', now !== null);
    if (!now) return;
    const result = 'conclusion' in now ? now : null;
    text('record-name', now.summary.name);
    text('about', about(now.summary));
    show('trace-panel', now.excerpt !== null);
    if (now.excerpt) {
      const trace = at('trace');
      const words = traceWords(now.summary, now.beats, stripSeconds(trace.clientWidth));
      text('trace-words', words);
      trace.setAttribute('aria-label', words);
    }
    show('headline', result !== null);
    show('results', result !== null);
    show('save-beats', state.beatsCsv !== null);
    if (result && result !== standing) results((standing = result));
  }

  /** @param {Result} result */
  function results({ conclusion: { report }, spec }) {
    text('headline', headline(report));
    at('counts').replaceChildren(...CLASSES.map((one) => countItem(one, report)));

    show('beats-panel', report.record.beats > 0);
    text('beats-words', beatsWords(report));
    at('beats').setAttribute('aria-label', beatsWords(report));

    show('scores-panel', report.scores !== undefined);
    if (report.scores) scores(report.scores);

    show('notes-panel', report.notes.length > 0);
    at('notes').replaceChildren(...report.notes.map((note) => element('li', {}, note.text)));

    text('model-line', `${report.model.name}, ${count(report.model.parameters)} parameters`);
    text('model-figures', modelWords(spec));
  }

  /** @param {NonNullable<Report['scores']>} scores */
  function scores({ confusion, accuracy, macro_f1, classes }) {
    text('scores-line', `Accuracy ${score(accuracy)} · macro-F1 ${score(macro_f1)}`);
    text('confusion-words', confusionWords(confusion));
    at('confusion').setAttribute('aria-label', confusionWords(confusion));

    const numbers = (/** @type {(number | null)[]} */ values) => values.map((value) => element('td', { class: value === null ? 'number muted' : 'number' }, score(value)));
    at('scores').tBodies[0].replaceChildren(
      ...classes.map((one) =>
        element(
          'tr',
          { 'data-score': one.class },
          element('th', { scope: 'row' }, badge(one.class)),
          element('td', { class: 'number' }, count(one.support)),
          ...numbers([one.sensitivity, one.specificity, one.precision, one.f1]),
        ),
      ),
    );

    const letters = CLASSES.map(({ letter }) => letter);
    const table = at('confusion-table');
    table.tHead?.replaceChildren(
      element('tr', {}, element('th', { scope: 'col' }, 'Label'), ...letters.map((letter) => element('th', { scope: 'col', class: 'number' }, letter))),
    );
    table.tBodies[0].replaceChildren(
      ...confusion.map((row, truth) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, letters[truth]),
          ...row.map((cell, said) => element('td', { class: 'number', 'data-truth': letters[truth], 'data-said': letters[said] }, count(cell))),
        ),
      ),
    );
  }

  /**
   * @param {(typeof CLASSES)[number]} one
   * @param {Report} report
   */
  function countItem({ letter, name, tip }, report) {
    const of = report.counts[letter] ?? 0;
    const bar = element('span', { class: 'bar', 'data-letter': letter, 'aria-hidden': 'true' }, element('span', {}));
    /** @type {HTMLElement} */ (bar.firstChild).style.width = report.record.beats > 0 ? `${(100 * of) / report.record.beats}%` : '0';
    return element(
      'li',
      { 'data-class': letter, 'data-count': String(of), title: tip, ...(of === 0 ? { class: 'muted' } : {}) },
      element('span', { class: 'name' }, badge(letter), ` ${name}`),
      element('span', { class: 'count' }, count(of)),
      element('span', { class: 'share' }, of === 0 ? 'none' : share(of, report.record.beats)),
      bar,
    );
  }

  /** @param {string | null} words */
  function card(words) {
    const dialog = /** @type {HTMLDialogElement} */ (at('card'));
    if (words !== null && !dialog.open) {
      at('card-text').replaceChildren(...cardNodes(words));
      dialog.showModal();
    }
    if (words === null && dialog.open) dialog.close();
  }

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
          return element('div', { class: 'scroll', role: 'group', 'aria-label': 'Table', tabindex: '0' }, table);
        }
        default:
          return element('p', {}, ...inline(block.spans));
      }
    });
  }

  /** @param {string} letter */
  function badge(letter) {
    return element('span', { class: 'badge', 'data-letter': letter }, letter);
  }

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
