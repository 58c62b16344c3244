// Moving about a recording on its paper, and measuring on it, by pointer and by keys, in every browser.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './browsers.js';
import { ECGLASS, ROOT, file } from './site.js';
import { inBrowser } from './tab.js';
import { PICTURES, RECORD, dropAndRead, natively, report } from './walk.js';

/** @import { Browser } from './browsers.js' */

/** The beats of the sample as the command line writes them: an object a line. */
function beatsNatively() {
  const out = file('beats.csv', '');
  execFileSync(ECGLASS, ['analyze', RECORD[0], '--beats', out], { cwd: ROOT, stdio: 'ignore' });
  const [head, ...lines] = readFileSync(out, 'utf8').trim().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}

/** @param {() => Promise<Browser>} start */
export function walkOnPaper(start) {
  /** @type {Browser} */
  let browser;
  inBrowser(
    start,
    async (tab) => {
      ({ browser } = tab);
      await dropAndRead(browser, RECORD);
      await browser.evaluate(`document.getElementById('trace-panel').scrollIntoView({ block: 'start', behavior: 'instant' })`);
    },
    { isOpen: true },
  );

  const words = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').textContent`);
  const click = (/** @type {string} */ id) => browser.evaluate(`document.getElementById('${id}').click()`);
  const choose = (/** @type {string} */ id, /** @type {string} */ value) =>
    browser.evaluate(`(() => {
      const field = document.getElementById('${id}');
      field.value = '${value}';
      field.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
  const isSaid = (/** @type {string} */ id, /** @type {string} */ pattern) => until(browser, `/${pattern}/.test(document.getElementById('${id}').textContent)`, 10);
  const focus = () => browser.evaluate(`document.getElementById('trace').focus()`);
  /** Where a place of the paper is in the window. @param {number} x @param {number} y @returns {Promise<[number, number]>} */
  const place = async (x, y) => JSON.parse(await browser.evaluate(`(() => { const { left, top } = document.getElementById('trace').getBoundingClientRect(); return JSON.stringify([left + ${x}, top + ${y}]); })()`));
  const picture = () => browser.evaluate(`document.getElementById('trace').toDataURL()`);
  /** Moves until the picture is another one, since words change before it does. @param {() => Promise<unknown>} act */
  async function redrawn(act) {
    const earlier = await picture();
    await act();
    for (let wait = 0; wait < 100 && (await picture()) === earlier; wait++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.notEqual(await picture(), earlier);
  }

  test('a recording opens at its beginning on paper of 25 mm/s and 10 mm/mV', async () => {
    await isSaid('trace-words', '^Lead MLII of minute, cleaned: 0:00 to 0:1');
    assert.equal(await browser.evaluate(`document.getElementById('speed').value + ' ' + document.getElementById('gain').value`), '25 10');
    assert.equal(await browser.evaluate(`document.getElementById('go-back').disabled && !document.getElementById('go-on').disabled`), true);
  });

  test('keys move over the recording to its end and back, and draw what is there', async () => {
    await focus();
    await redrawn(() => browser.press('End'));
    await isSaid('trace-words', ' to 1:00,');
    assert.equal(await browser.evaluate(`document.getElementById('go-on').disabled`), true);
    await browser.press('Home');
    await isSaid('trace-words', ': 0:00 to ');
    await redrawn(() => browser.press('ArrowRight'));
    await isSaid('trace-words', ': 0:01 to ');
    await browser.press('a');
    await isSaid('trace-words', ': all 1 min 0 s, with 73 beats');
    assert.equal(await browser.evaluate(`document.getElementById('strip').hidden`), true, 'all of it needs no strip');
    await browser.press('0');
    await browser.press('Home');
    await isSaid('trace-words', ': 0:00 to 0:1');
  });

  test('dragging the paper moves it as far as the hand goes', async () => {
    await browser.drag([await place(600, 100), await place(500, 100), await place(400, 100)]);
    await isSaid('trace-words', ': 0:02 to ');
    await click('go-first');
    await isSaid('trace-words', ': 0:00 to ');
  });

  test('the strip brings the paper to where it is pressed', async () => {
    const [left, top, width] = JSON.parse(await browser.evaluate(`(() => { const { left, top, width } = document.getElementById('strip').getBoundingClientRect(); return JSON.stringify([left, top, width]); })()`));
    await browser.drag([[left + width / 2, top + 20], [left + width / 2, top + 20]]);
    await isSaid('trace-words', ': 0:2[4-6] to ');
    assert.match(await browser.evaluate(`document.getElementById('window').getAttribute('aria-valuetext')`), /^from 0:2\d to 0:3\d of 1:00$/);
    await browser.press('Home');
    await isSaid('trace-words', ': 0:00 to ');
  });

  test('a typed time is gone to, and what is none is said so', async () => {
    for (const [typed, fault] of [['soon', '^A time is seconds'], ['5:00', '^The recording ends at 1:00']]) {
      await browser.evaluate(`(document.getElementById('go-to').value = '${typed}', true)`);
      await click('go-now');
      await isSaid('fault-go', fault);
    }
    await browser.evaluate(`(document.getElementById('go-to').value = '0:30', true)`);
    await click('go-now');
    await isSaid('trace-words', ': 0:2[4-6] to ');
    assert.equal(await browser.evaluate(`document.getElementById('fault-go').hidden`), true);
    await click('go-first');
  });

  test('the beat under a click is told as the command line measures it, and so are those beside it', async () => {
    const beats = beatsNatively();
    await isSaid('trace-words', ': 0:00 to ');
    const x = 44 + 100 * Number(beats[3].time_s);
    await browser.drag([await place(x, 90), await place(x, 90)]);
    await isSaid('beat-title', '^Beat 4 of 73, at ');
    for (const nth of [3, 4]) {
      const rows = Object.fromEntries(JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#beat-rows div')].map((row) => [row.children[0].textContent, row.children[1].textContent]))`)));
      const { class: class_, rr_s, qrs_ms, qtc_fridericia_ms, st_mv } = beats[nth];
      assert.equal(rows.Class[0], class_);
      assert.equal(Number.parseFloat(rows['RR before']), Math.round(1000 * Number(rr_s)));
      assert.equal(rows.QRS, qrs_ms === '' ? 'not seen' : `${qrs_ms}\u{a0}ms`);
      assert.equal(rows['QTc, Fridericia'], qtc_fridericia_ms === '' ? 'not seen' : `${qtc_fridericia_ms}\u{a0}ms`);
      assert.ok(Math.abs(Number.parseFloat(rows.ST.replace('\u{2212}', '-')) - Number(st_mv)) <= 0.0051, `${rows.ST}, natively ${st_mv}`);
      await click('beat-on');
      await isSaid('beat-title', `^Beat ${nth + 2} of 73`);
    }
    await browser.screenshot(join(PICTURES, `${browser.name}-beat.png`));
    await click('beat-close');
    await until(browser, `document.getElementById('beat-panel').hidden`, 10);
  });

  test('the next beat that is not normal is a key away, and the one before it, too', async () => {
    const odd = beatsNatively().flatMap(({ class: class_ }, at) => (class_ === 'N' ? [] : [at + 1]));
    assert.ok(odd.length >= 2, `${odd.length} beats are not normal`);
    assert.equal(await words('odd-words'), `${odd.length} not normal`);
    await click('go-first');
    await focus();
    await browser.press('n');
    await isSaid('beat-title', `^Beat ${odd[0]} of `);
    await browser.press('n');
    await isSaid('beat-title', `^Beat ${odd[1]} of `);
    await browser.press('p');
    await isSaid('beat-title', `^Beat ${odd[0]} of `);
    await click('beat-close');
    await click('go-first');
    await isSaid('trace-words', ': 0:00 to ');
  });

  test('calipers measure what is dragged over, come to rest on beats, and are moved by keys', async () => {
    const [first, second] = beatsNatively().slice(2, 4).map(({ time_s }) => Number(time_s));
    await click('measure');
    await until(browser, `document.getElementById('measure').getAttribute('aria-pressed') === 'true'`, 10);
    // A pixel beside each beat: the edges find it.
    await browser.drag([await place(44 + 100 * first + 1, 60), await place(44 + 100 * first + 40, 90), await place(44 + 100 * second - 1, 100)]);
    // The peak of a QRS complex may stand a sample beside the beat's mark, and pointers of some drivers on whole pixels.
    await isSaid('caliper-words', `ms · ${Math.round(60 / (second - first))}\\u00a0bpm · 1\\.00\\u00a0mV$`);
    const milliseconds = async () => Number.parseInt(await words('caliper-words'), 10);
    const apart = await milliseconds();
    assert.ok(Math.abs(apart - 1000 * (second - first)) <= 6, `${apart} ms between beats at ${first} and ${second} s`);
    await browser.evaluate(`document.getElementById('caliper-b').focus()`);
    await browser.press('ArrowRight');
    await isSaid('caliper-words', `^${apart + 10}\\u00a0ms`);
    await click('march-on');
    await until(browser, `document.getElementById('march').children.length > 4`, 10);
    await browser.screenshot(join(PICTURES, `${browser.name}-calipers.png`));
    await click('measure');
    await until(browser, `document.getElementById('calipers').hidden`, 10);
  });

  test('paper runs faster and slower, waves grow, and recorded and cleaned stand over and under each other', async () => {
    await redrawn(() => choose('speed', '50'));
    await isSaid('trace-words', ': 0:00 to 0:05');
    await redrawn(() => choose('gain', '20'));
    await choose('speed', '25');
    await choose('gain', '10');
    const height = () => browser.evaluate(`document.getElementById('trace').clientHeight`);
    const one = await height();
    await redrawn(() => click('trace-both'));
    await isSaid('trace-words', '^Lead MLII of minute, cleaned over as recorded: ');
    await redrawn(() => click('trace-split'));
    await isSaid('trace-words', '^Lead MLII of minute, as recorded and cleaned: ');
    await until(browser, `document.getElementById('trace').clientHeight > ${one}`, 10);
    await browser.screenshot(join(PICTURES, `${browser.name}-split.png`));
    await click('trace-clean');
    assert.deepEqual(browser.problems(), []);
  });

  test('steps of cleaning are added, moved and applied by keys, and each lead loses what it loses for the command line', async () => {
    await browser.evaluate(`(document.getElementById('steps').open = true, document.getElementById('steps-add').value = 'wavelet', document.getElementById('steps-add-now').focus())`);
    await browser.press('Enter');
    await isSaid('steps-said', '^Not applied yet');
    const kinds = async () => JSON.parse(await browser.evaluate(`JSON.stringify([...document.querySelectorAll('#steps-list li')].map((item) => item.dataset.step))`));
    assert.deepEqual(await kinds(), ['baseline', 'mains', 'band', 'wavelet']);
    await browser.evaluate(`document.querySelector('[data-step=wavelet] [data-act=up]').focus()`);
    for (const place of [2, 1]) {
      await browser.press('Enter');
      await until(browser, `document.querySelectorAll('#steps-list li')[${place}].dataset.step === 'wavelet' && document.activeElement === document.querySelector('[data-step=wavelet] [data-act=up]')`, 10);
    }
    await browser.evaluate(`(window.reportBefore = ecglass.report, document.getElementById('steps-apply').focus())`);
    await browser.press('Enter');
    await until(browser, `document.documentElement.dataset.phase === 'done' && ecglass.report !== window.reportBefore`);
    const said = await report(browser);
    const { cleaning } = said.settings;
    assert.deepEqual(cleaning.map((/** @type {{ step: string }} */ { step }) => step), ['baseline', 'wavelet', 'mains', 'band']);
    assert.deepEqual(said, natively(RECORD.slice(0, 1), '--clean', JSON.stringify(cleaning)));
    assert.equal(await browser.evaluate(`document.querySelectorAll('#bands [data-lead=MLII]').length`), 4);
    assert.deepEqual(browser.problems(), []);
  });
}
