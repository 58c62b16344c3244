// Families of beats in Chromium: relabelled by keys, taken back, said again, asked about; and every time what the command line says.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { asCsv } from './beats.js';
import { until } from './browsers.js';
import { ECGLASS, ROOT, file } from './site.js';
import { handed, inChromium } from './tab.js';
import { PICTURES, RECORD, TABLE, dropAndRead, natively, report } from './walk.js';

/** @import { Correction } from '../../www/types.js' */

/** @type {import('./tab.js').Tab['browser']} */
let browser;
inChromium((tab) => ({ browser } = tab), { isOpen: true });

const words = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').textContent`);
const click = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').click()`);
const focus = (/** @type {string} */ selector) => browser.evaluate(`document.querySelector('${selector}').focus()`);
/** Waits until so many beats are corrected, and the page has been painted so. @param {number} count */
async function corrected(count) {
  await until(browser, `(ecglass.report.settings.corrections ?? []).length === ${count}`, 20);
  await browser.evaluate('new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))');
}
const families = async () => JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#families li:not([hidden]) button')].map(({ dataset, innerText }) => [Number(dataset.count), innerText]))`));

/** The beats as the command line writes them, an object each. @param {...string} asked */
function beatsOf(...asked) {
  const [head, ...lines] = csvOf(...asked).trim().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}

/** @param {...string} asked */
function csvOf(...asked) {
  const out = file('beats.csv', '');
  execFileSync(ECGLASS, ['analyze', RECORD[0], ...asked, '--beats', out], { cwd: ROOT, stdio: 'ignore' });
  return readFileSync(out, 'utf8');
}

/** Drops the sample anew, so that nothing is said of it. */
async function fresh() {
  await dropAndRead(browser, RECORD);
  await until(browser, `!document.getElementById('families').hidden && document.querySelector('#families li:not([hidden])') !== null`, 20);
}

test('the beats of a recording stand in families, each a card that is drawn and told', async () => {
  await fresh();
  const { counts } = natively(RECORD);
  const cards = await families();
  assert.equal(cards.reduce((/** @type {number} */ sum, /** @type {[number, string]} */ [count]) => sum + count, 0), beatsOf().length);
  for (const letter of ['N', 'V']) {
    const told = cards.reduce((/** @type {number} */ sum, /** @type {[number, string]} */ [, text]) => sum + Number(new RegExp(`${letter} (\\d+)`).exec(text)?.[1] ?? 0), 0);
    assert.equal(told, counts[letter], letter);
  }
  const drawn = `((canvas) => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); return new Set(new Uint32Array(data.buffer)).size; })(document.getElementById('family-0'))`;
  await until(browser, `${drawn} > 10`, 10);
  assert.match(await browser.evaluate(`document.getElementById('family-1').getAttribute('aria-label')`), /^Family 2: \d+ beats, .*V \d+/);
  assert.equal(await browser.evaluate(`document.getElementById('beats-by-class').checkVisibility()`), false);
});

test('a family is relabelled by one key, and the report is the one that the command line writes with the same corrections', async () => {
  await fresh();
  const [, [count]] = await families();
  const first = natively(RECORD);
  await focus('[data-family="1"]');
  await browser.press('s');
  await corrected(count);
  const said = await report(browser);
  assert.ok(said.settings.corrections.every((/** @type {Correction} */ one) => one.class === 'S'));
  const csv = asCsv(said.settings.corrections);
  assert.deepEqual(said, natively(RECORD, '--correct', csv));
  // The line tells the counts of both, and those that moved without having been said anything about.
  const line = await words('relabel-words');
  assert.ok(line.startsWith(`${count} corrected · S ${first.counts.S} → ${said.counts.S}, `), line);
  assert.ok(line.includes(`V ${first.counts.V} → ${said.counts.V}`), line);
  const [was, is] = [beatsOf(), beatsOf('--correct', csv)];
  const samples = new Set(said.settings.corrections.map(({ sample }) => String(sample)));
  const followed = was.filter((beat, at) => beat.class !== is[at].class && !samples.has(beat.sample)).length;
  assert.ok(line.endsWith(followed === 0 ? 'no other beat followed' : `${followed} beat${followed === 1 ? '' : 's'} followed`), `${line}, natively ${followed}`);
  assert.equal(await browser.evaluate(`document.querySelector('[data-relabel=family] [data-class=S]').getAttribute('aria-pressed')`), 'true');
  await browser.screenshot(join(PICTURES, 'families.png'));

  await browser.press('z', 'Control');
  await corrected(0);
  assert.deepEqual(await report(browser), first);
  assert.equal(await browser.evaluate(`document.getElementById('relabel-words').checkVisibility()`), false);
  await browser.press('y', 'Control');
  await corrected(count);
  assert.deepEqual(await report(browser), said);
  await click('relabel-undo');
  await corrected(0);
  await click('relabel-redo');
  await corrected(count);
  assert.equal(await browser.evaluate(`document.getElementById('relabel-redo').disabled`), true);
});

test('what is saved is what was corrected, also when the recording has to be read again for it', async () => {
  const csv = asCsv((await report(browser)).settings.corrections);
  assert.equal((await handed(browser, 'save-beats')).text, csvOf('--correct', csv));
  await browser.evaluate('(ecglass.engine.held = null, 1)');
  const { beats, files, ...said } = JSON.parse((await handed(browser, 'save-report')).text);
  assert.deepEqual(files.map((/** @type {any} */ { name }) => name), ['minute.hea', 'minute.dat', 'minute.atr']);
  assert.deepEqual(said, natively(RECORD, '--correct', csv));
  assert.equal([...beats.class].filter((letter) => letter === 'S').length, said.counts.S);
});

test('one beat is relabelled where it was picked on the paper, by a number or a large letter, and small letters still move', async () => {
  await fresh();
  await focus('#trace');
  await browser.press('.');
  await until(browser, `/^Beat 1 of 73/.test(document.getElementById('beat-title').textContent)`, 10);
  await browser.press('5');
  await corrected(1);
  const [{ sample }] = beatsOf();
  assert.deepEqual((await report(browser)).settings.corrections, [{ sample: Number(sample), class: 'Q' }]);
  await browser.press('N', 'Shift');
  await until(browser, `ecglass.report.settings.corrections[0].class === 'N'`, 10);
  assert.match(await words('beat-title'), /^Beat 1 of 73/, 'a large N goes nowhere');
  await browser.press('n');
  await until(browser, `!/^Beat 1 of 73/.test(document.getElementById('beat-title').textContent)`, 10);
  await corrected(1);
  await browser.evaluate(`document.querySelector('[data-relabel=beat] [data-class=F]').click()`);
  await corrected(2);
  assert.match(await browser.evaluate(`document.getElementById('beat-rows').textContent`), /Class ?F, fusion/);
});

test('members are stepped through, here and on the paper', async () => {
  await fresh();
  await browser.evaluate(`document.querySelector('[data-family="1"]').click()`);
  await until(browser, `/^Member 1 of /.test(document.getElementById('member-words').textContent)`, 10);
  await click('member-on');
  await until(browser, `/^Member 2 of /.test(document.getElementById('member-words').textContent)`, 10);
  await focus('#member');
  await browser.press('ArrowRight');
  await until(browser, `/^Member 3 of /.test(document.getElementById('member-words').textContent)`, 10);
  const [, at] = /at (\d+:\d+)/.exec(await words('member-words')) ?? [];
  assert.match(await words('beat-title'), new RegExp(`, at ${at}\\.`));
  await browser.press('f');
  await corrected(1);
  assert.match(await words('member-words'), /· F, as you said$/);
});

test('asked about the least sure beats, one answers them one after the other', async () => {
  await fresh();
  for (const nth of [1, 2, 3]) {
    if (nth === 1) {
      await click('ask');
      await until(browser, `document.activeElement.id === 'member'`, 10);
    }
    const known = (await report(browser)).settings.corrections ?? [];
    const beats = beatsOf('--correct', asCsv(known)).map((beat, at) => ({ ...beat, at }));
    const open = beats.filter((beat) => !known.some((/** @type {Correction} */ { sample }) => String(sample) === beat.sample));
    const least = Math.min(...open.map((beat) => Number(beat.probability)));
    const [, asked] = /^Beat (\d+) of 73/.exec(await words('member-words')) ?? [];
    assert.equal(Number(beats[Number(asked) - 1].probability), least);
    await browser.press(beats[Number(asked) - 1].class.toLowerCase());
    await corrected(nth);
    await until(browser, `!document.getElementById('member-words').textContent.startsWith('Beat ${asked} of')`, 10);
    assert.match(await words('family-words'), new RegExp(`${nth} answers? so far`));
  }
  await click('ask');
  await until(browser, `document.getElementById('ask').getAttribute('aria-pressed') === 'false'`, 10);
});

test('another file begins with nothing said, and a table has its beats by class', async () => {
  await dropAndRead(browser, TABLE);
  assert.equal(await browser.evaluate(`document.getElementById('beats-by-shape').checkVisibility() || document.getElementById('ask').checkVisibility()`), false);
  assert.equal(await browser.evaluate(`document.getElementById('beats').checkVisibility()`), true);
  await fresh();
  assert.equal((await report(browser)).settings.corrections, undefined);
  assert.deepEqual(browser.problems(), []);
});
