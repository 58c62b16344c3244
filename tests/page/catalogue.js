// All that the page says, gathered from its sources: the words of index.html, as www/wording.js finds them, and what the scripts say.

import { readFileSync, readdirSync } from 'node:fs';

import { piecesOf } from '../../www/wording.js';

/** @typedef {string | { one: string, other: string }} Message */

const WWW = new URL('../../www/', import.meta.url);

/** Every message, by the text that it is found by. @returns {Map<string, Message>} */
export function messages() {
  const { title, body } = parsed(readFileSync(new URL('../../index.html', import.meta.url), 'utf8'));
  const found = new Map([title, body].flatMap((part) => piecesOf(/** @type {any} */ (part))).map(({ english }) => /** @type {[string, Message]} */ ([english, english])));
  for (const name of readdirSync(WWW).filter((name) => name.endsWith('.js') && name !== 'language.js')) {
    for (const message of saidIn(readFileSync(new URL(name, WWW), 'utf8'))) found.set(typeof message === 'string' ? message : message.other, message);
  }
  return found;
}

/** What a language's file has of what the page says. @param {string} tag @returns {Record<string, string | Record<string, string>>} */
export function catalogue(tag) {
  const { heard, ...texts } = file(tag);
  return texts;
}

/** And of what the analysis says. @param {string} tag @returns {Record<string, string>} */
export function patterns(tag) {
  return file(tag).heard ?? {};
}

/** @param {string} tag */
function file(tag) {
  return JSON.parse(readFileSync(new URL(`languages/${tag}.json`, WWW), 'utf8'));
}

const TEXT = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const SAID = new RegExp(String.raw`(?<![\w.])(?:say|message)\(\s*(${TEXT})|\{ one: (${TEXT}), other: (${TEXT}) \}`, 'g');

/**
 * The literals that a script says or marks. A message is never put together.
 * @param {string} source
 * @returns {Message[]}
 */
export function saidIn(source) {
  const code = source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(SAID)].flatMap(([, text, one, other]) => (text ? [literal(text)] : one ? [{ one: literal(one), other: literal(other) }] : []));
}

/** @param {string} text as it stands in a script */
function literal(text) {
  return text.slice(1, -1).replace(/\\u\{([0-9a-f]+)\}|\\(.)/gi, (_, code, sign) => (code ? String.fromCodePoint(Number.parseInt(code, 16)) : sign));
}

const ENTITIES = /** @type {Record<string, string>} */ ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' });
const VOID = ['input', 'path', 'circle', 'meta', 'link', 'br'];

/** A node as far as www/wording.js asks for it. */
class Node {
  /** @param {string} localName @param {Record<string, string>} attributes */
  constructor(localName, attributes) {
    this.nodeType = 1;
    this.localName = localName;
    this.attributes = attributes;
    /** @type {(Node | { nodeType: 3, nodeValue: string })[]} */
    this.childNodes = [];
  }
  get children() {
    return this.childNodes.filter((node) => node.nodeType === 1);
  }
  /** @param {string} name */
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
}

/**
 * The page's own HTML, which closes what it opens.
 * @param {string} html
 */
export function parsed(html) {
  const plain = (/** @type {string} */ text) => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
  const root = new Node('root', {});
  const open = [root];
  /** @type {Record<string, Node>} */
  const known = {};
  for (const [, close, name, within, alone, text] of html.replace(/<!--[^]*?-->|<!doctype[^>]*>/gi, '').matchAll(/<(\/?)([a-z][\w-]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*(\/?)>|([^<]+)/gi)) {
    const here = open[open.length - 1];
    if (text !== undefined) here.childNodes.push({ nodeType: 3, nodeValue: plain(text) });
    else if (close) {
      if (here.localName !== name) throw new Error(`</${name}> closes <${here.localName}>`);
      open.pop();
    } else {
      const node = new Node(name, Object.fromEntries([...within.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key, plain(value ?? '')])));
      here.childNodes.push(node);
      known[name] ??= node;
      if (!alone && !VOID.includes(name)) open.push(node);
    }
  }
  return { title: known.title, body: known.body };
}
