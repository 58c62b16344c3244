// What pictures are called.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { fileName, pictureName } from '../../www/pictures.js';

test('every drawing of the page has a name of its own', () => {
  const page = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
  const ids = [...page.matchAll(/<canvas id="([^"]+)"/g)].map(([, id]) => id);
  assert.ok(ids.length > 15);
  for (const id of ids) assert.notEqual(pictureName(id), id, id);
  assert.equal(new Set(ids.map(pictureName)).size, ids.length);
  assert.equal(pictureName('family-0'), 'Family 1');
});

test('a picture is called after its record, in letters that every disk takes', () => {
  const wish = /** @type {const} */ ({ of: 'trace', form: 'svg', dark: false, ratio: 2 });
  assert.equal(fileName('100', wish), '100-trace.svg');
  assert.equal(fileName('Müller: Holter/1.csv', { ...wish, form: 'png' }), 'Müller-Holter-1-trace.png');
  assert.equal(fileName('../..', wish), 'ecg-trace.svg');
});
