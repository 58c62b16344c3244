// The element, and the functions beside it: Vite brings the worker, the wasm and the networks along.

import { load } from 'ecglass';
import 'ecglass/view';

const words = document.getElementById('words');
const canvas = document.getElementById('paper');
canvas.style.inlineSize = '100%';

/** @param {string} name */
async function file(name) {
  return { name, data: await (await fetch(name)).arrayBuffer() };
}

try {
  const ecg = await load();
  const report = await ecg.analyze(await Promise.all(['record.hea', 'record.dat'].map(file)));
  await ecg.draw(canvas, report, { from: 10, seconds: 5 });
  words.textContent = `${report.record.name}: ${report.beats.length} beats. ${report.rhythm.name}`;
} catch (error) {
  words.textContent = error.message;
}
