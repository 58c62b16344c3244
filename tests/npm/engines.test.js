// The element in Firefox and in WebKit: the same pages, keys and sentences as in Chromium.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { firefox, until, webkit } from '../browser/browsers.js';
import { PAGES, POLICY, canvasOf, lent, wordsOf } from './element.js';
import { inked, serve } from './project.js';

const { folder, remove } = lent();
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
before(async () => (site = await serve(folder, POLICY, PAGES)));
after(() => {
  site?.stop();
  remove();
});

for (const start of [firefox, webkit]) {
  describe(start.name, () => {
    /** @type {import('../browser/browsers.js').Browser} */
    let browser;
    before(async () => (browser = await start()));
    after(() => browser?.close());

    test('two elements stand on one page, each with its recording', async () => {
      await browser.open(site.url);
      await until(browser, `[...document.querySelectorAll('ecg-view')].length === 2 && [...document.querySelectorAll('ecg-view')].every((view) => view.report)`);
      for (const id of ['first', 'second']) await until(browser, inked(canvasOf(id)));
    });

    test('keys move it, and the beat that is picked is told', async () => {
      await browser.open(`${site.url}one.html`);
      await until(browser, `window.told?.some(({ type }) => type === 'ready')`);
      await browser.evaluate(`${canvasOf('one')}.focus()`);
      await browser.press('ArrowRight');
      await until(browser, `document.getElementById('one').shown.from > 0.9`);
      await browser.press('n');
      await until(browser, `window.told.some(({ type, class: letter }) => type === 'beat' && letter !== 'N')`);
      await until(browser, `/^Beat \\d+ of \\d+, at /.test(${wordsOf('one')})`);
      assert.deepEqual(browser.problems(), []);
    });

    test('where there is nothing to show a sentence stands in its place', async () => {
      await browser.open(`${site.url}wrong.html`);
      await until(browser, `window.told?.filter(({ type }) => type === 'error').length === 4`);
      await until(browser, `/^Nothing is shown here/.test(${wordsOf('none')}) && /server said 404/.test(${wordsOf('lost')}) && /no lead V9/.test(${wordsOf('lead')})`);
    });
  });
}
