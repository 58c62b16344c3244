// How large drawings are on the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beatsHeight, curvesHeight, sheetHeight } from '../../www/layout.js';

test('panels of beats stand in one row where they fit, and wrap where they do not', () => {
  assert.equal(sheetHeight(5, 1088), 220);
  assert.equal(sheetHeight(5, 328), 660);
  assert.equal(sheetHeight(1, 328), 220);
  assert.equal(sheetHeight(3, 100), 660);
});

test('single beats wrap as well, and each row of them is as high', () => {
  assert.deepEqual([[6, 1184], [6, 326], [2, 326], [3, 100], [0, 326]].map(([beats, width]) => beatsHeight(beats, width)), [160, 480, 160, 480, 0]);
});

test('names stand beside curves where there is room, and under them where there is none', () => {
  assert.equal(curvesHeight(10, 625), 360);
  assert.equal(curvesHeight(10, 480), 360 + 200);
  assert.equal(curvesHeight(2, 328), 328 + 48);
});
