// Pieces of a recording: asked for once, kept, joined, and coarser ones shown meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTiles } from '../../www/tiles.js';

/** A recording whose samples are their own numbers: so long that level 0 has three tiles. */
const RATE = 100;
const tileOf = (/** @type {any} */ { level, index }) => ({
  values: Float32Array.from({ length: level === 0 && index < 2 ? 4096 : 100 }, (_, at) => index * 4096 + at),
  a_second: level === 0 ? RATE : RATE / 16,
  levels: 2,
});
const COARSE = { lead: 0, clean: false, level: 1, index: 0 };
const RAW = { lead: 0, clean: false };
const fine = () => 0;

/** @param {(name: any) => any} [answer] */
function made(answer = tileOf) {
  /** @type {any[]} */
  const asked = [];
  let drawn = 0;
  const tiles = createTiles({
    tile: async (name) => (asked.push(name), answer(name)),
    waves: async (lead, from_s, to_s) => (asked.push([lead, from_s, to_s]), Float64Array.of(1, from_s, from_s, from_s)),
    changed: () => (drawn += 1),
  });
  const summary = /** @type {any} */ ({ name: 'a' });
  tiles.show(summary, [{ ...COARSE, ...tileOf(COARSE) }]);
  return { tiles, asked, drawn: () => drawn };
}

const later = () => new Promise((resolve) => setTimeout(resolve, 5));

test('what is missing is asked for once, and a coarser level stands in until it comes', async () => {
  const { tiles, asked, drawn } = made();
  const look = () => tiles.lead(RAW, RATE, [0, 10], fine);
  assert.equal(look()?.a_second, RATE / 16);
  look();
  assert.deepEqual(asked, [{ ...RAW, level: 0, index: 0 }]);
  await later();
  assert.equal(drawn(), 1);
  assert.equal(look()?.a_second, RATE);
  assert.equal(asked.length, 1);
});

test('a stretch over the edge of two pieces is joined, and says when it begins', async () => {
  const { tiles } = made();
  const look = () => tiles.lead(RAW, RATE, [40, 45], fine);
  look();
  await later();
  assert.equal(look()?.values.length, 8192);
  tiles.lead(RAW, RATE, [82, 83], fine);
  await later();
  const last = tiles.lead(RAW, RATE, [82, 83], fine);
  assert.deepEqual([last?.from_s, last?.values[0], last?.values.length], [81.92, 8192, 100]);
});

test('beyond the end there is nothing to be asked for', async () => {
  const { tiles, asked } = made();
  const look = () => tiles.lead(RAW, RATE, [80, 2000], fine);
  look();
  await later();
  look();
  await later();
  const found = look();
  assert.equal(found?.values.length, 4196);
  assert.ok(asked.length <= 12, `${asked.length} pieces asked for`);
});

test('what cannot be had now is asked for again, but not at once', async () => {
  let there = false;
  const { tiles, asked } = made((name) => (there ? tileOf(name) : null));
  const look = () => tiles.lead(RAW, RATE, [0, 10], fine);
  look();
  await later();
  look();
  assert.equal(asked.length, 1, 'still waiting');
  there = true;
  await new Promise((resolve) => setTimeout(resolve, 450));
  look();
  await later();
  assert.equal(look()?.a_second, RATE);
});

test('another recording has nothing of the one before, not even what was on its way', async () => {
  const { tiles } = made();
  tiles.lead(RAW, RATE, [0, 10], fine);
  tiles.show(/** @type {any} */ ({ name: 'b' }), []);
  await later();
  assert.equal(tiles.outline(0), null);
  assert.equal(tiles.lead(RAW, RATE, [0, 10], fine), null);
});

test('a new survey forgets what was clean and its waves, and keeps what was recorded', async () => {
  const { tiles, asked } = made();
  tiles.lead({ lead: 0, clean: true }, RATE, [0, 10], fine);
  assert.equal(tiles.waves(0, [0, 10]).length, 0);
  await later();
  assert.deepEqual([...tiles.waves(0, [0, 10])], [1, 0, 0, 0]);
  assert.ok(tiles.lead({ lead: 0, clean: true }, RATE, [0, 10], fine));
  tiles.surveyed([]);
  assert.equal(tiles.lead({ lead: 0, clean: true }, RATE, [0, 10], fine), null);
  assert.equal(tiles.waves(0, [0, 10]).length, 0);
  assert.ok(tiles.outline(0));
  assert.equal(asked.length, 4);
});
