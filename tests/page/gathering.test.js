// Drops down to their files.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MOST_FILES, gathered, ofFolder } from '../../www/gathering.js';

const file = (name) => new File([name], name);
const names = ({ files }) => files.map(({ name }) => name);

/** Entries as browsers give them: a hundred at a time, then none. */
function folder(name, ...entries) {
  return {
    name,
    isDirectory: true,
    createReader() {
      let from = 0;
      return { readEntries: (resolve) => setImmediate(() => resolve(entries.slice(from, (from += 100)))) };
    },
  };
}

const leaf = (name) => ({ name, isDirectory: false, file: (resolve) => resolve(file(name)) });

/** What a drop event carries. */
function drop(...entries) {
  const files = entries.map(({ name }) => file(name));
  const items = entries.map((entry, i) => ({ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => files[i] }));
  return /** @type {any} */ ({ files, items });
}

test('files that are dropped together come as they are', async () => {
  assert.deepEqual(await gathered(drop(leaf('a.hea'), leaf('a.dat'))).then(names), ['a.hea', 'a.dat']);
});

test('a browser that knows no entries gives its files', async () => {
  assert.deepEqual(names(await gathered(/** @type {any} */ ({ files: [file('a.csv')] }))), ['a.csv']);
  const items = [{ kind: 'file', getAsFile: () => file('a.csv') }, { kind: 'string', getAsFile: () => null }];
  assert.deepEqual(names(await gathered(/** @type {any} */ ({ files: [file('a.csv')], items }))), ['a.csv']);
});

test('folders are walked to their ends, however deep and many', async () => {
  const many = Array.from({ length: 250 }, (_, i) => leaf(`${i}.dat`));
  const found = names(await gathered(drop(leaf('x.csv'), folder('db', folder('deep', leaf('a.hea')), ...many))));
  assert.equal(found.length, 252);
  assert.deepEqual(found.slice(0, 3), ['x.csv', 'a.hea', '0.dat']);
});

test('what systems leave lying in folders is passed by', async () => {
  const found = await gathered(drop(folder('db', leaf('.DS_Store'), leaf('._a.hea'), leaf('Thumbs.db'), folder('__MACOSX', leaf('b.hea')), leaf('a.hea'))));
  assert.deepEqual(names(found), ['a.hea']);
});

test('of a folder with too many files the first are taken, and a sentence says so', async () => {
  const disk = await gathered(drop(folder('disk', ...Array.from({ length: MOST_FILES + 200 }, (_, i) => leaf(`${i}`)))));
  assert.equal(disk.files.length, MOST_FILES);
  assert.match(disk.aside, /more than 5,000 files; only the first 5,000/);
  const exact = await gathered(drop(folder('disk', ...Array.from({ length: MOST_FILES }, (_, i) => leaf(`${i}`)))));
  assert.equal(exact.aside, '');
});

test('a folder that may not be looked into stands for itself', async () => {
  const shut = { name: 'db', isDirectory: true, createReader: () => ({ readEntries: (_, reject) => reject(new Error('EncodingError')) }) };
  assert.deepEqual(names(await gathered(drop(shut))), ['db']);
});

test('a chosen folder gives its files without their folders', () => {
  const chosen = ['db/a.hea', 'db/.git/config', 'db/deep/a.dat', 'db/.DS_Store'].map((path) =>
    Object.defineProperty(file(path.slice(path.lastIndexOf('/') + 1)), 'webkitRelativePath', { value: path }),
  );
  assert.deepEqual(names(ofFolder(chosen)), ['a.hea', 'a.dat']);
});
