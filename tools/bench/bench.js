// Takes tract and onnxruntime-web in turns over the same beats and writes a table. Served by ./run --tree.

import initEngine, * as engine from '../../www/pkg/engine.js';
import * as ort from '../../tests/node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';

const ROUNDS = 10;
const BEATS = 4096;
const FOLDER = '../../models/beat-cnn';

const fetched = (/** @type {string} */ path) => fetch(new URL(path, import.meta.url));
const spec = await (await fetched(`${FOLDER}/spec.json`)).text();
const onnx = new Uint8Array(await (await fetched(`${FOLDER}/model.onnx`)).arrayBuffer());
const width = JSON.parse(spec).input.shape[2];

// Bumps with a little noise: a network takes the same time over any numbers.
const beats = Float32Array.from({ length: BEATS * width }, (_, i) => Math.abs(Math.sin(i * 0.37) * Math.exp(-(i % width) / 60)));

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = new URL('../../tests/node_modules/onnxruntime-web/dist/', import.meta.url).href;

await initEngine({ module_or_path: fetched('../../www/pkg/engine_bg.wasm') });
const began = performance.now();
const classifier = new engine.Classifier(spec, onnx);
const loaded = performance.now() - began;
const session = await ort.InferenceSession.create(onnx, { executionProviders: ['wasm'] });

/** @param {number} batch */
const peer = (batch) => async () => {
  const said = new Float32Array(BEATS * 5);
  for (let from = 0; from < BEATS; from += batch) {
    const tensor = new ort.Tensor('float32', beats.subarray(from * width, (from + batch) * width), [batch, 1, width]);
    const { probabilities } = await session.run({ beats: tensor });
    said.set(/** @type {Float32Array} */ (probabilities.data), from * 5);
  }
  return said;
};

/** @type {[string, () => Float32Array | Promise<Float32Array>][]} */
const runners = [
  ['tract (ecglass), batch 1', () => classifier.classify(beats)],
  ['onnxruntime-web, batch 1', peer(1)],
  ['onnxruntime-web, batch 32', peer(32)],
  ['onnxruntime-web, batch 256', peer(256)],
];

const said = await Promise.all(runners.map(([, run]) => run()));
const apart = Math.max(...said.slice(1).map((other) => other.reduce((worst, value, i) => Math.max(worst, Math.abs(value - said[0][i])), 0)));

/** @type {number[][]} */
const times = runners.map(() => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [at, [, run]] of runners.entries()) {
    const start = performance.now();
    await run();
    times[at].push(performance.now() - start);
  }
}

const rates = times.map((list) => list.map((ms) => (BEATS / ms) * 1000).sort((a, b) => a - b));
const median = (/** @type {number[]} */ list) => (list[list.length / 2 - 1] + list[list.length / 2]) / 2;
const lines = runners.map(([name], at) => {
  const figures = [median(rates[at]), rates[at][0], rates[at][ROUNDS - 1]].map((rate) => rate.toFixed(0).padStart(9));
  return `${name.padEnd(28)}${figures.join('')}${(median(rates[at]) / median(rates[0])).toFixed(2).padStart(9)}`;
});
const result = [
  `${BEATS} beats, ${ROUNDS} rounds in turns, one thread each`,
  `${'beats a second'.padEnd(28)}${['median', 'slowest', 'fastest', 'ratio'].map((word) => word.padStart(9)).join('')}`,
  ...lines,
  `answers at most ${apart.toExponential(1)} apart; tract loaded and optimised the model in ${loaded.toFixed(0)} ms`,
  navigator.userAgent,
].join('\n');
/** @type {HTMLElement} */ (document.getElementById('table')).textContent = result;
document.documentElement.dataset.done = '';
