// The samples' files, the terms' sentences, and what of a clipboard is meant for the page.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { pasted } from '../../www/gathering.js';
import { TIPS } from '../../www/glossary.js';
import { SAMPLES } from '../../www/samples.js';
import { CLASSES, MEASURES } from '../../www/words.js';

const ROOT = new URL('../../', import.meta.url);

test('every sample has its button and its files, each small and made by a line beside them', () => {
  const page = readFileSync(new URL('index.html', ROOT), 'utf8');
  const lines = readFileSync(new URL('www/samples/README.md', ROOT), 'utf8').split('\n').filter((line) => line.startsWith('    ecglass simulate '));
  for (const [id, paths] of Object.entries(SAMPLES)) {
    assert.ok(page.includes(`id="${id}"`), id);
    for (const path of paths) assert.ok(statSync(new URL(path, ROOT)).size < 120_000, path);
    const name = paths[0].slice(paths[0].lastIndexOf('/') + 1);
    assert.equal(lines.filter((line) => line.includes(`simulate ${name} --seed `)).length, 1, name);
  }
  assert.equal(lines.length, Object.keys(SAMPLES).length);
});

test('a term is told in one sentence', () => {
  const sentences = [...Object.entries(TIPS), ...CLASSES.map(({ letter, tip }) => [letter, tip])];
  for (const [id, sentence] of sentences) assert.match(sentence, /^[A-Z][^!?]+\.$/, id);
  for (const [id, sentence] of sentences) assert.doesNotMatch(sentence, /[.] [A-Z]/, `${id} is told in two`);
  for (const [field, , , , meaning] of MEASURES) assert.equal(meaning, TIPS[field], field);
});

/** @param {File[]} files @param {string} text */
const clipboard = (files, text) => /** @type {DataTransfer} */ (/** @type {unknown} */ ({ files, getData: (/** @type {string} */ type) => (type === 'text/plain' ? text : '') }));

test('files are taken from the clipboard as they are, rows of numbers as a file, and words not at all', async () => {
  const file = new File(['1'], 'one.csv');
  assert.deepEqual(pasted(clipboard([file], '1\n2')), [file]);
  const [made] = pasted(clipboard([], 'ECG\n0.1\n0.2\n'));
  assert.deepEqual([made.name, await made.text()], ['pasted.csv', 'ECG\n0.1\n0.2\n']);
  for (const text of ['', 'a word', '3 of 4', 'two\nlines', 'https://example.org/1']) assert.deepEqual(pasted(clipboard([], text)), [], text);
});
