// Words that come from elsewhere than the page: those that src/draw writes on drawings, told in another language with their figures, and those of the analysis.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, test } from 'node:test';

import { DRAWN, drawn } from '../../www/drawn.js';
import { speak } from '../../www/language.js';
import { CALLED } from '../../www/studio.js';
import { SEEN } from '../../www/why.js';
import { FINDINGS, FOUND } from '../../www/words.js';

afterEach(() => speak('en', {}));

test('every word that is told is one that a drawing has', () => {
  const draw = new URL('../../src/draw/', import.meta.url);
  const source = readdirSync(draw).filter((name) => name.endsWith('.rs')).map((name) => readFileSync(new URL(name, draw), 'utf8')).join('\n');
  for (const words of DRAWN) assert.ok(source.includes(`"${words}"`) || source.includes(`"${words} {`), words);
});

test('in English a drawing is as it was drawn', () => {
  for (const words of ['sensitivity', 'AUC 0.987', 'Se 98.1 %, Sp 97.0 %', '0.5', 'II']) assert.equal(drawn(words), words);
});

test('elsewhere words are told and figures have the decimal mark of the language; names stay', () => {
  speak('de', { 'average precision': 'mittlere Präzision', sensitivity: 'Sensitivität', 'Se {sensitivity} %, Sp {specificity} %': 'Se {sensitivity} %, Sp {specificity} %', 'recall {recall} %, precision {precision} %': 'Recall {recall} %, Präzision {precision} %' });
  const said = ['sensitivity', 'average precision 0.987', 'Se 98.1 %, Sp 97.0 %', 'recall 50.0 %, precision 99.5 %', '−0.5', '12', 'aVF', '0:12.5', '1.234 · 98 %', '25 mm/s · 10 mm/mV'].map(drawn);
  assert.deepEqual(said, ['Sensitivität', 'mittlere Präzision 0,987', 'Se 98,1 %, Sp 97,0 %', 'Recall 50,0 %, Präzision 99,5 %', '−0,5', '12', 'aVF', '0:12.5', '1.234 · 98 %', '25 mm/s · 10 mm/mV']);
});

test('words of the analysis that are told one by one are those that it says', () => {
  const root = new URL('../../', import.meta.url);
  const within = (/** @type {string} */ folder, /** @type {string} */ end) => readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(end)).map((name) => readFileSync(new URL(`${folder}${name}`, root), 'utf8')).join('\n');
  const [source, papers] = [within('src/', '.rs'), within('models/', 'spec.json')];
  const isSaid = (/** @type {string} */ words) =>
    [`"${words}"`, `"${words}{`, `"${words},`, `"${words[0].toLowerCase()}${words.slice(1).replaceAll(' ', '-')}"`, `${words[0].toUpperCase()}${words.slice(1)},\n`].some((written) => source.includes(written)) || papers.includes(`"${words}"`) || papers.includes(`"name": "${words.toLowerCase().replaceAll(' ', '-')}"`);
  for (const words of [...FOUND, ...FINDINGS, ...SEEN, ...CALLED]) assert.ok(isSaid(words), words);
});
