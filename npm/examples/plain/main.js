// What a person chooses is analyzed and drawn.

import { load } from './node_modules/ecglass/npm/index.js';

const input = document.getElementById('files');
const words = document.getElementById('words');
const canvas = document.getElementById('paper');
const loading = load();

input.addEventListener('change', async () => {
  try {
    const ecg = await loading;
    const report = await ecg.analyze([...input.files], { progress: ({ step, done, total }) => (words.textContent = `${step} ${done} of ${total}`) });
    await ecg.draw(canvas, report, { from: 0, seconds: 10 });
    words.textContent = `${report.record.name}: ${report.beats.length} beats. ${report.rhythm.name}`;
  } catch (error) {
    words.textContent = error.message;
  }
});
