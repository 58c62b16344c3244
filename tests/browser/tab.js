// A browser over the packaged site for the tests of one file, and what they all do with it.

import { after, before } from 'node:test';
import { chromium, until } from './browsers.js';
import { serve } from './site.js';

/** @import { Browser } from './browsers.js' */

/** @typedef {Awaited<ReturnType<typeof serve>>} Site */
/** @typedef {{ browser: Browser & { page: import('puppeteer-core').Page }, site: Site }} Tab */

/**
 * Starts both before the tests and stops them after.
 * @param {() => Promise<Browser>} start
 * @param {(tab: { browser: Browser, site: Site }) => unknown} take and what else is to be done before the tests: hooks of a file do not wait for each other
 * @param {{ isOpen?: boolean }} [how] whether the page is opened, too
 */
export function inBrowser(start, take, { isOpen = false } = {}) {
  /** @type {{ browser?: Browser, site?: Site }} */
  const tab = {};
  before(async () => {
    tab.site = await serve();
    tab.browser = await start();
    if (isOpen) await tab.browser.open(tab.site.url);
    await take({ browser: tab.browser, site: tab.site });
  });
  after(async () => {
    await tab.browser?.close();
    await tab.site?.stop();
  });
}

/**
 * The same in Chromium, of which puppeteer's page is at hand.
 * @param {(tab: Tab) => unknown} take
 * @param {{ isOpen?: boolean }} [how]
 */
export function inChromium(take, how) {
  inBrowser(chromium, (tab) => take(/** @type {Tab} */ (tab)), how);
}

/**
 * Presses a button that saves, and gives the file's name, text and bytes instead of handing it to the browser, which would ask where to.
 * @param {Browser} browser
 * @param {string} id
 * @returns {Promise<{ name: string, text: string, bytes: Buffer }>}
 */
export async function handed(browser, id) {
  await browser.evaluate(`(() => {
    window.handed = null;
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    URL.createObjectURL = (blob) => (window.blob = blob, 'blob:');
    HTMLAnchorElement.prototype.click = function () {
      URL.createObjectURL = createObjectURL;
      HTMLAnchorElement.prototype.click = click;
      const name = this.download;
      const reader = new FileReader();
      reader.onload = () => (window.handed = { name, data: reader.result.slice(reader.result.indexOf(',') + 1) });
      reader.readAsDataURL(window.blob);
    };
    document.getElementById('${id}').click();
  })()`);
  await until(browser, `window.handed !== null && document.documentElement.dataset.phase === 'done'`);
  const { name, data } = JSON.parse(await browser.evaluate('JSON.stringify(window.handed)'));
  const bytes = Buffer.from(data, 'base64');
  return { name, text: bytes.toString('utf8'), bytes };
}
