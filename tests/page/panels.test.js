// The panels by their names, and which of them is read.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { PANELS, readOf } from '../../www/panels.js';

const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');

test('every panel of the page has a name of its own that an address can carry, in the order of the page', () => {
  const sections = [...html.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
  // Those within another panel, and what is there before anything is shown, are no stations.
  assert.deepEqual(PANELS.map(({ id }) => id), sections.filter((id) => !['work', 'samples', 'beat-panel', 'member-panel'].includes(id)));
  assert.equal(new Set(PANELS.map(({ name }) => name)).size, PANELS.length);
  for (const { name } of PANELS) assert.match(name, /^[a-z]+$/);
});

test('the uppermost in sight is read, at the end of the page the one that was gone to, above all panels none', () => {
  assert.equal(readOf(new Set(['rhythm', 'beats', 'signal']), ''), 'beats');
  assert.equal(readOf(new Set(['signal', 'notes']), 'save'), 'save');
  assert.equal(readOf(new Set(), ''), '');
});
