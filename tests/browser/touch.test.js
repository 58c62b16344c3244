// The page under fingers, on a phone: paper dragged, spread and tapped, calipers, families, the strips and sliders. In Chromium.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './browsers.js';
import { settled } from './states.js';
import { inChromium } from './tab.js';
import { RECORD, dropAndRead } from './walk.js';

/** @typedef {[x: number, y: number]} Place */

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('puppeteer-core').CDPSession} */
let session;
inChromium(
  async (tab) => {
    ({ browser } = tab);
    // A screen that can be touched is another screen: the driver loads the page anew.
    await browser.page.setViewport({ width: 390, height: 844, hasTouch: true, isMobile: true });
    session = await browser.page.createCDPSession();
    await dropAndRead(browser, RECORD);
  },
  { isOpen: true },
);

/** What fingers do, one path each: they come down together, go from place to place, and up. @param {...Place[]} fingers */
async function touch(...fingers) {
  for (let step = 0; step < fingers[0].length; step++) {
    const touchPoints = fingers.map((path, id) => ({ id, x: path[step][0], y: path[step][1] }));
    await session.send('Input.dispatchTouchEvent', { type: step === 0 ? 'touchStart' : 'touchMove', touchPoints });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** From one place to another in so many steps. @param {Place} from @param {Place} to @returns {Place[]} */
const path = ([x, y], [to_x, to_y], steps = 8) => Array.from({ length: steps + 1 }, (_, nth) => [x + ((to_x - x) * nth) / steps, y + ((to_y - y) * nth) / steps]);

/** The box of an element, brought to the middle of the screen. @param {string} selector @returns {Promise<{ left: number, top: number, width: number, height: number }>} */
async function box(selector) {
  return JSON.parse(await browser.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, top, width, height } = element.getBoundingClientRect();
    return JSON.stringify({ left, top, width, height });
  })()`));
}

/** @param {string} selector */
async function tap(selector) {
  // A finger that comes right after a drag is taken for one that stops what was set moving, and no tap.
  await new Promise((resolve) => setTimeout(resolve, 400));
  const { left, top, width, height } = await box(selector);
  await touch([[left + width / 2, top + height / 2]]);
}

const isSaid = (/** @type {string} */ id, /** @type {string} */ pattern) => until(browser, `/${pattern}/.test(document.getElementById('${id}').textContent)`, 10);
const shown = async () => {
  const [, from, to] = /: (\d+:\d+) to (\d+:\d+)/.exec(await browser.evaluate(`document.getElementById('trace-words').textContent`)) ?? [];
  return [from, to].map((moment) => moment.split(':').reduce((sum, part) => 60 * sum + Number(part), 0));
};

test('one finger moves the paper along, and up and down it scrolls the page', async () => {
  const { left, top } = await box('#trace');
  await touch(path([left + 300, top + 80], [left + 100, top + 80]));
  await isSaid('trace-words', ': 0:02 to ');
  const before = await browser.evaluate('scrollY');
  await touch(path([left + 200, top + 200], [left + 200, top + 60], 12));
  await until(browser, `scrollY > ${before + 60}`, 5);
  await isSaid('trace-words', ': 0:02 to ');
});

test('two fingers look closer and further, at what is between them', async () => {
  const { left, top } = await box('#trace');
  const middle = left + 200;
  const [from, to] = await shown();
  await touch(path([middle - 140, top + 80], [middle - 40, top + 80]), path([middle + 140, top + 80], [middle + 40, top + 80]));
  await until(browser, `document.getElementById('speed').value !== '25'`, 5);
  const [wide_from, wide_to] = await shown();
  assert.ok(wide_to - wide_from > 2 * (to - from), `${wide_from} to ${wide_to} s, before ${from} to ${to} s`);
  await touch(path([middle - 40, top + 80], [middle - 140, top + 80]), path([middle + 40, top + 80], [middle + 140, top + 80]));
  await until(browser, `!/ to ${Math.floor(wide_to / 60)}:${String(wide_to % 60).padStart(2, '0')}/.test(document.getElementById('trace-words').textContent)`, 5);
  const [near_from, near_to] = await shown();
  assert.ok(near_to - near_from < (wide_to - wide_from) / 2, `${near_from} to ${near_to} s, before ${wide_from} to ${wide_to} s`);
  assert.equal(await browser.evaluate('visualViewport.scale'), 1, 'the page itself is as large as before');
});

test('a tap on a beat tells of it, a finger on the strip brings the paper there', async () => {
  await browser.evaluate(`document.getElementById('go-first').click(), document.getElementById('speed').value = '25', document.getElementById('speed').dispatchEvent(new Event('change', { bubbles: true }))`);
  await isSaid('trace-words', ': 0:00 to 0:0');
  const { left, top } = await box('#trace');
  await touch([[left + 150, top + 80]]);
  await isSaid('beat-title', '^Beat [12] of 73');
  await tap('[data-relabel=beat] [data-class=F]');
  await until(browser, `ecglass.report.settings.corrections?.[0].class === 'F'`, 10);
  await tap('#relabel-undo');
  await until(browser, `(ecglass.report.settings.corrections ?? []).length === 0`, 10);
  const strip = await box('#strip');
  await touch(path([strip.left + strip.width / 2, strip.top + 20], [strip.left + (3 * strip.width) / 4, strip.top + 20]));
  await isSaid('trace-words', ': 0:4[2-5] to ');
});

test('calipers are drawn by a finger, and an edge of them moved', async () => {
  await tap('#measure');
  await until(browser, `document.getElementById('calipers').checkVisibility()`, 5);
  const { left, top } = await box('#trace');
  await touch(path([left + 120, top + 60], [left + 220, top + 110]));
  await isSaid('caliper-words', '^\\d+.ms · \\d+.bpm');
  const before = await browser.evaluate(`Number.parseInt(document.getElementById('caliper-words').textContent)`);
  const edge = await box('#caliper-b');
  await touch(path([edge.left + 12, edge.top + 30], [edge.left + 62, edge.top + 30]));
  await until(browser, `Number.parseInt(document.getElementById('caliper-words').textContent) > ${before + 300}`, 5);
  await tap('#measure');
});

test('a family is chosen and relabelled by taps, and its members run under a finger', async () => {
  await tap('[data-family="1"]');
  await isSaid('member-words', '^Member 1 of ');
  const slider = await box('#member-at');
  await touch(path([slider.left + 10, slider.top + slider.height / 2], [slider.left + slider.width - 2, slider.top + slider.height / 2]));
  await until(browser, `(([, nth, of]) => nth === of)(/^Member (\\d+) of (\\d+)/.exec(document.getElementById('member-words').textContent))`, 5);
  await tap('[data-relabel=family] [data-class=Q]');
  const count = Number(await browser.evaluate(`document.querySelector('[data-family="1"]').dataset.count`));
  for (const many of [count, 0]) {
    await until(browser, `(ecglass.report.settings.corrections ?? []).length === ${many}`, 10);
    await settled(browser.page);
    if (many > 0) await tap('#relabel-undo');
  }
});

test('beats that do not belong are looked for by a tap, and picked with a finger', async () => {
  await tap('#anomalies-now');
  await until(browser, `document.documentElement.dataset.phase === 'done' && document.getElementById('anomalies').checkVisibility()`);
  await tap('#anomaly-list tbody tr:nth-child(3) button');
  await isSaid('anomaly-words', ': number 3 of 73 ');
  const strip = await box('#anomaly-strip');
  const before = await browser.evaluate(`document.getElementById('anomaly-strip').getAttribute('aria-valuenow')`);
  await touch([[strip.left + strip.width - 30, strip.top + strip.height / 2]]);
  await until(browser, `document.getElementById('anomaly-strip').getAttribute('aria-valuenow') !== '${before}'`, 5);
  assert.ok(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  assert.deepEqual(browser.problems(), []);
});
