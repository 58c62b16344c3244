// Wires the page together: state, render, drawing, events, the engine, and those who work for them.

import * as assets from './assets.js';
import initView, * as view from './pkg/view.js';
import { listenToAddress } from './address-events.js';
import { createAnalysing } from './analysing.js';
import { listenToAnomalies } from './anomalies-events.js';
import { createAnomalies } from './anomalies-work.js';
import { inCell, stepOf, turned } from './cell.js';
import { dismissed, ticked } from './comparing.js';
import { createComparing } from './comparing-work.js';
import { createDrawing } from './drawing.js';
import { Engine, MOST_WORKERS } from './engine.js';
import { listen } from './events.js';
import { listenToFamilies } from './families-events.js';
import { remember, remembered } from './habits.js';
import { hand, isFull } from './handing.js';
import { listenForHelp } from './help-events.js';
import { createKeeping } from './keeping.js';
import { say } from './language.js';
import { listenByEar } from './listening-events.js';
import { createStudio } from './making.js';
import { keepOffline } from './offline.js';
import { whyUnfit } from './probe.js';
import { listenToPanels } from './panels-events.js';
import { listenForPictures } from './pictures.js';
import { createRelabelling } from './relabelling.js';
import { createRender } from './render.js';
import { createSaving } from './saving.js';
import { createScales } from './scales.js';
import { createSpeaking } from './speaking.js';
import * as step from './state.js';
import { listenToSteps } from './steps-events.js';
import { listenInStudio } from './studio-events.js';
import { createTiles } from './tiles.js';
import { listenForTips } from './tips.js';
import { listenToTour } from './tour-events.js';
import { MODELS, modelName } from './usual-models.js';
import { listenToPaper } from './viewer-events.js';
import { createWhy } from './why.js';

/** @import { Cell } from './cell.js' */
/** @import { Habits } from './habits.js' */
/** @import { State } from './state.js' */

/** @type {State} */
let state = { ...step.defaults(), unfit: whyUnfit(), habits: remembered() };
/** Lets a new version in, where one waits. */
let letIn = () => {};
let scheduled = false;

const weigh = createScales(view.balance);
/** @type {import('./studio-view.js').Known | null} */
let known = null;
// Before anything is written into the page: what stands in it then is what is translated. Titles have become tips by then.
listenForTips(document);
const speaking = createSpeaking(document, {
  state: () => state,
  text: assets.text,
  wanted: () => navigator.languages,
  changed() {
    // All that remembers what it wrote is made anew.
    render = createRender(document, by);
    become({ ...state });
  },
  failed: (error) => become(step.troubled(state, sentence(error))),
});
const by = { weigh, known: () => known };
let render = createRender(document, by);
const tiles = createTiles({
  tile: (tile) => peek('tile', { tile }),
  waves: (lead, from_s, to_s) => peek('waves', { lead, from_s, to_s }),
  changed: () => become({ ...state }),
});
const drawing = createDrawing(document, () => state, tiles);

/**
 * A piece of the recording that is shown.
 * @param {'tile' | 'waves'} kind
 * @param {Record<string, unknown>} payload
 */
async function peek(kind, payload) {
  const now = step.shown(state);
  return now && engine.peek(now, kind, payload);
}

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
  anomalies.settle();
  address.settle();
  keeping.settle();
  speaking.settle();
  pictures.settle();
  ear.settle();
  tour.settle();
}

const engine = new Engine({
  startWorker: assets.startWorker,
  parts: {
    view: () => assets.wasm('www/pkg/view_bg.wasm'),
    spec: (of) => assets.text(`models/${modelName(of)}/spec.json`),
    model: async (of) => {
      const [module, onnx] = await Promise.all([assets.wasm('www/pkg/engine_bg.wasm'), assets.bytes(`models/${modelName(of)}/model.onnx`)]);
      return { module, onnx };
    },
    fonts: async () => {
      const [regular, bold] = await Promise.all(['regular', 'bold'].map((face) => assets.bytes(`www/fonts/inter-${face}.ttf`)));
      return { regular, bold };
    },
  },
  size: Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1),
  onTrouble: (sentence) => become(step.troubled(state, sentence)),
  now: () => performance.now(),
});

const now = () => performance.now();

/** A moment of the recording was chosen: whoever shows it follows. @param {number} seconds */
function goTo(seconds) {
  document.dispatchEvent(new CustomEvent('ecglass:goto', { detail: { seconds } }));
}

/**
 * Looks at the beats of a cell: of a recording the paper goes to the first of them.
 * @param {Cell} cell
 */
function lookInto(cell) {
  become({ ...state, cell });
  if (stepOf(cell.of) > 1) return;
  const beat = inCell(cell.of, cell.truth, cell.said)[cell.from];
  if (beat !== undefined) goTo(cell.of.beats.at[beat] / cell.of.summary.rate_hz);
}

/** What a person chose is there at the next visit. @param {Partial<Habits>} chosen */
function keep(chosen) {
  become({ ...state, habits: { ...state.habits, ...chosen } });
  remember(state.habits);
}

/** @param {string[]} paths */
async function sample(paths) {
  try {
    const files = await Promise.all(paths.map(async (path) => new File([await assets.bytes(path)], path.slice(path.lastIndexOf('/') + 1))));
    await analysing.analyse({ files, aside: '' });
  } catch (error) {
    become(step.troubled(state, sentence(error)));
  }
}

/** @param {string} [key] of a model that was compared; else the one that classifies is meant */
async function openCard(key) {
  try {
    become({ ...state, card: await assets.text(`models/${key ?? state.result?.conclusion.report.model.name ?? MODELS.table}/CARD.md`) });
  } catch (error) {
    become(step.troubled(state, sentence(error)));
  }
}

/** @type {(name: string, blob: Blob) => Promise<void>} */
const download = (name, blob) => hand(document, name, blob);

const comparing = createComparing({ state: () => state, become, engine, assets, now, download, sentence });
const saving = createSaving({ state: () => state, become, engine, now, download, kept: () => keeping.saved(), sentence });
const analysing = createAnalysing({
  state: () => state,
  become,
  engine,
  now,
  models: comparing,
  arrived(result) {
    relabelling.arrived(result);
    keeping.arrived(result);
    studio.arrived();
    if (result.beats.count > 0 && !comparing.isListed()) idle(() => comparing.list().catch(() => {}));
  },
  sentence,
});

const studio = createStudio({
  state: () => state,
  become,
  engine,
  assets,
  weigh,
  noises: () => known?.noises ?? [],
  async open(files) {
    await analysing.analyse({ files, aside: '' });
    document.getElementById('shown')?.scrollIntoView({ block: 'start' });
  },
  download,
  sentence,
});
const relabelling = createRelabelling({
  state: () => state,
  become,
  engine,
  goTo,
  sentence,
});
listenToFamilies(document, relabelling, () => state);

const keeping = createKeeping({
  state: () => state,
  become,
  restore: relabelling.restore,
  storage: () => localStorage,
  now: () => Date.now(),
});
addEventListener('beforeunload', (event) => {
  if (keeping.isAtRisk()) event.preventDefault();
});

listenInStudio(document, studio, () => state.studio, openCard);

const why = createWhy({ state: () => state, become, ask: (result, beat) => engine.why(result, beat) });
const paper = listenToPaper(document, {
  state: () => state,
  move(view) {
    become({ ...state, view });
    why();
  },
  keep,
  times: drawing.paper.timesOf,
  edges: drawing.paper.edges,
});
// These two take Escape before the job does.
const ear = listenByEar(document, {
  state: () => state,
  move: (view) => become({ ...state, view }),
  tell: (says) => become({ ...state, says }),
  times: drawing.paper.timesOf,
});
const tour = listenToTour(document, { state: () => state, over: () => keep({ tour: 'over' }) });
listenForHelp(document, { isKeyed: () => state.habits.keyed === 'yes', choose: (isKeyed) => keep({ keyed: isKeyed ? 'yes' : 'no' }), tour });

const panels = listenToPanels(document, { read: (panel) => panel !== state.panel && become({ ...state, panel }), enterStudio: studio.enter, leave: () => address.jump() });
listenToSteps(document, { state: () => state, edit: (bench) => become({ ...state, bench }), look: analysing.look });

const anomalies = createAnomalies({
  state: () => state,
  become,
  engine,
  assets,
  goTo,
  download,
  sentence,
});
listenToAnomalies(document, anomalies, openCard);

listen(document, {
  ...analysing,
  sample,
  type: (field, value) => become(step.typed(state, field, value)),
  ...saving,
  // A saved report has counts, and no beats.
  holds: (truth, said) => state.result !== null && inCell(state.result, truth, said).length > 0,
  openCell: (truth, said) => state.result && state.result.beats.count > 0 && lookInto({ of: state.result, truth, said, from: 0 }),
  turnCell: (by) => state.cell && lookInto(turned(state.cell, by, stepOf(state.cell.of))),
  tick: (key, on) => become({ ...state, contest: ticked(state.contest, key, on) }),
  bring: comparing.bring,
  remove: (key) => become({ ...state, contest: dismissed(state.contest, key) }),
  compare: comparing.compare,
  inspect: (look) => become({ ...state, contest: { ...state.contest, ...look } }),
  saveComparison: comparing.save,
  unfold: (name, shown, all) => become(step.unfolded(state, name, shown, all)),
  openCard,
  cancel() {
    if (!state.job) return;
    engine.cancel();
    become(step.cancelled(state));
    studio.arrived();
  },
  dismiss: () => become({ ...state, error: null }),
  drag: (dragging) => become({ ...state, dragging: dragging && state.unfit === null }),
  turn() {
    become(step.turned(state));
    remember(state.habits);
  },
  speak: (language) => keep({ language }),
  keeps: (wish) => keep({ keeps: wish }),
  forget() {
    keeping.forget();
    become(step.forgot(state));
    remember(state.habits);
    paper.settle();
  },
  system: (systemDark) => become({ ...state, systemDark }),
  print(printing) {
    state = { ...state, printing };
    // At once: a printer does not wait for the next frame.
    paint();
  },
  update: () => letIn(),
  closeCard: () => become({ ...state, card: null }),
});

const pictures = listenForPictures(document, { state: () => state, drawing, download, trouble: (sentence) => become(step.troubled(state, sentence)) });

const address = listenToAddress(window, {
  state: () => state,
  move: (view) => become({ ...state, view }),
  goToPanel: panels.go,
  classifyBy: (model) => analysing.classifyAs(model, say('The address')).catch(() => {}),
  trouble: (sentence) => become(step.troubled(state, sentence)),
});

/** Reading first, then, when the page has nothing better to do, the network: the first file need not wait for either. */
async function open() {
  await initView({ module_or_path: await engine.parts.view() });
  known = { rhythms: view.rhythms(), noises: view.noiseKinds() };
  const licences = assets.licences();
  if (licences !== null) {
    const place = /** @type {HTMLElement} */ (document.getElementById('licences'));
    place.hidden = false;
    /** @type {HTMLAnchorElement} */ (place.querySelector('a')).href = licences;
  }
  become({ ...state, version: view.version() });
  drawing.open();
  await engine.open();
  idle(() => engine.warm().catch(() => {}));
}

/** A new version waits until the person lets it in. @param {() => void} accept */
function offer(accept) {
  letIn = accept;
  become({ ...state, update: true });
}

/** @param {() => void} work */
function idle(work) {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 1000 });
  else setTimeout(work, 100);
}

/** @param {unknown} error */
function sentence(error) {
  if (isFull(error)) return say('The browser has no room left for it. Close other tabs or free space on the disk, then try again.');
  return error instanceof Error && error.message ? error.message : say('Something went wrong in the page: {error}.', { error: String(error) });
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
  if (assets.host === 'site') keepOffline(offer).catch(() => {});
}
