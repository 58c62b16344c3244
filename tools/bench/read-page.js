// The view module reads what the bench makes: a table for its rate, a day of ECG for its memory.

import init, * as view from '../../www/pkg/view.js';

const wasm = await init({ module_or_path: new URL('../../www/pkg/view_bg.wasm', import.meta.url) });

const SLICE = 1 << 20;

/** @param {string} text a few MB @param {number} times how often it stands in the file */
async function rate(text, times) {
  const piece = new TextEncoder().encode(text);
  /** @type {number[]} */
  const seconds = [];
  for (let round = 0; round < 9; round++) {
    const began = performance.now();
    const intake = new view.Intake('');
    intake.begin('table.csv', piece.length * times);
    for (let nth = 0; nth < times; nth++) {
      for (let from = 0; from < piece.length; from += SLICE) intake.push(piece.subarray(from, from + SLICE));
    }
    intake.finish().free();
    seconds.push((performance.now() - began) / 1000);
  }
  // The first rounds are the compiler's.
  const median = seconds.slice(2).sort((a, b) => a - b)[3];
  return { mb_per_s: (piece.length * times) / median / 1e6 };
}

/** @param {'wfdb' | 'edf'} form */
async function day(form) {
  const frames = 86_400 * 250;
  const intake = new view.Intake('');
  const began = performance.now();
  let bytes;
  const slice = new Uint8Array(SLICE).map((_, at) => (at * 7919) >> 3);
  if (form === 'wfdb') {
    const header = new TextEncoder().encode(`day 3 250 ${frames}\n${['I', 'II', 'V1'].map((name) => `day.dat 212 200 12 0 0 0 0 ${name}\n`).join('')}`);
    intake.begin('day.hea', header.length);
    intake.push(header);
    bytes = (frames * 3 * 3) / 2;
    intake.begin('day.dat', bytes);
  } else {
    const pad = (/** @type {string | number} */ value, /** @type {number} */ width) => String(value).padEnd(width);
    const each = (/** @type {(string | number)[]} */ values, /** @type {number} */ width) => values.map((value) => pad(value, width)).join('');
    const three = (/** @type {string | number} */ value) => [value, value, value];
    const text =
      pad('0', 8) + pad('X', 80) + pad('X', 80) + pad('01.01.20', 8) + pad('00.00.00', 8) + pad(1024, 8) + pad('', 44) + pad(86_400, 8) + pad(1, 8) + pad(3, 4) +
      each(['ECG I', 'ECG II', 'ECG V1'], 16) + each(three(''), 80) + each(three('mV'), 8) + each(three('-5'), 8) + each(three('5'), 8) +
      each(three('-32768'), 8) + each(three('32767'), 8) + each(three(''), 80) + each(three(250), 8) + each(three(''), 32);
    const header = new TextEncoder().encode(text);
    bytes = frames * 3 * 2;
    intake.begin('day.edf', header.length + bytes);
    intake.push(header);
  }
  for (let left = bytes; left > 0; left -= SLICE) intake.push(left < SLICE ? slice.subarray(0, left) : slice);
  const reading = intake.finish();
  const { samples, leads } = reading.summary();
  const memory = wasm.memory.buffer.byteLength;
  reading.free();
  return { ms: performance.now() - began, bytes, memory, samples: samples * leads.length * 4 };
}

Object.assign(window, { rate, day });
