// Being shown around, looking up keys, and listening: in Chromium.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PLACES } from '../../www/shortcuts.js';
import { violations } from './axe.js';
import { until } from './browsers.js';
import { LOOKS, look, settled } from './states.js';
import { inChromium } from './tab.js';
import { OPEN, PICTURES, RECORD, TABLE, dropAndRead } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {string} */
let url;
inChromium(
  (tab) => {
    browser = tab.browser;
    url = tab.site.url;
  },
  { isOpen: true },
);

/** @param {string} expression */
const shown = async (expression) => JSON.parse((await browser.evaluate(`JSON.stringify(${expression})`)) ?? 'null');
const words = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').textContent`);
const isSeen = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').checkVisibility()`);
const focused = () => browser.evaluate(`document.activeElement.id`);
const click = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').click()`);
const isSaid = (/** @type {RegExp} */ pattern, seconds = 20) => until(browser, `${pattern}.test(document.getElementById('says').textContent)`, seconds);

/** By keys alone, as somebody who does not see would. @param {string} id @param {string} key */
async function pressOn(id, key) {
  await browser.evaluate(`document.getElementById('${id}').focus()`);
  await browser.press(key);
}

/** @param {string} scene @param {string} id what is to be seen on its pictures */
async function inEveryLook(scene, id) {
  for (const way of LOOKS) {
    await look(browser.page, way);
    // From the top: further down something always lies half under the strip of panels, as axe-core sees it.
    await browser.evaluate(`scrollTo({ top: 0, behavior: 'instant' })`);
    assert.deepEqual(await violations(browser), [], `${scene}, ${way.theme}, ${way.width} px`);
    assert.ok(await browser.evaluate(`document.documentElement.scrollWidth <= innerWidth`), `${scene} fits ${way.width} px`);
    await browser.evaluate(`document.getElementById('${id}').scrollIntoView({ block: 'start', behavior: 'instant' })`);
    await settled(browser.page);
    await browser.screenshot(join(PICTURES, `${scene}-${way.theme}-${way.width}.png`));
  }
  await look(browser.page, LOOKS[0]);
}

describe('the tour', () => {
  const STEPS = ['trace-panel', 'classes-panel', 'panels', 'reading', 'save-panel'];
  const isAt = (/** @type {number} */ nth, of = STEPS) => until(browser, `document.getElementById('tour-at').textContent === '${nth + 1} of ${of.length}' && document.getElementById('${of[nth]}').matches('.toured')`, 5);

  test('is offered once there is something to see, and takes nobody’s focus', async () => {
    await until(browser, `${OPEN} && ecglass.version`);
    assert.equal(await isSeen('tour-offer'), false);
    await browser.evaluate(`document.getElementById('to-help').focus()`);
    await dropAndRead(browser, RECORD);
    await until(browser, `document.getElementById('tour-offer').checkVisibility()`);
    assert.equal(await focused(), 'to-help');
    assert.equal(await isSeen('tour'), false);
    assert.equal(await browser.evaluate(`localStorage.length`), 0, 'whoever does not answer is not remembered');
  });

  test('is walked by keys, each step beside its place and over nothing, and ends where it began', async () => {
    await look(browser.page, LOOKS[0]);
    await pressOn('tour-yes', 'Enter');
    for (const [nth, place] of STEPS.entries()) {
      await isAt(nth);
      await settled(browser.page);
      assert.equal(await focused(), 'tour-on');
      const [card, spoken, height] = await shown(`[...['tour', '${place}'].map((id) => (({ top, bottom }) => ({ top, bottom }))(document.getElementById(id).getBoundingClientRect())), innerHeight]`);
      assert.ok(card.top >= 0 && card.bottom <= height, `${place}: the card is in the window: ${JSON.stringify(card)}`);
      assert.ok(spoken.top >= card.bottom && spoken.top < height, `${place}: what it speaks of is under it: ${JSON.stringify(spoken)}`);
      assert.equal(await shown(`document.querySelectorAll('.toured').length`), 1);
      if (nth === 1) {
        await pressOn('tour-back', 'Enter');
        await isAt(0);
        await browser.press('Enter');
        await isAt(1);
      }
      assert.equal(await words('tour-on'), nth + 1 < STEPS.length ? 'Next' : 'Done');
      await browser.press('Enter');
    }
    await until(browser, `!document.getElementById('tour').checkVisibility()`, 5);
    assert.equal(await focused(), 'headline');
    assert.equal(await shown(`document.querySelectorAll('.toured').length`), 0);
    assert.equal(await isSeen('tour-offer'), false);
  });

  test('is not offered at the next visit, is in the help, and is left by Escape', async () => {
    await browser.reload();
    await dropAndRead(browser, RECORD);
    assert.equal(await isSeen('tour-offer'), false);
    await pressOn('to-help', 'Enter');
    await until(browser, `document.getElementById('help').open`);
    await pressOn('help-tour', 'Enter');
    await isAt(0);
    assert.equal(await isSeen('help'), false);
    await browser.press('Enter');
    await isAt(1);
    await browser.press('Escape');
    await until(browser, `!document.getElementById('tour').checkVisibility()`, 5);
    assert.equal(await focused(), 'to-help');
  });

  test('leaves out what a table does not have', async () => {
    await dropAndRead(browser, TABLE);
    await click('to-help');
    await click('help-tour');
    await isAt(0, STEPS.slice(1));
    await click('tour-skip');
    assert.equal(await isSeen('tour'), false);
  });

  test('ends when the file that it speaks of goes', async () => {
    await dropAndRead(browser, RECORD);
    await click('to-help');
    await click('help-tour');
    await isAt(0);
    await dropAndRead(browser, TABLE);
    await until(browser, `!document.getElementById('tour').checkVisibility()`, 5);
    await dropAndRead(browser, RECORD);
  });

  test('who does not want it is asked once, until all that is kept is forgotten', async () => {
    await click('forget');
    await until(browser, `document.getElementById('tour-offer').checkVisibility()`, 5);
    await pressOn('tour-no', 'Enter');
    await until(browser, `!document.getElementById('tour-offer').checkVisibility()`, 5);
    assert.equal(await isSeen('tour'), false);
    assert.equal((await shown(`JSON.parse(localStorage.getItem('ecglass'))`)).tour, 'over');
    await browser.reload();
    await dropAndRead(browser, RECORD);
    assert.equal(await isSeen('tour-offer'), false);
  });

  test('has no violation that axe-core finds, light, dark, wide and narrow', async () => {
    await click('to-help');
    await click('help-tour');
    await isAt(0);
    await inEveryLook('tour', 'tour');
    await click('tour-skip');
  });
});

describe('keys and help', () => {
  const open = () => browser.evaluate(`document.getElementById('help').open`);

  test('the question mark lists every key, and Escape brings the focus back', async () => {
    await pressOn('trace', '?');
    assert.equal(await open(), true);
    const listed = await shown(`[...document.querySelectorAll('#help-keys dd')].map((one) => one.textContent)`);
    assert.deepEqual(listed, PLACES.flatMap(({ shortcuts }) => shortcuts.map(({ words }) => words)));
    assert.ok(await shown(`[...document.querySelectorAll('#help-keys dt')].every((one) => one.querySelector('kbd'))`));
    await browser.press('Escape');
    assert.equal(await open(), false);
    assert.equal(await focused(), 'trace');
  });

  test('in a field it is a letter', async () => {
    await pressOn('go-to', '?');
    assert.equal(await open(), false);
    assert.equal(await browser.evaluate(`document.getElementById('go-to').value`), '?');
    await browser.evaluate(`(document.getElementById('go-to').value = '', true)`);
  });

  test('the button opens it too, is large enough, and has the focus again', async () => {
    await pressOn('to-help', 'Enter');
    assert.equal(await open(), true);
    await click('help-close');
    assert.equal(await focused(), 'to-help');
    for (const { width } of LOOKS) {
      await look(browser.page, { theme: 'light', width });
      const size = await shown(`(({ width, height }) => ({ width, height }))(document.getElementById('to-help').getBoundingClientRect())`);
      assert.ok(size.width >= 24 && size.height >= 24, JSON.stringify(size));
    }
    await look(browser.page, LOOKS[0]);
  });

  test('the key can be put out of use, and stays so', async () => {
    await click('to-help');
    await click('help-keyed');
    await click('help-close');
    await browser.reload();
    await until(browser, `${OPEN} && ecglass.version`);
    await browser.press('?');
    assert.equal(await open(), false);
    await click('to-help');
    assert.equal(await browser.evaluate(`document.getElementById('help-keyed').checked`), false);
    await click('help-keyed');
    await click('help-close');
    await browser.press('?');
    assert.equal(await open(), true);
  });

  test('has no violation that axe-core finds, light, dark, wide and narrow', async () => {
    await inEveryLook('help', 'help');
    await click('help-close');
  });
});

describe('listening', () => {
  const pressed = () => browser.evaluate(`document.getElementById('listen').getAttribute('aria-pressed')`);
  const beats = () => browser.evaluate(`Object.values(ecglass.report.counts).reduce((sum, count) => sum + count, 0)`);

  test('is possible once there are beats, and nothing sounds by itself', async () => {
    assert.equal(await browser.evaluate(`document.getElementById('listen').disabled`), true);
    await dropAndRead(browser, RECORD);
    await until(browser, `!document.getElementById('listen').disabled`, 5);
    assert.equal(await pressed(), 'false');
  });

  test('by a key it goes through the recording, says so, and Escape stops it', async () => {
    await pressOn('trace', 'l');
    await isSaid(/^Listening from 0:00 on\.$/);
    assert.equal(await pressed(), 'true');
    await until(browser, `document.getElementById('listen-at').checkVisibility()`, 10);
    const place = () => browser.evaluate(`Number.parseFloat(document.getElementById('listen-at').style.left)`);
    const before = await place();
    await until(browser, `Number.parseFloat(document.getElementById('listen-at').style.left) > ${before} + 100`, 20);
    await browser.press('Escape');
    await isSaid(/^Stopped listening at 0:0\d: \d+ beats?\.$/);
    assert.equal(await pressed(), 'false');
    assert.equal(await isSeen('listen-at'), false);
  });

  test('to the end, eight times as fast: each beat sounds once, and the paper follows', async () => {
    await browser.page.select('#listen-pace', '8');
    await click('listen');
    await isSaid(/^Listening from 0:00 on, 8 times as fast\.$/);
    await isSaid(/^Listened to the end/, 40);
    assert.equal(await words('says'), `Listened to the end: ${await beats()} beats.`);
    assert.match(await words('trace-words'), / to 1:00,/);
    assert.equal(await isSeen('fault-listen'), false);
    await browser.page.select('#listen-pace', '1');
  });

  test('who goes from beat to beat meanwhile takes hold of it: each beat sounds', async () => {
    await pressOn('trace', 'Home');
    await browser.press('l');
    await isSaid(/^Listening from/);
    await browser.press('.');
    await isSaid(/^Beat by beat/);
    const title = await words('beat-title');
    for (const key of ['.', '.', ',']) {
      const before = await words('beat-title');
      await browser.press(key);
      await until(browser, `document.getElementById('beat-title').textContent !== ${JSON.stringify(before)}`, 5);
    }
    assert.notEqual(await words('beat-title'), title);
    assert.equal(await isSeen('listen-at'), false);
    await browser.press('l');
    await isSaid(/^Stopped listening at 0:0\d: \d+ beats\.$/);
    const heard = Number(/: (\d+)/.exec(await words('says'))?.[1]);
    assert.ok(heard >= 4, `${heard} beats were heard`);
    await browser.press('l');
    await isSaid(/^Listening from 0:0[1-9]/);
    await click('listen');
    await isSaid(/^Stopped/);
  });

  test('another file stops it', async () => {
    await click('listen');
    await isSaid(/^Listening/);
    await dropAndRead(browser, TABLE);
    assert.equal(await pressed(), 'false');
    await dropAndRead(browser, RECORD);
  });

  test('each tone can be learnt by its button, whose words tell which it is', async () => {
    await browser.evaluate(`(document.getElementById('tones-door').open = true)`);
    const told = await shown(`[...document.querySelectorAll('#tones button')].map((one) => one.textContent)`);
    assert.deepEqual(told.map((one) => one[0]), ['N', 'S', 'V', 'F', 'Q', '?']);
    for (let nth = 0; nth < told.length; nth++) await browser.evaluate(`document.querySelectorAll('#tones button')[${nth}].click()`);
    await settled(browser.page);
    assert.equal(await isSeen('fault-listen'), false);
    await inEveryLook('listening', 'tools');
  });

  test('where there is no sound card it is said, in its place', async () => {
    const page = await browser.page.browser().newPage();
    await page.evaluateOnNewDocument(`window.AudioContext = class { constructor() { throw new DOMException('no device', 'NotSupportedError'); } }`);
    await page.goto(url);
    await page.waitForFunction(`document.getElementById('version').textContent !== ''`);
    await page.click('#sample-record');
    await page.waitForFunction(`!document.getElementById('listen').disabled`);
    await page.focus('#trace');
    await page.keyboard.press('l');
    await page.waitForFunction(`document.getElementById('fault-listen').checkVisibility()`);
    assert.match(await page.$eval('#fault-listen', ({ textContent }) => textContent ?? ''), /^There is no sound: /);
    assert.equal(await page.$eval('#listen', (button) => button.getAttribute('aria-pressed')), 'false');
    await page.close();
  });

  test('nothing went wrong meanwhile', () => assert.deepEqual(browser.problems(), []));
});
