// What goes wrong beside the file: a damaged model, a worker that dies, an old browser, a new release. In Chromium.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium, until } from './browsers.js';
import { ROOT, file, serve, serveAltered, table } from './site.js';
import { handed } from './tab.js';
import { OPEN, PICTURES, RECORD, TABLE, dropAndRead, natively } from './walk.js';

/** @type {import('./browsers.js').Browser & { page: import('puppeteer-core').Page }} */
let browser;
before(async () => {
  browser = /** @type {typeof browser} */ (await chromium());
});
after(() => browser.close());

const said = `document.getElementById('error-text').textContent`;

/**
 * Opens the altered site, drops the sample table and gives the sentence that follows.
 * @param {(path: string, bytes: Buffer) => Buffer | string} alter
 */
async function sentenceOf(alter) {
  const site = await serveAltered(alter);
  try {
    await browser.open(site.url);
    await until(browser, OPEN);
    await browser.drop(TABLE);
    await until(browser, `${said} !== ''`);
    return await browser.evaluate(said);
  } finally {
    browser.problems();
    await site.stop();
  }
}

test('a file that the browser does not take, or has no room for, is told of, and saving works again after it', async () => {
  const site = await serve();
  try {
    await browser.open(site.url);
    await dropAndRead(browser, RECORD);
    await browser.evaluate(`(window.createObjectURL = URL.createObjectURL, URL.createObjectURL = () => { throw new TypeError('Blocked.'); }, document.getElementById('save-beats').click())`);
    await until(browser, `${said} !== ''`);
    assert.equal(await browser.evaluate(said), 'minute-beats.csv could not be saved: the browser did not take it (Blocked). Save it again, or open this page in another browser.');
    await browser.screenshot(join(PICTURES, 'not-saved.png'));
    await browser.evaluate(`(URL.createObjectURL = window.createObjectURL, document.getElementById('dismiss').click())`);
    await until(browser, `${said} === ''`);
    await browser.evaluate(`(window.slice = Blob.prototype.slice, Blob.prototype.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }), document.getElementById('picture').requestSubmit())`);
    await until(browser, `${said} !== ''`);
    assert.match(await browser.evaluate(said), /^minute-[a-z-]+\.png \([\d.]+\u{a0}MB\) could not be saved: the browser has no room left for it\. Close other tabs/u);
    await browser.evaluate(`(Blob.prototype.slice = window.slice, document.getElementById('dismiss').click())`);
    assert.equal((await handed(browser, 'save-beats')).name, 'minute-beats.csv');
    assert.deepEqual(browser.problems(), []);
  } finally {
    await site.stop();
  }
});

test('a model whose sha256 is not what its spec.json says is refused with a sentence', async () => {
  const words = await sentenceOf((path, bytes) => (path.endsWith('.onnx') ? Buffer.concat([bytes, Buffer.from([0])]) : bytes));
  assert.match(words, /^beat-cnn, model\.onnx: the file's sha256 begins with [0-9a-f]{12}, its spec\.json says [0-9a-f]{12}; fetch both from one release\.$/);
});

test('a model whose shape is not what its spec.json says is refused with a sentence', async () => {
  const words = await sentenceOf((path, bytes) => {
    if (!/spec\.[0-9a-f]+\.json$/.test(path)) return bytes;
    const spec = JSON.parse(String(bytes));
    return JSON.stringify({ ...spec, output: { ...spec.output, labels: ['N', 'V'] } });
  });
  assert.match(words, /its output is of shape \[32, 5\], spec\.json says \[32, 2\]/);
});

test('a model that is not on the host is asked for with a sentence', async () => {
  const words = await sentenceOf((path, bytes) => {
    if (path.endsWith('.onnx')) throw new Error('gone');
    return bytes;
  });
  assert.match(words, /^models\/beat-cnn\/model\.onnx is not on this site \(the server said 404\)/);
});

test('a report whose fonts are not on the host is asked for with a sentence, and is made once they are', async () => {
  let areGone = true;
  const site = await serveAltered((path, bytes) => {
    if (areGone && path.endsWith('.ttf')) throw new Error('gone');
    return bytes;
  });
  try {
    await browser.open(site.url);
    await until(browser, OPEN);
    await dropAndRead(browser, RECORD);
    await browser.evaluate(`document.getElementById('save-pdf').click()`);
    await until(browser, `${said} !== ''`);
    assert.match(await browser.evaluate(said), /^www\/fonts\/inter-regular\.ttf is not on this site \(the server said 404\)/);
    areGone = false;
    assert.equal((await handed(browser, 'save-pdf')).name, 'minute-report.pdf');
  } finally {
    browser.problems();
    await site.stop();
  }
});

test('a worker that dies is reported and replaced, and the next file is read', async () => {
  // This worker falls over any large share of beats, as it would over a memory that ran out.
  const trap = `\nself.addEventListener('message', ({ data }) => { if (data.kind === 'classify' && data.beats.length > 187 * 400) setTimeout(() => { throw new Error('out of memory'); }); });\n`;
  const site = await serveAltered((path, bytes) => (/worker\.[0-9a-f]+\.js$/.test(path) ? trap + bytes : bytes));
  try {
    await browser.open(site.url);
    await until(browser, OPEN);
    await browser.drop([file('many.csv', table(3000))]);
    await until(browser, `${said}.includes('stopped')`);
    assert.match(await browser.evaluate(said), /^The worker that reads and classifies stopped.*Another one was started: drop the file again\.$/);
    assert.deepEqual(await dropAndRead(browser, TABLE), natively(TABLE));
  } finally {
    browser.problems();
    await site.stop();
  }
});

test('a browser without WebAssembly SIMD gets a sentence instead of a blank page', async () => {
  const site = await serve();
  const page = await browser.page.browser().newPage();
  try {
    await page.evaluateOnNewDocument(`WebAssembly.validate = () => false`);
    await page.goto(site.url);
    await page.waitForFunction(`${said} !== ''`);
    assert.match(String(await page.evaluate(said)), /WebAssembly/);
    assert.equal(await page.evaluate(`document.getElementById('drop-zone').disabled`), true);
  } finally {
    await page.close();
    await site.stop();
  }
});

test('a new release is offered, not forced, and taken when the person says so', async () => {
  let release = 1;
  const site = await serveAltered((path, bytes) => (path === '/sw.js' && release === 2 ? String(bytes).replace(/VERSION = '/, `VERSION = 'next-`) : bytes));
  try {
    await browser.open(site.url);
    await until(browser, `navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)`);
    await browser.reload();
    await until(browser, OPEN);
    const before = await dropAndRead(browser, TABLE);
    release = 2;
    await browser.evaluate(`navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => null)`);
    await until(browser, `!document.getElementById('update').hidden`);
    assert.deepEqual(JSON.parse(await browser.evaluate('JSON.stringify(ecglass.report)')), before, 'what is shown stays');
    await browser.evaluate(`window.old = true, document.getElementById('update-now').click()`);
    await until(browser, `window.old === undefined && ${OPEN}`);
    const caches = JSON.parse(await browser.evaluate(`caches.keys().then((names) => JSON.stringify(names))`));
    assert.equal(caches.length, 1);
    assert.match(caches[0], /next-/);
  } finally {
    browser.problems();
    await site.stop();
  }
});

test('the page forbids itself everything but its own host', async () => {
  const site = await serve();
  try {
    await browser.open(site.url);
    await until(browser, OPEN);
    const policy = await browser.evaluate(`document.querySelector('meta[http-equiv=Content-Security-Policy]').content`);
    for (const rule of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'", "worker-src 'self' blob:", "style-src 'self'"]) assert.ok(policy.includes(rule), rule);
    const header = (await fetch(site.url)).headers.get('content-security-policy') ?? '';
    assert.equal(header.split('; ').sort().join(), policy.split('; ').sort().join(), 'the server says the same');
    assert.deepEqual(browser.problems(), []);
    assert.equal(await browser.evaluate(`fetch('https://example.org/').then(() => 'sent', () => 'refused')`), 'refused');
    browser.problems();
  } finally {
    await site.stop();
  }
});

test('drawings are crisp at two device pixels a pixel, and the readme gets its picture', async () => {
  const site = await serve();
  const { page } = browser;
  try {
    await page.setViewport({ width: 1200, height: 1000, deviceScaleFactor: 2 });
    await browser.open(site.url);
    await dropAndRead(browser, RECORD);
    await until(browser, `Math.abs(document.getElementById('trace').width - 2 * document.getElementById('trace').clientWidth) <= 4`);
    for (const theme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await page.screenshot({ path: `${PICTURES}/page-${theme}.png` });
    }
    await page.setViewport({ width: 360, height: 780, deviceScaleFactor: 2 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no sideways scrolling on a phone');
    await browser.screenshot(join(PICTURES, 'page-phone.png'));
    if (process.env.ECGLASS_BLESS) copyFileSync(join(PICTURES, 'page-light.png'), join(ROOT, 'docs/page.png'));
    assert.ok(readFileSync(join(ROOT, 'docs/page.png')).length > 10_000, 'docs/page.png: ECGLASS_BLESS=1 ./test browser writes it');
  } finally {
    await site.stop();
  }
});

test('every hosted file is named after its content', async () => {
  const site = await serve();
  try {
    const page = await (await fetch(site.url)).text();
    const [, name, hash] = page.match(/assets\/(main\.([0-9a-f]{8})\.js)/) ?? [];
    const response = await fetch(`${site.url}assets/${name}`, { headers: { 'accept-encoding': 'identity' } });
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.equal(createHash('sha256').update(bytes).digest('hex').slice(0, 8), hash);
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
    assert.match((await fetch(site.url)).headers.get('cache-control') ?? '', /no-cache/);
  } finally {
    await site.stop();
  }
});
