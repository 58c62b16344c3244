// Lists of places that a person unfolded: further at a press, and as far when they are made anew.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { hands } from '../../www/dom.js';
import { speak } from '../../www/language.js';
import { began, cancelled, defaults, finished, listsOf, opened, unfolded } from '../../www/state.js';

/** As much of an element as a list of places is made of. */
class Piece extends EventTarget {
  /** @type {(Piece | string)[]} */
  children = [];
  /** @type {Piece | null} */
  parent = null;
  /** @type {Record<string, string>} */
  attributes = {};
  classList = { toggle() {} };

  /** @param {string} tag */
  constructor(tag) {
    super();
    this.tag = tag;
  }

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  /** @param {string} name */
  removeAttribute(name) {
    delete this.attributes[name];
  }

  /** @param {...(Piece | string)} pieces */
  append(...pieces) {
    this.children.push(...pieces.map((piece) => this.#own(piece)));
  }

  /** @param {...(Piece | string)} pieces */
  before(...pieces) {
    const { parent } = this;
    parent?.children.splice(parent.children.indexOf(this), 0, ...pieces.map((piece) => parent.#own(piece)));
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((piece) => piece !== this);
  }

  get previousElementSibling() {
    const all = this.parent?.children ?? [];
    return all.slice(0, all.indexOf(this)).findLast((piece) => piece instanceof Piece);
  }

  get textContent() {
    return this.children.map((piece) => (piece instanceof Piece ? piece.textContent : piece)).join('');
  }

  set textContent(words) {
    this.children = [words];
  }

  focus() {
    focused = this;
  }

  /** All that are in it, itself first. @returns {Piece[]} */
  all() {
    return [this, ...this.children.flatMap((piece) => (piece instanceof Piece ? piece.all() : []))];
  }

  /** @param {Piece | string} piece */
  #own(piece) {
    if (piece instanceof Piece) piece.parent = this;
    return piece;
  }
}

/** @type {Piece | null} */
let focused = null;

afterEach(() => speak('en', {}));

const PLACES = { count: 250, place: (/** @type {number} */ nth) => ({ words: `place ${nth}`, at_s: nth }) };

/**
 * A list as the page makes it, by hands that are new whenever the language is another.
 * @param {import('../../www/state.js').State} state
 */
function made(state) {
  const document = /** @type {any} */ ({ createElement: (/** @type {string} */ tag) => new Piece(tag), getElementById: () => null });
  const list = /** @type {Piece} */ (/** @type {unknown} */ (hands(document).jumps('couplet V', PLACES, listsOf(state))));
  const of = (/** @type {string} */ name) => list.all().filter(({ attributes }) => name in attributes);
  return { list, places: () => of('data-goto').map(({ attributes }) => Number(attributes['data-goto'])), rest: () => of('data-rest').at(0) };
}

const result = /** @type {any} */ ({
  summary: { name: 'minute' },
  tiles: [],
  source: { files: [], choices: '', settings: {} },
  conclusion: { report: { record: { name: 'minute', beats: 1 }, counts: { N: 1, S: 0, V: 0, F: 0, Q: 0 } } },
});
const other = /** @type {any} */ ({ summary: { name: 'other' }, tiles: [], beats: null });

test('a list that was unfolded is as far unfolded in another language', () => {
  let state = finished(defaults(), result);
  const { list, places, rest } = made(state);
  list.addEventListener('ecglass:unfold', (event) => {
    const { name, shown, all } = /** @type {CustomEvent<any>} */ (event).detail;
    state = unfolded(state, name, shown, all);
  });
  assert.deepEqual(places(), [0, 1, 2]);
  assert.equal(rest()?.textContent, 'and 247 more');
  rest()?.dispatchEvent(new Event('click'));
  assert.equal(places().length, 103);
  assert.equal(focused?.attributes['data-goto'], '3', 'whoever pressed it stands on the first that came');
  assert.equal(state.says, '103 of 250 are shown.');

  speak('de', { 'and {count} more': { one: 'und {count} weitere', other: 'und {count} weitere' } });
  const anew = made({ ...state });
  assert.equal(anew.places().length, 103);
  assert.equal(anew.rest()?.textContent, 'und 147 weitere');
});

test('all that there are can be shown, and nothing is left to be asked for', () => {
  const state = unfolded(finished(defaults(), result), 'couplet V', 250, 250);
  const { places, rest } = made(state);
  assert.equal(places().length, 250);
  assert.equal(rest(), undefined);
});

test('each list is unfolded by itself, and those of another file not yet', () => {
  const first = unfolded(finished(defaults(), result), 'couplet V', 103, 250);
  const state = unfolded(first, 'ST II', 12, 12);
  assert.deepEqual(listsOf(state), { 'couplet V': 103, 'ST II': 12 });
  assert.deepEqual(listsOf(first), { 'couplet V': 103 }, 'a step changes no state that it was given');
  const next = opened(began(state, ['other.csv'], 9, 0), other);
  assert.deepEqual(listsOf(next), {});
  assert.deepEqual(listsOf(unfolded(next, 'ST I', 9, 9)), { 'ST I': 9 });
  assert.deepEqual(listsOf(cancelled(next)), { 'couplet V': 103, 'ST II': 12 }, 'what comes back is as it was left');
});
