// The packed tarball in Chromium: without a build under a strict policy, as an element, and in what Vite builds.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { chromium, until } from '../browser/browsers.js';
import { PAGE, PAGES, POLICY, RECORD, canvasOf, lent, wordsOf } from './element.js';
import { ROOT, copySample, inked, install, pixelsOf, sample, serve } from './project.js';

/** @type {import('../browser/browsers.js').Browser & { page: import('puppeteer-core').Page }} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
const { folder, remove } = lent();
copySample(folder, 'minute', 'lonely');

/** Pages by their path. @type {Record<string, string>} */
const pages = {
  ...PAGES,
  '/frame.html': PAGE('<iframe src="one.html" title="One" width="800" height="600"></iframe>'),
  '/two.html': PAGE(`${RECORD}<ecg-view id="two" src="record.hea" seconds="10"></ecg-view>`),
  // As servers answer that know one page only.
  '/lonely.atr': PAGE(''),
  '/lonely.html': PAGE(`${RECORD}<ecg-view id="lonely" src="lonely.hea"></ecg-view>`),
  '/bare.html': PAGE(`${RECORD}<ecg-view id="bare" src="record.hea" marks="none"></ecg-view>`),
  '/other.html': PAGE(`${RECORD}<ecg-view id="csv" src="minute.csv"></ecg-view><ecg-view id="edf" src="minute.edf?version=2"></ecg-view>`),
};

before(async () => {
  browser = /** @type {typeof browser} */ (await chromium());
  site = await serve(folder, POLICY, pages);
});
after(async () => {
  await browser?.close();
  site?.stop();
  remove();
});

/**
 * @param {string} id
 * @param {RegExp} words
 */
const says = (id, words) => until(browser, `${words}.test(${wordsOf(id)})`);
/** @param {string} type */
const told = (type) => browser.evaluate(`window.told.filter((one) => one.type === '${type}')`);

test('without a build, under a strict policy: two elements on one page, and the functions', async () => {
  await browser.open(site.url);
  await until(browser, `[...document.querySelectorAll('ecg-view')].every((view) => view.report)`);
  for (const id of ['first', 'second']) {
    await until(browser, inked(canvasOf(id)));
    await says(id, /heartbeats?[:,]/);
  }
  assert.equal(Math.round(await browser.evaluate(`document.getElementById('first').shown.seconds`)), 10);
  const { from, seconds } = await browser.evaluate(`document.getElementById('second').shown`);
  assert.deepEqual([Math.round(from), Math.round(seconds)], [20, 4]);
  // One lead on dark paper beside two on light.
  const [light, dark] = await Promise.all(['first', 'second'].map((id) => browser.evaluate(`${pixelsOf(canvasOf(id))}.data[0]`)));
  assert.ok(light > 200 && dark < 100, `${light} ${dark}`);

  const input = await browser.page.$('#files');
  await /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (input).uploadFile(...sample('minute'));
  await until(browser, `/^minute: \\d+ beats\\. ./.test(document.getElementById('words').textContent)`);
  assert.ok(await browser.evaluate(inked(`document.getElementById('paper')`)));
  assert.deepEqual(browser.problems(), []);
});

test('the element is moved by keys and buttons, and tells the beat that is picked', async () => {
  await browser.open(`${site.url}one.html`);
  await until(browser, `window.told.some(({ type }) => type === 'ready')`);
  await browser.evaluate(`${canvasOf('one')}.focus()`);
  await browser.press('ArrowRight');
  await until(browser, `document.getElementById('one').shown.from > 0.9`);
  await browser.press('Home');
  await until(browser, `document.getElementById('one').shown.from === 0`);
  await browser.press('+');
  await until(browser, `document.getElementById('one').shown.seconds < 7`);
  await browser.press('n');
  await until(browser, `window.told.some(({ type }) => type === 'beat')`);
  const [beat] = await told('beat');
  assert.ok(beat.class !== 'N' && beat.time_s > 0 && beat.probability > 0 && typeof beat.doubted === 'boolean', JSON.stringify(beat));
  // What it says is there with the next frame.
  await says('one', new RegExp(`^Beat ${beat.index + 1} of \\d+, at .*: ${beat.class}, `));
  await until(browser, `/^Lead MLII of minute, cleaned: .* with \\d+ beats/.test(${canvasOf('one')}.getAttribute('aria-label'))`);
  await browser.press('End');
  const end = await browser.evaluate(`document.getElementById('one').shown`);
  assert.ok(Math.abs(end.from + end.seconds - 60) < 0.1, JSON.stringify(end));
  await browser.evaluate(`document.getElementById('one').shadowRoot.getElementById('go-back').click()`);
  assert.ok((await browser.evaluate(`document.getElementById('one').shown.from`)) < end.from);
  await browser.press('c');
  await browser.evaluate(`document.getElementById('one').goTo(30)`);
  const middle = await browser.evaluate(`document.getElementById('one').shown`);
  assert.ok(Math.abs(middle.from + middle.seconds / 2 - 30) < 0.1);
  assert.ok((await told('move')).length >= 4);
  assert.deepEqual(browser.problems(), []);
});

test('attributes change what is shown, and a narrower element shows as many seconds', async () => {
  await browser.open(`${site.url}two.html`);
  await until(browser, `window.told.some(({ type }) => type === 'ready')`);
  const set = (/** @type {string} */ name, /** @type {string} */ value) => browser.evaluate(`document.getElementById('two').setAttribute('${name}', '${value}')`);
  await set('seconds', '5');
  await until(browser, `Math.abs(document.getElementById('two').shown.seconds - 5) < 0.01`);
  const both = await browser.evaluate(`${canvasOf('two')}.clientHeight`);
  await set('lead', 'MLII');
  await until(browser, `${canvasOf('two')}.clientHeight < ${both}`);
  await set('from', '12');
  await until(browser, `document.getElementById('two').shown.from === 12`);
  await browser.page.setViewport({ width: 600, height: 900 });
  await until(browser, `Math.abs(document.getElementById('two').shown.seconds - 5) < 0.01 && ${canvasOf('two')}.width === ${canvasOf('two')}.clientWidth`);
  await browser.page.setViewport({ width: 1280, height: 900 });
  for (const clean of ['off', 'both', 'split']) await set('clean', clean);
  await set('theme', 'dark');
  await until(browser, `${pixelsOf(canvasOf('two'))}.data[0] < 100`);
  await set('lead', 'V9');
  await until(browser, `window.told.some(({ type }) => type === 'error')`);
  await says('two', /^There is no lead V9 in /);
  await set('lead', '1');
  await until(browser, `document.getElementById('two').shown !== null && document.getElementById('two').report !== null`);
  assert.deepEqual(browser.problems(), []);
});

test('an element in a frame, taken out and put in again', async () => {
  await browser.open(`${site.url}frame.html`);
  const frame = await (await browser.page.waitForSelector('iframe'))?.contentFrame();
  assert.ok(frame);
  await frame.waitForFunction(`window.told?.some(({ type }) => type === 'ready')`);
  await frame.evaluate(`(() => { const one = document.getElementById('one'); const { parentNode } = one; one.remove(); parentNode.append(one); })()`);
  await frame.waitForFunction(`window.told.filter(({ type }) => type === 'ready').length === 2`);
  assert.ok(await frame.evaluate(inked(canvasOf('one'))));
  assert.deepEqual(browser.problems(), []);
});

test('without a source, or with a wrong one, a sentence stands in its place and an event tells it', async () => {
  await browser.open(`${site.url}wrong.html`);
  await until(browser, `window.told.filter(({ type }) => type === 'error').length === 4`);
  const said = Object.fromEntries((await told('error')).map((/** @type {any} */ { id, message }) => [id, message]));
  assert.match(said.none, /^Nothing is shown here: give the element a recording/);
  assert.match(said.lost, /^nowhere\.hea is not at .*: the server said 404\.$/);
  assert.match(said.page, /^one\.html/);
  assert.match(said.lead, /^There is no lead V9 in record; it has MLII, V1\.$/);
  for (const [id, message] of Object.entries(said)) {
    await until(browser, `${wordsOf(id)} === ${JSON.stringify(message)}`);
    assert.equal(await browser.evaluate(`${canvasOf(id)}.hidden`), true);
  }
  // What a missing file costs in the console is the browser's own line.
  assert.deepEqual(browser.problems().filter((problem) => !problem.includes('404')), []);
});

test('where a policy forbids WebAssembly, the sentence says what to allow', async () => {
  const strict = await serve(folder, { 'content-security-policy': POLICY['content-security-policy'].replace(" 'wasm-unsafe-eval'", '') }, pages);
  try {
    await browser.open(`${strict.url}bare.html`);
    await until(browser, `window.told.some(({ type }) => type === 'error')`);
    await says('bare', /^The content security policy of this page forbids WebAssembly: let its script-src have 'wasm-unsafe-eval'\.$/);
    browser.problems();
  } finally {
    strict.stop();
  }
});

test('without marks no network is fetched, and the recording is there all the same', async () => {
  site.asked.length = 0;
  await browser.open(`${site.url}bare.html`);
  await until(browser, `window.told.some(({ type }) => type === 'ready')`);
  await until(browser, inked(canvasOf('bare')));
  assert.equal(await browser.evaluate(`document.getElementById('bare').report`), null);
  assert.deepEqual(site.asked.filter((path) => path.includes('engine_bg') || path.includes('models/')), []);
});

test('a page that a server gives instead of the marks is no marks', async () => {
  await browser.open(`${site.url}lonely.html`);
  await until(browser, `window.told.some(({ type }) => type === 'ready')`);
  assert.deepEqual(await browser.evaluate(`(({ record, truth }) => [record.beats_from, truth])(document.getElementById('lonely').report)`), ['signal', null]);
  assert.deepEqual(browser.problems(), []);
});

test('CSV and EDF are shown as well', async () => {
  const { load } = await import(join(folder, 'node_modules/ecglass/npm/node.js'));
  const ecg = await load();
  const report = await ecg.analyze(sample('minute').map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), data: readFileSync(path) })));
  for (const form of ['csv', 'edf']) writeFileSync(join(folder, `minute.${form}`), Buffer.from(await (await ecg.save(report, form)).blob.arrayBuffer()));
  ecg.close();
  await browser.open(`${site.url}other.html`);
  await until(browser, `window.told.filter(({ type }) => type === 'ready').length === 2`);
  for (const id of ['csv', 'edf']) await until(browser, inked(canvasOf(id)));
  assert.deepEqual(browser.problems(), []);
});

test('axe finds nothing against WCAG 2.2 A and AA in the element', async () => {
  await browser.open(`${site.url}one.html`);
  await until(browser, `window.told.some(({ type }) => type === 'ready')`);
  // The policy lets the page load no other script; the driver may.
  await browser.page.evaluate(readFileSync(join(ROOT, 'tests/node_modules/axe-core/axe.min.js'), 'utf8'));
  for (const theme of ['light', 'dark']) {
    await browser.evaluate(`document.getElementById('one').setAttribute('theme', '${theme}')`);
    await browser.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`);
    const { violations } = await browser.evaluate(`axe.run(document.getElementById('one'), { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`);
    assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) => [theme, id, nodes.map((/** @type {any} */ { html }) => html)]), []);
  }
});

test('Vite builds it, worker, wasm and networks along', async () => {
  const vite = join(ROOT, 'npm/examples/vite');
  install(vite);
  const built = join(folder, 'built');
  execFileSync('npx', ['vite', 'build', '--outDir', built, '--emptyOutDir', '--logLevel', 'warn'], { cwd: vite, stdio: 'pipe' });
  copySample(built, 'minute', 'record');
  const host = await serve(built, POLICY);
  try {
    await browser.open(host.url);
    await until(browser, `/^record: \\d+ beats\\. ./.test(document.getElementById('words').textContent)`);
    await until(browser, `document.querySelector('ecg-view').report`);
    assert.ok(await browser.evaluate(inked(`document.getElementById('paper')`)));
    assert.ok(await browser.evaluate(inked(`document.querySelector('ecg-view').shadowRoot.querySelector('canvas')`)));
    assert.equal(host.asked.filter((path) => path.endsWith('.wasm')).length >= 2, true);
    assert.deepEqual(browser.problems(), []);
  } finally {
    host.stop();
    rmSync(built, { recursive: true });
  }
});
