// What axe-core finds wrong in the page: nothing, by the rules of WCAG 2.0, 2.1 and 2.2, levels A and AA.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.js';
import { chromium, firefox, webkit } from './browsers.js';
import { serve } from './site.js';
import { LOOKS, SCENES, look } from './states.js';
import { RECORD, dropAndRead } from './walk.js';

/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
before(async () => {
  site = await serve();
});
after(() => site?.stop());

describe('in Chromium', () => {
  /** @type {import('./browsers.js').Browser & { page: import('puppeteer-core').Page }} */
  let browser;
  before(async () => {
    browser = /** @type {typeof browser} */ (await chromium());
    await browser.open(site.url);
  });
  after(() => browser?.close());

  for (const { name, enter } of SCENES) {
    test(`${name}: no violation, light and dark, wide and narrow`, async () => {
      await look(browser.page, LOOKS[0]);
      await enter(browser);
      for (const way of LOOKS) {
        await look(browser.page, way);
        assert.deepEqual(await violations(browser), [], `${way.theme}, ${way.width} px`);
      }
    });
  }

  test('what is wrong would be found', async () => {
    await browser.evaluate(`document.body.insertAdjacentHTML('beforeend', '<main id="wrong"><button type="button"></button><p class="muted">words</p><div><button type="button" class="term">a</button><button type="button" class="term">b</button></div></main>')`);
    await browser.evaluate(`document.querySelector('#wrong p').style.color = '#d0d0d0', document.querySelectorAll('#wrong .term').forEach(({ style }) => Object.assign(style, { minInlineSize: '0', minBlockSize: '0', fontSize: '8px', blockSize: '12px', inlineSize: '8px' }))`);
    const found = (await violations(browser)).join('\n');
    for (const rule of ['button-name', 'color-contrast', 'target-size']) assert.match(found, new RegExp(`^${rule}: .*(#wrong|\\.term)`, 'm'));
  });
});

for (const [name, start] of /** @type {const} */ ([['Firefox', firefox], ['WebKit', webkit]])) {
  /** What is found is told at once; a driver that stops answering is started anew, twice. @param {number} left */
  async function looked(left) {
    const browser = await start();
    try {
      await browser.open(site.url);
      await SCENES[0].enter(browser);
      assert.deepEqual(await violations(browser), [], 'at rest');
      await dropAndRead(browser, RECORD);
      assert.deepEqual(await violations(browser), [], 'with a record');
      return true;
    } catch (error) {
      if (left === 0 || error instanceof assert.AssertionError) throw error;
    } finally {
      await browser.close();
    }
    return false;
  }
  test(`in ${name}: no violation at rest, nor with a record`, async () => {
    let left = 2;
    while (!(await looked(left))) left -= 1;
  });
}
