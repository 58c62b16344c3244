// The page in each of its languages, and in one that nobody speaks: every letter accented, every text much longer. In Chromium.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './browsers.js';
import { ROOT, file } from './site.js';
import { inChromium } from './tab.js';
import { OPEN, PICTURES } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => ({ browser, site } = tab));

/** @typedef {Record<string, string | Record<string, string>>} Catalogue */
const catalogue = (/** @type {string} */ tag) => /** @type {Catalogue} */ (JSON.parse(readFileSync(join(ROOT, `www/languages/${tag}.json`), 'utf8')));
const ENGLISH = catalogue('en');

const shown = async (/** @type {string} */ expression) => JSON.parse(await browser.evaluate(`JSON.stringify(${expression})`));
const text = (/** @type {string} */ id) => shown(`document.getElementById('${id}').textContent`);

/** @param {string} tag */
async function choose(tag) {
  await browser.page.select('#language', tag);
  await until(browser, `document.documentElement.lang === '${tag}'`, 20);
}

/** Another visit, of somebody whose browser asks for these languages and remembers nothing. @param {string} languages */
async function visit(languages) {
  const session = await browser.page.createCDPSession();
  await session.send('Network.setUserAgentOverride', { userAgent: await browser.page.browser().userAgent(), acceptLanguage: languages });
  await browser.open(site.url);
  await browser.evaluate('localStorage.clear()');
  await browser.page.goto('about:blank');
  await browser.open(site.url);
  await until(browser, OPEN);
}

async function sample() {
  await browser.evaluate(`document.getElementById('sample-bigeminy').click()`);
  await until(browser, `document.documentElement.dataset.phase === 'done'`);
}

/** All that can be read in the page, hidden or not, piece by piece. */
const READ = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!node.parentElement.closest('script, style, noscript, [translate=no], [lang=en]:not(html)')) found.push(node.nodeValue.trim());
  for (const name of ['aria-label', 'title', 'placeholder', 'data-tip', 'aria-valuetext']) for (const element of document.querySelectorAll('[' + name + ']')) found.push(element.getAttribute(name));
  return [...new Set(found)].filter((words) => words !== '');
})()`;

/** Whose words of the English page are others in a language. @param {string} tag */
function leftBehind(tag) {
  const own = catalogue(tag);
  const texts = new Set(Object.values(own).filter((words) => typeof words === 'string'));
  return new Set(Object.keys(ENGLISH).filter((english) => typeof own[english] === 'string' && own[english] !== english && !texts.has(english)));
}

test('the language is the browser’s until one is chosen, is kept, and is forgotten with the rest', async () => {
  await visit('ar-EG,en');
  await until(browser, `document.documentElement.lang === 'ar'`, 20);
  assert.equal(await shown('document.documentElement.dir'), 'rtl');
  await choose('de');
  assert.equal(await shown('document.documentElement.dir'), 'ltr');
  await browser.reload();
  await until(browser, `document.documentElement.lang === 'de' && document.getElementById('language').value === 'de'`, 20);
  assert.equal(await text('what'), catalogue('de')['See what is in an ECG']);
  await browser.evaluate(`document.getElementById('forget').click()`);
  await until(browser, `document.documentElement.lang === 'ar'`, 20);
  await visit('fr,pt');
  assert.deepEqual(await shown('[document.documentElement.lang, document.getElementById("language").value]'), ['en', 'en']);
});

test('English asks for no words, and another language for its own only', async () => {
  await visit('en');
  const asked = async () => (await browser.requests()).filter((address) => /\/(en|de|es|ar)(\.[0-9a-f]+)?\.json$/.test(address)).length;
  const before = await asked();
  await sample();
  assert.equal(await asked(), before);
  await choose('es');
  assert.equal(await asked(), before + 1);
});

test('a language is changed under an open file, which stays; in English again the page is as it was', async () => {
  await visit('en');
  await sample();
  await until(browser, `document.querySelectorAll('#picture-of option').length > 3 && document.querySelectorAll('#entrants li').length > 3`);
  const report = await shown('ecglass.report');
  const before = await shown(READ);
  for (const { tag, headline } of [
    { tag: 'de', headline: /^152 Herzschläge: 55,3\u{a0}% normal und 44,7\u{a0}% ventrikulär\.$/u },
    { tag: 'es', headline: /^152 latidos: 55,3\u{a0}% normal y 44,7\u{a0}% ventricular\.$/u },
    { tag: 'ar', headline: /^152 نبضة: \u{2068}55\.3\u{a0}% طبيعية و44\.7\u{a0}% بطينية\u{2069}\.$/u },
  ]) {
    await choose(tag);
    await until(browser, `!document.getElementById('headline').textContent.includes('heartbeats')`, 20);
    assert.match(await text('headline'), headline);
    assert.deepEqual(await shown('ecglass.report'), report);
    await until(browser, `!document.querySelector('#picture-of option').textContent.includes('paper')`, 20);
    const english = leftBehind(tag);
    assert.deepEqual((await shown(READ)).filter((/** @type {string} */ words) => english.has(words)), [], `${tag} has English in it`);
    await browser.screenshot(join(PICTURES, `language-${tag}.png`));
  }
  await choose('en');
  await until(browser, `document.getElementById('headline').textContent.includes('heartbeats') && document.querySelector('#picture-of option').textContent.includes('paper')`, 20);
  assert.deepEqual(await shown(READ), before);
});

test('in Arabic signals and figures keep their way, and sentences go theirs', async () => {
  await choose('ar');
  const ways = await shown(`['body', '#desk', '#trace', '#overview', '#measures td.number', '#go-to', '#notes li'].map((one) => getComputedStyle(document.querySelector(one)).direction)`);
  assert.deepEqual(ways, ['rtl', 'ltr', 'ltr', 'ltr', 'ltr', 'ltr', 'rtl']);
  assert.deepEqual(await shown(`[...document.querySelectorAll('#notes [lang], #findings [lang]')].map((one) => one.textContent)`), [], 'nothing stays English');
  const places = await shown(`['#go-first', '#go-last', '#speed'].map((one) => document.querySelector(one).getBoundingClientRect().left)`);
  assert.ok(places[0] < places[1], 'to the beginning is to the left, as it is on the paper');
  assert.ok(places[2] < places[0], 'and the tools come from the right');
});

test('why a file is not read is told in the language of the page, and in another when that is chosen', async () => {
  await visit('de');
  await until(browser, `document.documentElement.lang === 'de'`, 20);
  await browser.drop([file('bad.csv', '0.1,2\n0.2,3\n0.3,4\n0.4,5\n0.5,6\n0.6\n0.7,8\n')]);
  await until(browser, `document.getElementById('error-text').textContent !== ''`);
  assert.equal(await text('error-text'), 'bad.csv, Zeile 6: Anzahl der Werte 1, in Zeile 1 aber 2; jede Zeile muss gleich viele haben.');
  await browser.screenshot(join(PICTURES, 'language-refused-de.png'));
  await choose('ar');
  await until(browser, `document.getElementById('error-text').textContent.includes('الصف')`, 20);
  assert.equal(await text('error-text'), '\u{2068}bad.csv\u{2069}، الصف 6: عدد القيم 1، بينما عددها في الصف 1 هو 2؛ يجب أن يكون العدد نفسه في كل صف.');
  assert.deepEqual(await shown(`[document.getElementById('error-text').lang, getComputedStyle(document.getElementById('error-text')).direction]`), ['', 'rtl']);
  await browser.screenshot(join(PICTURES, 'language-refused-ar.png'));
  await choose('en');
  await until(browser, `document.getElementById('error-text').textContent === 'bad.csv, row 6: 1 value where row 1 has 2; every row must have as many.'`, 20);
});

const ACCENTS = /** @type {Record<string, string>} */ ({ a: 'á', c: 'ç', e: 'ë', i: 'î', n: 'ñ', o: 'ö', s: 'š', u: 'ü', y: 'ý', A: 'Å', E: 'É', I: 'Î', O: 'Ö', S: 'Š', U: 'Ü' });

/** A text as nobody writes it, longer by two fifths, with its places and elements as they are. @param {string} words */
function pseudo(words) {
  const accented = words.split(/(\{\w+\}|<\/?\d+\/?>)/).map((part, nth) => (nth % 2 === 1 ? part : part.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter))).join('');
  const more = Math.ceil(0.4 * words.replace(/<\/?\d+\/?>/g, '').length);
  return `[${accented} ${'ëñ ÿöü '.repeat(Math.ceil(more / 7)).slice(0, more).trim()}]`;
}

/** @param {string[]} forms */
function pseudoCatalogue(forms) {
  return JSON.stringify(Object.fromEntries(Object.entries(ENGLISH).map(([english, said]) => [english, typeof said === 'string' ? pseudo(said) : Object.fromEntries(forms.map((form) => [form, pseudo(said[form] ?? said.other)]))])));
}

/**
 * Text that somebody cannot read: beyond what cuts it off, beyond the page where nothing scrolls to it, or out of its button.
 */
const CLIPPED = `(() => {
  const wide = document.documentElement.clientWidth;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement;
    if (node.nodeValue.trim() === '' || !own.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || own.closest('script, style, option, canvas')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width === 0) continue;
      let why = '';
      let scrolls = false;
      for (let box = own; box && box !== document.documentElement; box = box.parentElement) {
        const { overflowX, overflowY, clipPath } = getComputedStyle(box);
        const at = box.getBoundingClientRect();
        if (!why && !scrolls && ['hidden', 'clip'].includes(overflowX) && (rect.left < at.left - 1 || rect.right > at.right + 1)) why = 'cut off at the side of';
        if (!why && !scrolls && ['hidden', 'clip'].includes(overflowY) && (rect.top < at.top - 2 || rect.bottom > at.bottom + 2)) why = 'cut off above or below of';
        if (!why && box.matches('button, .chip') && (rect.left < at.left - 1 || rect.right > at.right + 1)) why = 'out of';
        // What is only heard.
        if (clipPath !== 'none') { why = ''; scrolls = true; break; }
        if (why !== '' && !why.includes('#')) why += ' ' + box.tagName + '#' + box.id + '.' + box.className;
        if (['auto', 'scroll'].includes(overflowX)) scrolls = true;
      }
      if (!why && !scrolls && (rect.left < -1 || rect.right > wide + 1)) why = 'beyond the page, in ' + own.tagName + '#' + own.id + '.' + own.className;
      if (why) { found.push(node.nodeValue.trim().slice(0, 60) + ': ' + why); break; }
    }
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push('the page scrolls sideways: ' + root.scrollWidth + ' of ' + root.clientWidth);
  return found;
})()`;

for (const { name, tag, width, forms } of [
  { name: 'on a desk', tag: 'de', width: 1280, forms: ['one', 'other'] },
  { name: 'on the narrowest phone', tag: 'de', width: 320, forms: ['one', 'other'] },
  { name: 'from right to left', tag: 'ar', width: 1280, forms: ['zero', 'one', 'two', 'few', 'many', 'other'] },
  { name: 'from right to left on a phone', tag: 'ar', width: 360, forms: ['zero', 'one', 'two', 'few', 'many', 'other'] },
]) {
  test(`words that are much longer are all there ${name}`, async () => {
    const { page } = browser;
    // The page's own way to its files, with another file at the end of it.
    const { identifier } = await page.evaluateOnNewDocument(
      (ending, body) => {
        const usual = fetch;
        window.fetch = (address, ...how) => (new RegExp(ending).test(String(address)) ? Promise.resolve(new Response(body)) : usual(address, ...how));
      },
      `/${tag}(\\.[0-9a-f]+)?\\.json$`,
      pseudoCatalogue(forms),
    );
    try {
      await page.setViewport({ width, height: 900 });
      await visit('en');
      await choose(tag);
      assert.equal(await text('what'), pseudo('See what is in an ECG'));
      assert.deepEqual(await shown(CLIPPED), [], 'at the beginning');
      await sample();
      await until(browser, `document.querySelectorAll('#entrants li').length > 3`);
      await browser.evaluate(`document.querySelectorAll('details').forEach((one) => (one.open = true))`);
      await browser.evaluate(`document.getElementById('anomalies-now').click()`);
      await until(browser, `!document.getElementById('anomalies').hidden && document.documentElement.dataset.phase === 'done'`);
      assert.deepEqual(await shown(CLIPPED), [], 'with a recording');
      await browser.evaluate(`document.getElementById('compare-now').click()`);
      await until(browser, `!document.getElementById('contest').hidden && document.documentElement.dataset.phase === 'done'`, 120);
      assert.deepEqual(await shown(CLIPPED), [], 'with models side by side');
      await browser.screenshot(join(PICTURES, `language-long-${tag}-${width}.png`));
      for (const room of ['play', 'lay', 'simulate', 'balance']) {
        await browser.evaluate(`document.getElementById('go-${room}').click()`);
        await until(browser, `!document.getElementById('room-${room}').hidden`, 20);
        assert.deepEqual(await shown(CLIPPED), [], `in the studio, ${room}`);
      }
    } finally {
      await page.removeScriptToEvaluateOnNewDocument(identifier);
      await page.setViewport({ width: 1280, height: 900 });
    }
  });
}
