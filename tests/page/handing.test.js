// A made file on its way to the person, and each way in which a browser does not take it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NotSaved, hand, isFull } from '../../www/handing.js';

/** A page with one link in it, and what was pressed. */
function page() {
  /** @type {{ href: string, download: string }[]} */
  const pressed = [];
  const link = { href: '', download: '', click: () => void pressed.push({ href: link.href, download: link.download }) };
  return { pressed, document: /** @type {Document} */ (/** @type {unknown} */ ({ createElement: () => link })) };
}

/** @param {unknown} error what reading it comes to */
const unreadable = (error) => /** @type {Blob} */ (/** @type {unknown} */ ({ size: 2_500_000, slice: () => ({ arrayBuffer: () => Promise.reject(error) }) }));

test('a file is handed over by its name, an empty one too', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { pressed, document } = page();
  await hand(document, 'a-beats.csv', new Blob(['1,2\n']));
  await hand(document, 'empty.csv', new Blob([]));
  assert.deepEqual(pressed.map(({ download }) => download), ['a-beats.csv', 'empty.csv']);
  assert.ok(pressed.every(({ href }) => href.startsWith('blob:')));
});

test('what the browser had no room for is told with its size and what to do, and no file is promised', async () => {
  for (const error of [new DOMException('The requested file could not be read.', 'NotReadableError'), new RangeError('Array buffer allocation failed'), Object.assign(new Error('allocation size overflow'), { name: 'InternalError' }), 'out of memory']) {
    const { pressed, document } = page();
    await assert.rejects(hand(document, 'a.csv', unreadable(error)), (/** @type {Error} */ { message, constructor }) => constructor === NotSaved && message === 'a.csv (2.5\u{a0}MB) could not be saved: the browser has no room left for it. Close other tabs or free space on the disk, then save it again.');
    assert.deepEqual(pressed, []);
  }
});

test('what the browser refuses is told with its reason where it says one', async (t) => {
  const { document } = page();
  t.mock.method(URL, 'createObjectURL', () => {
    throw new TypeError('Blocked here.');
  });
  await assert.rejects(hand(document, 'a.csv', new Blob(['1'])), { message: 'a.csv could not be saved: the browser did not take it (Blocked here). Save it again, or open this page in another browser.' });
  t.mock.method(URL, 'createObjectURL', () => {
    throw new Error('');
  });
  await assert.rejects(hand(document, 'a.csv', new Blob(['1'])), { message: /^a\.csv could not be saved: the browser did not take it\. Save it again/ });
});

test('a sentence is no lack of room, be it of one', () => {
  assert.equal(isFull(new Error('The worker that reads and classifies stopped (out of memory). Another one was started: drop the file again.')), false);
  assert.equal(isFull(new Error('a.csv: all of its beats are N; two classes or more can be balanced.')), false);
  assert.equal(isFull('gone'), false);
});
