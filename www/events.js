// What a person does, turned into calls; nothing is decided here and nothing drawn.

import { cellAt } from './cell.js';
import { gathered, ofFolder, pasted } from './gathering.js';
import { SAMPLES } from './samples.js';
import { CLASSES, FORMS } from './words.js';

/** @import { Gathered } from './gathering.js' */
/** @import { Tag } from './language.js' */
/** @import { PrintAsked, Settings } from './types.js' */

/**
 * @typedef {object} Actions
 * @property {(files: Gathered | Promise<Gathered>) => void} analyse
 * @property {(paths: string[]) => void} sample
 * @property {() => void} cancel
 * @property {() => void} dismiss the error sentence
 * @property {(dragging: boolean) => void} drag
 * @property {() => void} turn light and dark
 * @property {(tag: Tag) => void} speak another language
 * @property {() => void} forget how the person likes to see
 * @property {(wish: 'yes' | 'no') => void} keeps what the person says of beats
 * @property {(dark: boolean) => void} system the system's own choice changed
 * @property {(on: boolean) => void} print a printer is about to look at the page, or has done so
 * @property {() => void} update
 * @property {(record: string) => void} pick another recording of the same drop
 * @property {(field: string, value: string) => void} type a correction
 * @property {() => void} correct read again with what was typed
 * @property {() => void} undo read again as it was first
 * @property {(settings: Settings) => void} look at the shown recording otherwise
 * @property {(form: string) => void} save
 * @property {(truth: number, said: number) => boolean} holds whether there are beats in a cell of the confusion matrix to be looked at
 * @property {(asked: PrintAsked) => void} report on paper
 * @property {(model: string) => void} classifyBy the beats that are shown
 * @property {(truth: number, said: number) => void} openCell looks at them
 * @property {(by: 1 | -1) => void} turnCell to others of them
 * @property {(key: string, chosen: boolean) => void} tick a model for comparing
 * @property {(files: File[]) => void} bring models of one's own
 * @property {(key: string) => void} remove one of them
 * @property {() => void} compare
 * @property {(look: { looked?: string, curve?: string, moved?: number | null }) => void} inspect one of the models that were compared
 * @property {() => void} saveComparison
 * @property {(name: string, shown: number, all: number) => void} unfold a list of places further
 * @property {(key?: string) => void} openCard
 * @property {() => void} closeCard
 */

/**
 * @param {Document} document
 * @param {Actions} actions
 */
export function listen(document, actions) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById('file-input'));
  on('drop-zone', 'click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    // Emptied, so that choosing the same file again is a change again.
    input.value = '';
    if (files.length > 0) actions.analyse({ files, aside: '' });
  });

  const folder = /** @type {HTMLInputElement} */ (document.getElementById('folder-input'));
  // Where no folder can be chosen, the button would choose files, as the other one does.
  const folders = /** @type {HTMLElement} */ (document.getElementById('choose-folder'));
  folders.hidden = !('webkitdirectory' in folder);
  on('choose-folder', 'click', () => folder.click());
  folder.addEventListener('change', () => {
    const files = ofFolder(folder.files ?? []);
    folder.value = '';
    actions.analyse(files);
  });

  // Entering and leaving are counted, because each element under the pointer sends its own.
  let depth = 0;
  document.addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    actions.drag(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) actions.drag(false);
  });
  document.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    depth = 0;
    actions.drag(false);
    if (event.dataTransfer && carriesFiles(event)) actions.analyse(gathered(event.dataTransfer));
  });
  document.addEventListener('paste', (event) => {
    // What is pasted into a field belongs there.
    if (event.target instanceof Element && event.target.closest('input, select, textarea')) return;
    const files = event.clipboardData ? pasted(event.clipboardData) : [];
    if (files.length > 0) actions.analyse({ files, aside: '' });
  });
  document.addEventListener('keydown', (event) => {
    // An open card takes Escape for itself.
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) actions.cancel();
  });

  for (const [id, paths] of Object.entries(SAMPLES)) on(id, 'click', () => actions.sample(paths));
  on('cancel', 'click', actions.cancel);
  on('dismiss', 'click', actions.dismiss);
  on('theme', 'click', actions.turn);
  const language = /** @type {HTMLSelectElement} */ (document.getElementById('language'));
  on('language', 'change', () => actions.speak(/** @type {Tag} */ (language.value)));
  on('forget', 'click', actions.forget);
  on('keep-yes', 'click', () => actions.keeps('yes'));
  on('keep-no', 'click', () => actions.keeps('no'));
  on('update-now', 'click', actions.update);
  for (const { form } of FORMS.filter(({ form }) => form !== 'pdf')) on(`save-${form}`, 'click', () => actions.save(form));
  const paper = /** @type {HTMLSelectElement} */ (document.getElementById('print-paper'));
  const [hrv, st, cleaned] = ['print-hrv', 'print-st', 'print-cleaned'].map((id) => /** @type {HTMLInputElement} */ (document.getElementById(id)));
  on('save-pdf', 'click', () => actions.report({ paper: paper.value === 'letter' ? 'letter' : 'a4', hrv: hrv.checked, st: st.checked, cleaned: cleaned.checked }));

  const model = /** @type {HTMLSelectElement} */ (document.getElementById('model-choice'));
  on('model-choice', 'change', () => actions.classifyBy(model.value));
  const recordings = /** @type {HTMLSelectElement} */ (document.getElementById('recordings'));
  on('recordings', 'change', () => actions.pick(recordings.value));
  const lead = /** @type {HTMLSelectElement} */ (document.getElementById('look-lead'));
  on('look-lead', 'change', () => actions.look({ lead: lead.value === '' ? undefined : Number(lead.value) }));
  const source = /** @type {HTMLSelectElement} */ (document.getElementById('look-beats'));
  on('look-beats', 'change', () => actions.look({ beats: source.value === 'signal' ? 'signal' : 'marks' }));
  const correct = /** @type {HTMLFormElement} */ (document.getElementById('correct'));
  // Each field says by itself which it is; those of leads come and go with the file.
  correct.addEventListener('input', ({ target }) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (target);
    const value = field.type === 'checkbox' ? (/** @type {HTMLInputElement} */ (field).checked ? 'yes' : 'no') : field.value;
    if (field.dataset.field) actions.type(field.dataset.field, value);
  });
  correct.addEventListener('submit', (event) => {
    event.preventDefault();
    actions.correct();
  });
  on('undo', 'click', actions.undo);
  const matrix = /** @type {HTMLTableElement} */ (document.getElementById('confusion-table'));
  matrix.addEventListener('click', ({ target }) => {
    const { truth, said } = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest('td[data-truth]'))?.dataset ?? {};
    const place = (/** @type {string} */ letter) => CLASSES.findIndex((one) => one.letter === letter);
    if (/** @type {HTMLElement} */ (target).closest('button') && truth && said) actions.openCell(place(truth), place(said));
  });
  // The drawing of the same is a way in, too: what can be opened says so by the pointer.
  const drawn = /** @type {HTMLCanvasElement} */ (document.getElementById('confusion'));
  /** @param {MouseEvent} event */
  function pointedAt({ offsetX: x, offsetY: y }) {
    const cell = cellAt({ x, y }, { width: drawn.clientWidth, height: drawn.clientHeight });
    return cell && actions.holds(cell.truth, cell.said) ? cell : null;
  }
  drawn.addEventListener('pointermove', (event) => drawn.classList.toggle('opens', pointedAt(event) !== null));
  drawn.addEventListener('click', (event) => {
    const cell = pointedAt(event);
    if (!cell) return;
    actions.openCell(cell.truth, cell.said);
    // Its beats come under the table, which may be folded, or below the edge of the screen.
    const beats = /** @type {HTMLElement} */ (document.getElementById('cell'));
    /** @type {HTMLDetailsElement} */ (beats.closest('details')).open = true;
    requestAnimationFrame(() => beats.scrollIntoView({ block: 'nearest' }));
  });
  on('cell-back', 'click', () => actions.turnCell(-1));
  on('cell-on', 'click', () => actions.turnCell(1));
  document.addEventListener('ecglass:unfold', (event) => {
    const { name, shown, all } = /** @type {CustomEvent<{ name: string, shown: number, all: number }>} */ (event).detail;
    actions.unfold(name, shown, all);
  });
  on('open-card', 'click', () => actions.openCard());

  const compare = /** @type {HTMLFormElement} */ (document.getElementById('compare'));
  compare.addEventListener('change', ({ target }) => {
    const { dataset, checked } = /** @type {HTMLInputElement} */ (target);
    if (dataset.key !== undefined) actions.tick(dataset.key, checked);
  });
  compare.addEventListener('click', ({ target }) => {
    const { remove } = /** @type {HTMLElement} */ (target).dataset;
    if (remove !== undefined) actions.remove(remove);
  });
  compare.addEventListener('submit', (event) => {
    event.preventDefault();
    actions.compare();
  });
  const models = /** @type {HTMLInputElement} */ (document.getElementById('model-input'));
  on('bring', 'click', () => models.click());
  models.addEventListener('change', () => {
    const files = [...(models.files ?? [])];
    models.value = '';
    if (files.length > 0) actions.bring(files);
  });
  const table = /** @type {HTMLTableElement} */ (document.getElementById('contest-table'));
  table.addEventListener('change', ({ target }) => actions.inspect({ looked: /** @type {HTMLInputElement} */ (target).value, moved: null }));
  const curve = /** @type {HTMLSelectElement} */ (document.getElementById('contest-curve'));
  on('contest-curve', 'change', () => actions.inspect({ curve: curve.value, moved: null }));
  const threshold = /** @type {HTMLInputElement} */ (document.getElementById('contest-threshold'));
  on('contest-threshold', 'input', () => actions.inspect({ moved: Number(threshold.value) }));
  on('contest-threshold-usual', 'click', () => actions.inspect({ moved: null }));
  on('contest-card', 'click', () => actions.openCard(/** @type {HTMLInputElement | null} */ (table.querySelector(':checked'))?.value));
  on('save-comparison', 'click', actions.saveComparison);
  on('close-card', 'click', actions.closeCard);
  // The browser closes a dialog by itself on Escape; the state must hear of it.
  on('card', 'close', actions.closeCard);

  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', () => actions.system(dark.matches));
  actions.system(dark.matches);
  addEventListener('beforeprint', () => actions.print(true));
  addEventListener('afterprint', () => actions.print(false));

  /**
   * @param {string} id
   * @param {string} type
   * @param {() => void} call
   */
  function on(id, type, call) {
    const element = document.getElementById(id);
    if (!element) throw new Error(`index.html has no element #${id}`);
    element.addEventListener(type, () => call());
  }
}

/** @param {DragEvent} event */
function carriesFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
