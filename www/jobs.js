// One job at a time over the seats of the workers: what belongs to it, what ends it, and what becomes of workers that die.

import { say } from './language.js';
import { Fallen, Seat } from './pool.js';

/** @import { Summary, WorkerLike } from './types.js' */

/** The job was stopped by the person, or another took its place. */
export class Cancelled extends Error {}

/** Beats a message: large enough that messages cost nothing (256 was a tenth slower, 2048 no faster), small enough that
 * progress moves several times a second. */
const CHUNK = 512;

/** A file of a hundred beats is still worth sharing between two workers; one of ten is not. */
const SMALLEST_CHUNK = 32;

/** @typedef {{ seats: Set<Seat>, end: (why: Error) => void }} Job */

export class Jobs {
  /**
   * @param {object} options
   * @param {() => WorkerLike} options.startWorker
   * @param {number} options.size how many workers
   * @param {(sentence: string) => void} options.onTrouble a worker died while nobody waited for it
   */
  constructor({ startWorker, size, onTrouble }) {
    this.onTrouble = onTrouble;
    /** @type {Job | null} */
    this.job = null;
    /** What the reader still has in its hands, by what it said of it. @type {Summary | null} */
    this.held = null;
    /** The first of them is the reader. */
    this.seats = Array.from({ length: size }, () => new Seat(startWorker, (seat, why, neverStarted) => this.fell(seat, why, neverStarted)));
  }

  /**
   * The reader has read this; or it reads, and has nothing yet.
   * @param {Summary | null} summary
   */
  holds(summary) {
    this.held = summary;
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
