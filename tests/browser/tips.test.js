// Terms tell what they mean: to a mouse, a finger and a keyboard, and no longer than they are asked. In Chromium.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './browsers.js';
import { inChromium } from './tab.js';
import { RECORD, dropAndRead } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
inChromium((tab) => dropAndRead((browser = tab.browser), RECORD), { isOpen: true });

const QRS = `#measures [data-measure="qrs_ms"] .term`;
const told = () => browser.evaluate(`document.getElementById('tip').checkVisibility() ? document.getElementById('tip').textContent : ''`);
const silent = () => until(browser, `!document.getElementById('tip').checkVisibility()`, 5);

/** @param {string} selector */
async function middle(selector) {
  return JSON.parse(await browser.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return JSON.stringify([x + width / 2, y + height / 2]);
  })()`));
}

test('pointing at a term tells its sentence, which stays while the pointer is on it, and goes with it', async () => {
  await browser.page.mouse.move(...(await middle(QRS)));
  assert.match(await told(), /^How long the ventricles take to be set off/);
  await browser.page.mouse.move(...(await middle('#tip')), { steps: 8 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.match(await told(), /^How long the ventricles/);
  await browser.page.mouse.move(5, 5);
  await silent();
});

test('by keyboard a term is reached and told, a screen reader is told too, and Escape closes it', async () => {
  await browser.evaluate(`document.querySelector('#hrv [data-hrv=sdnn] .term').focus()`);
  await browser.press('Tab');
  assert.equal(await browser.evaluate(`document.activeElement.textContent`), 'RMSSD');
  assert.match(await told(), /^The root mean square/);
  assert.equal(await browser.evaluate(`document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent`), await told());
  await browser.press('Escape');
  assert.equal(await told(), '');
  assert.equal(await browser.evaluate(`document.activeElement.textContent + document.activeElement.getAttribute('aria-describedby')`), 'RMSSDnull');
});

test('a tap tells, a tap elsewhere ends it, on a phone without a sideways page', async () => {
  const { page } = browser;
  // A screen that can be touched is another screen: the driver loads the page anew.
  await page.setViewport({ width: 360, height: 780, hasTouch: true, isMobile: true });
  await dropAndRead(browser, RECORD);
  for (const selector of ['#counts [data-class=V] .term', '#counts [data-class=Q] .term', '#quality th:last-child .term', QRS]) {
    await page.touchscreen.tap(...(await middle(selector)));
    assert.notEqual(await told(), '', selector);
    const { left, right, width } = JSON.parse(await browser.evaluate(`(() => { const { left, right } = document.getElementById('tip').getBoundingClientRect(); return JSON.stringify({ left, right, width: document.documentElement.clientWidth }); })()`));
    assert.ok(left >= 0 && right <= width, `${selector}: from ${left} to ${right} of ${width}`);
    assert.ok(await browser.evaluate(`document.documentElement.scrollWidth <= innerWidth`));
    await page.touchscreen.tap(...(await middle('#classes')));
    await silent();
  }
  await page.setViewport({ width: 1280, height: 900 });
  await dropAndRead(browser, RECORD);
});

test('every class, measure, figure and row of a beat has its sentence, and nothing has a title that only a mouse reads', async () => {
  await browser.evaluate(`document.getElementById('odd-on').click()`);
  await until(browser, `document.querySelectorAll('#beat-rows dt').length > 10`);
  const without = await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#counts li, #measures tbody tr, #hrv tbody tr, #events tbody tr, #beat-rows > div, #scores tbody tr')].filter((row) => !/^[A-Z].{15,}\\.$/.test(row.querySelector('.term[data-tip]')?.dataset.tip ?? '')).map((row) => row.textContent))`);
  assert.deepEqual(JSON.parse(without), []);
  assert.deepEqual(JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('main [title]')].map((one) => one.outerHTML))`)), []);
});

test('Escape closes a sentence before it cancels a job', async () => {
  await browser.evaluate(`document.querySelector('${QRS.replaceAll('"', '\\"')}').click()`);
  assert.notEqual(await told(), '');
  await browser.evaluate(`addEventListener('keydown', () => (window.heard = true))`);
  await browser.press('Escape');
  assert.equal(await browser.evaluate(`window.heard ?? false`), false);
  await browser.press('Escape');
  assert.equal(await browser.evaluate(`window.heard`), true);
});
