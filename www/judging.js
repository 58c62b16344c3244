// What the workers are asked about beats that do not belong, each as the job that runs.

/** @import { Engine } from './engine.js' */
/** @import { Seat } from './pool.js' */
/** @import { Beats, Beside, Judged, Listener, OddSave, Oracle, Result, Saved } from './types.js' */

/**
 * How odd each beat of a recording is, by a network that every seat learns. Beats that are too few are refused before it is fetched.
 * @param {Engine} engine
 * @param {Result} result
 * @param {() => Promise<Oracle>} oracle
 * @param {Pick<Listener, 'read'> & { judged(done: number, total: number): void }} listener
 * @returns {Promise<Judged & { spec: string }>}
 */
export function judgeAll(engine, result, oracle, listener) {
  return engine.begin(async (job) => {
    const reader = await engine.hold(job, result, listener);
    /** @type {Beats} */
    const { width, count, samples, at, truth } = await engine.ask(job, reader, 'tell', {});
    const [{ spec, onnx }, { module }] = await Promise.all([oracle(), engine.parts.model('record')]);
    const [scores, differs] = [new Float32Array(count), new Uint32Array(2 * count)];
    const learn = (/** @type {Seat} */ seat) => seat.teach('detector', { module, spec, onnx });
    /** @type {(seat: Seat, from: number, to: number) => Promise<void>} */
    const work = async (seat, from, to) => {
      const part = samples.slice(from * width, to * width);
      const said = await engine.ask(job, seat, 'judge', { beats: part }, [part.buffer]);
      scores.set(said.scores, from);
      differs.set(said.differs, 2 * from);
    };
    listener.judged(0, count);
    await engine.share(job, count, learn, work, (done) => listener.judged(done, count));
    // The last two numbers of what is told of a beat are of its time.
    const timing = Float32Array.from({ length: 2 * count }, (_, i) => samples[(i >> 1) * width + width - 2 + (i & 1)]);
    return { scores, differs, timing, at, truth, spec };
  });
}

/**
 * A beat and what was expected in its place; nothing while a job runs, which must not be disturbed.
 * @param {Engine} engine
 * @param {Result} result
 * @param {() => Promise<Oracle>} oracle
 * @param {number} index
 * @returns {Promise<Beside | null>}
 */
export async function beside(engine, result, oracle, index) {
  if (engine.job) return null;
  return engine.begin(async (job) => {
    const reader = await engine.hold(job, result, { read: () => {} });
    const [{ spec, onnx }, { module }] = await Promise.all([oracle(), engine.parts.model('record')]);
    engine.still(job);
    await reader.teach('detector', { module, spec, onnx });
    return engine.ask(job, reader, 'beside', { index });
  });
}

/**
 * How odd each beat is, as a file.
 * @param {Engine} engine
 * @param {Result} result
 * @param {OddSave} odd
 * @returns {Promise<Saved>}
 */
export function saveOdd(engine, result, odd) {
  return engine.begin(async (job) => {
    const reader = await engine.hold(job, result, { read: () => {} });
    return engine.ask(job, reader, 'save', { form: 'anomalies', odd });
  });
}
