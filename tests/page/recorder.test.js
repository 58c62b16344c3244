// A drawing written down as SVG while it is drawn.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { record } from '../../www/recorder.js';

/** A canvas's surface that counts what is drawn on it. @returns {any} */
function surface() {
  const methods = ['beginPath', 'moveTo', 'lineTo', 'closePath', 'arc', 'stroke', 'fill', 'fillRect', 'strokeRect', 'fillText', 'save', 'restore', 'translate', 'rotate'];
  /** @type {string[]} */
  const drawn = [];
  const kind = Object.fromEntries(methods.map((name) => [name, () => void drawn.push(name)]));
  return Object.assign(Object.create(kind), { drawn, fillStyle: '#000000', strokeStyle: '#ff0000', lineWidth: 1.5, font: '12px sans-serif', textAlign: 'start', textBaseline: 'middle' });
}

const size = { width: 200, height: 100, ratio: 2, title: 'Rhythm <b>', note: 'made by ecglass', foot: { height: 40, size: 22, paper: '#ffffff', words: '#555555' } };
const line = (/** @type {any} */ on, /** @type {number} */ y) => {
  on.beginPath();
  on.moveTo(0, y);
  on.lineTo(10.004, y + 0.5);
  on.stroke();
};

test('lines of one pen are one path, in the order in which they were drawn', () => {
  const on = surface();
  const { svg } = record(on);
  line(on, 1);
  line(on, 2);
  on.fillStyle = 'rgba(1, 2, 3, 0.5)';
  on.fillRect(0, 0, 20, 10);
  line(on, 3);
  const paths = [...svg(size).matchAll(/<path d="([^"]+)" ([^/]+)\/>/g)].map(([, drawn, pen]) => [drawn, pen]);
  assert.deepEqual(paths, [
    ['M0 1L10 1.5M0 2L10 2.5', 'fill="none" stroke="#ff0000" stroke-width="1.5"'],
    ['M0 0h20v10h-20Z', 'fill="#010203" fill-opacity="0.5"'],
    ['M0 3L10 3.5', 'fill="none" stroke="#ff0000" stroke-width="1.5"'],
  ]);
});

test('words stay words, turned and anchored as they were, and cannot break out of the file', () => {
  const on = surface();
  const { svg } = record(on);
  on.font = 'bold 24px "Segoe UI", sans-serif';
  on.textAlign = 'end';
  on.save();
  on.translate(5, 6);
  on.rotate(-Math.PI / 2);
  on.fillText('ST & <T>', 0, 0);
  on.restore();
  on.font = '24px sans-serif';
  on.fillText('mV', 7, 8);
  const text = svg(size);
  assert.ok(text.includes('<text transform="translate(5 6)rotate(-90)" x="0" y="0" text-anchor="end" dominant-baseline="central" font-size="24" font-family="&quot;Segoe UI&quot;, sans-serif" font-weight="bold" fill="#000000">ST &amp; &lt;T&gt;</text>'), text);
  assert.ok(text.includes('<text x="7" y="8" text-anchor="end" dominant-baseline="central" font-size="24" font-family="sans-serif" fill="#000000">mV</text>'), text);
  assert.ok(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="70" viewBox="0 0 200 140" role="img">\n<title>Rhythm &lt;b&gt;</title>\n<rect width="200" height="140" fill="#ffffff"/>'));
  assert.ok(text.endsWith('fill="#555555">made by ecglass</text>\n</svg>\n'));
});

test('a whole circle is two halves', () => {
  const on = surface();
  const { svg } = record(on);
  on.beginPath();
  on.arc(10, 10, 4, 0, 2 * Math.PI);
  on.fill();
  assert.match(svg(size), /d="M14 10A4 4 0 1 1 6 10A4 4 0 1 1 14 10"/);
});

test('the canvas is drawn on all the while, and is its own again afterwards', () => {
  const on = surface();
  const recorder = record(on);
  line(on, 1);
  recorder.stop();
  line(on, 2);
  assert.equal(on.drawn.filter((/** @type {string} */ name) => name === 'stroke').length, 2);
  assert.equal(Object.hasOwn(on, 'stroke'), false);
  assert.equal((recorder.svg(size).match(/M0/g) ?? []).length, 1);
});
