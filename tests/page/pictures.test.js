// What pictures are called.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { pictureName } from '../../www/pictures.js';

test('every drawing of the page has a name of its own', () => {
  const page = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
  const ids = [...page.matchAll(/<canvas id="([^"]+)"/g)].map(([, id]) => id);
  assert.ok(ids.length > 15);
  for (const id of ids) assert.notEqual(pictureName(id), id, id);
  assert.equal(new Set(ids.map(pictureName)).size, ids.length);
  assert.equal(pictureName('family-0'), 'Family 1');
});
