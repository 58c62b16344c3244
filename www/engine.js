// The workers' face: one job at a time goes through reading, beats, classifying on every seat, and the conclusion.

import { Guest } from './guest.js';
import { say } from './language.js';
import { likeIn } from './like.js';
import { Maker } from './maker.js';
import { each, once } from './once.js';
import { Fallen, Seat } from './pool.js';
import { eachSlice, slice } from './slicing.js';
import { among } from './why.js';

/** @import { Verdict } from './comparing.js' */
/** @import { Ask as AskMaker } from './maker.js' */
/** @import { Beats, Candidate, Choices, Conclusion, FileDigest, Found, Listener, Model, Near, Opened, Print, PrintAsked, Reasons, Report, Result, Saved, Settings, Source, Summary, Survey, Wishes, WorkerLike } from './types.js' */

/** The job was stopped by the person, or another took its place. */
export class Cancelled extends Error {}

/** The models that classify when nobody chose another. */
export const MODELS = { record: 'beat-rhythm', table: 'beat-cnn' };

/**
 * The name of a model, or of the one that classifies a kind.
 * @param {Kind | string} of
 * @param {Partial<Record<Kind, string | URL>>} [chosen] instead of the usual ones
 */
export function modelName(of, chosen = {}) {
  return of === 'record' || of === 'table' ? String(chosen[of] ?? MODELS[of]) : of;
}

/**
 * What is classified of a file.
 * @param {Summary} summary
 * @returns {Kind}
 */
export function kindToClassify({ kind }) {
  return kind === 'record' ? 'record' : 'table';
}

/** More workers than this only share the same memory bus. */
export const MOST_WORKERS = 2;

/** How much of a record is sent to the page with what it is: as much as a wide screen shows. */
export const EXCERPT_S = 16;

/** So much of each of many files is looked at, to find the recordings among them. */
const HEAD = 64 << 10;

/** Files whose beginnings are looked at together: fetching them one after the other would wait for the disk each time. */
const HEADS = 32;

/** Where no recording is among the files, so many bytes are still read, because reading them says best what is wrong. */
const WORTH_A_TRY = 256 << 20;

/** Beats a message: large enough that messages cost nothing (256 was a tenth slower, 2048 no faster), small enough that
 * progress moves several times a second. */
const CHUNK = 512;

/** A file of a hundred beats is still worth sharing between two workers; one of ten is not. */
const SMALLEST_CHUNK = 32;

/** What is classified: a recording's beats have a rhythm to be looked at, a table's stand alone. @typedef {'record' | 'table'} Kind */

/** @typedef {{ seats: Set<Seat>, end: (why: Error) => void }} Job */

/**
 * @typedef {object} Parts what the page fetches for the workers; a model by its name, or the usual one of a kind by that
 * @property {() => Promise<WebAssembly.Module>} view
 * @property {(of: Kind | string) => Promise<string>} spec
 * @property {(of: Kind | string) => Promise<Pick<Model, 'module' | 'onnx'>>} model
 * @property {() => Promise<Print['fonts']>} fonts of printed reports
 */

export class Engine {
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
    this.onTrouble = onTrouble;
    this.now = now;
    this.isClosed = false;
    /** @type {Job | null} */
    this.job = null;
    /** What the reader still has in its hands, by what it said of it. @type {Summary | null} */
    this.held = null;
    /** Where models are compared: apart, so that what a stranger's does reaches nobody else. */
    this.guest = new Guest(startWorker, patience_ms);
    /** Where beats are made. */
    this.maker = new Maker(startWorker, size);
    this.seats = Array.from({ length: size }, () => new Seat(startWorker, (seat, why, neverStarted) => this.fell(seat, why, neverStarted)));
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
      this.held = result.summary;
    }
    return reader;
  }

  /**
   * Makes work the job that runs.
   * @template T
   * @param {(job: Job) => Promise<T>} work
   * @returns {Promise<T>}
   */
  begin(work) {
    this.cancel();
    /** @type {(why: Error) => void} */
    let end = () => {};
    const ended = new Promise((_, reject) => (end = reject));
    /** @type {Job} */
    const job = { seats: new Set(), end };
    this.job = job;
    const whole = work(job).finally(() => {
      if (this.job === job) this.job = null;
    });
    return Promise.race([whole, /** @type {Promise<never>} */ (ended)]);
  }

  /** Stops the job, if one runs. */
  cancel() {
    if (this.job) this.end(this.job, new Cancelled('The job was cancelled.'));
  }

  /**
   * Ends a job: its busy workers are ended too, and fresh ones take their seats, so that nothing of it reaches the next.
   * @param {Job} job
   * @param {Error} reason
   * @param {Seat} [fallen] a seat that is being refilled already
   */
  end(job, reason, fallen) {
    this.job = null;
    job.end(reason);
    for (const seat of job.seats) {
      if (seat === fallen || seat.asks.size === 0) continue;
      if (seat === this.seats[0]) this.held = null;
      seat.replace(reason);
    }
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
    const chosen = kept ? { ...kept, source: { ...kept.source, settings: wishes.settings ?? {}, model: wishes.model } } : await this.choose(job, reader, files, wishes, listener);
    listener.chose(chosen.source.files.map((file) => file.name));
    const { summary, tiles } = kept ?? (await this.read(job, reader, chosen.source, listener));
    this.held = summary;
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
   * Which of the files to read: all of one recording. The recordings among many are found by the files' beginnings.
   * @param {Job} job
   * @param {Seat} reader
   * @param {File[]} files
   * @param {Wishes} wishes
   * @param {Listener} listener
   * @returns {Promise<Chosen>}
   */
  async choose(job, reader, files, { choices = null, settings: wished, model, fresh = [] }, listener) {
    const all = { source: { files, choices: json(choices), settings: wished ?? {}, model }, choices, recordings: [], record: '' };
    if (files.length < 2) return all;
    const found = await this.look(job, reader, files, listener);
    if (found.length === 0) {
      if (files.reduce((sum, file) => sum + file.size, 0) <= WORTH_A_TRY) return all;
      throw new Error(say('None of these {files} files is a recording or a heartbeat table: drop a recording with all of its files.', { files: files.length }));
    }
    const one = pick(found, choices, fresh);
    const read = one.files.flatMap((name) => files.find((file) => file.name === name) ?? []);
    // Who asks for something goes before what was asked for when a report was saved.
    const like = wished === undefined ? await likeIn(read) : null;
    const settings = wished ?? like?.settings ?? {};
    if (found.length === 1) return { ...all, source: { files: read, choices: json(choices), settings, model, like } };
    // Corrections are of one recording; its name has done its work here, and the reader gets no other files.
    const { record, ...said } = choices ?? {};
    const kept = record === undefined || record === one.name ? said : {};
    return {
      source: { files: read, choices: json(Object.keys(kept).length > 0 ? kept : null), settings, model, like },
      choices: { ...kept, record: one.name },
      recordings: found.map(({ name }) => name),
      record: one.name,
    };
  }

  /**
   * @param {Job} job
   * @param {Seat} reader
   * @param {File[]} files
   * @param {Listener} listener
   * @returns {Promise<Found[]>}
   */
  async look(job, reader, files, listener) {
    for (let from = 0; from < files.length; from += HEADS) {
      const some = files.slice(from, from + HEADS);
      const read = await Promise.allSettled(some.map((file) => slice(file, 0, HEAD)));
      // One that cannot be read is passed by here; where it is needed, reading it says so.
      const heads = read.flatMap((one, i) => (one.status === 'fulfilled' ? { name: some[i].name, size: some[i].size, bytes: one.value } : []));
      const transfer = heads.map(({ bytes }) => bytes);
      await this.ask(job, reader, 'look', { heads, first: from === 0 }, transfer);
      listener.looked(Math.min(from + HEADS, files.length), files.length);
    }
    return this.ask(job, reader, 'recordings', {});
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
    this.held = null;
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

  /**
   * Shares beats between the seats, a chunk at a time to whoever is free; a seat that is still learning joins late.
   * @param {Job} job
   * @param {number} count
   * @param {(seat: Seat) => Promise<unknown>} learn
   * @param {(seat: Seat, from: number, to: number) => Promise<void>} work
   * @param {(done: number) => void} told
   * @returns {Promise<void>}
   */
  share(job, count, learn, work, told) {
    const size = chunkSize(count, this.seats.length);
    let next = 0;
    let done = 0;

    /** @param {Seat} seat */
    const take = async (seat) => {
      job.seats.add(seat);
      await learn(seat);
      while (next < count) {
        this.still(job);
        const from = next;
        const to = Math.min(count, from + size);
        next = to;
        await work(seat, from, to);
        done += to - from;
        told(done);
      }
      return done === count;
    };

    return new Promise((resolve, reject) => {
      for (const seat of this.seats) take(seat).then((complete) => complete && resolve(), reject);
    });
  }

  /**
   * Asks a seat on behalf of a job; the answer counts only while the job runs.
   * @param {Job} job
   * @param {Seat} seat
   * @param {string} kind
   * @param {Record<string, unknown>} payload
   * @param {Transferable[]} [transfer]
   */
  async ask(job, seat, kind, payload, transfer) {
    this.still(job);
    job.seats.add(seat);
    const value = await seat.ask(kind, payload, transfer);
    this.still(job);
    return value;
  }

  /** @param {Job} job */
  still(job) {
    if (this.job !== job) throw new Cancelled('The job was cancelled.');
  }

  /**
   * A worker died. A job that it belonged to ends with the sentence; nobody's death is told beside it.
   * @param {Seat} seat
   * @param {string} why
   * @param {boolean} neverStarted
   */
  fell(seat, why, neverStarted) {
    const because = why ? ` (${why})` : '';
    const { job } = this;
    if (seat === this.seats[0]) this.held = null;
    const atWork = job?.seats.has(seat) ?? false;
    let sentence = say('The worker that reads and classifies stopped{because}. Another one was started: drop the file again.', { because });
    if (!atWork) sentence = say('A worker of this page stopped{because}. Another one was started; what is shown stays.', { because });
    if (neverStarted) sentence = say('The worker that reads files could not start{because}: reload the page.', { because });
    if (job && atWork) {
      this.end(job, new Fallen(sentence), seat);
    } else {
      this.onTrouble(sentence);
    }
  }
}

/**
 * @param {number} count
 * @param {number} workers
 */
export function chunkSize(count, workers) {
  return Math.max(SMALLEST_CHUNK, Math.min(CHUNK, Math.ceil(count / workers)));
}

/** What is read of a drop, and what else is in it. @typedef {Pick<Opened, 'source' | 'choices' | 'recordings' | 'record'>} Chosen */

/**
 * The recording that is meant: the one that has the files of just now, the one that the person chose, or the first that is complete.
 * @param {Found[]} found not empty
 * @param {Choices | null} choices
 * @param {string[]} fresh
 */
function pick(found, choices, fresh) {
  const touched = fresh.length === 0 ? found : found.filter(({ files }) => files.some((name) => fresh.includes(name)));
  if (touched.length === 0) throw new Error(say('These files belong to no recording of before.'));
  return touched.find(({ name }) => name === choices?.record) ?? touched.find(({ missing }) => missing.length === 0) ?? touched[0];
}

/**
 * Of a result, what says which recording it is.
 * @param {Chosen} chosen
 * @returns {Chosen}
 */
function only({ source, choices, recordings, record }) {
  return { source, choices, recordings, record };
}

/**
 * The recordings of an archive are known once it is read.
 * @param {Summary} summary
 * @param {Chosen} chosen
 * @returns {Chosen}
 */
function within(summary, chosen) {
  if (chosen.recordings.length > 1 || summary.recordings.length < 2) return chosen;
  const { recordings } = summary;
  const record = [chosen.choices?.record, summary.choices.record, summary.name].find((name) => name !== undefined && recordings.includes(name));
  return { ...chosen, recordings, record: record ?? recordings[0] };
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

/**
 * What the border wants to hear: nothing where nothing was said.
 * @param {Choices | null} choices
 */
function json(choices) {
  return choices === null ? '' : JSON.stringify(choices);
}
