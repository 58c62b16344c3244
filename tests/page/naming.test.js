// What saved files are called.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { balancedName, fileName, savedName } from '../../www/naming.js';
import { FORMS } from '../../www/words.js';

/** @type {[string, string, string, string][]} */
const CASES = JSON.parse(readFileSync(new URL('../fixtures/names.json', import.meta.url), 'utf8'));

test('files are called after their record, as the command line calls them', () => {
  assert.ok(CASES.length > 15);
  for (const [record, what, extension, name] of CASES) {
    assert.equal(fileName(record, what, extension), name, record);
    assert.ok([...name].length <= 80, name);
  }
});

test('letters of two parts become one, and halves of letters are left out', () => {
  assert.equal(fileName('Mu\u0308ller', '', 'csv'), 'M\u00fcller.csv');
  assert.equal(fileName('a\ud83d', 'rr', 'txt'), 'a-rr.txt');
});

test('a balanced table keeps its extension', () => {
  assert.deepEqual(['beats.csv', 'my beats.TXT', 'a.b', 'beats'].map(balancedName), ['beats-balanced.csv', 'my-beats-balanced.TXT', 'a-balanced.b', 'beats-balanced.csv']);
});

test('no two forms of a record are called alike', () => {
  const forms = [...FORMS.map(({ form }) => form), 'anomalies', 'compare'];
  const names = forms.map((form) => savedName('100.csv', form)).concat(balancedName('100.csv'));
  assert.equal(new Set(names).size, names.length, names.join(' '));
  for (const name of names) assert.match(name, /^100(-[a-z-]+)?\.(pdf|json|csv|txt|edf|zip)$/);
});
