// What a person said of beats, kept from one visit to the next where they want it, by a browser that can, cannot, is full, or holds nonsense.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { again, corrections } from '../../www/corrections.js';
import { createKeeping, fingerprint, forgetAll, keep, keepWords, keptOf } from '../../www/keeping.js';
import { defaults } from '../../www/state.js';

const SAID = [{ sample: 12, class: 'V' }, { sample: 90, class: 'S' }];

/** A browser's storage. @returns {any} */
function shelf() {
  /** @type {Map<string, string>} */
  const map = new Map();
  return {
    map,
    get length() { return map.size; },
    key: (/** @type {number} */ nth) => [...map.keys()][nth] ?? null,
    getItem: (/** @type {string} */ key) => map.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void map.set(key, value),
    removeItem: (/** @type {string} */ key) => void map.delete(key),
  };
}

const file = (/** @type {number[]} */ bytes, name = 'a.csv') => new File([Uint8Array.from(bytes)], name);

test('a file is known again by its bytes, whatever it is called, and no other is taken for it', async () => {
  const print = await fingerprint([file([1, 2, 3])]);
  assert.match(print ?? '', /^[0-9a-f]{64}$/);
  assert.equal(await fingerprint([file([1, 2, 3], 'b.csv')]), print);
  assert.notEqual(await fingerprint([file([1, 2, 4])]), print);
  assert.notEqual(await fingerprint([file([1, 2]), file([3])]), print);
  const large = (/** @type {number} */ last) => fingerprint([new File([new Uint8Array(3 << 20), Uint8Array.of(last)], 'a')]);
  assert.notEqual(await large(1), await large(2));
});

test('what was kept reads back equal, and nonsense is nothing', () => {
  const storage = shelf();
  keep(storage, 'aa', SAID, 5);
  assert.deepEqual(keptOf(storage, 'aa'), { said: SAID, at: 5 });
  for (const text of ['', '{', 'null', '7', '[]', '{"said":[],"at":1}', '{"said":[{"sample":-1,"class":"V"}],"at":1}', '{"said":[{"sample":1,"class":"X"}],"at":1}', '{"said":[null],"at":1}', '{"said":[{"sample":1,"class":"V"}]}']) {
    storage.setItem('ecglass:said:bb', text);
    assert.equal(keptOf(storage, 'bb'), null, text);
  }
  keep(storage, 'aa', [], 6);
  assert.equal(keptOf(storage, 'aa'), null, 'what was taken back is not kept');
});

test('the file that was touched longest ago makes room, and forgetting leaves what is not ours', () => {
  const storage = shelf();
  storage.setItem('other', 'x');
  for (let at = 0; at < 40; at++) keep(storage, `f${at}`, SAID, at);
  assert.equal(storage.map.size, 31);
  assert.equal(keptOf(storage, 'f9'), null);
  assert.ok(keptOf(storage, 'f10') && keptOf(storage, 'f39'));
  forgetAll(storage);
  assert.deepEqual([...storage.map.keys()], ['other']);
});

/** A page with a result. @param {any} storage */
function page(storage, keeps = 'yes') {
  const result = /** @type {any} */ ({ survey: {}, source: { files: [file([1, 2, 3])], settings: {} } });
  let state = /** @type {any} */ ({ ...defaults(), result });
  state.habits = { ...state.habits, keeps };
  const say = (/** @type {any[]} */ said) => {
    const settings = { corrections: said };
    state = { ...state, relabelling: { ...state.relabelling, history: again(said) }, result: { ...state.result, source: { ...state.result.source, settings } } };
  };
  const keeping = createKeeping({ state: () => state, become: (next) => (state = next), restore: say, storage: () => storage, now: () => 77 });
  return { keeping, say, result, now: () => state };
}

test('what is said is kept while it is said, and said again when the file comes back', async () => {
  const storage = shelf();
  const first = page(storage);
  await first.keeping.arrived(first.result);
  first.keeping.settle();
  assert.equal(storage.map.size, 0);
  first.say(SAID);
  assert.equal(first.keeping.isAtRisk(), true);
  first.keeping.settle();
  assert.equal(first.keeping.isAtRisk(), false);
  const second = page(storage);
  await second.keeping.arrived(second.result);
  assert.deepEqual(corrections(second.now().relabelling.history), SAID);
  assert.match(keepWords(second.now()), /^What you said of this file’s beats until .* is said again; Undo takes it back\.$/);
  second.keeping.settle();
  second.say([]);
  second.keeping.settle();
  assert.equal(storage.map.size, 0);
});

test('nothing is kept before it is asked for; closing the page is warned of until it is saved', async () => {
  const storage = shelf();
  const { keeping, say, result, now } = page(storage, 'ask');
  await keeping.arrived(result);
  say(SAID);
  keeping.settle();
  assert.equal(storage.map.size, 0);
  assert.equal(keepWords(now()), '');
  assert.equal(keeping.isAtRisk(), true);
  keeping.saved();
  assert.equal(keeping.isAtRisk(), false);
});

test('a browser that is full, or forbids storage, says so once and loses nothing', async () => {
  const full = shelf();
  full.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  for (const storage of [full, null]) {
    const { keeping, say, result, now } = page(storage);
    await keeping.arrived(result);
    say(SAID);
    keeping.settle();
    assert.match(keepWords(now()), /could not be kept: this browser’s storage is full, or it forbids it here\. Save the report \(JSON\) instead\.$/);
    assert.equal(keeping.isAtRisk(), true);
    keeping.forget();
    assert.equal(now().keeping.fault, '');
  }
});
