// Messages in the language that is spoken: places, plural forms, numbers, lists and dates; and which language that is.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { LANGUAGES, count, dated, decimal, language, languageFor, list, pointed, say, speak } from '../../www/language.js';
import { duration, headline, share, started } from '../../www/words.js';

afterEach(() => speak('en', {}));

const BEATS = { one: '{count} beat', other: '{count} beats' };

test('without a catalogue a message is what it says, with its places filled and its form chosen', () => {
  assert.equal(say('Cancelled.'), 'Cancelled.');
  assert.equal(say('Beat {nth} of {all}, at {time}', { nth: 1, all: 1543, time: '0:01' }), 'Beat 1 of 1,543, at 0:01');
  assert.deepEqual([0, 1, 2, 1000].map((count) => say(BEATS, { count })), ['0 beats', '1 beat', '2 beats', '1,000 beats']);
  assert.equal(say('{who} did', {}), '{who} did', 'a place that nothing is for stays to be seen');
  assert.equal(say('a {b} c', { b: '$& {d}', d: 'x' }), 'a $& {d} c', 'a value is no pattern and no message');
  assert.equal(say('constructor'), 'constructor');
});

test('a message that nobody translated stays English, beside those that somebody did', () => {
  speak('de', { 'Cancelled.': 'Abgebrochen.' });
  assert.deepEqual([say('Cancelled.'), say('Playing.')], ['Abgebrochen.', 'Playing.']);
  assert.deepEqual([1, 2].map((count) => say(BEATS, { count })), ['1 beat', '2 beats']);
  assert.equal(language().tag, 'de');
});

test('a language has as many forms as it has, and where it lacks one it takes that of many', () => {
  speak('ar', { '{count} beats': { zero: 'z', one: 'o', two: 't', few: 'f {count}', many: 'm {count}', other: 'x {count}' } });
  assert.deepEqual([0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => say(BEATS, { count })), ['z', 'o', 't', 'f 3', 'f 10', 'm 11', 'm 99', 'x 100', 'f 103']);
  speak('ar', { '{count} beats': { other: 'x' } });
  assert.equal(say(BEATS, { count: 1 }), 'x');
});

test('what runs from left to right keeps its way in a sentence that does not', () => {
  speak('ar', {});
  assert.equal(say('{file} was saved.', { file: 'a b.csv' }), '\u{2068}a b.csv\u{2069} was saved.');
  assert.equal(say('{a}{b}', { a: '', b: 3 }), '3');
});

test('numbers, lists and dates are written as the language writes them, in the same digits everywhere', () => {
  const day = Date.UTC(2014, 4, 8);
  const said = LANGUAGES.map(({ tag }) => {
    speak(tag, {});
    return [count(1234567.4), decimal(1234.5, 2), pointed('0.5'), share(1, 3), list(['a', 'b', 'c']), dated(day, { dateStyle: 'long', timeZone: 'UTC' })];
  });
  assert.deepEqual(said[0], ['1,234,567', '1234.50', '0.5', '33.3\u{a0}%', 'a, b and c', '8 May 2014']);
  assert.deepEqual(said[1], ['1.234.567', '1234,50', '0,5', '33,3\u{a0}%', 'a, b und c', '8. Mai 2014']);
  assert.deepEqual(said[2], ['1.234.567', '1234,50', '0,5', '33,3\u{a0}%', 'a, b y c', '8 de mayo de 2014']);
  assert.deepEqual(said[3].slice(0, 4), ['1,234,567', '1234.50', '0.5', '33.3\u{a0}%']);
  assert.match(said[3][5], /^8 \p{Script=Arabic}+ 2014$/u);
  assert.doesNotMatch(said.flat().join(''), /[٠-٩]/, 'drawings and files have these digits, too');
});

test('the first language that a browser asks for and the page speaks is spoken, else English', () => {
  assert.equal(languageFor(['fr-CH', 'de-CH', 'en']), 'de');
  assert.equal(languageFor(['AR-eg']), 'ar');
  assert.equal(languageFor(['es-419', 'en']), 'es');
  assert.equal(languageFor(['deu', 'fr']), 'en');
  assert.equal(languageFor([]), 'en');
});

test('the words of a result follow the language', () => {
  const report = /** @type {any} */ ({ record: { beats: 2000 }, counts: { N: 1110, V: 890 } });
  speak('de', { normal: 'normal', ventricular: 'ventrikulär', '{count} heartbeats: {classes}.': { one: '{count} Herzschlag: {classes}.', other: '{count} Herzschläge: {classes}.' }, 'Recorded on {date}.': 'Aufgezeichnet am {date}.' });
  assert.equal(headline(report), '2.000 Herzschläge: 55,5\u{a0}% normal und 44,5\u{a0}% ventrikulär.');
  assert.equal(started('2014-05-08'), 'Aufgezeichnet am 8. Mai 2014.');
  assert.equal(duration(8.54), '8,5 s');
});
