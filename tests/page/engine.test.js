// The workers' face, over workers that are stood in: order, progress, cancelling, replacing, dying.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cancelled, Engine, chunkSize } from '../../www/engine.js';

/** Beats in the table that the stand-in reads; each beat is two samples, its own number and that number's half. */
const COUNT = 1500;

/** A worker without a thread: it answers on the next turn, keeps what it was told, and can be made to wait or die. */
class StandIn {
  /** @type {StandIn[]} */
  static all = [];
  /** What a worker does instead of answering, by the kind of message. @type {Record<string, (worker: StandIn, message: any) => boolean>} */
  static instead = {};

  constructor() {
    this.heard = [];
    this.ended = false;
    this.listeners = new Map();
    StandIn.all.push(this);
    setImmediate(() => this.say({ ready: true }));
  }

  addEventListener(type, listener) {
    this.listeners.set(type, listener);
  }

  terminate() {
    this.ended = true;
  }

  postMessage(message) {
    this.heard.push(message);
    setImmediate(() => {
      if (this.ended || StandIn.instead[message.kind]?.(this, message)) return;
      this.say({ id: message.id, value: this.answer(message) });
    });
  }

  say(data) {
    if (!this.ended) this.listeners.get('message')?.({ data });
  }

  die(message = 'out of memory') {
    this.listeners.get('error')?.({ message, preventDefault() {} });
  }

  kinds() {
    return this.heard.map((message) => message.kind);
  }

  answer(message) {
    if (message.kind === 'begin') this.name = message.first ? message.name : `${this.name}+${message.name}`;
    if (message.kind === 'finish') return { summary: { name: this.name }, excerpt: null, beats: null };
    if (message.kind === 'beats') {
      const samples = new Float32Array(COUNT * 2).map((_, i) => (i % 2 === 0 ? i / 2 : i / 4));
      return { width: 2, count: COUNT, samples, truth: new Uint8Array(COUNT), at: new Float64Array(COUNT) };
    }
    // Five outputs a beat, of which the first is the beat's own number: a chunk in a wrong place shows.
    if (message.kind === 'classify') return Float32Array.from({ length: (message.beats.length / 2) * 5 }, (_, i) => (i % 5 === 0 ? message.beats[(i / 5) * 2] : 0));
    if (message.kind === 'conclude') return { report: {}, said: message.probabilities };
    if (message.kind === 'csv') return `csv of ${message.probabilities.length}`;
    return undefined;
  }
}

function engine({ size = 2, model = async () => ({ module: 'engine', onnx: new ArrayBuffer(1) }) } = {}) {
  StandIn.all = [];
  StandIn.instead = {};
  const troubles = [];
  let clock = 0;
  const made = new Engine({
    startWorker: () => new StandIn(),
    parts: { view: async () => /** @type {any} */ ('view'), spec: async () => '{}', model: /** @type {any} */ (model) },
    size,
    onTrouble: (sentence) => troubles.push(sentence),
    now: () => clock++,
  });
  return { made, troubles };
}

function listener() {
  const said = { read: [], opened: [], classified: [] };
  return {
    said,
    read: (...far) => said.read.push(far),
    opened: (opened) => said.opened.push(opened),
    classified: (...far) => said.classified.push(far),
  };
}

const files = (...names) => names.map((name) => new File([new Uint8Array(2_000_000)], name));

/** Waits until something holds; the stand-ins need a few turns. */
async function until(holds) {
  for (let turn = 0; turn < 500; turn++) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail('it never came to be');
}

test('a file is read, cut, classified by both workers and concluded', async () => {
  const { made } = engine();
  const heard = listener();
  const result = await made.analyse(files('a.csv'), heard);
  assert.equal(result.summary.name, 'a.csv');
  assert.deepEqual(heard.said.read, [[1 << 20, 2_000_000], [2_000_000, 2_000_000]]);
  assert.equal(heard.said.opened.length, 2);
  assert.ok(StandIn.all.every((worker) => worker.kinds().includes('classify')), 'both workers classified');
  assert.deepEqual(StandIn.all[0].kinds().filter((kind) => kind === 'conclude'), ['conclude']);
});

test('the files of one drop are handed over whole, in order and by slices', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.hea', 'a.dat'), listener());
  assert.equal(result.summary.name, 'a.hea+a.dat');
  const reads = StandIn.all[0].heard.filter(({ kind }) => ['begin', 'push', 'finish'].includes(kind));
  assert.deepEqual(reads.map(({ kind, first, bytes }) => first ?? bytes?.byteLength ?? kind), [true, 1 << 20, 2_000_000 - (1 << 20), false, 1 << 20, 2_000_000 - (1 << 20), 'finish']);
});

test('a file that cannot be read from the disk fails the job with a sentence', async () => {
  const { made } = engine();
  const lost = { name: 'folder', size: 9, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }) };
  await assert.rejects(made.analyse(/** @type {any} */ ([lost]), listener()), /^Error: folder could not be read: it is a folder, or was moved/);
});

test('chunks come back to the places of their beats, whoever classified them', async () => {
  const { made } = engine();
  // The first worker is slow from its second chunk on, so that the other one overtakes it.
  StandIn.instead.classify = (worker, message) => {
    if (worker !== StandIn.all[0]) return false;
    setTimeout(() => worker.say({ id: message.id, value: worker.answer(message) }), 5);
    return true;
  };
  const result = /** @type {any} */ (await made.analyse(files('a.csv'), listener()));
  const numbers = result.conclusion.said.filter((_, i) => i % 5 === 0);
  assert.equal(numbers.length, COUNT);
  assert.ok(numbers.every((value, i) => value === i));
});

test('progress counts beats up to all of them', async () => {
  const { made } = engine();
  const heard = listener();
  await made.analyse(files('a.csv'), heard);
  const done = heard.said.classified.map(([beats]) => beats);
  assert.equal(done[0], 0);
  assert.equal(done.at(-1), COUNT);
  assert.deepEqual(done, [...done].sort((a, b) => a - b));
});

test('a worker that is still learning does not keep the others waiting', async () => {
  const { made } = engine();
  StandIn.instead.model = (worker) => worker === StandIn.all[1];
  await made.analyse(files('a.csv'), listener());
  assert.ok(!StandIn.all[1].kinds().includes('classify'));
});

test('what workers need is told to each of them once, and fetched once', async () => {
  let fetched = 0;
  const { made } = engine({ model: async () => (fetched++, { module: 'engine', onnx: new ArrayBuffer(1) }) });
  await made.open();
  await made.warm();
  await made.analyse(files('a.csv'), listener());
  await made.analyse(files('b.csv'), listener());
  assert.equal(fetched, 1);
  for (const worker of StandIn.all) assert.deepEqual(worker.kinds().filter((kind) => kind === 'view' || kind === 'model'), ['view', 'model']);
});

test('a fetch that failed is tried again by the next job', async () => {
  let tries = 0;
  const model = async () => {
    if (++tries === 1) throw new Error('model.onnx could not be fetched.');
    return { module: 'engine', onnx: new ArrayBuffer(1) };
  };
  const { made } = engine({ model: /** @type {any} */ (model) });
  await assert.rejects(made.analyse(files('a.csv'), listener()), /could not be fetched/);
  assert.equal((await made.analyse(files('a.csv'), listener())).summary.name, 'a.csv');
});

test('cancelling ends the busy worker, and the fresh one learns all again', async () => {
  const { made } = engine();
  await made.warm();
  StandIn.instead.begin = () => true;
  const job = made.analyse(files('a.csv'), listener());
  await until(() => StandIn.all[0]?.kinds().includes('begin'));
  made.cancel();
  await assert.rejects(job, Cancelled);
  assert.equal(StandIn.all[0].ended, true);
  assert.equal(StandIn.all[1].ended, false);
  StandIn.instead = {};
  const result = await made.analyse(files('b.csv'), listener());
  assert.equal(result.summary.name, 'b.csv');
  assert.deepEqual(StandIn.all[2].kinds().slice(0, 3), ['view', 'model', 'begin']);
});

test('cancelling half way through classifying ends every worker of the job', async () => {
  const { made } = engine();
  let chunks = 0;
  StandIn.instead.classify = () => ++chunks > 1;
  const job = made.analyse(files('a.csv'), listener());
  await until(() => chunks >= 3);
  made.cancel();
  await assert.rejects(job, Cancelled);
  assert.deepEqual(StandIn.all.slice(0, 2).map((worker) => worker.ended), [true, true]);
});

test('a file that is dropped while another is read takes its place', async () => {
  const { made } = engine();
  StandIn.instead.begin = (_, message) => message.name === 'a.csv';
  const heard = listener();
  const first = made.analyse(files('a.csv'), heard);
  await until(() => StandIn.all[0]?.kinds().includes('begin'));
  const second = made.analyse(files('b.csv'), listener());
  await assert.rejects(first, Cancelled);
  assert.equal((await second).summary.name, 'b.csv');
  assert.deepEqual(heard.said.opened, []);
});

test('a refusal is told in its own words and costs no worker', async () => {
  const { made, troubles } = engine();
  StandIn.instead.begin = (worker, message) => {
    worker.say({ id: message.id, error: { name: 'Malformed', message: 'a.csv is empty.' } });
    return true;
  };
  await assert.rejects(made.analyse(files('a.csv'), listener()), (error) => error instanceof Error && error.name === 'Malformed' && error.message === 'a.csv is empty.');
  assert.equal(StandIn.all.filter((worker) => worker.ended).length, 0);
  assert.deepEqual(troubles, []);
});

test('a worker that dies at its work fails the job with a sentence, and another one takes over', async () => {
  const { made, troubles } = engine();
  StandIn.instead.begin = (worker) => (worker.die(), true);
  await assert.rejects(made.analyse(files('a.csv'), listener()), /^Error: The worker that reads and classifies stopped \(out of memory\)\. Another one was started: drop the file again\.$/);
  assert.deepEqual(troubles, [], 'it is told once');
  StandIn.instead = {};
  assert.equal((await made.analyse(files('a.csv'), listener())).summary.name, 'a.csv');
});

test('a worker that says of itself that it cannot go on counts as dead', async () => {
  const { made } = engine();
  StandIn.instead.classify = (worker, message) => (worker.say({ id: message.id, died: 'unreachable' }), true);
  await assert.rejects(made.analyse(files('a.csv'), listener()), /stopped \(unreachable\)/);
});

test('a worker that dies with nothing to do is told of too', async () => {
  const { made, troubles } = engine();
  await made.open();
  StandIn.all[1].die();
  assert.equal(troubles.length, 1);
  assert.equal(StandIn.all.length, 3, 'another one sits there');
});

test('workers that cannot start are told of and are not started for ever', async () => {
  const { made } = engine({ size: 1 });
  const job = made.analyse(files('a.csv'), listener());
  await until(() => StandIn.all.length === 1);
  StandIn.all[0].die('');
  await assert.rejects(job, /could not start: reload the page\.$/);
  await until(() => true);
  assert.equal(StandIn.all.length, 1);
});

test('workers that die again and again wait until they are asked for', async () => {
  const { made } = engine({ size: 1 });
  StandIn.instead.view = (worker) => (worker.die(), true);
  await made.open().catch(() => {});
  await until(() => made.seats[0].state === 'gone');
  const started = StandIn.all.length;
  assert.ok(started <= 3, `${started} were started`);
  StandIn.instead = {};
  assert.equal((await made.analyse(files('a.csv'), listener())).summary.name, 'a.csv');
});

test('beats.csv is there for the last job, once', async () => {
  const { made } = engine();
  assert.equal(await made.beatsCsv(), null);
  await made.analyse(files('a.csv'), listener());
  assert.equal(await made.beatsCsv(), `csv of ${COUNT * 5}`);
  assert.equal(await made.beatsCsv(), null);
});

test('a seat says new, ready or busy', async () => {
  const { made } = engine({ size: 1 });
  StandIn.instead.begin = () => true;
  const seat = made.seats[0];
  const opening = made.open();
  await until(() => seat.state === 'new');
  await opening;
  await until(() => seat.state === 'ready');
  made.analyse(files('a.csv'), listener()).catch(() => {});
  await until(() => seat.state === 'busy');
  made.cancel();
});

test('chunks are shared fairly when beats are few, and stay small when they are many', () => {
  assert.equal(chunkSize(10, 2), 32);
  assert.equal(chunkSize(100, 2), 50);
  assert.equal(chunkSize(21892, 2), 512);
});
