// What is dropped is analysed, and what is shown once more: read otherwise, looked at otherwise, classified by another model.

import { areModels, classifiers, isComparable } from './comparing.js';
import { corrected } from './correcting.js';
import { Cancelled } from './jobs.js';
import { say } from './language.js';
import { likeWords } from './like.js';
import { nothing, pair, united } from './pairing.js';
import * as step from './state.js';
import { MODELS, kindToClassify } from './usual-models.js';

/** @import { Draft } from './correcting.js' */
/** @import { Engine } from './engine.js' */
/** @import { Gathered } from './gathering.js' */
/** @import { State } from './state.js' */
/** @import { Result, Settings, Wishes } from './types.js' */

/**
 * @typedef {object} World what analysing needs of the page
 * @property {() => State} state
 * @property {(next: State) => void} become
 * @property {Engine} engine
 * @property {() => number} now a clock in ms
 * @property {{ isListed(): boolean, list(): Promise<void>, bring(files: File[]): void }} models those that can classify
 * @property {(result: Result) => void} arrived a result is shown
 * @property {(error: unknown) => string} sentence
 */

/** @param {World} world */
export function createAnalysing({ state, become, engine, now, models, arrived, sentence }) {
  /** The files that one more may belong to. */
  let memory = nothing();
  /** Counts drops: while a folder is walked, another drop may take its place. */
  let drops = 0;

  /**
   * Reads and classifies, and shows how far it is.
   * @param {File[]} files
   * @param {Wishes} wishes
   * @param {{ sent?: Draft, record?: string }} [how]
   * @returns {Promise<Result>}
   */
  function work(files, wishes, how) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    become(step.began(state(), files.map((file) => file.name), total, now(), how));
    return engine.analyse(
      files,
      {
        looked: (done, of) => become(step.progressed(state(), done, of, now())),
        chose: (chosen) => become(step.chose(state(), chosen, now())),
        read: (done, of) => become(step.progressed(state(), done, of, now())),
        opened: (opened) => become(step.opened(state(), opened)),
        surveys: () => become(step.surveys(state(), now())),
        classified: (done, of) => become(step.classified(state(), done, of, now())),
      },
      wishes,
    );
  }

  /** @param {Gathered | Promise<Gathered>} drop */
  async function analyse(drop) {
    if (state().unfit !== null) return;
    const mine = ++drops;
    try {
      const { files, aside } = await drop;
      if (mine !== drops) return;
      // A model that is dropped on labelled beats is there to be compared on them.
      if (isComparable(state().result) && areModels(files)) {
        models.bring(files);
        return;
      }
      if (files.length === 0) {
        become(step.troubled(state(), say('There are no files in it: drop a recording, or a folder that holds one.')));
        return;
      }
      const outcome = await pair(memory, files, (some, wishes) => work(besideReport(some), { fresh: some.map(({ name }) => name), ...wishes }));
      memory = outcome.memory;
      if ('result' in outcome) finished({ ...state(), aside: [aside, asSaid(outcome.result)].join(' ').trim() }, outcome.result);
      else become(step.failed(state(), [sentence(outcome.error), aside].join(' ').trim()));
    } catch (error) {
      // Whoever cancelled has already changed the state: it may be another job's by now.
      if (!(error instanceof Cancelled)) become(step.failed(state(), sentence(error)));
    }
  }

  /** A recording that is dropped on its saved report opens as the report says. @param {File[]} files */
  function besideReport(files) {
    const { result } = state();
    const of = result?.summary.kind === 'report' ? result.conclusion.report.record.name : null;
    const isOf = (/** @type {File} */ { name }) => name === of || name.replace(/\.[^.]*$/, '') === of;
    return result && files.some(isOf) ? united(result.files, files) : files;
  }

  /** What a saved report had to say of a recording that came with it. @param {Result} result */
  function asSaid({ source, summary }) {
    return source.like ? likeWords(source.like, summary, state().version) : '';
  }

  /**
   * A result is there, and looked at as the report says that was saved of it.
   * @param {State} from
   * @param {Result} result
   */
  function finished(from, result) {
    become(step.finished(from, result));
    arrived(result);
    const { like } = result.source;
    if (like?.model && like.model !== result.conclusion.report.model.name && result.summary.kind !== 'report') classifyAs(like.model, like.file).catch(() => {});
  }

  /**
   * The files of the shown result once more, read otherwise.
   * @param {Wishes} wishes
   * @param {{ sent?: Draft, record?: string }} how
   */
  async function again(wishes, how) {
    const { result } = state();
    if (!result) return;
    drops += 1;
    try {
      const { corrections, ...settings } = result.source.settings;
      // What was said of beats is of this recording, not of another one of its drop.
      const isOther = how.record !== undefined && how.record !== result.record;
      const { model } = result.source;
      const read = await work(result.files, { settings: isOther || !corrections ? settings : { ...settings, corrections }, model, ...wishes }, how);
      memory = { files: read.files, choices: read.choices };
      finished(state(), read);
    } catch (error) {
      if (!(error instanceof Cancelled)) become(step.failed(state(), sentence(error)));
    }
  }

  /** Which recording of its drop is shown, so that corrections stay with it. */
  function shownRecord() {
    const { result } = state();
    return result && result.recordings.length > 1 ? { record: result.record } : {};
  }

  function correct() {
    const { result, draft } = state();
    if (!result) return;
    const { choices, faults } = corrected(result.summary, draft);
    if (Object.keys(faults).length > 0) become(step.refused(state(), faults));
    else again({ choices: { ...choices, ...shownRecord() } }, { sent: draft, ...shownRecord() });
  }

  /** The shown recording once more, looked at otherwise. @param {Settings} settings */
  function look(settings) {
    const { result } = state();
    if (!result) return;
    const kept = { ...result.source.settings, ...settings };
    // What was taken back is as if it was never said.
    for (const name of /** @type {(keyof Settings)[]} */ (Object.keys(settings))) if (settings[name] === undefined) delete kept[name];
    again({ choices: result.choices, settings: kept, kept: result }, { sent: state().draft, ...shownRecord() });
  }

  /** The beats of what is shown once more, told by another model. @param {string} name */
  function classifyBy(name) {
    const { result } = state();
    if (!result || result.summary.kind === 'report') return;
    const model = name === MODELS[kindToClassify(result.summary)] ? undefined : name;
    again({ choices: result.choices, kept: result, model }, { sent: state().draft, ...shownRecord() });
  }

  /**
   * As an address or a saved report asks: its model may be one that is not here, or not for this.
   * @param {string} model
   * @param {string} who asks
   */
  async function classifyAs(model, who) {
    if (!models.isListed()) await models.list();
    const { result, contest } = state();
    if (result && classifiers(contest, result).includes(model)) classifyBy(model);
    else become(step.troubled(state(), say('{who} asks for the model {model}, which this page cannot classify these beats by; {other} did.', { who, model, other: result?.conclusion.report.model.name ?? '' })));
  }

  return {
    analyse,
    correct,
    look,
    classifyBy,
    classifyAs,
    /** Another recording of the drop. @param {string} record */
    pick: (record) => again({ choices: { record } }, { record }),
    /** As the file reads itself; empty and not absent, so that a saved report among the files does not say it all again. */
    undo: () => again({ choices: { ...shownRecord() } }, { sent: state().draft, ...shownRecord() }),
  };
}
