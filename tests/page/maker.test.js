// The seats on which beats are made, over workers that are stood in: a table's bytes in order, made rows behind them, progress.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Maker } from '../../www/maker.js';

const PARTS = /** @type {any} */ ({ view: 'view', engine: 'engine', name: 'g', spec: '{}', onnx: new ArrayBuffer(1), critic: null });

/** A worker that learns whatever it is taught. */
function willing() {
  /** @type {(event: any) => void} */
  let hear = () => {};
  return /** @type {any} */ ({
    addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) => type === 'message' && (hear = listener),
    postMessage: ({ id }) => setImmediate(() => hear({ data: { id, value: undefined } })),
    terminate() {},
  });
}

/** Answers in place of the workers, each at its own pace; remembers what was asked, and of whom. */
function answering() {
  /** @type {{ making: any, seat: any }[]} */
  const heard = [];
  const ask = async (/** @type {any} */ making, /** @type {any} */ _, /** @type {any} */ seat) => {
    heard.push({ making, seat });
    if (making.what === 'text') return new Uint8Array(making.bytes);
    if (making.what === 'rows') {
      // The first pieces take longest, so that later ones have to wait for them.
      await new Promise((resolve) => setTimeout(resolve, making.from < 600 ? 8 : 1));
      return Float32Array.of(making.of, making.from, making.to);
    }
    if (making.what === 'write') return new TextEncoder().encode(`${making.rows[0]}:${making.rows[1]}-${making.rows[2]};`);
    return making.what === 'end' ? ENDED : undefined;
  };
  return { heard, ask };
}

/** Nothing is left to be written when the file is in. */
const ENDED = { text: new Blob([]), isRewritten: false };

const LAYOUT = { name: 'a.b.csv', width: 187, marked: false, column: true, header: false };

test('a table’s own bytes come first and as they are, then the made rows, class by class in pieces', async () => {
  const own = '0.5,0\n'.repeat(400_000);
  const { heard, ask } = answering();
  /** @type {number[][]} */
  const told = [];
  const { name, blob } = await new Maker(willing, 2).balance(new File([own], 'a.b.csv'), LAYOUT, { parts: PARTS, add: [0, 300, 0, 2, 0], seed: 4 }, ask, (...far) => told.push(far));
  assert.equal(name, 'a.b-balanced.csv');
  assert.equal(await blob.text(), `${own}1:0-256;1:256-300;3:0-2;`);
  assert.deepEqual(told, [[256, 302], [300, 302], [302, 302]]);
  assert.deepEqual(heard[0].making, { what: 'table', ...LAYOUT });
  assert.ok(heard.filter(({ making }) => making.what === 'text').length > 2);
  assert.ok(heard.every(({ making: { what, seed } }) => what !== 'rows' || seed === 4));
  assert.equal(new Set(heard.filter(({ making }) => making.what === 'rows').map(({ seat }) => seat)).size, 1, 'so few are not worth another worker');
});

test('many rows are shared between workers, and stand in their order all the same', async () => {
  const { heard, ask } = answering();
  const maker = new Maker(willing, 2);
  const { blob } = await maker.balance(new File(['own;'], 'a.csv'), LAYOUT, { parts: PARTS, add: [0, 2000, 1000, 0, 0], seed: 1 }, ask, () => {});
  const pieces = [2000, 1000].flatMap((count, i) => Array.from({ length: Math.ceil(count / 256) }, (_, nth) => `${i + 1}:${nth * 256}-${Math.min(count, (nth + 1) * 256)};`));
  assert.equal(await blob.text(), `own;${pieces.join('')}`);
  const rows = heard.filter(({ making }) => making.what === 'rows');
  assert.deepEqual(new Set(rows.map(({ seat }) => seat)), new Set(maker.seats));
  assert.ok(heard.filter(({ making }) => making.what === 'write').every(({ seat }) => seat === undefined), 'one writes');
});

test('of an archive all text comes when it is in, before the made rows, under the name of the table', async () => {
  const { ask } = answering();
  const unpacking = async (/** @type {any} */ making, /** @type {any} */ transfer, /** @type {any} */ seat) => {
    if (making.what === 'text') return new Uint8Array(0);
    return making.what === 'end' ? { text: new Blob(['own', ';']), isRewritten: true } : ask(making, transfer, seat);
  };
  const { name, blob, isRewritten } = await new Maker(willing, 1).balance(new File(['PK'], 'archive.zip'), { ...LAYOUT, name: 'train.csv' }, { parts: PARTS, add: [0, 2, 0, 0, 0], seed: 1 }, unpacking, () => {});
  assert.deepEqual([name, await blob.text(), isRewritten], ['train-balanced.csv', 'own;1:0-2;', true]);
});

test('a file without an extension gets a name all the same, and a moved one is told of', async () => {
  const maker = new Maker(willing, 1);
  const none = { parts: PARTS, add: [0, 0, 0, 0, 0], seed: 1 };
  const { ask } = answering();
  assert.equal((await maker.balance(new File(['1'], 'table'), { ...LAYOUT, name: 'table' }, none, ask, () => {})).name, 'table-balanced.csv');
  const gone = Object.assign(new File(['1'], 'gone.csv'), { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) });
  await assert.rejects(maker.balance(/** @type {any} */ (gone), LAYOUT, none, ask, () => {}), /gone\.csv could not be read/);
});
