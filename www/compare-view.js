// The panel in which models are compared, from state to DOM: who takes part, what they came to, and one of them more closely.

import { able, chosen, curveNames, curveOf, curveWords, isComparable, kilobytes, looked, operatingWords, outcomeWords, reportRows, reportText, rocsWords, rows, standing } from './comparing.js';
import { apart, count, say } from './language.js';
import { nearest, places, workingPoint } from './threshold.js';
import { confusionWords, score } from './words.js';

/** @import { Entrant, Outcome, Placed } from './comparing.js' */
/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Result } from './types.js' */

/** @param {Hands} to */
export function createCompareView({ at, show, text, element, tell, badge }) {
  /** Whose boxes stand in the page. @type {Entrant[]} */
  let listed = [];
  /** Whose table stands in it. @type {Outcome | null} */
  let compared = null;
  /** Whose report. @type {Placed | null} */
  let close = null;

  /**
   * @param {State} state
   * @param {Result | null} result what is shown; null while another file is on its way
   */
  return function render(state, result) {
    const { contest, job } = state;
    show('compare-panel', isComparable(result));
    if (!isComparable(result)) return;
    entrants(able(contest, result));
    const button = /** @type {HTMLButtonElement} */ (at('compare-now'));
    button.disabled = job !== null || chosen(contest, result).length === 0;
    /** @type {HTMLButtonElement} */ (at('bring')).disabled = job !== null;
    tell(at('bring-fault'), contest.fault);
    show('bring-fault', contest.fault !== '');

    const outcome = standing(contest, result);
    show('contest', outcome !== null);
    if (!outcome) return;
    const one = looked(contest, outcome);
    if (outcome !== compared) table((compared = outcome));
    for (const row of at('contest-table').tBodies[0].rows) row.querySelector('input').checked = row.dataset.model === one.key;
    details(one, outcome, contest);
    if (one !== close) report((close = one));
    /** @type {HTMLButtonElement} */ (at('save-comparison')).disabled = job !== null;
  };

  /**
   * A box a model. They are made anew only where others are offered: whoever ticks one keeps the focus.
   * @param {Entrant[]} entrants
   */
  function entrants(entrants) {
    const same = entrants.length === listed.length && entrants.every(({ key, bytes, title, refused }, i) => key === listed[i].key && bytes === listed[i].bytes && title === listed[i].title && refused === listed[i].refused);
    if (!same) at('entrants').replaceChildren(...entrants.map(entrant));
    // What was dropped at the top of the page is not left out of sight.
    if (entrants.length > listed.length && listed.length > 0) at('entrants').lastElementChild.scrollIntoView({ block: 'nearest' });
    listed = entrants;
    entrants.forEach(({ chosen, fault }, i) => {
      const item = at('entrants').children[i];
      item.querySelector('input').checked = chosen;
      const sentence = item.querySelector('.fault');
      tell(sentence, fault);
      sentence.hidden = fault === '';
    });
  }

  /**
   * @param {Entrant} one
   * @param {number} i
   */
  function entrant({ key, name, title, bytes, own, refused }, i) {
    const box = element('input', { type: 'checkbox', 'data-key': key, 'aria-describedby': `entrant-${i}`, ...(refused ? { disabled: '' } : {}) });
    const label = element('label', {}, box, element('span', { class: 'name' }, name), ' ', element('span', { class: 'muted figures' }, apart(`${kilobytes(bytes)}\u{a0}kB`)));
    const about = element('p', { id: `entrant-${i}`, class: 'muted' }, say(title));
    const fault = element('p', { class: 'fault', 'data-fault': '' });
    const remove = own ? [element('button', { type: 'button', class: 'quiet', 'data-remove': key, 'aria-label': say('Remove {model}', { model: name }) }, say('Remove'))] : [];
    return element('li', { 'data-entrant': key }, element('div', {}, label, ...remove), about, fault);
  }

  /** @param {Outcome} outcome */
  function table(outcome) {
    text('contest-line', outcomeWords(outcome));
    at('contest-table').tBodies[0].replaceChildren(
      ...rows(outcome.placed).map(({ key, letter, name, title, cells }) =>
        element(
          'tr',
          { 'data-model': key },
          element('th', { scope: 'row' }, element('label', { 'data-tip': say(title) }, element('input', { type: 'radio', name: 'contest-model', value: key }), element('span', { class: 'letter' }, letter), ' ', name)),
          ...cells.map(({ column, words, best }) =>
            element('td', { class: words === say('none') ? 'number muted' : 'number', 'data-figure': column }, best ? element('strong', {}, words) : words),
          ),
        ),
      ),
    );
    const names = curveNames(outcome.placed);
    at('contest-curve').replaceChildren(...names.map((name) => element('option', { value: name }, curveWords(name))));
  }

  /**
   * @param {Placed} one
   * @param {Outcome} outcome
   * @param {{ curve: string, moved: number | null }} contest the class whose curves are shown, and where on them the model is looked at
   */
  function details({ key, score: found }, { placed }, { curve: name, moved }) {
    const select = /** @type {HTMLSelectElement} */ (at('contest-curve'));
    if (select.value !== name) select.value = name;
    text('contest-model', found.model.name);
    text('contest-title', say(found.title));
    show('contest-card', !key.startsWith('own:'));
    const matrix = confusionWords(found.labels.counts);
    text('contest-confusion-words', matrix);
    at('contest-confusion').setAttribute('aria-label', `${found.model.name}: ${matrix}`);
    const values = { class: curveWords(name), model: found.model.name };
    text(
      'contest-rocs-words',
      curveOf(found, name)?.roc
        ? say('ROC curves of all models for {class} against all others, with the areas under them; the strong one is {model}.', values)
        : say('ROC curves of all models for {class} against all others, with the areas under them; {model} has none.', values),
    );
    at('contest-rocs').setAttribute('aria-label', rocsWords(placed, name));
    // A model of two classes has curves of its own only.
    const curve = curveOf(found, name) ?? found.curves[0];
    const point = workingPoint(found, curve, moved);
    const words = operatingWords(curve, point, moved !== null);
    const all = places(curve);
    show('threshold-field', all.length > 1);
    const slider = /** @type {HTMLInputElement} */ (at('contest-threshold'));
    slider.max = String(Math.max(0, all.length - 1));
    const nth = String(moved ?? nearest(curve, curve.works_at.threshold));
    if (slider.value !== nth) slider.value = nth;
    slider.setAttribute('aria-valuetext', point.threshold === null ? words.roc : `${score(point.threshold)}: ${words.roc}`);
    text('contest-threshold-words', point.threshold === null ? say('as it works') : score(point.threshold));
    /** @type {HTMLButtonElement} */ (at('contest-threshold-usual')).disabled = moved === null;
    text('contest-roc-words', words.roc);
    at('contest-roc').setAttribute('aria-label', words.roc);
    text('contest-pr-words', words.precisionRecall);
    at('contest-pr').setAttribute('aria-label', words.precisionRecall);
  }

  /** @param {Placed} one */
  function report({ score: found }) {
    at('contest-report').tBodies[0].replaceChildren(
      ...reportRows(found).map(({ name, values, support }) =>
        element(
          'tr',
          { 'data-report': name },
          element('th', { scope: 'row' }, name.length === 1 ? badge(name) : say(name)),
          ...values.map((value) => element('td', { class: value === null ? 'number muted' : 'number' }, score(value))),
          element('td', { class: 'number' }, count(support)),
        ),
      ),
    );
    text('contest-text', reportText(found));
  }
}
