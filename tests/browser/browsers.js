// Three browsers behind one face: open, drop, evaluate, and what went wrong meanwhile.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

/**
 * @typedef {object} Browser
 * @property {string} name
 * @property {string} drags how files are dropped, for the test's title
 * @property {(url: string) => Promise<void>} open
 * @property {() => Promise<void>} reload
 * @property {(expression: string) => Promise<any>} evaluate
 * @property {(paths: string[]) => Promise<void>} drop
 * @property {(key: string, ...held: string[]) => Promise<void>} press a key while others are held
 * @property {(places: [number, number][]) => Promise<void>} drag the pointer goes down at the first place of the window, over the others, and up at the last
 * @property {(path: string) => Promise<void>} screenshot
 * @property {() => string[]} problems console errors, uncaught errors and failed requests since the last call
 * @property {() => Promise<string[]>} requests every address that was asked for
 * @property {() => Promise<void>} close
 */

/**
 * Waits until an expression is true in the page.
 * @param {Browser} browser
 * @param {string} expression
 * @param {number} [seconds]
 */
export async function until(browser, expression, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await browser.evaluate(expression).catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) {
      const shown = await browser.evaluate(`document.documentElement.dataset.phase + ' | ' + document.body.innerText.slice(0, 600)`).catch(String);
      throw new Error(`${browser.name}: not true within ${seconds} s: ${expression}\nthe page: ${shown}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The window that the pages are looked at in. */
const WIDTH = 1280;
const HEIGHT = 900;

/** Builds the real events of a drop around the files that stand in a hidden input. */
const DROP_FROM_INPUT = `(() => {
  const input = document.getElementById('dropped-by-test');
  const data = new DataTransfer();
  for (const file of input.files) data.items.add(file);
  const zone = document.getElementById('drop-zone');
  for (const type of ['dragenter', 'dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  input.remove();
})()`;

const MAKE_INPUT = `(() => {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.id = 'dropped-by-test';
  document.body.append(input);
})()`;

/** @returns {Promise<Browser>} */
export async function chromium() {
  const browser = await puppeteer.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic', '--no-first-run', '--disable-component-update', '--disable-sync'],
  });
  const face = await viaPuppeteer('Chromium', browser);
  const page = face.page;
  await page.setViewport({ width: WIDTH, height: HEIGHT });
  const session = await page.createCDPSession();
  return {
    ...face,
    drags: 'by the browser’s own drag events',
    async drop(paths) {
      const { x, y } = await page.evaluate(() => {
        const zone = /** @type {HTMLElement} */ (document.getElementById('drop-zone'));
        zone.scrollIntoView({ block: 'center', behavior: 'instant' });
        const box = zone.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      });
      const data = { items: [], files: paths, dragOperationsMask: 1 };
      for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) await session.send('Input.dispatchDragEvent', { type, x, y, data });
    },
  };
}

/** Firefox has no protocol for dragging files into a page: real files are put into an input, and drag events made around them. @returns {Promise<Browser>} */
export async function firefox() {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync),
    // Puppeteer sets a viewport together with a screen's orientation, which Firefox ESR cannot be told: the window is opened that large instead.
    defaultViewport: null,
    args: [`--width=${WIDTH}`, `--height=${HEIGHT}`],
    extraPrefsFirefox: { 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false },
  });
  const face = await viaPuppeteer('Firefox', browser);
  return {
    ...face,
    drags: 'by drag events made around real files, since BiDi cannot drag any',
    async drop(paths) {
      await face.evaluate(MAKE_INPUT);
      const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await face.page.$('#dropped-by-test'));
      await input.uploadFile(...paths);
      await face.evaluate(DROP_FROM_INPUT);
    },
  };
}

/**
 * @param {string} name
 * @param {import('puppeteer-core').Browser} browser
 */
async function viaPuppeteer(name, browser) {
  const page = await browser.newPage();
  /** @type {string[]} */
  let problems = [];
  /** @type {string[]} */
  const requests = [];
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`uncaught: ${error instanceof Error ? error.message : error}`));
  // A page with something unsaved asks before it is left; who tests it means to.
  page.on('dialog', (dialog) => dialog.accept().catch(() => {}));
  page.on('request', (request) => requests.push(request.url()));
  return {
    name,
    page,
    open: async (/** @type {string} */ url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (/** @type {string} */ expression) => page.evaluate(expression),
    async press(/** @type {string} */ key, /** @type {string[]} */ ...held) {
      const [last, ...others] = /** @type {import('puppeteer-core').KeyInput[]} */ ([key, ...held]);
      for (const other of others) await page.keyboard.down(other);
      await page.keyboard.press(last);
      for (const other of others) await page.keyboard.up(other);
    },
    async drag(/** @type {[number, number][]} */ [first, ...others]) {
      await page.mouse.move(...first);
      await page.mouse.down();
      for (const place of others) await page.mouse.move(...place, { steps: 4 });
      await page.mouse.up();
    },
    screenshot: async (/** @type {string} */ path) => void (await page.screenshot({ path: /** @type {`${string}.png`} */ (path), fullPage: true })),
    problems() {
      const found = problems;
      problems = [];
      return found;
    },
    requests: async () => requests,
    close: () => browser.close(),
  };
}

/** Keys without a letter, as WebDriver has them. @type {Record<string, string>} */
const KEYS = { Control: '\uE009', Enter: '\uE007', Escape: '\uE00C', ArrowLeft: '\uE012', ArrowRight: '\uE014', ArrowDown: '\uE015', Home: '\uE011', End: '\uE010' };

/** The name under which WebDriver hands out elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/**
 * WebKitGTK's MiniBrowser over plain WebDriver. It drags no files either, and hands out no console: errors are collected
 * by listeners in the page, so what happens before its first script runs is not seen.
 * @returns {Promise<Browser>}
 */
export async function webkit() {
  const folder = '/usr/lib';
  const places = readdirSync(folder).flatMap((name) => ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map((kind) => `${folder}/${name}/${kind}/MiniBrowser`));
  const binary = places.find(existsSync);
  const port = 20_000 + (process.pid % 20_000);
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: '1' } });
  let session = '';

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {number} [seconds] a driver that does not answer must not keep the tests waiting
   */
  async function call(method, path, body, seconds = 90) {
    const signal = AbortSignal.timeout(seconds * 1000);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, signal, body: body === undefined ? undefined : JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKit: ${value.message || value.error}`);
    return value;
  }

  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await call('POST', '/session', {
        capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } } },
      });
      session = `/session/${answer.sessionId}`;
      break;
    } catch (error) {
      if (attempt > 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  // As large as the others' windows, as far as the screen lets it be.
  await call('POST', `${session}/window/rect`, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  const evaluate = (/** @type {string} */ expression) => call('POST', `${session}/execute/sync`, { script: `return (${expression});`, args: [] });
  const listen = `(() => {
    window.problems ??= [];
    for (const type of ['error', 'unhandledrejection']) addEventListener(type, (event) => window.problems.push(String(event.message ?? event.reason)));
    document.addEventListener('securitypolicyviolation', (event) => window.problems.push('policy: ' + event.blockedURI));
  })()`;
  /** @type {string[]} */
  let seen = [];
  return {
    name: 'WebKit',
    drags: 'by drag events made around real files, since WebDriver cannot drag any',
    async open(url) {
      await call('POST', `${session}/url`, { url });
      await evaluate(listen);
    },
    async reload() {
      await call('POST', `${session}/refresh`, {});
      await evaluate(listen);
    },
    evaluate,
    async drop(paths) {
      // The answer comes before the files do, on a busy machine long before, and now and then they do not come at all: then they are chosen again.
      const chosen = `document.getElementById('dropped-by-test').files.length === ${paths.length}`;
      for (let attempt = 0; attempt < 6; attempt++) {
        await evaluate(`document.getElementById('dropped-by-test')?.remove()`);
        await evaluate(MAKE_INPUT);
        const element = await call('POST', `${session}/element`, { using: 'css selector', value: '#dropped-by-test' });
        await call('POST', `${session}/element/${element[ELEMENT]}/value`, { text: paths.join('\n') });
        for (let wait = 0; wait < 120 && !(await evaluate(chosen)); wait++) await new Promise((resolve) => setTimeout(resolve, 50));
        if (await evaluate(chosen)) break;
      }
      await evaluate(DROP_FROM_INPUT);
      seen = await evaluate('window.problems ?? []');
    },
    async press(key, ...held) {
      const values = [...held, key].map((one) => KEYS[one] ?? one);
      const steps = [...values.map((value) => ({ type: 'keyDown', value })), ...values.reverse().map((value) => ({ type: 'keyUp', value }))];
      const actions = [{ type: 'key', id: 'keys', actions: steps }];
      await call('POST', `${session}/actions`, { actions });
    },
    async drag([first, ...others]) {
      const to = (/** @type {[number, number]} */ [x, y], /** @type {number} */ duration) => ({ type: 'pointerMove', duration, x: Math.round(x), y: Math.round(y) });
      const steps = [to(first, 0), { type: 'pointerDown', button: 0 }, ...others.map((place) => to(place, 100)), { type: 'pointerUp', button: 0 }];
      await call('POST', `${session}/actions`, { actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: steps }] });
    },
    async screenshot(path) {
      // Where nothing moves any more, the driver waits for a frame that never comes: then there is no picture, which no test looks at.
      const picture = await call('GET', `${session}/screenshot`, undefined, 5).catch(() => null);
      if (picture !== null) writeFileSync(path, Buffer.from(picture, 'base64'));
    },
    problems: () => seen,
    requests: () => evaluate(`performance.getEntriesByType('resource').map((entry) => entry.name)`),
    async close() {
      await call('DELETE', session).catch(() => {});
      driver.kill();
    },
  };
}
