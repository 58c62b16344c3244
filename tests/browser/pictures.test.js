// Pictures of every panel, light and dark, wide and narrow, into target/screenshots, and what can be said of each without eyes. In Chromium.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './browsers.js';
import { LOOKS, SCENES, look, settled } from './states.js';
import { inChromium } from './tab.js';
import { OPEN, PICTURES, RECORD, dropAndRead } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => ({ browser, site } = tab), { isOpen: true });

/** A drawing of fewer colours than this is an empty sheet: paper, its two grids and their edges have some already. */
const FEWEST_COLOURS = 10;

/** What is wrong with what can be seen now, a line each. Runs in the page. */
const FAULTS = `(() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('.unseen, .used .words') === null;
  const name = (element) => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '') + (element.className && typeof element.className === 'string' ? '.' + element.className.replaceAll(' ', '.') : '') + ' "' + element.textContent.trim().slice(0, 30) + '"';
  const root = document.documentElement;
  const faults = [];
  if (root.scrollWidth > innerWidth) faults.push('the page is ' + root.scrollWidth + ' px wide, the window ' + innerWidth);
  // Read off a copy, since a canvas that is read often is kept where drawing is slow.
  const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  for (const canvas of document.querySelectorAll('canvas')) {
    if (!seen(canvas) || canvas.clientWidth === 0) continue;
    Object.assign(copy.canvas, { width: canvas.width, height: canvas.height });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(data.buffer);
    const colours = new Set();
    for (let i = 0; i < pixels.length && colours.size <= ${FEWEST_COLOURS}; i++) colours.add(pixels[i]);
    if (colours.size <= ${FEWEST_COLOURS}) faults.push(name(canvas) + ' has only ' + colours.size + ' colours');
  }
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('svg') || !seen(element) || element.textContent.trim() === '') continue;
    const { overflowX, textOverflow, display } = getComputedStyle(element);
    // What may be scrolled shows all of it; what has no size of its own cannot cut anything off.
    // The desk cuts off what the calipers have beside the sheet, and means to.
    if (display === 'inline' || ['auto', 'scroll'].includes(overflowX) || element.id === 'desk') continue;
    const clips = textOverflow !== 'clip' || overflowX !== 'visible' || ['BUTTON', 'SUMMARY', 'LABEL', 'LI', 'DD', 'DT', 'P', 'H2', 'H3', 'H4'].includes(element.tagName);
    if (clips && element.scrollWidth > element.clientWidth + 1) faults.push(name(element) + ' needs ' + element.scrollWidth + ' px and has ' + element.clientWidth);
  }
  // A line of a select that is cut off is read by nobody.
  const pen = document.createElement('canvas').getContext('2d');
  for (const select of document.querySelectorAll('select')) {
    if (!seen(select) || select.selectedIndex < 0) continue;
    pen.font = getComputedStyle(select).font;
    const needs = pen.measureText(select.options[select.selectedIndex].text).width;
    if (needs > select.clientWidth) faults.push(name(select) + ' shows less than its choice');
  }
  return faults;
})()`;

for (const { name, enter } of SCENES) {
  test(`${name}: nothing is empty, cut off or wider than the page`, async () => {
    await look(browser.page, LOOKS[0]);
    await enter(browser);
    for (const way of LOOKS) {
      await look(browser.page, way);
      await browser.screenshot(join(PICTURES, `${name}-${way.theme}-${way.width}.png`));
      assert.deepEqual(await browser.evaluate(FAULTS), [], `${way.theme}, ${way.width} px`);
    }
    assert.deepEqual(browser.problems(), []);
  });
}

test('what is printed is the result, in light colours: no way in, no tool', async () => {
  const { page } = browser;
  // Dark by the page's own button: a driver that asks for paper forgets what it was told of the system.
  await look(page, LOOKS[0]);
  await browser.open(site.url);
  await dropAndRead(browser, RECORD);
  await browser.evaluate(`document.getElementById('theme').click()`);
  await settled(page);
  // As a printer asks: the page is told, then styled for paper.
  await browser.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  await page.emulateMediaType('print');
  await settled(page);
  await browser.screenshot(join(PICTURES, 'print.png'));
  const visible = (/** @type {string} */ selector) => browser.evaluate(`[...document.querySelectorAll('${selector}')].filter((one) => one.checkVisibility() && !one.closest('.unseen')).map((one) => one.id || one.outerHTML.slice(0, 80))`);
  assert.deepEqual(await visible('#drop-zone, .sample, button:not(.term, .jump, .link, .card), select, input, #studio, progress'), []);
  for (const id of ['headline', 'trace', 'counts', 'measures', 'tachogram', 'hrv']) assert.deepEqual(await visible(`#${id}`), [id]);
  const corner = await browser.evaluate(`[...document.getElementById('tachogram').getContext('2d').getImageData(3, 3, 1, 1).data]`);
  assert.ok(corner[0] > 200, `the sheets are as light as the paper: ${corner}`);
  assert.deepEqual(await browser.evaluate(FAULTS), []);
  const pdf = await page.pdf({ format: 'A4' });
  assert.ok(pdf.length > 50_000, `${pdf.length} bytes of PDF`);
  await page.emulateMediaType();
  await browser.evaluate(`dispatchEvent(new Event('afterprint'))`);
  await settled(page);
  const back = await browser.evaluate(`[...document.getElementById('tachogram').getContext('2d').getImageData(3, 3, 1, 1).data]`);
  assert.ok(back[0] < 60, `and dark again on the screen: ${back}`);
  await browser.evaluate(`document.getElementById('theme').click()`);
});

test('nothing moves for who asked for less motion', async () => {
  const { page } = browser;
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await browser.open(site.url);
  await until(browser, OPEN);
  assert.deepEqual(await browser.evaluate(`document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 1).map((one) => one.animationName ?? one.transitionProperty)`), []);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
  await browser.open(site.url);
  await until(browser, OPEN);
  assert.ok(await browser.evaluate(`document.getAnimations({ subtree: true }).some((one) => one.animationName === 'write')`), 'while it moves for others');
});
