// Cards of models, from Markdown to blocks.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { blocks } from '../../www/card.js';

test('headings, paragraphs and lists are told apart, and wrapped lines are joined', () => {
  assert.deepEqual(blocks('# A card\n\nTwo lines\nof **strong** words.\n- one\n  more\n- `two`\n'), [
    { kind: 'heading', level: 1, spans: [{ text: 'A card' }] },
    { kind: 'text', spans: [{ text: 'Two lines of ' }, { text: 'strong', as: 'strong' }, { text: ' words.' }] },
    { kind: 'list', items: [[{ text: 'one more' }], [{ text: 'two', as: 'code' }]] },
  ]);
});

test('a table has a head and rows, and no row for its rule', () => {
  assert.deepEqual(blocks('| a | b |\n|---|---:|\n| 1 | 2 |\n'), [
    { kind: 'table', head: [[{ text: 'a' }], [{ text: 'b' }]], rows: [[[{ text: '1' }], [{ text: '2' }]]] },
  ]);
});

test('code keeps its lines, even where its end is missing', () => {
  assert.deepEqual(blocks('```\na\n  b\n```\n'), [{ kind: 'code', text: 'a\n  b' }]);
  assert.deepEqual(blocks('```\na'), [{ kind: 'code', text: 'a' }]);
});

test('text that looks like nothing known stays text, and ends', () => {
  assert.deepEqual(blocks('#no heading\n'), [{ kind: 'text', spans: [{ text: '#no heading' }] }]);
  assert.deepEqual(blocks(''), []);
});

test('every shipped card is read whole', () => {
  const models = new URL('../../models/', import.meta.url);
  const cards = readdirSync(models, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'train');
  assert.ok(cards.length > 0);
  for (const { name } of cards) {
    const text = readFileSync(new URL(`${name}/CARD.md`, models), 'utf8');
    const kinds = blocks(text).map(({ kind }) => kind);
    assert.equal(kinds[0], 'heading');
    assert.ok(kinds.includes('table'), `${name} shows its figures in a table`);
  }
});
