// What the analysis says in English sentences (errors, notes, reasons), told in the language that is spoken. A sentence is known by the pattern
// that it was made by, "{count} cells are empty": what stands in its places is taken out and put into the translation. Most sentences are put
// together of parts, which are known one by one: "100.hea, line 3: it ends after 5 bytes; copy it again."

import { apart, language, pointed } from './language.js';

/** The translations of a language, by the English patterns. @typedef {Record<string, string>} Patterns */
/** Where a pattern is looked for: anywhere, before a colon, or in the place of another. @typedef {'anywhere' | 'where' | 'inside'} Standing */
/** `part` is its longest piece, by which most are passed over. @typedef {{ regex: RegExp, part: string, places: string[], told: string, fixed: number, stands: Standing }} Pattern */
/** A text that is known: how many of its letters are the pattern's own, and what it is. @typedef {{ fixed: number, told: () => string }} Known */

/** "row {row}" is where something is, before a colon: by itself it would fit whatever begins with a row. */
const WHERE = /^(?:(?:row|line|column|signal|[Ll]ead|step) \{\w+\}|drop|recipe|R peaks)$/;

/** Places that words of the analysis stand in; in all others are names and figures, and a file may be called "flat". */
const WORDS = ['what', 'why', 'said', 'error'];

/** What parts are joined by, and how that is written from right to left. */
const JOINTS = /; |: |, /g;
const FROM_THE_RIGHT = /** @type {Record<string, string>} */ ({ '; ': '؛ ', ', ': '، ' });

/** So many of them are looked at from where a part begins: a file can have a list of anything in it. */
const MOST = 12;

/** Patterns of the language that is spoken. @type {Pattern[]} */
let patterns = [];

/** What an alert says is drawn again and again. @type {Map<string, string>} */
const asked = new Map();

/**
 * From now on sentences are told by these.
 * @param {Patterns} translations none for English
 */
export function listen(translations) {
  patterns = Object.entries(translations).map(([english, told]) => compiled(english, told));
  asked.clear();
}

/**
 * A place takes one sign or more, in quotes none as well; `{s}` is the ending of a plural, which may lack, and `{letter}` that of a class.
 * @param {string} english
 * @param {string} told
 * @returns {Pattern}
 */
function compiled(english, told) {
  const parts = english.split(/\{(\w+)\}/);
  const pieces = parts.filter((_, nth) => nth % 2 === 0);
  const own = pieces.join('');
  const source = parts.map((part, nth) => (nth % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : part === 's' ? '(s?)' : part === 'letter' ? '([A-Z])' : parts[nth - 1].endsWith('"') ? '([^]*?)' : '([^]+?)')).join('');
  const places = parts.filter((_, nth) => nth % 2 === 1);
  // A single word by itself may be a name; with words of the analysis behind it, it is none.
  const isWord = (own.match(/[a-z]{2,}/gi) ?? []).length < 2 && !places.some((name) => WORDS.includes(name));
  const stands = WHERE.test(english) ? 'where' : isWord ? 'inside' : 'anywhere';
  const part = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
  return { regex: new RegExp(`^${source}$`), part, places, told, fixed: own.length, stands };
}

/**
 * A sentence of the analysis, or several, in the language that is spoken. What is not known stays as it is, which is English.
 * @param {string} words
 * @returns {{ words: string, known: boolean }[]} in their order, with the spaces between them
 */
export function heard(words) {
  if (patterns.length === 0) return [{ words, known: language().tag === 'en' }];
  /** @type {{ words: string, known: boolean }[]} */
  const parts = [];
  for (const one of words.match(/[^]+?(?:\. |$)/g) ?? []) {
    const said = sentence(one);
    const last = parts[parts.length - 1];
    if (last?.known === (said !== null)) last.words += said ?? one;
    else parts.push({ words: said ?? one, known: said !== null });
  }
  return parts;
}

/** The same as one text, for an element that others write into, too. @param {string} words */
export function retold(words) {
  let told = asked.get(words);
  if (told === undefined) {
    if (asked.size >= 100) asked.clear();
    told = heard(words).map((part) => part.words).join('');
    asked.set(words, told);
  }
  return told;
}

/** @param {string} words with its full stop and the space after it, if it has them */
function sentence(words) {
  const stop = /\.? ?$/.exec(words)?.[0] ?? '';
  const known = part(words.slice(0, words.length - stop.length), 'anywhere', new Map());
  if (known === null) return null;
  const said = known.told();
  // A name stays as it is, even at the beginning.
  const begins = stop.startsWith('.') && said[0] !== words[0];
  return `${begins ? said[0].toLocaleUpperCase() : said[0]}${said.slice(1)}${stop}`;
}

/**
 * A text by the patterns that have the most letters of it, in one piece or in parts.
 * @param {string} text
 * @param {Standing} at
 * @param {Map<string, Known | null>} tried what texts came to, by where they stand
 * @returns {Known | null}
 */
function part(text, at, tried) {
  const key = `${at} ${text}`;
  const before = tried.get(key);
  if (before !== undefined) return before;
  let best = fitting(text, at, tried);
  for (const { 0: joint, index } of [...text.matchAll(JOINTS)].slice(0, MOST)) {
    const [left, right] = [text.slice(0, index), text.slice(index + joint.length)];
    const last = part(right, at, tried);
    const first = last && (fitting(left, at, tried) ?? (joint === ': ' ? place(left, tried) : null));
    if (!first) continue;
    // What stands before a colon is a place rather than the beginning of a value, wherever both can be.
    const fixed = first.fixed + last.fixed + (joint === ': ' ? 1 : 0);
    if (fixed > (best?.fixed ?? 0) || (joint === ': ' && fixed === best?.fixed)) best = { fixed, told: () => `${first.told()}${joined(joint)}${last.told()}` };
  }
  tried.set(key, best);
  return best;
}

/** @param {string} joint */
function joined(joint) {
  return language().dir === 'rtl' ? (FROM_THE_RIGHT[joint] ?? joint) : joint;
}

/**
 * A text in one piece.
 * @param {string} text
 * @param {Standing} at
 * @param {Map<string, Known | null>} tried
 * @returns {Known | null}
 */
function fitting(text, at, tried) {
  /** @type {Known | null} */
  let best = null;
  for (const { regex, part: piece, places, told, fixed, stands } of patterns) {
    if ((stands !== at && (at === 'where' || stands !== 'anywhere')) || !text.includes(piece)) continue;
    const found = regex.exec(text);
    if (!found) continue;
    const values = places.map((name, nth) => (WORDS.includes(name) ? part(found[nth + 1], 'inside', tried) : null) ?? asItIs(found[nth + 1]));
    const sum = values.reduce((sum, one) => sum + one.fixed, fixed);
    if (sum > (best?.fixed ?? 0)) best = { fixed: sum, told: () => told.replace(/\{(\w+)\}/g, (_, name) => values[places.indexOf(name)].told()) };
  }
  return best;
}

/**
 * Where something is: a file or a lead by its name, and a row or what else is counted in it.
 * @param {string} text
 * @param {Map<string, Known | null>} tried
 * @returns {Known | null}
 */
function place(text, tried) {
  if (text.includes('; ')) return null;
  const parts = text.split(', ').map((one) => fitting(one, 'where', tried) ?? asItIs(one));
  return { fixed: parts.reduce((sum, { fixed }) => sum + fixed, 0), told: () => parts.map((one) => one.told()).join(joined(', ')) };
}

/** A name or a figure. @param {string} text @returns {Known} */
function asItIs(text) {
  return { fixed: 0, told: () => (/^\d*$/.test(text) ? text : apart(/^[+-]?\d+\.\d+$/.test(text) ? pointed(text) : text)) };
}
