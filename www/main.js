// Wires the page together: state, render, drawing, events, the engine and the service worker.

import * as assets from './assets.js';
import initView, * as view from './pkg/view.js';
import { createDrawing } from './drawing.js';
import { Cancelled, Engine } from './engine.js';
import { listen } from './events.js';
import { whyUnfit } from './probe.js';
import { createRender } from './render.js';
import * as step from './state.js';

/** @import { State } from './state.js' */

/** The model that classifies when nobody chose another. */
const MODEL = 'models/beat-cnn';

/** More workers than this only share the same memory bus. */
const MOST_WORKERS = 2;

/** @type {State} */
let state = { ...step.defaults(), unfit: whyUnfit(), theme: rememberedTheme() };
/** @type {ServiceWorkerRegistration | null} */
let waiting = null;
let scheduled = false;

const render = createRender(document);
const drawing = createDrawing(document, () => state);

/** @param {State} next */
function become(next) {
  state = next;
  if (scheduled) return;
  scheduled = true;
  // A page that nobody looks at gets no animation frames, yet its job ends all the same.
  if (document.hidden) setTimeout(paint);
  else requestAnimationFrame(paint);
}

function paint() {
  scheduled = false;
  render(state);
  drawing.draw();
}

const engine = new Engine({
  startWorker: assets.startWorker,
  parts: {
    view: () => assets.wasm('www/pkg/view_bg.wasm'),
    spec: () => assets.text(`${MODEL}/spec.json`),
    model: async () => {
      const [module, onnx] = await Promise.all([assets.wasm('www/pkg/engine_bg.wasm'), assets.bytes(`${MODEL}/model.onnx`)]);
      return { module, onnx };
    },
  },
  size: Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1),
  onTrouble: (sentence) => become(step.troubled(state, sentence)),
  now: () => performance.now(),
});

/** @param {File[]} files */
async function analyse(files) {
  if (state.unfit !== null) return;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const now = () => performance.now();
  become(step.began(state, files.map((file) => file.name), total, now()));
  try {
    const result = await engine.analyse(files, {
      read: (done, of) => become(step.progressed(state, done, of, now())),
      opened: (opened) => become(step.opened(state, opened)),
      classified: (done, of) => become(step.classified(state, done, of, now())),
    });
    become(step.finished(state, result));
    // Written after the result is on the page; without it, only its button stays away.
    const csv = await engine.beatsCsv().catch(() => null);
    if (state.result === result) become({ ...state, beatsCsv: csv });
  } catch (error) {
    // Whoever cancelled has already changed the state: it may be another job's by now.
    if (!(error instanceof Cancelled)) become(step.failed(state, sentence(error)));
  }
}

/** @param {string[]} paths */
async function sample(paths) {
  try {
    const files = await Promise.all(paths.map(async (path) => new File([await assets.bytes(path)], path.slice(path.lastIndexOf('/') + 1))));
    await analyse(files);
  } catch (error) {
    become(step.troubled(state, sentence(error)));
  }
}

async function openCard() {
  try {
    become({ ...state, card: await assets.text(`${MODEL}/CARD.md`) });
  } catch (error) {
    become(step.troubled(state, sentence(error)));
  }
}

/**
 * @param {string} name
 * @param {Blob} blob
 */
function save(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

listen(document, {
  analyse,
  sample,
  saveReport() {
    if (!state.result) return;
    save('report.json', new Blob([JSON.stringify(state.result.conclusion.report, null, 2), '\n'], { type: 'application/json' }));
  },
  saveBeats() {
    if (state.beatsCsv) save('beats.csv', state.beatsCsv);
  },
  openCard,
  cancel() {
    if (!state.job) return;
    engine.cancel();
    become(step.cancelled(state));
  },
  dismiss: () => become({ ...state, error: null }),
  drag: (dragging) => become({ ...state, dragging: dragging && state.unfit === null }),
  turn() {
    become(step.turned(state));
    rememberTheme(state.theme);
  },
  system: (systemDark) => become({ ...state, systemDark }),
  update: () => waiting?.waiting?.postMessage({ type: 'activate' }),
  closeCard: () => become({ ...state, card: null }),
});

/** Reading first, then, when the page has nothing better to do, the network: the first file need not wait for either. */
async function open() {
  await initView({ module_or_path: await engine.parts.view() });
  become({ ...state, version: view.version() });
  drawing.open();
  await engine.open();
  idle(() => engine.warm().catch(() => {}));
}

/** @param {() => void} work */
function idle(work) {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 1000 });
  else setTimeout(work, 100);
}

/** The site works offline after one visit; a new version waits until the person lets it in. */
async function keepOffline() {
  if (assets.host !== 'site' || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  const offer = () => {
    // Without a controller this is the first visit: nothing older is being shown.
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    waiting = registration;
    become({ ...state, update: true });
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (waiting) location.reload();
  });
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof Error && error.message ? error.message : `Something went wrong in the page: ${String(error)}.`;
}

/** @returns {step.Theme} */
function rememberedTheme() {
  try {
    const theme = localStorage.getItem('ecglass-theme');
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

/** @param {step.Theme} theme */
function rememberTheme(theme) {
  try {
    localStorage.setItem('ecglass-theme', theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** For the browser tests and the bench page, and for whoever is curious in the console. */
Object.defineProperty(globalThis, 'ecglass', {
  value: {
    engine,
    get report() {
      return state.result?.conclusion.report ?? null;
    },
    get timings() {
      return state.result?.timings ?? null;
    },
    get version() {
      return view.version();
    },
  },
});

if (state.unfit === null) {
  open().catch((error) => become(step.troubled(state, sentence(error))));
  keepOffline().catch(() => {});
}
