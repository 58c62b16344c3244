// The list of keys, held to what listens: every key is pressed at every place, in a document that only knows who listens to it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** What the page's modules ask of a browser while they begin to listen. */
class Place {
  hidden = false;
  disabled = false;
  checked = false;
  open = false;
  value = '';
  clientWidth = 1044;
  style = {};
  classList = { add() {}, remove() {}, toggle() {} };
  dataset = { family: '0', beat: '1' };
  /** @type {((event: any) => void)[]} */
  heard = [];

  constructor(/** @type {string} */ id) {
    this.id = id;
  }

  /** @param {string} type @param {(event: any) => void} call */
  addEventListener(type, call) {
    if (type === 'keydown') this.heard.push(call);
  }

  /** A row of the list has one above and one below it. @returns {any} */
  get nextElementSibling() {
    return this;
  }

  get previousElementSibling() {
    return this;
  }

  matches() {
    return false;
  }

  contains() {
    return false;
  }

  closest() {
    return this;
  }

  querySelector() {
    return null;
  }

  querySelectorAll() {
    return [];
  }

  append() {}
  replaceChildren() {}
  before() {}
  setAttribute() {}
  focus() {}
  scrollIntoView() {}
  showModal() {}
  close() {}
}

/** @type {Map<string, Place>} */
const places = new Map();
/** @param {string} id @returns {any} */
function at(id) {
  if (!places.has(id)) places.set(id, new Place(id));
  return places.get(id);
}

/** Everything everywhere is possible: a recording whose second beat is picked, calipers on it, something said of its beats, a job. */
const state = /** @type {any} */ ({
  job: { step: 'saving' },
  result: {
    summary: { kind: 'record', name: 'one', seconds: 60, rate_hz: 100, leads: ['II'] },
    beats: { count: 3, at: Float64Array.of(1000, 2000, 3000), truth: Uint8Array.of(0, 0, 0) },
    conclusion: { classes: Uint8Array.of(2, 0, 2), doubted: new Uint8Array(3), report: {} },
  },
  habits: { keyed: 'yes' },
  relabelling: { chosen: 0, isAsking: false, history: { steps: [1] } },
  view: { from_s: 15, mm_s: 40, mm_mv: 10, layout: 'all', way: 'clean', beat: 1, calipers: { a: 16, b: 17, high: 10, low: 20, march: false } },
});

/** Whatever is called of it is noted. @type {string[]} */
let called = [];
const actions = /** @type {any} */ (new Proxy({}, { get: (_, name) => (name === 'current' ? () => ({ found: {} }) : () => called.push(String(name))) }));

const document = /** @type {any} */ (Object.assign(at(''), { getElementById: at, createElement: at, activeElement: null, documentElement: at('html') }));
class Observer {
  observe() {}
}
Object.assign(globalThis, {
  document,
  HTMLElement: Place,
  Option: Place,
  ResizeObserver: Observer,
  matchMedia: () => ({ matches: false, addEventListener() {} }),
  addEventListener() {},
  AudioContext: class {
    constructor() {
      called.push('sound');
      throw new DOMException('no device', 'NotSupportedError');
    }
  },
});
document.contains = () => false;
document.querySelectorAll = () => [];

const { listenToAnomalies } = await import('../../www/anomalies-events.js');
const { listen } = await import('../../www/events.js');
const { listenToFamilies } = await import('../../www/families-events.js');
const { listenForHelp } = await import('../../www/help-events.js');
const { listenByEar } = await import('../../www/listening-events.js');
const { PLACES, signsOf } = await import('../../www/shortcuts.js');
const { listenToPaper } = await import('../../www/viewer-events.js');

listenToPaper(document, { state: () => state, move: () => called.push('move'), keep() {}, times: (at, rate) => at.map((sample) => sample / rate), edges: () => [] });
listenByEar(document, { state: () => state, move() {}, say() {}, times: (at) => at });
listenToFamilies(document, actions, () => state);
listenToAnomalies(document, actions, () => {});
listenForHelp(document, { isKeyed: () => state.habits.keyed === 'yes', choose() {}, tour: { isPossible: () => true, begin() {} } });
listen(document, actions);

const NAMED = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Escape', 'Enter', ' ', 'Tab', 'Delete', 'Backspace', 'Insert', 'F1', 'F2'];
const SINGLE = [...'0123456789+-=.,;:?!/*#<>()[]ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const HELD = ['', 'Shift ', 'Control ', 'Control Shift '];

/** What listeners are handed for a key as it is named in the list. @param {string} key @param {Place} target */
function pressed(key, target) {
  const parts = key.split(' ');
  const last = parts.pop() ?? '';
  const shiftKey = parts.includes('Shift');
  return { key: last.length === 1 && !shiftKey ? last.toLowerCase() : last, shiftKey, ctrlKey: parts.includes('Control'), metaKey: false, altKey: false, target, preventDefault: () => called.push('prevented'), stopPropagation() {}, stopImmediatePropagation() {} };
}

/** The keys that do something at a place. @param {string} id @param {string[]} [around] */
function heardAt(id, around = []) {
  const target = at(id);
  const listeners = [target, ...around.map(at)].flatMap((place) => place.heard);
  return [...NAMED, ...SINGLE].flatMap((key) =>
    HELD.map((held) => held + key).filter((named) => {
      called = [];
      for (const hear of listeners) hear(pressed(named, target));
      return called.length > 0;
    }),
  );
}

/** What the list says of a place. @param {string} id */
const listed = (id) => PLACES.filter(({ at }) => (id === '' ? at.length === 0 : at.includes(id))).flatMap(({ shortcuts }) => shortcuts.flatMap(({ keys }) => keys));

/** Places that listen only within another one that does, too. @type {Record<string, string[]>} */
const AROUND = { member: ['member-panel'] };

/** A key with Shift does what it does without it, where nothing else is said, and Escape whatever is held. @param {string[]} heard @param {string[]} keys */
const beyond = (heard, keys) => heard.filter((key) => ![key, key.replace('Shift ', ''), key.replace(/.* (?=Escape$)/, '')].some((one) => keys.includes(one)));

test('what is listed of a place works there, and what works there is listed', () => {
  const ids = [...new Set(PLACES.flatMap(({ at }) => at))];
  assert.ok(ids.length >= 11, ids.join());
  for (const id of ['', ...ids]) {
    const [heard, keys] = [heardAt(id, AROUND[id]), listed(id)];
    assert.deepEqual(keys.filter((key) => !heard.includes(key)), [], `nothing hears them at ${id || 'the page'}`);
    assert.deepEqual(beyond(heard, keys), [], `not listed at ${id || 'the page'}`);
  }
});

test('no place that hears keys is missing from the list', () => {
  const known = ['', ...PLACES.flatMap(({ at }) => at), ...Object.values(AROUND).flat()];
  assert.deepEqual([...places].filter(([id, { heard }]) => heard.length > 0 && !known.includes(id)).map(([id]) => id), []);
});

test('a module that listens to keys is one that is pressed here', () => {
  // The tour takes Escape alone, which is listed; tips close by it.
  const tried = ['anomalies-events', 'events', 'families-events', 'help-events', 'listening-events', 'viewer-events', 'tips', 'tour-events'];
  const main = readFileSync(new URL('../../www/main.js', import.meta.url), 'utf8');
  const modules = [...main.matchAll(/^import .* from '\.\/([\w-]+)\.js'/gm)].map(([, name]) => name);
  const listening = modules.filter((name) => readFileSync(new URL(`../../www/${name}.js`, import.meta.url), 'utf8').includes(`'keydown'`));
  assert.deepEqual(listening.filter((name) => !tried.includes(name)), []);
});

test('the question mark is a key that can be put out of use, and does nothing while somebody types', () => {
  assert.ok(heardAt('').includes('?'));
  state.habits.keyed = 'no';
  assert.ok(!heardAt('').includes('?'));
  state.habits.keyed = 'yes';
  at('go-to').matches = () => true;
  assert.ok(!heardAt('go-to', ['']).includes('?'));
});

test('keys that are held with the same ones stand together', () => {
  assert.deepEqual(signsOf(['1', 'Shift N', 'Shift S']), [['1'], ['Shift', 'N', 'S']]);
  assert.deepEqual(signsOf(['Control Y', 'Control Shift Z', 'ArrowLeft']), [['Ctrl', 'Y'], ['Ctrl', 'Shift', 'Z'], ['←']]);
});

test('what is said beside the paper names keys that the list has for it', () => {
  const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
  const words = html.match(/<p id="trace-keys".*?<\/p>/s)?.[0] ?? '';
  const said = [...words.matchAll(/<kbd>(.*?)<\/kbd>/g)].map(([, sign]) => sign);
  const known = signsOf(listed('trace')).flat();
  assert.ok(said.length > 10);
  assert.deepEqual(said.filter((sign) => !known.includes(sign)), []);
});
