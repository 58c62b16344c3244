// What the analysis says in English, told in each language: that its sentences are known, and that the patterns are those of its sources.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { heard, listen, retold } from '../../www/heard.js';
import { LANGUAGES, speak } from '../../www/language.js';
import { catalogue, patterns } from './catalogue.js';
import { coreTexts, errorsIn, textsOf } from './core.js';

/** @typedef {import('../../www/language.js').Tag} Tag */

/**
 * So many texts of the core have no pattern, as no page tells them: headers of saved tables (3); what a file is known by, and the codes of
 * annotations (3); what is seen of a beat, which www/why.js puts into words, and why nothing can be, which it passes over (3); what a report or a
 * made record says of itself, which is quoted from the file (2); bytes before the name of their file, which the page gives first (1).
 */
const STILL_ENGLISH = 12;

const OTHERS = LANGUAGES.map(({ tag }) => tag).filter((tag) => tag !== 'en');

afterEach(() => turn('en', {}));

/** @param {Tag} tag @param {Record<string, string>} [by] */
function turn(tag, by = patterns(tag)) {
  speak(tag, {});
  listen(by);
}

/** English words that go by a number: another language has its own. */
const GRAMMAR = ['{s}', '{are}', '{were}', '{it}'];

/** @param {string} text */
const places = (text) => [...new Set(text.match(/\{\w+\}/g))].filter((place) => !GRAMMAR.includes(place)).sort();

test('a sentence is told by the pattern that it was made by, with what stood in its places', () => {
  turn('de', { 'it has {count} cells': 'es hat {count} Zellen', 'row {row}': 'Zeile {row}', 'copy it again': 'bitte erneut kopieren' });
  assert.equal(retold('a.csv, row 3: it has 5 cells; copy it again.'), 'a.csv, Zeile 3: es hat 5 Zellen; bitte erneut kopieren.');
  assert.equal(retold('it has 0.5 cells. it has $& cells.'), 'Es hat 0,5 Zellen. Es hat $& Zellen.');
  assert.equal(retold('c: d.csv: copy it again'), 'c: d.csv: bitte erneut kopieren', 'a name may have a colon in it');
});

test('of several patterns the one with the most text of its own is taken, wherever it stands', () => {
  const short = { '{a} is no {b}': 'kurz {a} {b}' };
  const long = { '{a} is no number that is left': 'lang {a}' };
  for (const by of [{ ...short, ...long }, { ...long, ...short }]) {
    turn('de', by);
    assert.equal(retold('x is no number that is left'), 'lang x');
    assert.equal(retold('x is no number'), 'kurz x number');
  }
});

test('what stands in a place may be a sentence, too; a plural may have its ending or not', () => {
  turn('de', { '{count} value{s} left: {why}': '{why} ({count})', 'nothing was there': 'nichts war da' });
  assert.equal(retold('1 value left: nothing was there.'), 'Nichts war da (1).');
  assert.equal(retold('2 values left: nothing was there.'), 'Nichts war da (2).');
});

test('what no pattern fits is given back as it is, and of several sentences those that are known are told', () => {
  turn('de', { 'copy it again': 'bitte erneut kopieren', 'row {row}': 'Zeile {row}' });
  assert.deepEqual(heard('row 7 is odd.'), [{ words: 'row 7 is odd.', known: false }]);
  assert.deepEqual(heard('Odd things happen. copy it again. Odder ones.'), [
    { words: 'Odd things happen. ', known: false },
    { words: 'Bitte erneut kopieren. ', known: true },
    { words: 'Odder ones.', known: false },
  ]);
  assert.deepEqual(heard(''), []);
  turn('en', {});
  assert.deepEqual(heard('row 7 is odd.'), [{ words: 'row 7 is odd.', known: true }], 'English is at home');
});

test('from right to left names and figures keep their way', () => {
  turn('ar');
  assert.equal(retold('a b.csv, row 3: nothing stands there; every column must hold a number.'), '\u{2068}a b.csv\u{2069}، الصف 3: لا شيء هناك؛ يجب أن يكون في كل عمود رقم.');
});

/** Sentences as they come, the first of each kind. */
const COME = [
  'flat.csv does not say its sampling rate; 250 Hz was guessed. Correct it if you know better.',
  'Lead ecg is unusable from 0:00 to 0:02 (lead off: no heartbeat in it), from 0:02 to 0:03 (nothing was recorded), and in 2 more stretches; doubtful from 1:00 to 1:30 (noisy).',
  'Lead ecg: its 5.0 s are short for a baseline high-pass of 0.5 Hz, which bends both ends; the method "medians" bends them less.',
  'Lead ECG: SNR 12.1 dB before, 18.4 dB after.',
  '2 of 4 intervals were left out of heart rate variability: 1 beside a beat that is not normal, 1 shorter than 0.2 s or longer than 10 s.',
  'The electrodes of right and left arm may have been exchanged: lead I points down where V6 points up (correlation -0.82). Look how they sat; if they were exchanged, record again.',
  '3 beats were corrected, and those like them followed; 12 changed their class: N 40 to 28, V 2 to 14.',
  '1 interval is left out of the RR intervals: nothing was recorded there, or they are longer than 10 s.',
  'gap.csv: the time jumps ahead once; the 250 rows that are missing became gaps.',
  'The leads were not cleaned: recipe, step band: 0.1 Hz is too low for a rate of 500 Hz; resample to a lower rate before.',
  'mine: its layer conv1 has a setting far beyond any beat.',
  'known by its first bytes',
  'last column but one',
  '3 of 124 beats',
  '2 numbers a row',
  'column time, in seconds',
  'text with columns',
  'beat-gan, seed 7, rhythm bigeminy',
  'mine: it expects 1 x 3 x 224 x 224: not a beat model, which reads one channel.',
  'beat-gan, spec.json: the direction "rate" has 4 numbers where the latent has 5.',
  'regular font: it is no TrueType font with letters by Unicode; use the file that came with ecglass.',
  'no unit is given, and the numbers span 2.13',
  'beats.csv: it has no F beats, and no beat of it shows what they look like here; leave the class out.',
];

/** English that no translation has. */
const ENGLISH = /\b(?:the|is|its|of|which|were|was left|are|and)\b/;

test('what comes is told, in parts and whole', () => {
  for (const tag of OTHERS) {
    turn(tag);
    for (const sentence of COME) {
      assert.deepEqual(heard(sentence).map(({ known }) => known), [true], `${tag}: ${sentence}`);
      assert.doesNotMatch(retold(sentence), ENGLISH, tag);
    }
  }
  turn('de');
  assert.equal(retold(COME[1]), 'Ableitung ecg ist unbrauchbar von 0:00 bis 0:02 (Elektrode ab: kein Herzschlag darin), von 0:02 bis 0:03 (nichts wurde aufgezeichnet), und in 2 weiteren Abschnitten; zweifelhaft von 1:00 bis 1:30 (verrauscht).');
  assert.equal(retold('flat, I: every sample is the same; look whether the electrode was on.'), 'flat, I: alle Abtastwerte sind gleich; prüfen Sie, ob die Elektrode angelegt war.', 'a file may be called what a stretch can be');
  assert.equal(retold('100.dat: not here; 100.hea describes 100.dat and 100.xyz: drop them too.'), '100.dat: nicht hier; 100.hea beschreibt 100.dat und 100.xyz: bitte auch ablegen.');
});

test('why a file is not read is told, as the tests of the readers have it', () => {
  const said = ['bad_input', 'bring', 'edf/damaged', 'edf/reading', 'text', 'wfdb'].flatMap((name) => errorsIn(`tests/${name}.rs`));
  assert.ok(said.length >= 50, `${said.length}`);
  for (const tag of OTHERS) {
    turn(tag);
    for (const sentence of said) assert.deepEqual(heard(sentence).map(({ known }) => known), [true], `${tag}: ${sentence}`);
  }
});

test('a language has every pattern that another has, with the same places', () => {
  const english = Object.keys(patterns('de')).sort();
  assert.ok(english.length > 500);
  for (const tag of OTHERS) {
    const own = patterns(tag);
    assert.deepEqual(Object.keys(own).sort(), english, tag);
    for (const [pattern, said] of Object.entries(own)) {
      assert.deepEqual(places(said), places(pattern), `${tag}: ${pattern}`);
      assert.notEqual(said.trim(), '', `${tag}: ${pattern}`);
    }
  }
  assert.deepEqual(patterns('en'), {}, 'English needs none');
});

test('what the page says itself is nothing that the analysis says', () => {
  for (const tag of OTHERS) {
    turn(tag);
    for (const said of Object.values(catalogue(tag)).flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one)))) {
      // Single words are told inside of sentences only.
      if (/\p{L}{2} .*\p{L}{2}/u.test(said)) assert.equal(retold(said), said, tag);
    }
  }
});

/** Every place alike. @param {string} text */
const bare = (text) => text.replace(/\{\{|\}\}/g, '').replace(/\{[^{}]*\}/g, '{}');

/** What a pattern has between its places, and what sentences are put together of. @param {string} pattern */
const between = (pattern) => bare(pattern).split(/\{\}|; |: /).map((piece) => piece.trim()).filter((piece) => /\p{L}{2}/u.test(piece));

test('texts of the core are found in its sources, tests left out', () => {
  const source = 'fn a() { let b = "one \\\n    two \\"x\\" \\u{2264}"; \'"\'; b.expect("no"); // "no"\n format!("{c}") }\n#[cfg(test)]\nmod tests { "no" }';
  assert.deepEqual(textsOf(source), ['one two "x" ≤', '{c}']);
});

test('every pattern stands in the sources of the core', () => {
  const files = new Map();
  for (const { file, text } of coreTexts()) files.set(file, `${files.get(file) ?? ''}\n${bare(text)}`);
  const stale = Object.keys(patterns('de')).filter((pattern) => ![...files.values()].some((said) => between(pattern).every((piece) => said.includes(piece))));
  assert.deepEqual(stale, [], 'sentences that the core says no longer: find what it says now, and change the key in every language');
});

/** Where errors, notes and reasons are made that the page shows; live input is for the command line and the crate. */
const SPEAKS = /^(read|write|ecg|clean|segment(?!\/context)|measure|analyze(?!\/live)|classify|network|generate)\//;

test('what the core says is told in every language, but for what is known to stay English', () => {
  const known = Object.keys(patterns('de')).filter((pattern) => pattern.includes(' ')).map((pattern) => bare(pattern).replace(/^(?:\{\} )+|:? \{\}$/g, '')).sort((a, b) => b.length - a.length);
  const words = (/** @type {string} */ text) => text.match(/[A-Za-z]{2,}/g)?.length ?? 0;
  const left = coreTexts().filter(({ file, text }) => {
    if (!SPEAKS.test(file) || words(bare(text)) < 4) return false;
    let rest = bare(text);
    for (const pattern of known) if (rest.includes(pattern)) rest = rest.split(pattern).join('');
    return words(rest) > 1;
  });
  assert.equal(left.length, STILL_ENGLISH, `${left.length} sentences stay English:\n${left.map(({ file, text }) => `${file}: ${text}`).join('\n')}`);
});
