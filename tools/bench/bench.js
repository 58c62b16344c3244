// Takes tract and onnxruntime-web in turns over the same beats and writes a table. Served by ./run --tree; what follows the question mark
// says which model, and in which batches tract takes it where those are not its papers': ?model=beat-lstm&batch=1,8,32

import initEngine, * as engine from '../../www/pkg/engine.js';
import * as ort from '../../tests/node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';

const ROUNDS = 10;
const LOADS = 5;
const PEER_BATCHES = [1, 32, 256];
/** How long tract's turn takes about: long beside a hiccup of the machine, and a slow model is done in a minute. */
const TURN_MS = 700;
/** How long turns do not count at first: the browser compiles for speed what it began with in haste, and takes its time. */
const WARM_MS = 12_000;

const asked = new URLSearchParams(location.search);
const folder = `../../models/${asked.get('model') ?? 'beat-cnn'}`;
const fetched = (/** @type {string} */ path) => fetch(new URL(path, import.meta.url));
const spec = await (await fetched(`${folder}/spec.json`)).json();
const onnx = new Uint8Array(await (await fetched(`${folder}/model.onnx`)).arrayBuffer());
const batches = asked.get('batch')?.split(',').map(Number) ?? [spec.batch];

/** What the network reads of a beat, and how long the whole beat is that ecglass is handed. @type {number[]} */
const samples = spec.selection?.samples ?? Array.from({ length: spec.input.shape[2] }, (_, i) => i);
/** @type {number} */
const width = spec.selection ? spec.recipe.find((/** @type {{ step: string }} */ { step }) => step === 'window').samples : samples.length;

/** Bumps with a little noise: a network takes the same time over any numbers. @param {number} count */
const bumps = (count) => Float32Array.from({ length: count * width }, (_, i) => Math.abs(Math.sin(i * 0.37) * Math.exp(-(i % width) / 60)));

/** @param {number[]} list */
function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** @param {number} batch */
function load(batch) {
  const papers = JSON.stringify({ ...spec, batch });
  const began = performance.now();
  const classifier = new engine.Classifier(papers, onnx);
  return { batch, classifier, ms: performance.now() - began };
}

await initEngine({ module_or_path: fetched('../../www/pkg/engine_bg.wasm') });
const ours = batches.map(load);
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = new URL('../../tests/node_modules/onnxruntime-web/dist/', import.meta.url).href;
const session = await ort.InferenceSession.create(onnx, { executionProviders: ['wasm'] });

// Again and again, since the first runs are slow; the last one says how many beats fill a turn.
const few = bumps(Math.max(...PEER_BATCHES));
let took = 0;
for (const end = performance.now() + TURN_MS; performance.now() < end; ) {
  const began = performance.now();
  ours[0].classifier.classify(few);
  took = performance.now() - began;
}
const count = Math.max(...PEER_BATCHES) * Math.min(128, Math.ceil(TURN_MS / took));
const beats = bumps(count);
const picked = Float32Array.from({ length: count * samples.length }, (_, i) => beats[Math.floor(i / samples.length) * width + samples[i % samples.length]]);
const columns = ours[0].classifier.classify(few).length / (few.length / width);

/** @param {number} batch */
const peer = (batch) => async () => {
  const said = new Float32Array(count * columns);
  for (let from = 0; from < count; from += batch) {
    const shape = [batch, 1, samples.length];
    const tensor = new ort.Tensor('float32', picked.subarray(from * samples.length, (from + batch) * samples.length), shape);
    const output = (await session.run({ [spec.input.name]: tensor }))[spec.output.name];
    said.set(/** @type {Float32Array} */ (output.data), from * columns);
  }
  return said;
};

/**
 * @param {number} batch
 * @param {() => Float32Array | Promise<Float32Array>} run
 * @param {number[]} loads ours alone has any
 */
const runner = (batch, run, loads) => ({ batch, run, loads, said: /** @type {Float32Array} */ (new Float32Array()), rates: /** @type {number[]} */ ([]) });
const tracts = ours.map(({ batch, classifier, ms }) => runner(batch, () => classifier.classify(beats), [ms]));
const peers = PEER_BATCHES.map((batch) => runner(batch, peer(batch), []));
const all = [...tracts, ...peers];

for (const warm = performance.now() + WARM_MS; tracts[0].rates.length < ROUNDS; ) {
  const counts = performance.now() > warm;
  for (const one of all) {
    const start = performance.now();
    one.said = await one.run();
    if (counts) one.rates.push((count / (performance.now() - start)) * 1000);
  }
  // Whoever waits for the table may ask for it between two rounds, not within one.
  await new Promise((resolve) => setTimeout(resolve));
}

// Loading comes last again: done often, it has the browser compile what loads before what classifies.
for (const { batch, loads } of tracts) {
  while (loads.length < LOADS) {
    const { classifier, ms } = load(batch);
    loads.push(ms);
    classifier.free();
  }
}

const best = peers.reduce((a, b) => (median(a.rates) < median(b.rates) ? b : a));
const rate = ({ batch = 0, rates = [0] }) => [batch, median(rates).toFixed(0), `${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)}`];
const rows = tracts.map((one) => {
  const apart = Math.max(...all.map(({ said }) => said.reduce((worst, value, i) => Math.max(worst, Math.abs(value - one.said[i])), 0)));
  const ratio = (median(one.rates) / median(best.rates)).toFixed(2);
  const loads = `${median(one.loads).toFixed(0)} (${one.loads[0].toFixed(0)})`;
  return `| ${[spec.name, ...rate(one), ...rate(best), ratio, loads, apart.toExponential(1), count].join(' | ')} |`;
});
const head = [
  '| beats a second | batch | tract | spread | batch | onnxruntime-web, best | spread | ratio | load, ms (first) | answers apart | beats a turn |',
  `|---${'|---:'.repeat(10)}|`,
];
/** @type {HTMLElement} */ (document.getElementById('table')).textContent = [...head, ...rows, navigator.userAgent].join('\n');
Object.assign(window, { measured: { head, rows, rate: median(tracts[0].rates) } });
