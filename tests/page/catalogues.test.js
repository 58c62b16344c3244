// Every language says everything that the page says, and nothing else; with the same places to fill and the same elements inside.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { TITLES } from '../../www/comparing.js';
import { LANGUAGES } from '../../www/language.js';
import { piecesOf } from '../../www/wording.js';
import { catalogue, messages, parsed, saidIn } from './catalogue.js';

const SAID = messages();

/** @param {string} text */
const places = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();

/** @param {string} text */
const tags = (text) => (text.match(/<\/?\d+\/?>/g) ?? []).sort();

test('messages are found where they are said, marked, or written in the page', () => {
  assert.deepEqual(saidIn("say('a {b}', { b: say(\"it's\") }); message('c\\u{a0}d'); essay('no'); say(other); say({ one: 'e', other: 'f' }, { count });"), ['a {b}', "it's", 'c\u{a0}d', { one: 'e', other: 'f' }]);
  assert.deepEqual(saidIn("// say('no')\n/* say('no') */ say(is ? 'never found' : 'put together')"), []);
  const { body } = parsed('<body><p title="Tip">One <b>bold <i>word</i></b> and\n <input aria-label="Name"> Hz</p><p translate="no">name</p><svg><path d="M0 0" /></svg><p>1 %</p><select><option>All</option></select></body>');
  assert.deepEqual(piecesOf(/** @type {any} */ (body)).map(({ english }) => english), ['Tip', 'One <1>bold <2>word</2></1> and <3/> Hz', 'Name', 'All']);
});

test('a message is said in one piece, and no place of it goes unfilled', () => {
  for (const [text, message] of SAID) if (typeof message !== 'string') assert.ok(places(message.one).every((place) => places(text).includes(place)), text);
  assert.ok(SAID.size > 800);
});

test('the English file is what the page says itself', () => {
  assert.deepEqual(catalogue('en'), Object.fromEntries(SAID));
});

test('what the models say of themselves is said, too', () => {
  const models = new URL('../../models/', import.meta.url);
  const titles = readdirSync(models).filter((name) => existsSync(new URL(`${name}/spec.json`, models))).map((name) => JSON.parse(readFileSync(new URL(`${name}/spec.json`, models), 'utf8')).title);
  assert.deepEqual([...new Set(titles)].sort(), [...TITLES].sort());
});

for (const { tag, locale } of LANGUAGES) {
  test(`${tag} says all of it and nothing else`, () => {
    const texts = catalogue(tag);
    assert.deepEqual([...SAID.keys()].filter((text) => !Object.hasOwn(texts, text)), [], 'lacking');
    assert.deepEqual(Object.keys(texts).filter((text) => !SAID.has(text)), [], 'said by nobody');
  });

  test(`${tag} fills the same places and keeps the same elements`, () => {
    const plural = new Intl.PluralRules(locale);
    const forms = new Set(Array.from({ length: 200 }, (_, count) => plural.select(count)));
    for (const [text, said] of Object.entries(catalogue(tag))) {
      const isCounted = typeof SAID.get(text) === 'object';
      assert.equal(typeof said, isCounted ? 'object' : 'string', text);
      if (typeof said === 'string') {
        assert.deepEqual([places(said), tags(said)], [places(text), tags(text)], text);
        assert.equal(said.trim() === '', text.trim() === '', text);
        continue;
      }
      assert.deepEqual(Object.keys(said).sort(), [...forms].sort(), text);
      // Where a word says how many, the number need not.
      const others = places(text).filter((place) => !['{count}', '{few}'].includes(place));
      for (const form of Object.values(said)) {
        assert.ok(others.every((place) => places(form).includes(place)), `${text}: ${form}`);
        assert.ok(places(form).every((place) => places(text).includes(place)), `${text}: ${form}`);
      }
      assert.deepEqual(places(said.other), places(text), text);
    }
  });
}
