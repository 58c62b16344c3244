// What the Rust core says: the texts of its sources, read as text.

import { readFileSync, readdirSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
const SRC = new URL('src/', ROOT);

/** A comment, a raw text, a text, a sign between quotes. */
const TOKENS = /\/\/.*|\/\*[^]*?\*\/|r(#+)"([^]*?)"\1|b?"((?:[^"\\]|\\[^])*)"|b?'(?:[^'\\\n]|\\[^]|\\u\{\w+\})'/g;

/**
 * The texts of a Rust source, those of its tests and of what cannot happen left out.
 * @param {string} source
 * @returns {string[]}
 */
export function textsOf(source) {
  const tested = source.search(/^#\[(cfg\(test\)|test)\]$/m);
  const code = tested < 0 ? source : source.slice(0, tested);
  const silent = code.replace(/^\s*#!?\[[^\]]*\]|\benv!\("\w+"\)/gm, '').replace(/\b(?:expect|assert|debug_assert|unreachable|panic)!?\(\s*"(?:[^"\\]|\\[^])*"/g, '(');
  return [...silent.matchAll(TOKENS)].flatMap(([, , , text]) => (text === undefined ? [] : [plain(text)]));
}

/** A text as it is said: lines that go on, signs that are written by their names. @param {string} text */
function plain(text) {
  return text.replace(/\\\r?\n\s*|\\u\{(\w+)\}|\\([^])/g, (_, code, sign) => (code ? String.fromCodePoint(Number.parseInt(code, 16)) : sign === 'n' ? '\n' : (sign ?? '')));
}

/**
 * Every text of the core by its file.
 * @returns {{ file: string, text: string }[]}
 */
export function coreTexts() {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rs')).sort();
  return files.flatMap((file) => textsOf(readFileSync(new URL(file, SRC), 'utf8')).map((text) => ({ file, text })));
}

/**
 * Errors that a Rust test expects, whole: "a.csv, row 3: what was found."
 * @param {string} path
 */
export function errorsIn(path) {
  const source = readFileSync(new URL(path, ROOT), 'utf8');
  const texts = [...source.matchAll(TOKENS)].flatMap(([, , , text]) => (text === undefined ? [] : [plain(text)]));
  return [...new Set(texts.filter((text) => /^[\w-]+(?:\.[a-z]+)?(?:, [^:;{}]+)?: [^{}\n]{8,}\.$/.test(text)))];
}
