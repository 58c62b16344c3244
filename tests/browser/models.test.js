// Every shipped model says in wasm in Chromium what it said in onnxruntime.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from './browsers.js';
import { ROOT } from './site.js';

/** Built files as they are, of which the page that is tested knows the hashed names only. */
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>models</title>');
  try {
    const bytes = readFileSync(join(ROOT, path));
    response.writeHead(200, { 'content-type': path.endsWith('.js') ? 'text/javascript' : path.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream' }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});

/** @type {Awaited<ReturnType<typeof chromium>>} */
let browser;
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  browser = await chromium();
  await browser.open(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`);
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

/** @param {string} name */
const farthest = (name) => `(async () => {
  const engine = await import('/www/pkg/engine.js');
  await engine.default({ module_or_path: '/www/pkg/engine_bg.wasm' });
  const [spec, onnx, sample] = await Promise.all(['spec.json', 'model.onnx', 'sample.json'].map((file) => fetch('/models/${name}/' + file)));
  const { input, output } = await sample.json();
  const classifier = new engine.Classifier(await spec.text(), new Uint8Array(await onnx.arrayBuffer()));
  const said = classifier.classify(Float32Array.from(input.flat()));
  return output.flat().length === said.length ? Math.max(...output.flat().map((value, i) => Math.abs(value - said[i]))) : Infinity;
})()`;

/** @param {string} name */
function classifies(name) {
  const papers = join(ROOT, 'models', name, 'spec.json');
  return existsSync(papers) && !['beat-generator', 'beat-anomaly'].includes(JSON.parse(readFileSync(papers, 'utf8')).task);
}

for (const name of readdirSync(join(ROOT, 'models')).filter(classifies)) {
  test(`${name} says in Chromium what it said in onnxruntime`, async () => {
    assert.ok((await browser.evaluate(farthest(name))) < 1e-4);
  });
}
