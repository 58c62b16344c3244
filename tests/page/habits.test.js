// How a person likes to see, kept by a browser that keeps it, forbids it, is full, or holds nonsense.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { areUsual, remember, remembered, usual } from '../../www/habits.js';
import { defaults, forgot } from '../../www/state.js';

/** Stands in for what the browser has; Node has none of its own, or one that warns. @param {PropertyDescriptor} how */
const storage = (how) => Object.defineProperty(globalThis, 'localStorage', { configurable: true, ...how });

/** @param {Map<string, string>} held */
const holding = (held) =>
  storage({ value: { getItem: (/** @type {string} */ key) => held.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ text) => held.set(key, text), removeItem: (/** @type {string} */ key) => held.delete(key) } });

afterEach(() => holding(new Map()));

const HABITS = /** @type {const} */ ({ theme: 'dark', way: 'both', mm_s: 50, mm_mv: 20, keeps: 'ask', tour: 'over', keyed: 'no', language: 'de' });

test('what was chosen is there at the next visit, and of what is usual nothing is kept', () => {
  const held = new Map();
  holding(held);
  assert.deepEqual(remembered(), usual());
  remember(HABITS);
  assert.deepEqual(remembered(), HABITS);
  remember(usual());
  assert.equal(held.size, 0);
});

test('a browser that forbids storage, or has no room, loses nothing but the memory', () => {
  storage({ get: () => { throw new DOMException('denied', 'SecurityError'); } });
  remember(HABITS);
  assert.deepEqual(remembered(), usual());
  storage({ value: { getItem: () => null, setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } } });
  remember(HABITS);
  assert.deepEqual(remembered(), usual());
});

test('nonsense in the storage is as if it was never said, and what is sense beside it stays', () => {
  const kept = (/** @type {string} */ text) => {
    holding(new Map([['ecglass', text]]));
    return remembered();
  };
  for (const text of ['', '{', 'null', '7', '"dark"', '[1]', '{"theme":"pink","way":7,"mm_s":1e9,"mm_mv":null,"tour":"yes","keyed":true}', '{"__proto__":{"theme":"dark"}}', '{"mm_s":"50"}']) assert.deepEqual(kept(text), usual(), text);
  assert.deepEqual(kept('{"theme":"dark","mm_s":-1,"recording":"mine.csv"}'), { ...usual(), theme: 'dark' });
});

test('what is forgotten is as usual at once, on the paper too', () => {
  const state = { ...defaults(), habits: HABITS, view: { ...defaults().view, way: HABITS.way, mm_s: 50, from_s: 7 }, result: /** @type {any} */ ({ summary: { leads: ['II'] }, tiles: [] }) };
  assert.equal(areUsual(state.habits), false);
  const { habits, view } = forgot(state);
  assert.equal(areUsual(habits), true);
  assert.deepEqual([view.way, view.mm_s, view.mm_mv, view.from_s], ['clean', 25, 10, 7]);
});
