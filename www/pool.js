// One seat of the worker pool: a worker, what it has learned, what it was asked, and a fresh one in its place when it dies.

/** @import { Reply, WorkerLike } from './types.js' */

/** A worker died with work in its hands. */
export class Fallen extends Error {}

/** A worker's refusal in the words of the wasm border, to be shown as it is. */
export class Refused extends Error {
  /** @param {{ name: string, message: string, wants?: string[] }} error */
  constructor(error) {
    super(error.message);
    this.name = error.name;
    /** Names of files without which it could not go on. */
    this.wants = error.wants ?? [];
  }
}

/** After so many deaths without work done between them, the next worker is started only when it is asked for. */
const PATIENCE = 2;

/** @typedef {{ kind: string, isLesson: boolean, resolve: (value: any) => void, reject: (error: Error) => void }} Ask */

export class Seat {
  /**
   * @param {() => WorkerLike} startWorker
   * @param {(seat: Seat, why: string, neverStarted: boolean) => void} onFall
   */
  constructor(startWorker, onFall) {
    /** new: not heard from yet; ready: idle; busy: asks are open; gone: dead, started again at the next ask. @type {'new' | 'ready' | 'busy' | 'gone'} */
    this.state = 'gone';
    this.startWorker = startWorker;
    this.onFall = onFall;
    /** @type {WorkerLike | null} */
    this.worker = null;
    /** Open asks by their number. @type {Map<number, Ask>} */
    this.asks = new Map();
    this.nextId = 1;
    /** What each worker in this seat must be told once, by kind and slot, in order; a fresh one hears it all again. @type {Map<string, { kind: string, payload: Record<string, unknown>, learned: Promise<unknown> }>} */
    this.lessons = new Map();
    this.falls = 0;
  }

  /** Puts a worker into the seat; it need not be waited for, since messages wait in its queue. */
  start() {
    const worker = this.startWorker();
    this.worker = worker;
    this.state = 'new';
    const mine = () => this.worker === worker;
    worker.addEventListener('message', (event) => {
      if (mine()) this.hear(event.data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault?.();
      if (mine()) this.fall(event.message || '');
    });
    worker.addEventListener('messageerror', () => {
      if (mine()) this.fall('a message could not be read');
    });
    for (const lesson of this.lessons.values()) lesson.learned = this.send(lesson.kind, lesson.payload, [], true);
  }

  /**
   * Asks for one thing and answers with it. The worker takes asks in their order.
   * @param {string} kind
   * @param {Record<string, unknown>} payload
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  ask(kind, payload, transfer = []) {
    if (!this.worker) this.start();
    return this.send(kind, payload, transfer);
  }

  /**
   * Tells this worker, and any that comes after it, something to keep; telling it again costs nothing.
   * @param {string} kind
   * @param {Record<string, unknown>} payload
   * @returns {Promise<unknown>} settled when the worker that sits here now has learned it
   */
  teach(kind, payload) {
    if (!this.worker) this.start();
    const name = `${kind} ${payload.slot ?? ''}`;
    let lesson = this.lessons.get(name);
    if (!lesson) {
      lesson = { kind, payload, learned: this.send(kind, payload, [], true) };
      this.lessons.set(name, lesson);
    }
    return lesson.learned;
  }

  /**
   * Ends what is being done and takes a fresh worker.
   * @param {Error} reason what the open asks are told
   */
  replace(reason) {
    this.empty(reason);
    this.start();
  }

  /**
   * @param {string} kind
   * @param {Record<string, unknown>} payload
   * @param {Transferable[]} [transfer]
   * @param {boolean} [isLesson] it is told to every worker that sits here
   */
  send(kind, payload, transfer = [], isLesson = false) {
    const worker = /** @type {WorkerLike} */ (this.worker);
    const id = this.nextId++;
    const promise = new Promise((resolve, reject) => {
      this.asks.set(id, { kind, isLesson, resolve, reject });
      if (this.state === 'ready') this.state = 'busy';
      worker.postMessage({ id, kind, ...payload }, transfer);
    });
    // Whoever waits hears of a failure; a lesson that nobody waits for must not count as unhandled.
    promise.catch(() => {});
    return promise;
  }

  /** @param {Reply} reply */
  hear(reply) {
    if ('ready' in reply) {
      this.state = this.asks.size > 0 ? 'busy' : 'ready';
      return;
    }
    const ask = this.asks.get(reply.id);
    if ('died' in reply) {
      this.fall(reply.died);
      return;
    }
    if (!ask) return;
    this.asks.delete(reply.id);
    if (this.asks.size === 0) this.state = 'ready';
    if ('error' in reply) {
      ask.reject(new Refused(reply.error));
    } else {
      if (!ask.isLesson) this.falls = 0;
      ask.resolve(reply.value);
    }
  }

  /**
   * The worker died: the engine is told first, then its asks; unless workers die here again and again, another one starts at once.
   * @param {string} why
   */
  fall(why) {
    const neverStarted = this.state === 'new';
    this.falls += 1;
    this.onFall(this, why, neverStarted);
    this.empty(new Fallen(why));
    if (!neverStarted && this.falls <= PATIENCE) this.start();
  }

  /** @param {Error} reason */
  empty(reason) {
    this.worker?.terminate();
    this.worker = null;
    this.state = 'gone';
    const asks = [...this.asks.values()];
    this.asks.clear();
    for (const ask of asks) ask.reject(reason);
  }
}
