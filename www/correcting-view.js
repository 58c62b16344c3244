// The form that says how a file is to be read, from state to DOM.

import { isCorrected, offered } from './correcting.js';
import { say } from './language.js';
import { correctable } from './state.js';

/** @import { Offered, Select } from './correcting.js' */
/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Summary } from './types.js' */

/** @param {Hands} to */
export function createCorrectingView({ at, show, text, element }) {
  /** The file that the form was made for. @type {Summary | null} */
  let asked = null;
  /** @type {Record<string, string>} */
  let blamed = {};

  /**
   * The form of corrections. Its fields are made anew only for another file, and a value is set only where it differs:
   * whoever types keeps the focus, the caret and the text.
   * @param {State} state
   */
  return function corrections(state) {
    const result = correctable(state);
    const fields = result && offered(result.summary);
    show('correct', fields !== null && fields.rate !== null);
    if (!result || !fields) return;
    if (result.summary !== asked) {
      asked = result.summary;
      leads(fields);
    }
    const { draft, faults } = state;
    for (const name of /** @type {const} */ (['layout', 'unit', 'time', 'delimiter', 'decimal'])) picked(name, fields[name], draft[name]);
    entered('rate', fields.rate, draft.rate);
    const unit = draft.unit ?? fields.unit?.value;
    entered('gain', unit === 'counts' ? fields.gain : null, draft.gain);
    for (const { field, kept } of fields.leads) {
      const box = /** @type {HTMLInputElement} */ (at('correct-leads').querySelector(`[data-field=${field}]`));
      box.checked = field in draft ? draft[field] === 'yes' : kept;
    }
    for (const name of ['rate', 'gain', 'leads']) {
      text(`fault-${name}`, faults[name] ?? '');
      show(`fault-${name}`, name in faults);
      const field = name === 'leads' ? at('field-leads') : at(`correct-${name}`);
      if (name in faults) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    }
    if (faults !== blamed) {
      blamed = faults;
      /** @type {HTMLElement | null} */ (at('correct').querySelector('[aria-invalid] input, input[aria-invalid]'))?.focus();
    }
    show('undo', isCorrected(result.choices ?? {}) || isCorrected(result.summary.choices));
  };

  /** @param {Offered} fields */
  function leads({ leads }) {
    show('field-leads', leads.length > 0);
    const boxes = at('correct-leads');
    const same = boxes.children.length === leads.length && leads.every(({ name, detail }, i) => boxes.children[i].textContent === `${name} ${detail}`);
    if (same) return;
    boxes.replaceChildren(
      ...leads.map(({ field, name, detail }) =>
        element('label', {}, element('input', { type: 'checkbox', 'data-field': field }), element('span', {}, name), ' ', element('span', { class: 'muted figures' }, detail)),
      ),
    );
  }

  /**
   * @param {string} name
   * @param {Select | null} field
   * @param {string | undefined} draft
   */
  function picked(name, field, draft) {
    show(`field-${name}`, field !== null);
    if (!field) return;
    const select = /** @type {HTMLSelectElement} */ (at(`correct-${name}`));
    const stands = [...select.options].map((option) => `${option.value} ${option.text}`);
    if (field.options.some(({ value, words }, i) => stands[i] !== `${value} ${say(words)}`) || stands.length !== field.options.length) {
      select.replaceChildren(...field.options.map(({ value, words }) => element('option', { value }, say(words))));
    }
    const value = draft ?? field.value;
    if (select.value !== value) select.value = value;
  }

  /**
   * @param {string} name
   * @param {string | null} value
   * @param {string | undefined} draft
   */
  function entered(name, value, draft) {
    show(`field-${name}`, value !== null);
    const input = /** @type {HTMLInputElement} */ (at(`correct-${name}`));
    if (value !== null && input.value !== (draft ?? value)) input.value = draft ?? value;
  }
}
