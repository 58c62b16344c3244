// A report on paper: what the printer is told, and which samples it is brought.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { moment, printed, stretch } from '../../www/printing.js';

const RATE = 100;

/** A recording of ten thousand samples, each of which is its own number, below zero where it is cleaned. */
const reading = {
  summary: () => ({ kind: 'record', start: '2014-05-08 05:05:15' }),
  beats: () => ({ truth: Uint8Array.of(0, 255) }),
  reportJson: (/** @type {string} */ spec) => `report by ${spec}`,
  tile: (/** @type {number} */ lead, /** @type {boolean} */ clean, /** @type {number} */ level, /** @type {number} */ index) => {
    assert.equal(level, 0);
    const length = Math.max(0, Math.min(4096, 10_000 - 4096 * index));
    return { values: Float32Array.from({ length }, (_, at) => (4096 * index + at + lead / 2) * (clean ? -1 : 1)), a_second: RATE, levels: 2 };
  },
};

test('a stretch is cut across tiles, and ends where the recording does', () => {
  const across = stretch(/** @type {any} */ (reading), 0, false, 40, 42);
  assert.deepEqual([across.values.length, across.values[0], across.values.at(-1), across.from_s], [201, 4000, 4200, 40]);
  assert.deepEqual(stretch(/** @type {any} */ (reading), 1, false, 99.5, 106).values.length, 50);
  assert.deepEqual(stretch(/** @type {any} */ (reading), 0, false, -1, 0).values.length, 1);
  assert.deepEqual(stretch(/** @type {any} */ (reading), 0, false, 200, 206).values.length, 0);
});

test('when a recording began is told in numbers, as far as it is known', () => {
  assert.deepEqual(moment('2014-05-08 05:05:15.250'), { date: [2014, 5, 8], time_ms: 18_315_250 });
  assert.deepEqual(moment('19:46:25'), { date: null, time_ms: 71_185_000 });
  assert.deepEqual(moment('2000-02-29'), { date: [2000, 2, 29], time_ms: null });
  assert.deepEqual(moment(''), { date: null, time_ms: null });
});

test('the printer is told what the report is of, and brought what it needs in its order', async () => {
  /** @type {any} */
  let told;
  /** @type {any[]} */
  const brought = [];
  class Printout {
    /** @param {any[]} words */
    constructor(...words) {
      told = words;
    }
    needs = () => Float64Array.of(0, 1, 2, 1, 1, 2);
    stretch = (/** @type {any[]} */ ...one) => brought.push(one);
    pdf = (/** @type {Uint8Array} */ regular, /** @type {Uint8Array} */ bold) => Uint8Array.of(regular.length, bold.length);
  }
  const print = {
    asked: /** @type {const} */ ({ paper: 'letter', hrv: true, st: false, cleaned: true }),
    files: [{ name: 'a.csv', bytes: 5, sha256: 'hash of 5' }],
    fonts: { regular: new ArrayBuffer(2), bold: new ArrayBuffer(3) },
  };
  const pdf = printed(/** @type {any} */ ({ Printout }), /** @type {any} */ (reading), 'spec', new Float32Array(0), print);
  assert.deepEqual([...pdf], [2, 3]);
  const [asked, report, origin, truth, hasSignal] = told;
  assert.deepEqual(JSON.parse(asked), print.asked);
  assert.deepEqual([report, [...truth], hasSignal], ['report by spec', [0, 255], true]);
  assert.deepEqual(JSON.parse(origin), {
    files: print.files,
    start: { date: [2014, 5, 8], time_ms: 18_315_000 },
    synthetic: null,
    build: 'web page',
  });
  assert.deepEqual(brought.map(([values, rate, from]) => [values[0], values.length, rate, from]), [[-100, 101, RATE, 1], [-100.5, 101, RATE, 1]]);
});
