// Getting around: from panel to panel, from a drawing to its moment on the paper, from a cell to its beats; and what is kept until the next visit. In Chromium.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from './browsers.js';
import { look, settled } from './states.js';
import { inChromium } from './tab.js';
import { OPEN, RECORD, TABLE, dropAndRead } from './walk.js';

/** @type {import('./tab.js').Tab['browser']} */
let browser;
/** @type {import('./tab.js').Tab['site']} */
let site;
inChromium((tab) => dropAndRead(({ browser, site } = tab).browser, RECORD), { isOpen: true });

/** What an expression comes to in the page. @param {string} expression */
const shown = async (expression) => JSON.parse(await browser.evaluate(`JSON.stringify(${expression})`));
const LINKS = `[...document.querySelectorAll('#panels a')].filter((link) => link.checkVisibility())`;
const links = () => shown(`${LINKS}.map(({ textContent }) => textContent)`);
const marked = `document.querySelector('#panels [aria-current]')?.dataset.panel`;
const isMarked = (/** @type {string} */ name) => until(browser, `${marked} === '${name}'`, 5);
const follow = (/** @type {string} */ name) => browser.evaluate(`document.querySelector('#panels [data-panel=${name}]').click()`);
const box = (/** @type {string} */ selector) => shown(`(({ left, right, top, bottom }) => ({ left, right, top, bottom }))(document.querySelector('${selector}').getBoundingClientRect())`);
const isSaid = (/** @type {string} */ id, /** @type {RegExp} */ pattern) => until(browser, `${pattern}.test(document.getElementById('${id}').textContent)`, 10);

/**
 * Presses a drawing at a share of its width and height, as a mouse does.
 * @param {string} id
 * @param {(size: { width: number, height: number }) => [number, number]} where
 */
async function press(id, where) {
  const { left, top, width, height } = await shown(`(() => {
    const canvas = document.getElementById('${id}');
    canvas.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, top } = canvas.getBoundingClientRect();
    return { left: left + canvas.clientLeft, top: top + canvas.clientTop, width: canvas.clientWidth, height: canvas.clientHeight };
  })()`);
  const [x, y] = where({ width, height });
  await browser.page.mouse.click(left + x, top + y);
}

describe('from panel to panel', () => {
  test('what is listed is what is there, of a recording and of a table', async () => {
    const there = `['trace', 'classes', 'beats', 'anomalies', 'scores', 'compare', 'rhythm', 'measures', 'hrv', 'signal', 'notes', 'model', 'save'].filter((name) => document.getElementById(name + '-panel').checkVisibility()).length + 1`;
    await until(browser, `document.getElementById('anomalies-panel').checkVisibility()`);
    const ofRecord = await links();
    for (const words of ['ECG', 'Rhythm', 'Variability', 'Save', 'Studio']) assert.ok(ofRecord.includes(words), `${words} in ${ofRecord}`);
    assert.equal(ofRecord.length, await shown(there));
    await dropAndRead(browser, TABLE);
    const ofTable = await links();
    assert.ok(!ofTable.includes('ECG') && !ofTable.includes('Rhythm') && ofTable.includes('Labels'), ofTable.join());
    assert.equal(ofTable.length, await shown(there));
    await dropAndRead(browser, RECORD);
  });

  test('a link goes to its panel, which comes under the strip and is marked, by keyboard too', async () => {
    await follow('rhythm');
    await isMarked('rhythm');
    const [strip, panel] = [await box('#panels'), await box('#rhythm-panel')];
    assert.ok(panel.top >= strip.bottom && panel.top < strip.bottom + 40, `${panel.top} under ${strip.bottom}`);
    await until(browser, `location.hash.endsWith('panel=rhythm')`);
    await browser.evaluate(`document.querySelector('#panels [data-panel=variability]').focus()`);
    await browser.press('Enter');
    await isMarked('variability');
    await browser.press('Tab');
    assert.equal(await shown(`document.activeElement.closest('section').id`), 'hrv-panel', 'who goes on by keyboard is in the panel');
  });

  test('at the end of the page the one that was gone to is marked, though it comes no further up', async () => {
    for (const name of ['save', 'model']) {
      await follow(name);
      await isMarked(name);
      await settled(browser.page);
      assert.equal(await shown(marked), name);
    }
    await follow('studio');
    await isMarked('studio');
    assert.equal(await shown(`document.getElementById('studio-door').open`), true);
    await browser.evaluate(`(document.getElementById('studio-door').open = false, true)`);
  });

  test('who scrolls by hand is followed', async () => {
    await browser.evaluate(`scrollTo({ top: 0, behavior: 'instant' })`);
    await until(browser, `${marked} === undefined`, 5);
    for (const name of ['beats-panel', 'signal-panel', 'classes-panel']) {
      await browser.evaluate(`scrollBy({ top: document.getElementById('${name}').getBoundingClientRect().top - 80, behavior: 'instant' })`);
      await isMarked(name.replace('-panel', ''));
    }
  });

  test('nothing that has the focus lies under the strip, forwards and backwards, on a phone too', async () => {
    for (const width of [1280, 360]) {
      await look(browser.page, { theme: 'light', width });
      await follow('rhythm');
      await isMarked('rhythm');
      for (const key of /** @type {const} */ (['Tab', 'Shift'])) {
        for (let step = 0; step < 60; step++) {
          if (key === 'Shift') await browser.page.keyboard.down('Shift');
          await browser.page.keyboard.press('Tab');
          if (key === 'Shift') await browser.page.keyboard.up('Shift');
          const covered = await shown(`(() => {
            const { activeElement: has } = document;
            const strip = document.getElementById('panels');
            if (has === document.body || strip.contains(has)) return null;
            const [{ top, bottom }, { bottom: edge, top: upper }] = [has.getBoundingClientRect(), strip.getBoundingClientRect()];
            return top < edge - 1 && bottom > upper ? (has.id || has.textContent.slice(0, 30)) + ' from ' + top + ' to ' + bottom + ', the strip ends at ' + edge : null;
          })()`);
          assert.equal(covered, null, `${key} at ${width} px`);
        }
      }
    }
    await look(browser.page, { theme: 'light', width: 1280 });
  });

  test('on the narrowest phone the strip is pushed sideways, and its targets stay large; on a wide screen it stands in the margin', async () => {
    const { page } = browser;
    await look(page, { theme: 'dark', width: 320 });
    await follow('signal');
    await isMarked('signal');
    await until(browser, `(({ left, right }) => left >= 0 && right <= innerWidth)(document.querySelector('#panels [aria-current]').getBoundingClientRect())`, 5);
    assert.ok(await shown(`document.documentElement.scrollWidth <= innerWidth`));
    for (const { width, height } of await shown(`${LINKS}.map((link) => (({ width, height }) => ({ width, height }))(link.getBoundingClientRect()))`)) assert.ok(width >= 24 && height >= 24);
    await page.setViewport({ width: 1600, height: 900 });
    await settled(page);
    const [list, panel] = [await box('#panels-list'), await box('#signal-panel')];
    assert.ok(list.left >= 0 && list.right <= panel.left && list.bottom > list.top + 200, JSON.stringify({ list, panel }));
    await follow('beats');
    await isMarked('beats');
    await look(page, { theme: 'light', width: 1280 });
  });

  test('it is not printed', async () => {
    await browser.page.emulateMediaType('print');
    assert.equal(await shown(`document.getElementById('panels').checkVisibility()`), false);
    await browser.page.emulateMediaType(undefined);
  });
});

describe('from a drawing to its moment', () => {
  for (const id of ['tachogram', 'st-trend']) {
    test(`${id}: the paper goes where it is pressed, and to its extremes by their buttons`, async () => {
      await until(browser, `document.getElementById('${id}').dataset.seconds > 50`);
      await press(id, ({ width, height }) => [54 + (width - 54 - 14) / 2, height / 2]);
      await isSaid('trace-words', /: 0:2[3-6] to /);
      assert.equal(await shown(`document.activeElement.id`), 'trace');
      const { top } = await box('#trace-panel');
      assert.ok(top >= 0 && top < 200, `the paper stands at ${top}`);
      await press(id, ({ width, height }) => [width - 4, height / 2]);
      await isSaid('trace-words', / to 1:00,/);
      await press(id, ({ height }) => [10, height / 2]);
      await isSaid('trace-words', /: 0:00 to /);
      const jumps = await shown(`[...document.querySelectorAll('#${id}-jumps [data-goto]')].map((one) => [one.textContent, Number(one.dataset.goto)])`);
      assert.equal(jumps.length, 2);
      const [words, at_s] = jumps[1];
      assert.match(words, /^(Fastest|Highest): .+ at 0:\d\d$/);
      await browser.evaluate(`document.querySelectorAll('#${id}-jumps [data-goto]')[1].focus()`);
      await browser.press('Enter');
      const edges = /: 0:(\d\d) to \d:(\d\d)/.exec((await isSaid('trace-words', /: 0:/), await shown(`document.getElementById('trace-words').textContent`))) ?? [];
      assert.ok(Number(edges[1]) <= at_s + 1 && (Number(edges[2]) || 60) >= at_s - 1, `${edges[0]} holds ${at_s} s`);
    });
  }
});

test('of many places the first are shown and the rest a hundred at a time, each a way to the paper, by keyboard too', async () => {
  await browser.evaluate(`(() => {
    window.reportBefore = ecglass.report;
    document.getElementById('to-studio').click();
    document.getElementById('go-simulate').click();
  })()`);
  await until(browser, `document.querySelectorAll('#simulate-rhythm option').length > 20`);
  await browser.evaluate(`(() => {
    for (const [id, value] of [['simulate-rhythm', 'ventricular-couplets'], ['simulate-seconds', '1500']]) {
      const field = document.querySelector('[data-studio="' + id + '"]');
      field.value = value;
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    document.getElementById('simulate-now').click();
  })()`);
  await until(browser, `document.documentElement.dataset.phase === 'done' && ecglass.report !== window.reportBefore`, 120);
  const list = `document.querySelector('#events tr[data-event=couplet] .places')`;
  const rest = `${list}.querySelector('.rest')`;
  const places = () => shown(`[...${list}.querySelectorAll('[data-goto]')].map((one) => Number(one.dataset.goto))`);
  const all = await shown(`ecglass.report.rhythm.events.filter(({ kind, class: of }) => kind === 'couplet' && of === 'V').map(({ from_s, to_s }) => (from_s + to_s) / 2)`);
  assert.ok(all.length > 110, `${all.length} couplets`);
  assert.deepEqual(await places(), all.slice(0, 3));
  assert.equal(await shown(`${rest}.textContent`), `and ${all.length - 3} more`);
  assert.equal(await shown(`${rest}.getAttribute('aria-label')`), `and ${all.length - 3} more: show the next 100`);
  await browser.evaluate(`${rest}.focus()`);
  await browser.press('Enter');
  assert.deepEqual(await places(), all.slice(0, 103));
  assert.equal(await shown(`document.activeElement.dataset.goto`), String(all[3]), 'whoever pressed it stands on the first that came');
  await isSaid('says', new RegExp(`^103 of ${all.length} are shown\\.$`));
  while (await shown(`${rest} !== null`)) await browser.evaluate(`${rest}.click()`);
  assert.deepEqual(await places(), all);
  await isSaid('says', new RegExp(`^${all.length} of ${all.length} are shown\\.$`));
  assert.ok((await box('#events tr[data-event=couplet]')).bottom - (await box('#events tr[data-event=couplet]')).top < 300, 'it scrolls by itself');
  await browser.evaluate(`[...${list}.querySelectorAll('[data-goto]')].at(-1).focus()`);
  await browser.press('Enter');
  const last = Math.floor(all.at(-1) / 60);
  await isSaid('trace-words', new RegExp(`: ${last}:\\d\\d to `));
  assert.equal(await shown(`document.activeElement.id`), 'trace');
  await dropAndRead(browser, RECORD);
  assert.deepEqual(browser.problems(), []);
});

test('a cell of the drawn confusion matrix opens its beats, as its number in the table does', async () => {
  await dropAndRead(browser, TABLE);
  const cell = (/** @type {number} */ truth, /** @type {number} */ said) => (/** @type {{ width: number, height: number }} */ { width, height }) =>
    /** @type {[number, number]} */ ([46 + ((said + 0.5) * (width - 54)) / 5, 44 + ((truth + 0.5) * (height - 52)) / 5]);
  await browser.evaluate(`(document.getElementById('confusion-table').closest('details').open = false, true)`);
  await press('confusion', cell(2, 2));
  await isSaid('cell-words', /^\d+ beats labelled and called V/);
  await until(browser, `document.getElementById('cell-beats').checkVisibility() && document.getElementById('cell').getBoundingClientRect().bottom <= innerHeight + 1`, 5);
  const number = await shown(`document.querySelector('#confusion-table [data-truth=V][data-said=V]').textContent`);
  await isSaid('cell-words', new RegExp(`^${number} beats`));
  assert.equal(await shown(`document.getElementById('confusion').classList.contains('opens')`), true);
  // Beside the cells nothing is opened, and nothing says that it could be.
  await press('confusion', () => [20, 20]);
  await isSaid('cell-words', new RegExp(`^${number} beats`));
  assert.equal(await shown(`document.getElementById('confusion').classList.contains('opens')`), false);
});

describe('a place has an address', () => {
  const address = () => new URL(browser.page.url()).hash;
  const isAt = (/** @type {RegExp} */ pattern) => until(browser, `${pattern}.test(location.hash)`, 5);

  test('it follows who moves, leads whoever opens it and drops the file to the same place, and the way back goes back', async () => {
    await dropAndRead(browser, RECORD);
    await browser.evaluate(`document.getElementById('go-last').click()`);
    await isAt(/^#t=0:\d\d(\.\d+)?&w=[\d.]+/);
    const words = await shown(`document.getElementById('trace-words').textContent`);
    await follow('rhythm');
    await isAt(/&panel=rhythm$/);
    const place = address();
    await browser.page.goto('about:blank');
    await browser.page.goto(`${site.url}${place}`);
    await until(browser, OPEN);
    await dropAndRead(browser, RECORD);
    await isMarked('rhythm');
    assert.equal(await shown(`document.getElementById('trace-words').textContent`), words);
    await isAt(new RegExp(`^${place.replaceAll('.', '\\.')}$`));

    await until(browser, `document.getElementById('tachogram').dataset.seconds > 50`);
    // Above it nothing is still to come, which would move it from under the pointer.
    await until(browser, `document.querySelectorAll('#families li:not([hidden])').length > 0`);
    await settled(browser.page);
    const before = await shown(`history.length`);
    await press('tachogram', ({ height }) => [10, height / 2]);
    await isSaid('trace-words', /: 0:00 to /);
    await until(browser, `history.length > ${before}`, 5);
    await browser.page.goBack();
    await until(browser, `document.getElementById('trace-words').textContent === ${JSON.stringify(words)}`, 5);
    await browser.page.goForward();
    await isSaid('trace-words', /: 0:00 to /);
  });

  test('one lead, another model and nonsense: what can be followed is, the rest is a sentence', async () => {
    await browser.page.goto('about:blank');
    await browser.page.goto(`${site.url}#t=0:20&lead=mlii&model=beat-cnn&panel=kitchen`);
    await until(browser, OPEN);
    await isSaid('error-text', /^The address says panel=kitchen; the panels are ecg, /);
    await dropAndRead(browser, RECORD);
    await until(browser, `document.getElementById('model-choice').value === 'beat-cnn' && document.documentElement.dataset.phase === 'done'`, 30);
    await isSaid('model-line', /^beat-cnn, /);
    await isSaid('trace-words', /^Lead MLII of .*: 0:20 to /);
    await browser.page.goto('about:blank');
    await browser.page.goto(`${site.url}#lead=aVR&model=no-such`);
    await until(browser, OPEN);
    await dropAndRead(browser, RECORD);
    await isSaid('error-text', /^The address asks for the model no-such, which this page cannot classify these beats by; beat-rhythm did\.$/);
  });
});

describe('which model classifies', () => {
  test('another one is chosen, and the beats are its own; a table is offered none that needs a rhythm', async () => {
    await browser.page.goto('about:blank');
    await browser.page.goto(site.url);
    await until(browser, OPEN);
    await dropAndRead(browser, RECORD);
    const choice = `[...document.getElementById('model-choice').options].map(({ value }) => value)`;
    await until(browser, `${choice}.length > 5`);
    const before = await shown(`ecglass.report.model`);
    await browser.page.select('#model-choice', 'beat-resnet');
    await until(browser, `ecglass.report?.model.name === 'beat-resnet' && document.documentElement.dataset.phase === 'done'`, 60);
    await isSaid('model-line', /^beat-resnet, /);
    await browser.page.select('#model-choice', 'beat-rhythm');
    await until(browser, `ecglass.report?.model.name === 'beat-rhythm' && document.documentElement.dataset.phase === 'done'`, 60);
    assert.deepEqual(await shown(`ecglass.report.model`), before);
    await dropAndRead(browser, TABLE);
    assert.equal((await shown(choice)).includes('beat-rhythm'), false);
    assert.equal(await shown(`document.getElementById('model-choice').value`), 'beat-cnn');
  });
});

describe('until the next visit', () => {
  const choose = (/** @type {string} */ id, /** @type {string} */ value) => browser.page.select(`#${id}`, value);
  const paper = () => shown(`[document.getElementById('speed').value, document.getElementById('gain').value, document.querySelector('[name=trace]:checked').value, document.documentElement.dataset.theme ?? 'auto']`);

  test('colours and paper are kept, nothing of the recording is, and all of it is forgotten at a press', async () => {
    await dropAndRead(browser, RECORD);
    assert.deepEqual(await paper(), ['25', '10', 'clean', 'auto']);
    assert.equal(await shown(`document.getElementById('forget').checkVisibility() || localStorage.length > 0`), false);
    await choose('speed', '50');
    await choose('gain', '5');
    await browser.evaluate(`(document.getElementById('trace-both').click(), document.getElementById('theme').click())`);
    await browser.evaluate(`document.getElementById('go-last').click()`);
    assert.deepEqual(await shown(`Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text)])`), [['ecglass', { theme: 'dark', language: 'auto', way: 'both', mm_s: 50, mm_mv: 5, keeps: 'ask', tour: 'ask', keyed: 'yes' }]]);
    await browser.reload();
    await until(browser, `${OPEN} && document.documentElement.dataset.theme === 'dark'`);
    await dropAndRead(browser, RECORD);
    await until(browser, `document.getElementById('speed').value === '50'`, 10);
    assert.deepEqual(await paper(), ['50', '5', 'both', 'dark']);
    await browser.evaluate(`document.getElementById('go-last').click()`);
    await browser.evaluate(`document.getElementById('forget').click()`);
    await until(browser, `document.getElementById('speed').value === '25' && document.getElementById('kept').hidden`, 10);
    assert.deepEqual(await paper(), ['25', '10', 'clean', 'auto']);
    await isSaid('trace-words', / to 1:00,/);
    assert.equal(await shown(`localStorage.length`), 0);
  });

  test('a browser that forbids storage is no worse off than that', async () => {
    const page = await browser.page.browser().newPage();
    /** @type {string[]} */
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.evaluateOnNewDocument(`Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })`);
    await page.goto(site.url);
    await page.waitForFunction(OPEN);
    await page.evaluate(`document.getElementById('theme').click()`);
    await page.waitForFunction(`document.documentElement.dataset.theme === 'dark'`);
    await page.evaluate(`document.getElementById('forget').click()`);
    await page.waitForFunction(`document.documentElement.dataset.theme === undefined`);
    assert.deepEqual(problems, []);
    await page.close();
    assert.deepEqual(browser.problems(), []);
  });
});
