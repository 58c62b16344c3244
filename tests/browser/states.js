// The page in each of its states, one after the other in one visit, for whoever looks at all of them.

import { until } from './browsers.js';
import { file } from './site.js';
import { OPEN, RECORD, TABLE, dropAndRead } from './walk.js';

/** @import { Browser } from './browsers.js' */

/** @typedef {{ name: string, enter: (browser: Browser) => Promise<unknown> }} Scene */

const DONE = `document.documentElement.dataset.phase === 'done'`;

/** @param {string} id */
const click = (id) => `document.getElementById('${id}').click()`;

/** @param {string} room @param {string} there an expression that is true once it is filled */
const room = (room, there) => async (/** @type {Browser} */ browser) => {
  await browser.evaluate(`(() => { if (!document.getElementById('studio-door').open) ${click('to-studio')}; })()`);
  await until(browser, `document.querySelectorAll('#studio-generator option').length > 0`);
  await browser.evaluate(click(`go-${room}`));
  await until(browser, `document.getElementById('room-${room}').checkVisibility() && (${there})`);
};

/** Something is said of beats by a button, once it can be pressed, and what comes of it is there. @param {Browser} browser @param {string} selector */
async function relabelled(browser, selector) {
  await until(browser, `!document.querySelector('${selector}').disabled`);
  await browser.evaluate(`(window.reportBefore = ecglass.report, document.querySelector('${selector}').click())`);
  await until(browser, `ecglass.report !== window.reportBefore`);
}

/** In this order, since each goes on from where the one before it ended. @type {Scene[]} */
export const SCENES = [
  { name: 'arrive', enter: (browser) => until(browser, `${OPEN} && ecglass.version`) },
  {
    name: 'error',
    async enter(browser) {
      await browser.drop([file('not-an-ecg.csv', '<!DOCTYPE html><html><body>Sign in</body></html>')]);
      await until(browser, `document.getElementById('error-text').textContent !== ''`);
    },
  },
  { name: 'record', enter: (browser) => dropAndRead(browser, RECORD) },
  {
    name: 'beat',
    async enter(browser) {
      // A beat that is not normal, with the calipers over it.
      await browser.evaluate(`${click('odd-on')}, ${click('measure')}, document.getElementById('reading').open = true`);
      await until(browser, `document.querySelectorAll('#beat-rows dt').length > 10 && ['beat-why', 'calipers'].every((id) => document.getElementById(id).checkVisibility())`);
    },
  },
  {
    name: 'families',
    async enter(browser) {
      // Relabelled twice, and the second time taken back: undo and redo are both there.
      await until(browser, `document.querySelectorAll('#families li:not([hidden])').length > 1`);
      await browser.evaluate(`document.querySelector('[data-family="1"]').click()`);
      for (const letter of ['S', 'F']) await relabelled(browser, `[data-relabel=family] [data-class=${letter}]`);
      await relabelled(browser, '#relabel-undo');
      await until(browser, `document.getElementById('relabel-words').checkVisibility()`);
    },
  },
  {
    name: 'anomalies',
    async enter(browser) {
      await browser.evaluate(click('anomalies-now'));
      await until(browser, `${DONE} && document.getElementById('anomaly-words').checkVisibility() && document.getElementById('anomaly-words').textContent !== ''`);
    },
  },
  {
    name: 'steps',
    async enter(browser) {
      // A step more, and one with a number that is none.
      await browser.evaluate(`(() => {
        document.getElementById('steps').open = true;
        const add = document.getElementById('steps-add');
        add.value = 'wavelet';
        ${click('steps-add-now')};
      })()`);
      await until(browser, `document.getElementById('steps-said').textContent !== ''`);
      await browser.evaluate(`(() => {
        const knob = document.querySelector('#steps-list input[type=text]');
        knob.value = 'fast';
        knob.dispatchEvent(new Event('input', { bubbles: true }));
        document.getElementById('steps-apply').click();
      })()`);
      await until(browser, `[...document.querySelectorAll('#steps-list .fault')].some((fault) => fault.checkVisibility())`);
    },
  },
  {
    name: 'table',
    async enter(browser) {
      await dropAndRead(browser, TABLE);
      await until(browser, `document.querySelectorAll('#entrants li').length >= 8`);
      await browser.evaluate(`document.querySelector('#confusion-table [data-truth=N][data-said=N] button').click()`);
      await until(browser, `document.getElementById('cell-beats').checkVisibility()`);
    },
  },
  {
    name: 'compare',
    async enter(browser) {
      await browser.evaluate(`(() => {
        for (const box of document.querySelectorAll('#entrants input')) if (box.checked !== ['beat-cnn', 'beat-mlp'].includes(box.dataset.key)) box.click();
      })()`);
      await until(browser, `document.querySelectorAll('#entrants :checked').length === 2`);
      await browser.evaluate(click('compare-now'));
      await until(browser, `${DONE} && document.querySelectorAll('#contest-table tbody tr').length === 2`);
      await browser.evaluate(`document.querySelectorAll('#results details').forEach((each) => (each.open = true))`);
    },
  },
  {
    name: 'card',
    async enter(browser) {
      await browser.evaluate(click('open-card'));
      await until(browser, `document.getElementById('card').open`);
    },
  },
  {
    name: 'studio-balance',
    async enter(browser) {
      await browser.evaluate(click('close-card'));
      await room('balance', `document.querySelectorAll('#balance-chart li').length === 5`)(browser);
    },
  },
  { name: 'studio-play', enter: room('play', `document.getElementById('near-words').textContent !== '' && document.getElementById('studio-near').checkVisibility()`) },
  { name: 'studio-lay', enter: room('lay', `document.querySelectorAll('#lay-rhythm option').length > 20`) },
  { name: 'studio-simulate', enter: room('simulate', `document.querySelectorAll('#simulate-noise input').length > 0`) },
  {
    name: 'arabic',
    async enter(browser) {
      await dropAndRead(browser, RECORD);
      await browser.evaluate(`(() => {
        const select = document.getElementById('language');
        select.value = 'ar';
        select.dispatchEvent(new Event('change'));
      })()`);
      await until(browser, `document.documentElement.dir === 'rtl' && document.querySelectorAll('#families li:not([hidden])').length > 1`);
    },
  },
];

/** How the page is looked at: the narrowest phone, and a page that is magnified four times on a small screen, among it. */
export const LOOKS = /** @type {const} */ ([
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 360 },
  { theme: 'dark', width: 360 },
  { theme: 'light', width: 320 },
]);

/**
 * @param {import('puppeteer-core').Page} page
 * @param {{ theme: 'light' | 'dark', width: number }} look
 */
export async function look(page, { theme, width }) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.setViewport({ width, height: width < 400 ? 780 : 900 });
  await settled(page);
}

/** What is drawn is drawn a frame after what is said, and the paper's tiles are fetched. @param {import('puppeteer-core').Page} page */
export async function settled(page) {
  await page.evaluate(`new Promise((done) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 250)), 100)))`);
}
