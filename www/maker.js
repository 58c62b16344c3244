// The seats on which beats are made: workers by themselves, with a generator and its critic.

import { balancedName } from './naming.js';
import { Seat } from './pool.js';
import { eachSlice } from './slicing.js';

/** @import { BeatWish, Ended, GeneratorParts, MadeBeat, Making, Saved, WorkerLike } from './types.js' */

/** Rows a message: some batches of a generator, few enough that progress moves several times a second. */
const ROWS = 256;

/** Fewer rows than this are made before another worker has loaded the generator. */
const WORTH_SHARING = 1024;

/** @typedef {(making: Making, transfer?: Transferable[], seat?: Seat) => Promise<any>} Ask */

export class Maker {
  /**
   * @param {() => WorkerLike} startWorker
   * @param {number} hands how many workers share the rows of a table
   */
  constructor(startWorker, hands) {
    // Whoever asked is told; nobody else has to hear of it.
    this.seats = Array.from({ length: hands }, () => new Seat(startWorker, () => {}));
    this.seat = this.seats[0];
  }

  /**
   * Teaches a worker what a generator needs; only the first time it costs anything.
   * @param {GeneratorParts} parts
   * @param {Seat} [seat]
   */
  async learn({ view, engine, name, spec, onnx, critic }, seat = this.seat) {
    await Promise.all([this.learnSimulating({ view, engine }, seat), seat.teach('generator', { slot: name, spec, onnx, critic })]);
  }

  /**
   * The simulator needs no generator.
   * @param {Pick<GeneratorParts, 'view' | 'engine'>} parts
   * @param {Seat} [seat]
   */
  async learnSimulating({ view, engine }, seat = this.seat) {
    await Promise.all([seat.teach('view', { module: view }), seat.teach('engine', { module: engine })]);
  }

  /**
   * A person's table with made rows behind its own, which stay as they are; what is UTF-16 or in an archive becomes plain text. The rows
   * are made by whoever is free, and written in their order by one.
   * @param {File} file
   * @param {{ name: string, width: number, marked: boolean, column: boolean, header: boolean }} layout
   * @param {{ parts: GeneratorParts, add: number[], seed: number }} wanted
   * @param {Ask} ask
   * @param {(done: number, total: number) => void} made
   * @returns {Promise<Saved & { isRewritten: boolean }>}
   */
  async balance(file, layout, { parts, add, seed }, ask, made) {
    const slot = parts.name;
    const total = add.reduce((sum, count) => sum + count, 0);
    await this.learn(parts);
    // As the browser keeps blobs, on the disk where they are large: the table is never in the page's memory.
    /** @type {Blob[]} */
    const text = [];
    const write = (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => text.push(new Blob([bytes]));
    await ask({ what: 'table', ...layout });
    await eachSlice(file, async (bytes) => write(await ask({ what: 'text', bytes }, [bytes])));
    /** @type {Ended} */
    const end = await ask({ what: 'end' });
    text.push(end.text);

    const pieces = add.flatMap((count, of) => Array.from({ length: Math.ceil(count / ROWS) }, (_, nth) => ({ of, from: nth * ROWS, to: Math.min(count, (nth + 1) * ROWS) })));
    /** Rows that wait for those before them, by their piece. @type {Map<number, Float32Array<ArrayBuffer>>} */
    const waiting = new Map();
    let [next, written, done] = [0, 0, 0];
    /** @param {Seat} seat */
    const work = async (seat) => {
      if (seat !== this.seat) await this.learn(parts, seat);
      while (next < pieces.length) {
        const mine = next++;
        waiting.set(mine, await ask({ what: 'rows', slot, seed, ...pieces[mine] }, [], seat));
        done += pieces[mine].to - pieces[mine].from;
        made(done, total);
        for (let rows = waiting.get(written); rows; rows = waiting.get(written)) {
          waiting.delete(written);
          const { of } = pieces[written++];
          write(await ask({ what: 'write', slot, of, rows }, [rows.buffer]));
        }
      }
    };
    await Promise.all((total < WORTH_SHARING ? [this.seat] : this.seats).map(work));
    // Of an archive the table in it has the name.
    return { name: balancedName(layout.name), blob: new Blob(text, { type: 'text/csv' }), isRewritten: end.isRewritten };
  }

  /**
   * A single beat, beside whatever else is going on.
   * @param {string} slot
   * @param {BeatWish} beat
   * @returns {Promise<MadeBeat>}
   */
  beat(slot, beat) {
    return this.seat.ask('make', { making: { what: 'beat', slot, beat } });
  }
}
