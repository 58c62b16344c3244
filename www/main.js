// Wires the page together: state, render, drawing, events, the engine and the service worker.

import * as assets from './assets.js';
import initView, * as view from './pkg/view.js';
import { listenToAddress } from './address-events.js';
import { listenToAnomalies } from './anomalies-events.js';
import { createAnomalies } from './anomalies-work.js';
import { inCell, stepOf, turned } from './cell.js';
import { areModels, brought, broughtWords, chosen, classifiers, contestOf, dismissed, isComparable, offered, standing, ticked } from './comparing.js';
import { corrected } from './correcting.js';
import { createDrawing } from './drawing.js';
import { Engine, MOST_WORKERS } from './engine.js';
import { listen } from './events.js';
import { listenToFamilies } from './families-events.js';
import { remember, remembered } from './habits.js';
import { hand, isFull } from './handing.js';
import { listenForHelp } from './help-events.js';
import { Cancelled } from './jobs.js';
import { createKeeping } from './keeping.js';
import { say } from './language.js';
import { likeWords } from './like.js';
import { listenByEar } from './listening-events.js';
import { createStudio } from './making.js';
import { savedName } from './naming.js';
import { nothing, pair, united } from './pairing.js';
import { whyUnfit } from './probe.js';
import { listenToPanels } from './panels-events.js';
import { listenForPictures } from './pictures.js';
import { createRelabelling } from './relabelling.js';
import { createRender } from './render.js';
import { createScales } from './scales.js';
import { createSpeaking } from './speaking.js';
import * as step from './state.js';
import { listenToSteps } from './steps-events.js';
import { listenInStudio } from './studio-events.js';
import { createTiles } from './tiles.js';
import { listenForTips } from './tips.js';
import { listenToTour } from './tour-events.js';
import { MODELS, kindToClassify, modelName } from './usual-models.js';
import { listenToPaper } from './viewer-events.js';
import { createWhy } from './why.js';

/** @import { Cell } from './cell.js' */
/** @import { Entrant } from './comparing.js' */
/** @import { Draft } from './correcting.js' */
/** @import { Gathered } from './gathering.js' */
/** @import { Habits } from './habits.js' */
/** @import { State } from './state.js' */
/** @import { Candidate, PrintAsked, Result, Saved, Settings, Wishes } from './types.js' */

/** @type {State} */
let state = { ...step.defaults(), unfit: whyUnfit(), habits: remembered() };
/** @type {ServiceWorkerRegistration | null} */
let waiting = null;
let scheduled = false;
/** The files that one more may belong to. */
let memory = nothing();
/** Counts drops: while a folder is walked, another drop may take its place. */
let drops = 0;

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

/**
 * Reads and classifies, and shows how far it is.
 * @param {File[]} files
 * @param {Wishes} wishes
 * @param {{ sent?: Draft, record?: string }} [how]
 * @returns {Promise<Result>}
 */
function work(files, wishes, how) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  become(step.began(state, files.map((file) => file.name), total, now(), how));
  return engine.analyse(
    files,
    {
      looked: (done, of) => become(step.progressed(state, done, of, now())),
      chose: (chosen) => become(step.chose(state, chosen, now())),
      read: (done, of) => become(step.progressed(state, done, of, now())),
      opened: (opened) => become(step.opened(state, opened)),
      surveys: () => become(step.surveys(state, now())),
      classified: (done, of) => become(step.classified(state, done, of, now())),
    },
    wishes,
  );
}

/** @param {Gathered | Promise<Gathered>} drop */
async function analyse(drop) {
  if (state.unfit !== null) return;
  const mine = ++drops;
  try {
    const { files, aside } = await drop;
    if (mine !== drops) return;
    // A model that is dropped on labelled beats is there to be compared on them.
    if (isComparable(state.result) && areModels(files)) {
      bring(files);
      return;
    }
    if (files.length === 0) {
      become(step.troubled(state, say('There are no files in it: drop a recording, or a folder that holds one.')));
      return;
    }
    const outcome = await pair(memory, files, (some, wishes) => work(besideReport(some), { fresh: some.map(({ name }) => name), ...wishes }));
    memory = outcome.memory;
    if ('result' in outcome) finished({ ...state, aside: [aside, asSaid(outcome.result)].join(' ').trim() }, outcome.result);
    else become(step.failed(state, [sentence(outcome.error), aside].join(' ').trim()));
  } catch (error) {
    // Whoever cancelled has already changed the state: it may be another job's by now.
    if (!(error instanceof Cancelled)) become(step.failed(state, sentence(error)));
  }
}

/** A recording that is dropped on its saved report opens as the report says. @param {File[]} files */
function besideReport(files) {
  const { result } = state;
  const of = result?.summary.kind === 'report' ? result.conclusion.report.record.name : null;
  const isOf = (/** @type {File} */ { name }) => name === of || name.replace(/\.[^.]*$/, '') === of;
  return result && files.some(isOf) ? united(result.files, files) : files;
}

/** What a saved report had to say of a recording that came with it. @param {Result} result */
function asSaid({ source, summary }) {
  return source.like ? likeWords(source.like, summary, state.version) : '';
}

/**
 * A result is there. The models that come with the page are listed once: any of them can classify, or be compared where beats are named.
 * @param {State} from
 * @param {Result} result
 */
function finished(from, result) {
  become(step.finished(from, result));
  relabelling.arrived(result);
  keeping.arrived(result);
  const { like } = result.source;
  if (like?.model && like.model !== result.conclusion.report.model.name && result.summary.kind !== 'report') classifyAs(like.model, like.file).catch(() => {});
  studio.arrived();
  if (result.beats.count > 0 && !state.contest.entrants.some(({ own }) => own === null)) idle(() => list().catch(() => {}));
}

async function list() {
  const read = await Promise.allSettled(assets.models().map((name) => assets.text(`models/${name}/spec.json`)));
  // Whoever's papers are not there is not offered.
  const specs = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  become({ ...state, contest: offered(state.contest, specs) });
}

/**
 * The files of the shown result once more, read otherwise.
 * @param {Wishes} wishes
 * @param {{ sent?: Draft, record?: string }} how
 */
async function again(wishes, how) {
  const { result } = state;
  if (!result) return;
  drops += 1;
  try {
    const { corrections, ...settings } = result.source.settings;
    // What was said of beats is of this recording, not of another one of its drop.
    const isOther = how.record !== undefined && how.record !== result.record;
    const { model } = result.source;
    const read = await work(result.files, { settings: isOther || !corrections ? settings : { ...settings, corrections }, model, ...wishes }, how);
    memory = { files: read.files, choices: read.choices };
    finished(state, read);
  } catch (error) {
    if (!(error instanceof Cancelled)) become(step.failed(state, sentence(error)));
  }
}

/** Which recording of its drop is shown, so that corrections stay with it. */
function shownRecord() {
  const { result } = state;
  return result && result.recordings.length > 1 ? { record: result.record } : {};
}

function correct() {
  const { result, draft } = state;
  if (!result) return;
  const { choices, faults } = corrected(result.summary, draft);
  if (Object.keys(faults).length > 0) become(step.refused(state, faults));
  else again({ choices: { ...choices, ...shownRecord() } }, { sent: draft, ...shownRecord() });
}

/** The shown recording once more, looked at otherwise. @param {Settings} settings */
function look(settings) {
  const { result } = state;
  if (!result) return;
  const kept = { ...result.source.settings, ...settings };
  // What was taken back is as if it was never said.
  for (const name of /** @type {(keyof Settings)[]} */ (Object.keys(settings))) if (settings[name] === undefined) delete kept[name];
  again({ choices: result.choices, settings: kept, kept: result }, { sent: state.draft, ...shownRecord() });
}

/** The beats of what is shown once more, told by another model. @param {string} name */
function classifyBy(name) {
  const { result } = state;
  if (!result || result.summary.kind === 'report') return;
  const model = name === MODELS[kindToClassify(result.summary)] ? undefined : name;
  again({ choices: result.choices, kept: result, model }, { sent: state.draft, ...shownRecord() });
}

/**
 * As an address or a saved report asks: its model may be one that is not here, or not for this.
 * @param {string} model
 * @param {string} who asks
 */
async function classifyAs(model, who) {
  if (!state.contest.entrants.some(({ own }) => own === null)) await list();
  if (state.result && classifiers(state.contest, state.result).includes(model)) classifyBy(model);
  else become(step.troubled(state, say('{who} asks for the model {model}, which this page cannot classify these beats by; {other} did.', { who, model, other: state.result?.conclusion.report.model.name ?? '' })));
}

/** @param {string} form */
function save(form) {
  return write(form, (result, listener) => engine.save(result, form, listener));
}

/** @param {PrintAsked} asked */
function report(asked) {
  return write('pdf', (result, listener) => engine.print(result, asked, listener));
}

/**
 * Hands the person a file that is made of the result.
 * @param {string} form
 * @param {(result: Result, listener: { read: (done: number, of: number) => void }) => Promise<Saved>} make
 */
async function write(form, make) {
  const { result, job } = state;
  if (!result || job) return;
  become(step.saving(state, form, now()));
  try {
    const { name, blob, note } = await make(result, { read: (done, of) => become(step.progressed(state, done, of, now())) });
    await download(name, blob);
    if (form === 'report' || form === 'beats') keeping.saved();
    become(step.saved(state, name, note));
  } catch (error) {
    if (!(error instanceof Cancelled)) become(step.failed(state, sentence(error)));
  }
}

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

/** @param {File[]} files models of one's own */
function bring(files) {
  const contest = brought(state.contest, files);
  become({ ...state, contest, says: broughtWords(contest, files) });
}

async function compare() {
  const { result, job } = state;
  const entrants = chosen(state.contest, result);
  if (!result || job || entrants.length === 0) return;
  const names = entrants.map(({ name }) => name);
  become(step.comparing(state, names, 0, 0, now()));
  try {
    const verdicts = await engine.compare(result, entrants.map(candidate), {
      read: () => {},
      tried: (nth, share) => become(step.comparing(state, names, nth, share, now())),
    });
    become(step.compared(state, verdicts));
  } catch (error) {
    if (!(error instanceof Cancelled)) become(step.failed(state, sentence(error)));
  }
}

/**
 * A model as the engine takes it: those that come with the page are fetched when they are needed, a person's own is read.
 * @param {Entrant} entrant
 * @returns {Candidate}
 */
function candidate({ key, name, own }) {
  if (own === null) return { key, name, kept: true, spec: () => assets.text(`models/${name}/spec.json`), onnx: () => assets.bytes(`models/${name}/model.onnx`) };
  return { key, name, kept: false, spec: async () => own.papers && contents(own.papers).then((bytes) => new TextDecoder().decode(bytes)), onnx: () => contents(own.onnx) };
}

/** @param {File} file */
function contents(file) {
  return file.arrayBuffer().catch(() => {
    throw new Error(say('{file} could not be read: it was moved or changed after it was chosen. Choose it again.', { file: file.name }));
  });
}

async function saveComparison() {
  const outcome = standing(state.contest, state.result);
  if (!outcome) return;
  const name = savedName(outcome.of.summary.name, 'compare');
  try {
    await download(name, new Blob([JSON.stringify(contestOf(outcome, state.version), null, 2), '\n'], { type: 'application/json' }));
    become(step.saved(state, name));
  } catch (error) {
    become(step.troubled(state, sentence(error)));
  }
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
    await analyse({ files, aside: '' });
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

const studio = createStudio({
  state: () => state,
  become,
  engine,
  assets,
  weigh,
  noises: () => known?.noises ?? [],
  async open(files) {
    await analyse({ files, aside: '' });
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
listenToSteps(document, { state: () => state, edit: (bench) => become({ ...state, bench }), look });

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
  analyse,
  sample,
  pick: (record) => again({ choices: { record } }, { record }),
  type: (field, value) => become(step.typed(state, field, value)),
  correct,
  // Empty and not absent, so that a saved report among the files does not say it all again.
  undo: () => again({ choices: { ...shownRecord() } }, { sent: state.draft, ...shownRecord() }),
  look,
  classifyBy,
  save,
  report,
  // A saved report has counts, and no beats.
  holds: (truth, said) => state.result !== null && inCell(state.result, truth, said).length > 0,
  openCell: (truth, said) => state.result && state.result.beats.count > 0 && lookInto({ of: state.result, truth, said, from: 0 }),
  turnCell: (by) => state.cell && lookInto(turned(state.cell, by, stepOf(state.cell.of))),
  tick: (key, on) => become({ ...state, contest: ticked(state.contest, key, on) }),
  bring,
  remove: (key) => become({ ...state, contest: dismissed(state.contest, key) }),
  compare,
  inspect: (look) => become({ ...state, contest: { ...state.contest, ...look } }),
  saveComparison,
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
  update: () => waiting?.waiting?.postMessage({ type: 'activate' }),
  closeCard: () => become({ ...state, card: null }),
});

const pictures = listenForPictures(document, { state: () => state, drawing, download, trouble: (sentence) => become(step.troubled(state, sentence)) });

const address = listenToAddress(window, {
  state: () => state,
  move: (view) => become({ ...state, view }),
  goToPanel: panels.go,
  classifyBy: (model) => classifyAs(model, say('The address')).catch(() => {}),
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
  keepOffline().catch(() => {});
}
