// The workers' face: one job at a time goes through reading, beats, classifying on every seat, and the conclusion.

import { choose, only, within } from './choosing.js';
import { Guest } from './guest.js';
import { Cancelled, Jobs } from './jobs.js';
import { Maker } from './maker.js';
import { each, once } from './once.js';
import { eachSlice } from './slicing.js';
import { kindToClassify } from './usual-models.js';
import { among } from './why.js';

/** @import { Verdict } from './comparing.js' */
/** @import { Job } from './jobs.js' */
/** @import { Ask as AskMaker } from './maker.js' */
/** @import { Seat } from './pool.js' */
/** @import { Kind } from './usual-models.js' */
/** @import { Beats, Candidate, Conclusion, FileDigest, Listener, Model, Near, Opened, Print, PrintAsked, Reasons, Report, Result, Saved, Settings, Source, Survey, Wishes, WorkerLike } from './types.js' */

/** More workers than this only share the same memory bus. */
export const MOST_WORKERS = 2;

/** How much of a record is sent to the page with what it is: as much as a wide screen shows. */
export const EXCERPT_S = 16;

/**
 * @typedef {object} Parts what the page fetches for the workers; a model by its name, or the usual one of a kind by that
 * @property {() => Promise<WebAssembly.Module>} view
 * @property {(of: Kind | string) => Promise<string>} spec
 * @property {(of: Kind | string) => Promise<Pick<Model, 'module' | 'onnx'>>} model
 * @property {() => Promise<Print['fonts']>} fonts of printed reports
 */

export class Engine extends Jobs {
  /**
   * @param {object} options
   * @param {() => WorkerLike} options.startWorker
   * @param {Parts} options.parts
   * @param {number} options.size how many workers
   * @param {(sentence: string) => void} options.onTrouble a worker died while nobody waited for it
   * @param {() => number} options.now a clock in ms
   * @param {number} [options.patience_ms] how long a model that is compared may take over one thing
   */
  constructor({ startWorker, parts, size, onTrouble, now, patience_ms }) {
    super({ startWorker, size, onTrouble });
    const spec = each(parts.spec);
    /** The same, each fetched once. */
    this.parts = {
      view: once(parts.view),
      fonts: once(parts.fonts),
      spec,
      /** @type {(of: Kind | string) => Promise<Model>} */
      model: each(async (of) => {
        const [text, model] = await Promise.all([spec(of), parts.model(of)]);
        return { spec: text, ...model };
      }),
    };
    this.now = now;
    this.isClosed = false;
    /** Where models are compared: apart, so that what a stranger's does reaches nobody else. */
    this.guest = new Guest(startWorker, patience_ms);
    /** Where beats are made. */
    this.maker = new Maker(startWorker, size);
  }

  /** Starts the workers and teaches them to read. */
  async open() {
    const view = await this.parts.view();
    await Promise.all(this.seats.map((seat) => seat.teach('view', { module: view })));
  }

  /** Fetches the networks and hands them to every worker, so that the first file need not wait for them. */
  async warm() {
    const kinds = /** @type {Kind[]} */ (['record', 'table']);
    const [view, ...models] = await Promise.all([this.parts.view(), ...kinds.map((of) => this.parts.model(of))]);
    const learn = (/** @type {Seat} */ seat) => [seat.teach('view', { module: view }), ...kinds.map((of, i) => seat.teach('model', { slot: of, ...models[i] }))];
    await Promise.all(this.seats.flatMap(learn));
  }

  /** Ends every worker, and whatever it does. */
  close() {
    this.isClosed = true;
    this.cancel();
    for (const seat of [...this.seats, this.guest.seat, ...this.maker.seats]) seat.empty(new Cancelled('The engine was closed.'));
  }

  /**
   * Reads a recording of the files and, where that is wanted, looks at it; no network is asked. A job that runs is stopped for it.
   * @param {File[]} files
   * @param {Listener} listener
   * @param {Wishes} wishes
   * @param {boolean} looks
   * @returns {Promise<Opened>}
   */
  take(files, listener, wishes, looks) {
    return this.begin((job) => this.opened(job, files, wishes, listener, looks).then(({ opened }) => opened));
  }

  /**
   * Reads a recording of the files and classifies its beats. A job that runs is stopped for it.
   * @param {File[]} files
   * @param {Listener} listener
   * @param {Wishes} [wishes]
   * @returns {Promise<Result>} rejected with Cancelled, with the border's sentence, or with the page's own
   */
  analyse(files, listener, wishes = {}) {
    return this.begin((job) => this.run(job, files, wishes, listener));
  }

  /**
   * A result as a file. Its recording is read again where the reader has had another in its hands since.
   * @param {Result} result
   * @param {string} form report, beats, or one of the summary's saves
   * @param {Pick<Listener, 'read'>} listener
   * @returns {Promise<Saved>}
   */
  save(result, form, listener) {
    return this.begin(async (job) => {
      const reader = await this.hold(job, result, listener);
      // They come along: the reader may have heard of others that came to nothing.
      const corrections = JSON.stringify(result.source.settings.corrections ?? []);
      const digests = form === 'report' ? await this.digests(job, reader, result.source.files) : undefined;
      return this.ask(job, reader, 'save', { form, spec: result.spec, probabilities: result.probabilities, corrections, digests });
    });
  }

  /**
   * A result as a PDF. What prints is in the module of the models, which the reader may not have yet.
   * @param {Result} result
   * @param {PrintAsked} asked
   * @param {Pick<Listener, 'read'>} listener
   * @returns {Promise<Saved>}
   */
  print(result, asked, listener) {
    return this.begin(async (job) => {
      const reader = await this.hold(job, result, listener);
      const fonts = await this.parts.fonts();
      const corrections = JSON.stringify(result.source.settings.corrections ?? []);
      const print = { asked, fonts, files: await this.digests(job, reader, result.source.files) };
      return this.ask(job, reader, 'save', { form: 'pdf', spec: result.spec, probabilities: result.probabilities, corrections, print });
    });
  }

  /**
   * What the files are, so that they can be told from others. They are read once more, slice by slice, as they were at first; what hashes is
   * in the module of the models, which the reader may not have yet.
   * @param {Job} job
   * @param {Seat} reader
   * @param {File[]} files
   */
  async digests(job, reader, files) {
    const { module } = await this.parts.model('table');
    await this.ask(job, reader, 'engine', { module });
    /** @type {FileDigest[]} */
    const all = [];
    for (const file of files) {
      await eachSlice(file, (bytes) => this.ask(job, reader, 'hash', { bytes }, [bytes]));
      all.push({ name: file.name, bytes: file.size, sha256: await this.ask(job, reader, 'hashed', {}) });
    }
    return all;
  }

  /**
   * Lets models classify the beats of a result, one after the other, and holds what they say against the labels.
   * @param {Result} result
   * @param {Candidate[]} candidates
   * @param {Pick<Listener, 'read'> & { tried(nth: number, share: number): void }} listener
   * @returns {Promise<Verdict[]>}
   */
  compare(result, candidates, listener) {
    return this.begin(async (job) => {
      const reader = await this.hold(job, result, listener);
      const { module } = await this.parts.model('table');
      return this.guest.compare(candidates, module, {
        reader: (kind, payload) => this.ask(job, reader, kind, payload),
        guest: (kind, payload, transfer) => this.ask(job, this.guest.seat, kind, payload, transfer),
        still: () => this.still(job),
        tried: listener.tried,
      });
    });
  }

  /**
   * Makes something as the job that runs.
   * @template T
   * @param {(maker: Maker, ask: AskMaker) => Promise<T>} work
   * @returns {Promise<T>}
   */
  make(work) {
    return this.begin((job) => work(this.maker, (making, transfer, seat = this.maker.seat) => this.ask(job, seat, 'make', { making }, transfer)));
  }

  /**
   * The beats of a result that are nearest to a made one; nothing while a job runs, which must not be disturbed.
   * @param {Result} result
   * @param {Float32Array} row
   * @param {number} count
   * @returns {Promise<Near | null>}
   */
  async nearest(result, row, count) {
    if (this.job) return null;
    return this.begin(async (job) => {
      const reader = await this.hold(job, result, { read: () => {} });
      return this.ask(job, reader, 'nearest', { row, count });
    });
  }

  /**
   * A piece of what is shown, beside whatever job runs: drawing must not stop it.
   * @param {Opened} of
   * @param {'tile' | 'waves' | 'families' | 'correct'} kind
   * @param {Record<string, unknown>} payload
   * @returns {Promise<any>} null where it cannot be had now
   */
  async peek(of, kind, payload) {
    if (this.isClosed) return null;
    if (this.held !== of.summary) {
      // Another recording is being read; or this one has to be, again.
      if (this.job || !('conclusion' in of)) return null;
      await this.begin((job) => this.hold(job, /** @type {Result} */ (of), { read: () => {} }));
    }
    return this.held === of.summary ? this.seats[0].ask(kind, payload) : null;
  }

  /**
   * Why a beat of a recording is what the model says, beside whatever job runs.
   * @param {Result} result
   * @param {number} beat
   * @returns {Promise<Reasons>}
   */
  async why({ beats, source }, beat) {
    const of = source.model ?? 'record';
    const model = await this.parts.model(of);
    const seat = this.seats[this.seats.length - 1];
    await seat.teach('model', { slot: of, ...model });
    const { rows, nth } = among(beats, beat);
    return seat.ask('why', { slot: of, beats: rows, width: beats.width, nth }, [rows.buffer]);
  }

  /**
   * The seat whose reader has the reading of a result in its hands; it is read again where there was another since.
   * @param {Job} job
   * @param {Result} result
   * @param {Pick<Listener, 'read'>} listener
   */
  async hold(job, result, listener) {
    const reader = this.seats[0];
    if (this.held !== result.summary) {
      const module = await this.parts.view();
      this.still(job);
      reader.teach('view', { module }).catch(() => {});
      await this.read(job, reader, result.source, listener);
      if (result.survey) await this.survey(job, reader, result.source.settings);
      this.holds(result.summary);
    }
    return reader;
  }

  /**
   * @param {Job} job
   * @param {File[]} files
   * @param {Wishes} wishes
   * @param {Listener} listener
   * @returns {Promise<Result>}
   */
  async run(job, files, wishes, listener) {
    const began = this.now();
    const since = () => this.now() - began;
    const { opened, readAt } = await this.opened(job, files, wishes, listener, true);
    const [read, surveyed] = [readAt - began, since()];
    const { summary } = opened;
    const of = opened.source.model ?? kindToClassify(summary);
    const spec = await this.parts.spec(of);
    this.still(job);
    // A saved report was concluded when it was written.
    if (summary.report) return { ...opened, ...concluded(summary.report), spec, timings: { read, surveyed: read, beats: read, classified: read, concluded: read } };

    const reader = this.seats[0];
    /** @type {Beats} */
    const beats = await this.ask(job, reader, 'beats', { spec });
    const cut = since();
    listener.opened({ ...opened, beats });
    listener.classified(0, beats.count);

    const probabilities = await this.classify(job, of, beats, listener);
    const classified = since();

    /** @type {Conclusion} */
    const conclusion = await this.ask(job, reader, 'conclude', { spec, probabilities });
    return { ...opened, beats, conclusion, probabilities, spec, timings: { read, surveyed, beats: cut, classified, concluded: since() } };
  }

  /**
   * What the files come to before a network is asked, and when they were read.
   * @param {Job} job
   * @param {File[]} files
   * @param {Wishes} wishes
   * @param {Listener} listener
   * @param {boolean} looks whether a recording is looked at, too
   */
  async opened(job, files, wishes, listener, looks) {
    const module = await this.parts.view();
    const reader = this.seats[0];
    this.still(job);
    reader.teach('view', { module }).catch(() => {});

    const kept = wishes.kept && this.held === wishes.kept.summary ? wishes.kept : null;
    const chosen = kept ? { ...kept, source: { ...kept.source, settings: wishes.settings ?? {}, model: wishes.model } } : await choose(files, wishes, listener, (kind, payload, transfer) => this.ask(job, reader, kind, payload, transfer));
    listener.chose(chosen.source.files.map((file) => file.name));
    const { summary, tiles } = kept ?? (await this.read(job, reader, chosen.source, listener));
    this.holds(summary);
    /** @type {Opened} */
    let opened = { summary, tiles, survey: null, beats: null, files, ...within(summary, only(chosen)) };
    const readAt = this.now();
    if (!summary.report) listener.opened(opened);
    if (summary.kind === 'record' && looks) {
      listener.surveys();
      opened = { ...opened, survey: await this.survey(job, reader, chosen.source.settings) };
      listener.opened(opened);
    }
    return { opened, readAt };
  }

  /**
   * Hands the files to the reader, slice by slice; while one is parsed the next is on its way from the disk. They are
   * read here because WebKit lets a worker that comes from a Blob, as the single file's does, read no files of the page.
   * @param {Job} job
   * @param {Seat} reader
   * @param {Source} source
   * @param {Pick<Listener, 'read'>} listener
   * @returns {Promise<Pick<Opened, 'summary' | 'tiles'>>}
   */
  async read(job, reader, { files, choices }, listener) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let done = 0;
    this.holds(null);
    for (const [nth, file] of files.entries()) {
      await this.ask(job, reader, 'begin', { name: file.name, size: file.size, first: nth === 0, choices });
      await eachSlice(file, async (bytes) => {
        done += bytes.byteLength;
        await this.ask(job, reader, 'push', { bytes }, [bytes]);
        listener.read(done, total);
      });
    }
    return this.ask(job, reader, 'finish', { excerpt_s: EXCERPT_S });
  }

  /**
   * Finds the beats and waves of what was read, cleans its leads, and says how good they are.
   * @param {Job} job
   * @param {Seat} reader
   * @param {Settings} settings
   * @returns {Promise<Survey>}
   */
  survey(job, reader, settings) {
    return this.ask(job, reader, 'survey', { settings: JSON.stringify(settings), excerpt_s: EXCERPT_S });
  }

  /**
   * @param {Job} job
   * @param {Kind | string} of
   * @param {Beats} beats
   * @param {Listener} listener
   * @returns {Promise<Float32Array<ArrayBuffer>>}
   */
  async classify(job, of, beats, listener) {
    /** @type {Float32Array<ArrayBuffer>} */
    let all = new Float32Array(0);
    if (beats.count === 0) return all;
    const model = await this.parts.model(of);
    this.still(job);
    const learn = (/** @type {Seat} */ seat) => seat.teach('model', { slot: of, ...model });
    await this.share(job, beats.count, learn, async (seat, from, to) => {
      const part = beats.samples.slice(from * beats.width, to * beats.width);
      /** @type {Float32Array} */
      const found = await this.ask(job, seat, 'classify', { slot: of, beats: part }, [part.buffer]);
      const columns = found.length / (to - from);
      if (all.length === 0) all = new Float32Array(beats.count * columns);
      all.set(found, from * columns);
    }, (done) => listener.classified(done, beats.count));
    return all;
  }
}

/**
 * What a saved report comes to, which has no beats to show.
 * @param {Report} report
 * @returns {Pick<Result, 'beats' | 'conclusion' | 'probabilities'>}
 */
function concluded(report) {
  return {
    beats: { width: 0, count: 0, samples: new Float32Array(0), truth: new Uint8Array(0), at: new Float64Array(0) },
    conclusion: { report, classes: new Uint8Array(0), uncorrected: new Uint8Array(0), probability: new Float32Array(0), doubted: new Uint8Array(0), measures: [], measured: new Float32Array(0), examples: new Uint32Array(0), shown: new Float32Array(0) },
    probabilities: new Float32Array(0),
  };
}
