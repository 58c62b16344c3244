// The panel of beats that do not belong, from state to DOM: the door to it, the threshold, the list, the beat that is looked at.

import { about, beatCaption, beatWords, canJudge, counted, countsWords, markedWords, peopleWords, rows, scoreOf, sliderOf, stripValue, stripWords, written } from './anomalies.js';

/** @import { Oddities } from './anomalies.js' */
/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Result } from './types.js' */

/** @param {Hands} to */
export function createAnomaliesView({ at, show, text, element, tell, badge }) {
  /** Whose list stands in the page, and how much of it. @type {Oddities | null} */
  let listed = null;
  let shown = 0;
  /** What was counted last, and for which threshold. @type {Oddities | null} */
  let told = null;
  let line = NaN;

  /**
   * @param {State} state
   * @param {Result | null} result what is shown; null while another file is on its way
   */
  return function render(state, result) {
    show('anomalies-panel', canJudge(result));
    if (!canJudge(result)) return;
    const anomalies = about(state.anomalies, result);
    const { found, threshold, picked, fault } = anomalies;
    const idle = state.job === null;
    /** @type {HTMLButtonElement} */ (at('anomalies-now')).disabled = !idle;
    show('anomalies-door', found === null);
    tell(at('anomalies-fault'), fault);
    show('anomalies-fault', fault !== '');
    show('anomalies', found !== null);
    show('anomalies-card', found !== null);
    if (!found) return;
    if (found !== told || threshold !== line) counts(found, threshold);
    score(found, threshold, anomalies.refused);
    if (found !== listed || anomalies.shown !== shown) list(found, anomalies.shown);
    marks(found, threshold, picked);
    beat(found, picked);
    /** @type {HTMLButtonElement} */ (at('save-anomalies')).disabled = !idle;
  };

  /**
   * @param {Oddities} found
   * @param {number} threshold
   */
  function counts(found, threshold) {
    const counts = counted(found, threshold);
    [told, line] = [found, threshold];
    text('anomaly-counts', countsWords(counts));
    const marked = markedWords(counts);
    text('anomaly-marked', marked);
    show('anomaly-marked', marked !== '');
    text('anomaly-people', peopleWords(found.papers, threshold));
    at('anomaly-strip').setAttribute('aria-label', stripWords(found, threshold));
    at('anomaly-slider').setAttribute('aria-valuetext', `${written(threshold)}: ${countsWords(counts)}`);
  }

  /**
   * The threshold as slider and as number. What is typed is left alone while it is being typed.
   * @param {Oddities} found
   * @param {number} threshold
   * @param {boolean} refused
   */
  function score(found, threshold, refused) {
    const slider = /** @type {HTMLInputElement} */ (at('anomaly-slider'));
    if (found !== listed) Object.assign(slider, sliderOf(found));
    slider.value = String(threshold);
    const field = /** @type {HTMLInputElement} */ (at('anomaly-score'));
    if (refused) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    show('fault-anomaly-score', refused);
    if (!refused && scoreOf(field.value) !== threshold) field.value = written(threshold);
    /** @type {HTMLButtonElement} */ (at('anomaly-usual')).disabled = !refused && threshold === found.papers.threshold;
  }

  /**
   * The rows. They are made anew only where others or more are listed: whoever stands on one keeps the focus.
   * @param {Oddities} found
   * @param {number} most
   */
  function list(found, most) {
    const before = found === listed ? shown : 0;
    [listed, shown] = [found, most];
    const labelled = found.truth.some((truth) => truth !== 255);
    at('anomaly-list').classList.toggle('labelled', labelled);
    const body = at('anomaly-list').tBodies[0];
    if (before === 0) body.replaceChildren();
    const fresh = rows(found, most).slice(before);
    body.append(
      ...fresh.map(({ beat, when, letter, marked, score, where }) =>
        element(
          'tr',
          { 'data-beat': String(beat) },
          element('th', { scope: 'row' }, element('button', { type: 'button', class: 'link' }, when)),
          element('td', {}, ...(letter === '' ? [] : [badge(letter)])),
          element('td', { class: 'marked' }, ...(marked === '' ? [] : [badge(marked)])),
          element('td', { class: 'number', 'data-score': String(found.scores[beat]) }, score),
          element('td', {}, where),
        ),
      ),
    );
    show('anomaly-more', most < found.order.length);
  }

  /**
   * @param {Oddities} found
   * @param {number} threshold
   * @param {number} picked
   */
  function marks(found, threshold, picked) {
    const least = Math.fround(threshold);
    for (const row of at('anomaly-list').tBodies[0].rows) {
      const beat = Number(row.dataset.beat);
      row.classList.toggle('muted', found.scores[beat] < least);
      if (beat === picked) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
  }

  /**
   * @param {Oddities} found
   * @param {number} picked
   */
  function beat(found, picked) {
    const strip = at('anomaly-strip');
    strip.setAttribute('aria-valuemax', String(found.scores.length));
    strip.setAttribute('aria-valuenow', String(picked + 1));
    strip.setAttribute('aria-valuetext', stripValue(found, picked));
    const words = picked < 0 ? '' : beatWords(found, picked);
    text('anomaly-words', words);
    text('anomaly-caption', beatCaption());
    at('anomaly-beat').setAttribute('aria-label', words);
    const rank = picked < 0 ? 0 : found.rank[picked];
    /** @type {HTMLButtonElement} */ (at('anomaly-previous')).disabled = rank === 0;
    /** @type {HTMLButtonElement} */ (at('anomaly-next')).disabled = rank === found.order.length - 1;
  }
}
