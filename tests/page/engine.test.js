// The workers' face, over workers that are stood in: order, progress, cancelling, replacing, dying.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Engine } from '../../www/engine.js';
import { Cancelled, chunkSize } from '../../www/jobs.js';
import { among } from '../../www/why.js';
import { beside, judgeAll, saveOdd } from '../../www/judging.js';

/** Beats in the table that the stand-in reads; each beat is two samples, its own number and that number's half. */
const COUNT = 1500;

/** A worker without a thread: it answers on the next turn, keeps what it was told, and can be made to wait or die. */
class StandIn {
  /** @type {StandIn[]} */
  static all = [];
  /** What the catalog finds among names: all of them one recording, unless a test says otherwise. */
  static recordings = (names) => [{ name: names[0], files: names, missing: [] }];
  /** What a summary has beside its name. */
  static summary = {};
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
    if (message.kind === 'look') this.looked = [...(message.first ? [] : this.looked), ...message.heads.map(({ name }) => name)];
    if (message.kind === 'recordings') return StandIn.recordings(this.looked);
    if (message.kind === 'begin') this.name = message.first ? message.name : `${this.name}+${message.name}`;
    if (message.kind === 'finish') return { summary: { name: this.name, recordings: [], choices: {}, ...StandIn.summary }, tiles: [] };
    if (message.kind === 'survey') return { lead: 0, said: message.settings };
    if (message.kind === 'beats' || message.kind === 'tell') {
      const samples = new Float32Array(COUNT * 2).map((_, i) => (i % 2 === 0 ? i / 2 : i / 4));
      return { width: 2, count: COUNT, samples, truth: new Uint8Array(COUNT), at: new Float64Array(COUNT) };
    }
    // Five outputs a beat, of which the first is the beat's own number: a chunk in a wrong place shows.
    if (message.kind === 'classify') return Float32Array.from({ length: (message.beats.length / 2) * 5 }, (_, i) => (i % 5 === 0 ? message.beats[(i / 5) * 2] : 0));
    if (message.kind === 'judge') {
      const numbers = Array.from({ length: message.beats.length / 2 }, (_, i) => message.beats[2 * i]);
      return { scores: Float32Array.from(numbers), differs: Uint32Array.from(numbers.flatMap((number) => [number, number + 1])) };
    }
    if (message.kind === 'beside') return { of: this.name, index: message.index };
    if (message.kind === 'conclude') return { report: {}, said: message.probabilities };
    if (message.kind === 'load') return `papers of ${message.name}`;
    if (message.kind === 'try') return { probabilities: Float32Array.from({ length: message.beats.length / 2 }, (_, i) => message.beats[2 * i]), ms: 2 };
    if (message.kind === 'compare') return { said: message.probabilities, spec: message.spec, ms: message.ms };
    if (message.kind === 'tile') return `${message.tile.index} of ${this.name}`;
    if (message.kind === 'save') return { name: message.form, blob: `${this.name} as ${message.form}, of ${(message.probabilities ?? message.odd.scores).length}` };
    return undefined;
  }
}

function engine({ size = 2, model = async () => ({ module: 'engine', onnx: new ArrayBuffer(1) }), patience_ms = 20_000 } = {}) {
  StandIn.all = [];
  StandIn.instead = {};
  StandIn.recordings = (names) => [{ name: names[0], files: names, missing: [] }];
  StandIn.summary = {};
  const troubles = [];
  let clock = 0;
  const made = new Engine({
    startWorker: () => new StandIn(),
    parts: { view: async () => /** @type {any} */ ('view'), spec: async () => '{}', model: /** @type {any} */ (model), fonts: async () => ({ regular: new ArrayBuffer(1), bold: new ArrayBuffer(1) }) },
    size,
    onTrouble: (sentence) => troubles.push(sentence),
    now: () => clock++,
    patience_ms,
  });
  return { made, troubles };
}

function listener() {
  const said = { looked: [], chose: [], read: [], opened: [], surveys: 0, classified: [] };
  return {
    said,
    looked: (...far) => said.looked.push(far),
    chose: (names) => said.chose.push(names),
    read: (...far) => said.read.push(far),
    opened: (opened) => said.opened.push(opened),
    surveys: () => (said.surveys += 1),
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

test('a recording is looked at as the person asks before its beats are cut, and again before it is saved later', async () => {
  const { made } = engine();
  StandIn.summary = { kind: 'record' };
  const heard = listener();
  const settings = /** @type {const} */ ({ lead: 1, beats: 'signal' });
  const result = await made.analyse(files('a.hea'), heard, { settings });
  assert.deepEqual(result.survey, { lead: 0, said: JSON.stringify(settings) });
  assert.equal(heard.said.surveys, 1);
  assert.equal(heard.said.opened.length, 3, 'read, looked at, cut');
  const kinds = StandIn.all[0].kinds();
  assert.ok(kinds.indexOf('survey') < kinds.indexOf('beats'));
  await made.analyse(files('b.hea'), listener());
  await made.save(result, 'waves', listener());
  const later = StandIn.all[0].heard.filter(({ kind }) => kind === 'survey' || kind === 'save').map(({ kind, settings }) => settings ?? kind);
  assert.deepEqual(later, [JSON.stringify(settings), '{}', JSON.stringify(settings), 'save']);
});

test('a recording is taken without a network, looked at or not, and classified later without being read again', async () => {
  const { made } = engine({ model: async () => assert.fail('no network is wanted') });
  StandIn.summary = { kind: 'record' };
  const read = await made.take(files('a.hea'), listener(), {}, false);
  assert.deepEqual([read.survey, StandIn.all[0].kinds().includes('survey')], [null, false]);
  const looked = await made.take(files('a.hea'), listener(), { kept: read, settings: { lead: 1 } }, true);
  assert.deepEqual(looked.survey, { lead: 0, said: '{"lead":1}' });
  assert.equal(StandIn.all[0].kinds().filter((kind) => kind === 'finish').length, 1);
  assert.equal(await made.peek(looked, 'tile', { tile: { index: 3 } }), '3 of a.hea');
});

test('a closed engine has ended every worker, told whoever waits, and starts no other', async () => {
  const { made } = engine();
  const running = made.analyse(files('a.csv'), listener());
  made.close();
  await assert.rejects(running, Cancelled);
  assert.ok(StandIn.all.every(({ ended }) => ended));
  const workers = StandIn.all.length;
  assert.equal(await made.peek(/** @type {any} */ ({ summary: null }), 'tile', {}), null);
  assert.equal(StandIn.all.length, workers);
});

test('a table is not looked at: it has no signal', async () => {
  const { made } = engine();
  StandIn.summary = { kind: 'table' };
  const result = await made.analyse(files('a.csv'), listener());
  assert.equal(result.survey, null);
  assert.ok(!StandIn.all[0].kinds().includes('survey'));
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
  assert.equal(fetched, 2, 'one model for recordings, one for tables');
  for (const worker of StandIn.all) assert.deepEqual(worker.kinds().filter((kind) => kind === 'view' || kind === 'model'), ['view', 'model', 'model']);
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
  assert.deepEqual(StandIn.all[2].kinds().slice(0, 4), ['view', 'model', 'model', 'begin']);
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

/** A drop of two records, b without its signal. */
const TWO = [
  { name: 'a', files: ['a.hea', 'a.dat'], missing: [] },
  { name: 'b', files: ['b.hea', 'b.dat'], missing: [] },
];

const begun = () => StandIn.all[0].heard.filter(({ kind }) => kind === 'begin').map(({ name, choices }) => [name, choices]);

test('of many files only those of the first complete recording are read, in the order of the catalog', async () => {
  const { made } = engine();
  StandIn.recordings = () => [{ ...TWO[1], missing: ['b.dat'] }, TWO[0]];
  const heard = listener();
  const result = await made.analyse(files('notes.txt', 'a.dat', 'b.hea', 'a.hea'), heard);
  assert.equal(result.summary.name, 'a.hea+a.dat');
  assert.deepEqual(heard.said.chose, [['a.hea', 'a.dat']]);
  assert.deepEqual(result.recordings, ['b', 'a']);
  assert.equal(result.record, 'a');
  assert.deepEqual(result.choices, { record: 'a' });
  assert.equal(result.files.length, 4, 'the others are kept for later');
  const [look] = StandIn.all[0].heard.filter(({ kind }) => kind === 'look');
  assert.deepEqual(look.heads.map(({ size, bytes }) => [size, bytes.byteLength])[0], [2_000_000, 64 << 10]);
});

test('the recording that a person picks is read, and its corrections go with it alone', async () => {
  const { made } = engine();
  StandIn.recordings = () => TWO;
  const all = files('a.hea', 'a.dat', 'b.hea', 'b.dat');
  const result = await made.analyse(all, listener(), { choices: { record: 'b', rate_hz: 250 } });
  assert.equal(result.record, 'b');
  assert.deepEqual(result.choices, { record: 'b', rate_hz: 250 });
  assert.deepEqual(begun(), [['b.hea', '{"rate_hz":250}'], ['b.dat', '{"rate_hz":250}']]);
  const other = await made.analyse(all, listener(), { choices: { record: 'b', rate_hz: 250 }, fresh: ['a.dat'] });
  assert.equal(other.record, 'a');
  assert.deepEqual(other.choices, { record: 'a' });
});

test('beside the files of before, only a recording that has one of those of now is meant', async () => {
  const { made } = engine();
  StandIn.recordings = () => [TWO[0], { name: 'b', files: ['b.hea'], missing: ['b.dat'] }];
  const result = await made.analyse(files('a.hea', 'a.dat', 'b.hea', 'c.dat'), listener(), { fresh: ['b.hea'] });
  assert.equal(result.record, 'b');
  await assert.rejects(made.analyse(files('a.hea', 'a.dat', 'b.hea', 'c.dat'), listener(), { fresh: ['c.dat'] }), /no recording of before/);
});

test('a single file is not looked at before it is read, and nothing said is nothing passed on', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  assert.ok(!StandIn.all[0].kinds().includes('look'));
  assert.deepEqual(begun(), [['a.csv', '']]);
  assert.deepEqual([result.recordings, result.record, result.choices], [[], '', null]);
  await made.analyse(files('a.csv'), listener(), { choices: {} });
  assert.deepEqual(begun()[1], ['a.csv', '{}'], 'taken back is another thing than never said');
});

test('where no recording is among a few files they are read all the same, for the sentence', async () => {
  const { made } = engine();
  StandIn.recordings = () => [];
  assert.equal((await made.analyse(files('a.dat', 'a.atr'), listener())).summary.name, 'a.dat+a.atr');
});

test('where no recording is among many bytes, they are not read', async () => {
  const { made } = engine();
  StandIn.recordings = () => [];
  const photos = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.jpg`, size: 1 << 24, slice: () => new Blob(['jpg']) }));
  const heard = listener();
  await assert.rejects(made.analyse(/** @type {any} */ (photos), heard), /^Error: None of these 40 files is a recording/);
  assert.deepEqual(heard.said.looked, [[32, 40], [40, 40]]);
  assert.ok(!StandIn.all[0].kinds().includes('begin'));
});

test('a file whose beginning cannot be read does not keep the others from being found', async () => {
  const { made } = engine();
  const lost = { name: 'folder', size: 9, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }) };
  const result = await made.analyse(/** @type {any} */ ([lost, ...files('a.hea', 'a.dat')]), listener());
  assert.equal(result.summary.name, 'a.hea+a.dat');
});

test('the recordings of an archive are known once it is read', async () => {
  const { made } = engine();
  StandIn.summary = { name: 'r2', recordings: ['r1', 'r2'] };
  const result = await made.analyse(files('z.zip'), listener());
  assert.deepEqual(result.recordings, ['r1', 'r2']);
  assert.equal(result.record, 'r2');
  await made.analyse(files('z.zip'), listener(), { choices: { record: 'r1' } });
  assert.deepEqual(begun()[1], ['z.zip', '{"record":"r1"}'], 'only the border can look into it');
});

test('a saved report is a result without beats', async () => {
  const { made } = engine();
  StandIn.summary = { kind: 'report', report: { counts: { N: 3 } } };
  const heard = listener();
  const result = await made.analyse(files('report.json'), heard);
  assert.deepEqual(result.conclusion.report, { counts: { N: 3 } });
  assert.equal(result.beats.count, 0);
  assert.deepEqual(heard.said.opened, []);
  assert.ok(!StandIn.all[0].kinds().includes('beats'));
});

test('a recording without beats is concluded without a network', async () => {
  const { made } = engine({ model: async () => assert.fail('it was fetched') });
  StandIn.instead.beats = (worker, { id }) => (worker.say({ id, value: { width: 2, count: 0, samples: new Float32Array(0) } }), true);
  const result = /** @type {any} */ (await made.analyse(files('a.csv'), listener()));
  assert.equal(result.conclusion.said.length, 0);
});

test('what is missing travels with a refusal', async () => {
  const { made } = engine();
  StandIn.instead.finish = (worker, { id }) => (worker.say({ id, error: { name: 'Malformed', message: 'a.hea: drop a.dat too.', wants: ['a.dat'] } }), true);
  await assert.rejects(made.analyse(files('a.hea'), listener()), (error) => /** @type {any} */ (error).wants.join() === 'a.dat');
});

test('a report is printed by the worker that holds the recording, once it has what prints', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  const asked = /** @type {const} */ ({ paper: 'a4', hrv: false, st: true, cleaned: false });
  assert.deepEqual(await made.print(result, asked, listener()), { name: 'pdf', blob: `a.csv as pdf, of ${COUNT * 5}` });
  const last = StandIn.all[0].heard.slice(-5);
  assert.deepEqual(last.map(({ kind }) => kind), ['engine', 'hash', 'hash', 'hashed', 'save'], 'the file is told by its hash, slice by slice');
  const { print } = last[4];
  assert.deepEqual([print.asked, print.files.map(({ name, bytes }) => [name, bytes])], [asked, [['a.csv', 2_000_000]]]);
});

test('a result is saved by the worker that holds it, as often as one likes', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  for (const form of ['report', 'edf', 'edf']) {
    assert.deepEqual(await made.save(result, form, listener()), { name: form, blob: `a.csv as ${form}, of ${COUNT * 5}` });
  }
  assert.equal(begun().length, 1, 'it was not read again');
});

test('a result whose reading made room for another is read again to be saved', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener(), { choices: { rate_hz: 250 } });
  await made.analyse(files('b.csv'), listener());
  const heard = listener();
  assert.match(String((await made.save(result, 'csv', heard)).blob), /^a\.csv as csv/);
  assert.deepEqual(begun().at(-1), ['a.csv', '{"rate_hz":250}']);
  assert.equal(heard.said.read.at(-1)?.[0], 2_000_000);
  await made.save(result, 'edf', listener());
  assert.equal(begun().length, 3, 'once is enough');
});

test('a result is read again to be saved after its worker was ended or died', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.save = () => true;
  const saving = made.save(result, 'edf', listener());
  await until(() => StandIn.all[0].kinds().includes('save'));
  made.cancel();
  await assert.rejects(saving, Cancelled);
  StandIn.instead = {};
  assert.match(String((await made.save(result, 'edf', listener())).blob), /^a\.csv as edf/);
  StandIn.all.findLast((worker) => worker.kinds().includes('save'))?.die();
  assert.match(String((await made.save(result, 'csv', listener())).blob), /^a\.csv as csv/);
});

test('a form that cannot be written fails with its sentence, and what is held stays', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.save = (worker, { id }) => (worker.say({ id, error: { name: 'Unfit', message: 'No beats are marked.', wants: [] } }), true);
  await assert.rejects(made.save(result, 'table', listener()), /No beats are marked/);
  StandIn.instead = {};
  await made.save(result, 'csv', listener());
  assert.equal(begun().length, 1);
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

/** A model to be compared. @param {string} key @param {boolean} [kept] */
const candidate = (key, kept = true) => ({ key, name: key, kept, spec: async () => (kept ? '{}' : null), onnx: async () => new ArrayBuffer(8) });

const tries = () => {
  const said = [];
  return { said, read: () => {}, tried: (...far) => said.push(far) };
};

/** The worker that models were compared on, the latest where there were several. */
const guest = () => StandIn.all.findLast((worker) => worker.kinds().includes('engine'));

test('models are compared one after the other on a worker of their own, by the beats that each wants', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  const heard = tries();
  const verdicts = /** @type {any[]} */ (await made.compare(result, [candidate('a'), candidate('b')], heard));
  assert.deepEqual(verdicts.map(({ key, score }) => [key, score.spec, score.ms]), [['a', 'papers of a', 24], ['b', 'papers of b', 24]]);
  for (const { score, truth } of verdicts) {
    assert.ok(score.said.every((value, i) => value === i), 'each chunk in its place');
    assert.equal(truth.length, COUNT);
  }
  assert.deepEqual([heard.said[0], heard.said.at(-1)], [[0, 0], [1, 1]]);
  assert.equal(StandIn.all.length, 3);
  assert.deepEqual([...new Set(guest()?.kinds())], ['engine', 'load', 'try']);
  assert.ok(!guest()?.kinds().includes('model'), 'the model that classifies is the others’ business');
  const asked = StandIn.all[0].heard.filter(({ kind }) => kind === 'beats').map(({ spec }) => spec);
  assert.deepEqual(asked, ['{}', 'papers of a', 'papers of b']);
  assert.equal(begun().length, 1, 'nothing was read again');
});

test('models that come with the page are loaded once, and a person’s own make room for each other', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  const all = [candidate('a'), candidate('mine', false), candidate('yours', false)];
  await made.compare(result, all, tries());
  await made.compare(result, all, tries());
  const loads = guest()?.heard.filter(({ kind }) => kind === 'load').map(({ slot, name, spec }) => [slot, name, spec]);
  assert.deepEqual(loads, [['a', 'a', '{}'], ...Array(2).fill([['own', 'mine', undefined], ['own', 'yours', undefined]]).flat()]);
});

test('a model that is refused is told of in its place, and the others are compared', async () => {
  const { made, troubles } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.load = (worker, { id, name }) => name === 'bad' && (worker.say({ id, error: { name: 'Model', message: 'bad: it is none.', wants: [] } }), true);
  const verdicts = await made.compare(result, [candidate('bad', false), candidate('a')], tries());
  assert.deepEqual(verdicts.map(({ key, fault, score }) => [key, fault, score !== undefined]), [['bad', 'bad: it is none.', false], ['a', undefined, true]]);
  assert.deepEqual(troubles, []);
  assert.equal(StandIn.all.filter(({ ended }) => ended).length, 0);
});

test('a model that brings its worker down, or never answers, costs nothing but that worker', async () => {
  const { made, troubles } = engine({ patience_ms: 60 });
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.load = (worker, { id, name }) => name === 'deadly' && (worker.say({ id, died: 'unreachable' }), true);
  StandIn.instead.try = (_, { slot }) => slot === 'endless';
  const verdicts = await made.compare(result, ['a', 'deadly', 'b', 'endless', 'c'].map((name) => candidate(name)), tries());
  assert.deepEqual(verdicts.map(({ fault }) => fault), [
    undefined,
    'Its worker stopped (unreachable); another one was started.',
    undefined,
    'It did not answer within 0.06 s: its worker was ended, and another one started.',
    undefined,
  ]);
  assert.deepEqual(troubles, []);
  assert.equal(made.held, result.summary, 'the reading is still in the reader’s hands');
  await made.save(result, 'edf', listener());
  assert.equal(begun().length, 1);
  await made.compare(result, [candidate('a')], tries());
  assert.ok(guest()?.heard.some(({ kind, name }) => kind === 'load' && name === 'a'), 'a fresh worker has to load it again');
});

test('a comparison is cancelled, and no model is tried after it', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.try = () => true;
  const heard = tries();
  const comparing = made.compare(result, [candidate('a'), candidate('b')], heard);
  await until(() => guest()?.kinds().includes('try'));
  made.cancel();
  await assert.rejects(comparing, Cancelled);
  const before = heard.said.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(heard.said.length, before);
  StandIn.instead = {};
  assert.equal((await made.compare(result, [candidate('b')], tries()))[0].fault, undefined);
});

test('a result whose reading made room for another is read again to be compared on', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  await made.analyse(files('b.csv'), listener());
  await made.compare(result, [candidate('a')], tries());
  assert.equal(begun().at(-1)[0], 'a.csv');
});

test('what is made is the job that runs: another takes its place, and a cancelled one takes its worker along', async () => {
  const { made } = engine();
  await made.open();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.make = (worker, { id, making }) => making.what !== 'simulate' && (making.what === 'end' || worker.say({ id, value: making }), true);
  const asked = /** @type {any} */ ({ what: 'beat' });
  assert.deepEqual(await made.make((_, ask) => ask(asked)), asked);
  assert.equal(made.job, null);
  const endless = made.make((_, ask) => ask({ what: 'end' }));
  await until(() => made.maker.seat.worker && /** @type {any} */ (made.maker.seat.worker).heard.at(-1)?.making.what === 'end');
  const { worker } = made.maker.seat;
  made.cancel();
  await assert.rejects(endless, Cancelled);
  assert.notEqual(made.maker.seat.worker, worker);
  assert.deepEqual(await made.make((_, ask) => ask(asked)), asked);
  // A beat beside the jobs is lost with a worker that dies, and nothing else is.
  StandIn.instead.make = (dying, { id }) => (dying.say({ id, died: 'unreachable' }), true);
  await assert.rejects(made.maker.beat('g', /** @type {any} */ ({})), { message: 'unreachable' });
  assert.equal((await made.save(result, 'edf', listener())).name, 'edf');
});

test('the nearest beats are looked for where nothing else is going on, and read again where they have to be', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.nearest = (worker, { id, row, count }) => (worker.say({ id, value: { row, count } }), true);
  const row = Float32Array.of(1, 2);
  assert.deepEqual(await made.nearest(result, row, 3), { row, count: 3 });
  StandIn.instead.make = () => true;
  made.make((_, ask) => ask({ what: 'end' })).catch(() => {});
  assert.equal(await made.nearest(result, row, 3), null);
  made.cancel();
  await made.nearest(result, row, 3);
  assert.equal(begun().at(-1)[0], 'a.csv');
});

test('what is drawn is asked for beside the job that runs, and never stops it', async () => {
  const { made } = engine();
  const heard = listener();
  StandIn.instead.survey = () => true;
  const whole = made.analyse(files('a.csv'), { ...heard, surveys: () => {} }).catch(() => {});
  StandIn.summary = { kind: 'record' };
  await until(() => heard.said.opened.length > 0);
  const peeked = made.peek(heard.said.opened[0], 'tile', { tile: { index: 3 } });
  assert.equal(await peeked, '3 of a.csv');
  assert.notEqual(made.job, null, 'the job still runs');
  made.cancel();
  await whole;
});

test('a piece of what the reader no longer has is got by reading it again, and not at all while it reads something else', async () => {
  const { made } = engine();
  const first = await made.analyse(files('a.csv'), listener());
  const second = await made.analyse(files('b.csv'), listener());
  assert.equal(await made.peek(second, 'tile', { tile: { index: 0 } }), '0 of b.csv');
  assert.equal(await made.peek(first, 'tile', { tile: { index: 1 } }), '1 of a.csv');
  StandIn.instead.beats = () => true;
  const heard = listener();
  const third = made.analyse(files('c.csv'), heard).catch(() => {});
  await until(() => heard.said.opened.length > 0);
  assert.equal(await made.peek(first, 'tile', { tile: { index: 1 } }), null);
  made.cancel();
  await third;
});

test('cancelling what another worker does leaves the reading where it is', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.csv'), listener());
  StandIn.instead.try = () => true;
  const comparing = made.compare(result, [candidate('a')], tries()).catch(() => {});
  await until(() => guest()?.kinds().includes('try'));
  made.cancel();
  await comparing;
  assert.equal(made.held, result.summary);
});

test('a result is saved with what a person said of its beats, and corrected without being read again', async () => {
  const { made } = engine();
  StandIn.summary = { kind: 'record' };
  const result = await made.analyse([/** @type {any} */ (new File(['x'], 'a.hea'))], /** @type {any} */ (listener()));
  const corrections = [{ sample: 7, class: 'V' }];
  const reader = StandIn.all[0];
  const before = reader.kinds().length;
  StandIn.instead = { correct: (worker, { id, corrections: told }) => (worker.say({ id, value: told }), true) };
  assert.equal(await made.peek(result, 'correct', { corrections: JSON.stringify(corrections) }), '[{"sample":7,"class":"V"}]');
  await made.save({ ...result, source: { ...result.source, settings: { corrections: /** @type {any} */ (corrections) } } }, 'report', { read: () => {} });
  assert.deepEqual(reader.kinds().slice(before), ['correct', 'engine', 'hash', 'hashed', 'save']);
  assert.equal(reader.heard.at(-1).corrections, '[{"sample":7,"class":"V"}]');
  await made.save(result, 'report', { read: () => {} });
  assert.equal(reader.heard.at(-1).corrections, '[]', 'where nobody said anything, what the reader heard before is taken back');
});

test('what is looked at otherwise is not read again while the reader has it', async () => {
  const { made } = engine();
  StandIn.summary = { kind: 'record' };
  const first = await made.analyse(files('a.hea'), listener());
  const second = await made.analyse(first.files, listener(), { settings: { lead: 1 }, kept: first });
  assert.equal(second.summary, first.summary);
  assert.deepEqual(second.survey, { lead: 0, said: '{"lead":1}' });
  assert.equal(StandIn.all[0].kinds().filter((kind) => kind === 'begin').length, 1);
  await made.analyse(files('b.hea'), listener());
  await made.analyse(first.files, listener(), { settings: { lead: 1 }, kept: first });
  assert.equal(StandIn.all[0].kinds().filter((kind) => kind === 'begin').length, 3, 'another was read meanwhile');
});

test('another model than the usual one classifies where the person chose it, and says why', async () => {
  /** @type {string[]} */
  const asked = [];
  const { made } = engine({ model: async (/** @type {string} */ of) => (asked.push(of), { module: 'engine', onnx: new ArrayBuffer(1) }) });
  StandIn.summary = { kind: 'record' };
  const usual = await made.analyse(files('a.hea'), listener());
  const other = await made.analyse(usual.files, listener(), { model: 'beat-cnn', kept: usual });
  assert.deepEqual(asked, ['record', 'beat-cnn']);
  assert.equal(begun().length, 1, 'it was not read again');
  assert.equal(StandIn.all[0].heard.filter(({ kind }) => kind === 'classify').at(-1).slot, 'beat-cnn');
  await made.why(other, 3);
  assert.equal(StandIn.all[1].heard.find(({ kind }) => kind === 'why').slot, 'beat-cnn');
  const again = await made.analyse(usual.files, listener(), { kept: other });
  assert.equal(again.source.model, undefined, 'who says nothing means the usual one');
});

const oracle = async () => ({ spec: '{}', onnx: new ArrayBuffer(1) });

/** @param {[number, number][]} heard */
const judging = (heard = []) => ({ read: () => {}, judged: (/** @type {number} */ done, /** @type {number} */ of) => void heard.push([done, of]) });

test('beats are judged by all workers, each in its place, and whoever is looked at by the one that holds the recording', async () => {
  const { made } = engine();
  StandIn.summary = { kind: 'record' };
  const result = await made.analyse(files('a.hea'), listener());
  /** @type {[number, number][]} */
  const heard = [];
  const said = await judgeAll(made, result, oracle, judging(heard));
  assert.deepEqual([...said.scores], Array.from({ length: COUNT }, (_, i) => i));
  assert.ok(said.differs.every((place, i) => place === (i >> 1) + (i & 1)));
  assert.ok(said.timing.every((value, i) => value === (i % 2 === 0 ? i / 2 : i / 4)), 'the last two numbers of each beat');
  assert.deepEqual([heard[0], heard.at(-1)], [[0, COUNT], [COUNT, COUNT]]);
  assert.ok(StandIn.all.slice(0, 2).every((worker) => worker.kinds().includes('judge')), 'both workers judged');
  assert.deepEqual(await beside(made, result, oracle, 7), { of: 'a.hea', index: 7 });
  assert.deepEqual(await saveOdd(made, result, { ...said, before: 50, threshold: 0 }), { name: 'anomalies', blob: `a.hea as anomalies, of ${COUNT}` });
  assert.equal(begun().length, 1, 'it was not read again');
  assert.equal(StandIn.all[0].kinds().filter((kind) => kind === 'detector').length, 1);
});

test('beats that are too few are refused before the network is fetched, and nothing is lost by it', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.hea'), listener());
  const message = 'a: 8 beats are in it; what is usual shows in 20 or more.';
  StandIn.instead.tell = (worker, { id }) => (worker.say({ id, error: { name: 'Unfit', message, wants: [] } }), true);
  let fetched = 0;
  await assert.rejects(judgeAll(made, result, () => ((fetched += 1), oracle()), judging()), { message });
  assert.equal(fetched, 0);
  StandIn.instead = {};
  assert.equal((await judgeAll(made, result, oracle, judging())).scores.length, COUNT);
  assert.equal(begun().length, 1);
});

test('judging is cancelled, and a beat that is looked at disturbs no job', async () => {
  const { made } = engine();
  const result = await made.analyse(files('a.hea'), listener());
  StandIn.instead.judge = () => true;
  const work = judgeAll(made, result, oracle, judging());
  await until(() => StandIn.all.some((worker) => worker.kinds().includes('judge')));
  assert.equal(await beside(made, result, oracle, 3), null);
  made.cancel();
  await assert.rejects(work, Cancelled);
  StandIn.instead = {};
  assert.deepEqual(await beside(made, result, oracle, 3), { of: 'a.hea', index: 3 });
});

test('a beat is explained among all others, or among enough of them', () => {
  const beats = (/** @type {number} */ count) => ({ width: 2, count, samples: Float32Array.from({ length: 2 * count }, (_, i) => i), truth: new Uint8Array(count), at: new Float64Array(count) });
  const few = among(beats(10), 7);
  assert.deepEqual([few.nth, few.rows.length], [7, 20]);
  const many = among(beats(10_000), 9_999);
  assert.equal(many.rows.length / 2, 2501);
  assert.deepEqual([...many.rows.subarray(2 * many.nth)], [19_998, 19_999]);
  const inside = among(beats(10_000), 8);
  assert.deepEqual([inside.nth, inside.rows.length / 2], [2, 2500]);
});
