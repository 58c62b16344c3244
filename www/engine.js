// The workers' face: one job at a time goes through reading, beats, classifying on every seat, and the conclusion.

import { Fallen, Seat } from './pool.js';

/** @import { Beats, Conclusion, Listener, Model, Opened, Result, WorkerLike } from './types.js' */

/** The job was stopped by the person, or another took its place. */
export class Cancelled extends Error {}

/** How much of a record is sent to the page to be drawn. */
export const EXCERPT_S = 10;

/** Files are read by slices of this size, so that the text of a large one is never held twice. */
const SLICE = 1 << 20;

/** Beats a message: large enough that messages cost nothing (256 was a tenth slower, 2048 no faster), small enough that
 * progress moves several times a second. */
const CHUNK = 512;

/** A file of a hundred beats is still worth sharing between two workers; one of ten is not. */
const SMALLEST_CHUNK = 32;

/** @typedef {{ seats: Set<Seat>, end: (why: Error) => void }} Job */

/**
 * @typedef {object} Parts what the page fetches for the workers
 * @property {() => Promise<WebAssembly.Module>} view
 * @property {() => Promise<string>} spec
 * @property {() => Promise<Pick<Model, 'module' | 'onnx'>>} model
 */

export class Engine {
  /**
   * @param {object} options
   * @param {() => WorkerLike} options.startWorker
   * @param {Parts} options.parts
   * @param {number} options.size how many workers
   * @param {(sentence: string) => void} options.onTrouble a worker died while nobody waited for it
   * @param {() => number} options.now a clock in ms
   */
  constructor({ startWorker, parts, size, onTrouble, now }) {
    const spec = once(parts.spec);
    /** The same, each fetched once. */
    this.parts = {
      view: once(parts.view),
      spec,
      /** @type {() => Promise<Model>} */
      model: once(async () => {
        const [text, model] = await Promise.all([spec(), parts.model()]);
        return { spec: text, ...model };
      }),
    };
    this.onTrouble = onTrouble;
    this.now = now;
    /** @type {Job | null} */
    this.job = null;
    /** What the reader's last reading was concluded with. @type {{ spec: string, probabilities: Float32Array<ArrayBuffer> } | null} */
    this.last = null;
    this.seats = Array.from({ length: size }, () => new Seat(startWorker, (seat, why, neverStarted) => this.fell(seat, why, neverStarted)));
  }

  /** Starts the workers and teaches them to read. */
  async open() {
    const view = await this.parts.view();
    await Promise.all(this.seats.map((seat) => seat.teach('view', { module: view })));
  }

  /** Fetches the network and hands it to every worker, so that the first file need not wait for it. */
  async warm() {
    const [view, model] = await Promise.all([this.parts.view(), this.parts.model()]);
    await Promise.all(this.seats.flatMap((seat) => [seat.teach('view', { module: view }), seat.teach('model', { ...model })]));
  }

  /**
   * Reads the files and classifies their beats. A job that runs is stopped for it.
   * @param {File[]} files
   * @param {Listener} listener
   * @returns {Promise<Result>} rejected with Cancelled, with the border's sentence, or with the page's own
   */
  analyse(files, listener) {
    this.cancel();
    /** @type {(why: Error) => void} */
    let end = () => {};
    const ended = new Promise((_, reject) => (end = reject));
    /** @type {Job} */
    const job = { seats: new Set(), end };
    this.job = job;
    const whole = this.run(job, files, listener).finally(() => {
      if (this.job === job) this.job = null;
    });
    return Promise.race([whole, /** @type {Promise<never>} */ (ended)]);
  }

  /**
   * The beats of the job that ended last, as the command line writes them; null where the reader no longer has them.
   * @returns {Promise<Blob | null>}
   */
  async beatsCsv() {
    const { last } = this;
    if (this.job || !last) return null;
    this.last = null;
    return this.seats[0].ask('csv', last, [last.probabilities.buffer]);
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
    for (const seat of job.seats) if (seat !== fallen && seat.asks.size > 0) seat.replace(reason);
  }

  /**
   * @param {Job} job
   * @param {File[]} files
   * @param {Listener} listener
   * @returns {Promise<Result>}
   */
  async run(job, files, listener) {
    const began = this.now();
    const since = () => this.now() - began;
    const [module, spec] = await Promise.all([this.parts.view(), this.parts.spec()]);
    const reader = this.seats[0];
    this.still(job);
    this.last = null;
    reader.teach('view', { module }).catch(() => {});

    const opened = await this.read(job, reader, files, listener);
    const read = since();
    listener.opened(opened);

    /** @type {Beats} */
    const beats = await this.ask(job, reader, 'beats', { spec });
    const cut = since();
    listener.opened({ ...opened, beats });
    listener.classified(0, beats.count);

    const probabilities = await this.classify(job, beats, listener);
    const classified = since();

    /** @type {Conclusion} */
    const conclusion = await this.ask(job, reader, 'conclude', { spec, probabilities });
    this.last = { spec, probabilities };
    return { ...opened, beats, conclusion, spec, timings: { read, beats: cut, classified, concluded: since() } };
  }

  /**
   * Hands the files to the reader, slice by slice; while one is parsed the next is on its way from the disk. They are
   * read here because WebKit lets a worker that comes from a Blob, as the single file's does, read no files of the page.
   * @param {Job} job
   * @param {Seat} reader
   * @param {File[]} files
   * @param {Listener} listener
   * @returns {Promise<Opened>}
   */
  async read(job, reader, files, listener) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let done = 0;
    for (const [nth, file] of files.entries()) {
      await this.ask(job, reader, 'begin', { name: file.name, size: file.size, first: nth === 0 });
      let next = slice(file, 0);
      for (let from = 0; from < file.size; from += SLICE) {
        const bytes = await next;
        done += bytes.byteLength;
        if (from + SLICE < file.size) next = slice(file, from + SLICE);
        await this.ask(job, reader, 'push', { bytes }, [bytes]);
        listener.read(done, total);
      }
    }
    return this.ask(job, reader, 'finish', { excerpt_s: EXCERPT_S });
  }

  /**
   * Shares the beats between the seats, a chunk at a time to whoever is free; a seat that is still learning joins late.
   * @param {Job} job
   * @param {Beats} beats
   * @param {Listener} listener
   * @returns {Promise<Float32Array<ArrayBuffer>>}
   */
  async classify(job, beats, listener) {
    if (beats.count === 0) return new Float32Array(0);
    const model = await this.parts.model();
    this.still(job);
    const size = chunkSize(beats.count, this.seats.length);
    /** @type {Float32Array<ArrayBuffer> | null} */
    let all = null;
    let next = 0;
    let done = 0;

    /** @param {Seat} seat */
    const work = async (seat) => {
      job.seats.add(seat);
      await seat.teach('model', { ...model });
      while (next < beats.count) {
        this.still(job);
        const from = next;
        const to = Math.min(beats.count, from + size);
        next = to;
        const part = beats.samples.slice(from * beats.width, to * beats.width);
        /** @type {Float32Array} */
        const found = await this.ask(job, seat, 'classify', { beats: part }, [part.buffer]);
        const columns = found.length / (to - from);
        all ??= new Float32Array(beats.count * columns);
        all.set(found, from * columns);
        done += to - from;
        listener.classified(done, beats.count);
      }
      return done === beats.count;
    };

    return new Promise((resolve, reject) => {
      for (const seat of this.seats) {
        work(seat).then((complete) => complete && all && resolve(all), reject);
      }
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
    const atWork = job?.seats.has(seat) ?? false;
    let sentence = `The worker that reads and classifies stopped${because}. Another one was started: drop the file again.`;
    if (!atWork) sentence = `A worker of this page stopped${because}. Another one was started; what is shown stays.`;
    if (neverStarted) sentence = `The worker that reads files could not start${because}: reload the page.`;
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

/**
 * @param {File} file
 * @param {number} from
 */
function slice(file, from) {
  const bytes = file.slice(from, from + SLICE).arrayBuffer();
  const told = bytes.catch(() => {
    throw new Error(`${file.name} could not be read: it is a folder, or was moved or changed after it was dropped. Drop it again.`);
  });
  // Read ahead of its turn, it may fail when nobody waits for it any more.
  told.catch(() => {});
  return told;
}

/**
 * Loads at most once; a failure is not kept, so that the next one who asks tries again.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T>}
 */
function once(load) {
  /** @type {Promise<T> | null} */
  let kept = null;
  return () =>
    (kept ??= load().catch((error) => {
      kept = null;
      throw error;
    }));
}
