// The element in pages of a careful host: what its tests share, whatever the browser.

import { copySample, project } from './project.js';

/** What a careful host sends: nothing from elsewhere, no inline script, no inline style, no eval. */
export const POLICY = { 'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; frame-src 'self'; img-src data:" };

export const PAGE = (/** @type {string} */ inside) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><script type="module" src="node_modules/ecglass/npm/view.js"></script></head><body><main><h1>A page</h1>${inside}</main></body></html>`;

/** What happens in a page, from its beginning on. */
export const RECORD = `<script src="record.js"></script>`;
const RECORDER = `window.told = []; for (const type of ['ready', 'beat', 'move', 'error']) document.addEventListener(type, ({ target, detail }) => detail && window.told.push({ type, id: target.id, ...detail, report: undefined }), true);`;

/** Pages by their path: one element, and four that have nothing to show. @type {Record<string, string>} */
export const PAGES = {
  '/record.js': RECORDER,
  '/one.html': PAGE(`${RECORD}<ecg-view id="one" src="minute.hea" seconds="10" controls></ecg-view>`),
  '/wrong.html': PAGE(`${RECORD}<ecg-view id="none"></ecg-view><ecg-view id="lost" src="nowhere.hea"></ecg-view><ecg-view id="page" src="one.html"></ecg-view><ecg-view id="lead" src="record.hea" lead="V9"></ecg-view>`),
};

/** A project with the plain example and the recordings of the pages. */
export function lent() {
  const own = project('plain');
  copySample(own.folder, 'st-depression', 'record');
  copySample(own.folder, 'minute', 'minute');
  return own;
}

/** @param {string} id */
export const canvasOf = (id) => `document.getElementById('${id}').shadowRoot.querySelector('canvas')`;
/** @param {string} id */
export const wordsOf = (id) => `document.getElementById('${id}').shadowRoot.querySelector('[part=status]').textContent`;
