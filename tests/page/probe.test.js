// What the page says in a browser that cannot run it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whyUnfit } from '../../www/probe.js';

class Worker {}

test('a browser with WebAssembly, SIMD and workers is fit', () => {
  assert.equal(whyUnfit({ WebAssembly, Worker }), null);
});

test('a browser without WebAssembly gets a sentence', () => {
  assert.match(whyUnfit({ WebAssembly: undefined, Worker }) ?? '', /^This browser has no WebAssembly, .*\.$/);
});

test('a browser without WebAssembly SIMD gets a sentence that names versions', () => {
  assert.match(whyUnfit({ WebAssembly: { validate: () => false }, Worker }) ?? '', /no WebAssembly SIMD.*Safari 16\.4/);
});

test('a browser without workers gets a sentence', () => {
  assert.match(whyUnfit({ WebAssembly }) ?? '', /^This browser has no web workers, .*\.$/);
});

test('the module that asks for SIMD really needs it', () => {
  /** @type {BufferSource[]} */
  const asked = [];
  whyUnfit({ WebAssembly: { validate: (bytes) => (asked.push(bytes), true) }, Worker });
  const bytes = /** @type {Uint8Array} */ (asked[0]);
  assert.equal(WebAssembly.validate(bytes), true);
  assert.ok(bytes.includes(0xfd), 'it has an opcode of the SIMD page');
});
