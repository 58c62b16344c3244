// <ecg-view>: a recording on its paper, as the page has it, in an element of its own.

import { createCanvases } from '../www/canvases.js';
import { hands } from '../www/dom.js';
import { Cancelled } from '../www/jobs.js';
import { createPaper } from '../www/paper.js';
import * as step from '../www/state.js';
import { createTiles } from '../www/tiles.js';
import { listenToPaper } from '../www/viewer-events.js';
import { around, held, secondsOf, sheetWords, speedFor } from '../www/viewer.js';
import { CLASSES, doing, headline, howFar, moment, rhythmWords, share } from '../www/words.js';
import { fileOf, reported } from './ecg.js';
import { drawing, started } from './host.js';
import { isDarkBy, viewOf } from './look.js';
import { readFrom } from './src.js';
import { STYLE } from './view-style.js';

/** @import { Engine } from '../www/engine.js' */
/** @import { State } from '../www/state.js' */
/** @import { Opened, Result } from '../www/types.js' */
/** @import { View } from '../www/viewer.js' */
/** @import { Analysis, Input, Look } from './index.js' */

/** Attributes that are properties of the same name. */
const NAMES = ['src', 'lead', 'from', 'seconds', 'speed', 'gain', 'clean', 'marks', 'theme', 'model'];

/** Those that say what is read; the others say how it lies on the paper. */
const READ_BY = ['src', 'marks', 'model'];

const NOTHING = 'Nothing is shown here: give the element a recording, as <ecg-view src="record.hea">.';
const KEYS = 'With the paper in focus: arrows move it, plus and minus zoom, Home and End go to its ends, N and P to the next and the previous beat that is not normal, comma and point from beat to beat.';

/** Buttons by the names under which www/viewer-events.js knows them. */
const BUTTONS = [
  ['go-back', '←', 'Back by a sheet'],
  ['go-on', '→', 'On by a sheet'],
  ['zoom-out', '−', 'Farther away'],
  ['zoom-in', '+', 'Closer'],
  ['odd-back', '‹ not normal', 'Previous beat that is not normal'],
  ['odd-on', 'not normal ›', 'Next beat that is not normal'],
];

/** Shared by all elements of a page. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

export class EcgView extends HTMLElement {
  static observedAttributes = [...NAMES, 'controls'];

  #root = this.attachShadow({ mode: 'open' });
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.#become(this.#state);
  /** @type {HTMLElement} */
  #frame;
  /** @type {HTMLCanvasElement} */
  #canvas;
  /** @type {HTMLElement} */
  #status;
  /** What a screen reader is told. @type {HTMLElement} */
  #says;
  /** @type {HTMLElement} */
  #controls;
  /** @type {ReturnType<typeof createPaper>} */
  #paper;
  /** @type {State} */
  #state = step.defaults();
  /** @type {Promise<Engine> | null} */
  #starting = null;
  /** @type {Engine | null} */
  #engine = null;
  /** @type {Input[] | null} */
  #files = null;
  /** @type {Analysis | null} */
  #report = null;
  /** Ends what is being fetched. */
  #stop = new AbortController();
  /** Counts openings: another may take the place of one that has not ended. */
  #turn = 0;
  #isAsked = false;
  #isPainting = false;
  /** How wide the paper was when it was last laid as the attributes say; 0 where it is still to be. */
  #width = 0;
  /** Whoever looks closer does not want it undone when a window becomes wider. */
  #isZoomed = false;

  constructor() {
    super();
    const { element } = hands(document);
    this.#canvas = element('canvas', { id: 'trace', part: 'paper', role: 'img', tabindex: '0', 'aria-describedby': 'keys' });
    this.#status = element('p', { part: 'status' });
    this.#says = element('p', { class: 'unseen', role: 'status' });
    this.#controls = element('div', { class: 'controls', part: 'controls', role: 'group', 'aria-label': 'The paper' }, ...BUTTONS.map(([id, sign, words]) => element('button', { id, type: 'button', part: 'button', 'aria-label': words }, sign)));
    this.#root.adoptedStyleSheets = [sheet];
    this.#frame = element('div', { class: 'frame', part: 'frame' }, this.#canvas, this.#controls, this.#status, this.#says, element('p', { class: 'unseen', id: 'keys' }, KEYS));
    this.#root.append(this.#frame);

    const tiles = createTiles({
      tile: (tile) => this.#peek('tile', { tile }),
      waves: (lead, from_s, to_s) => this.#peek('waves', { lead, from_s, to_s }),
      changed: this.#redraw,
    });
    const canvases = createCanvases(() => this.#paint());
    this.#paper = createPaper(tiles, canvases.stale);
    canvases.watch(this.#canvas);
    // A shadow root finds its elements, knows which has the focus and hears events: all that is asked of a document there.
    listenToPaper(/** @type {Document} */ (/** @type {unknown} */ (this.#root)), {
      state: () => this.#state,
      move: (view) => this.#move(view),
      keep: () => {},
      times: this.#paper.timesOf,
      edges: this.#paper.edges,
    });
  }

  connectedCallback() {
    // What was set before the element was known lies over its properties.
    for (const name of [...NAMES, 'controls', 'files']) {
      if (!Object.hasOwn(this, name)) continue;
      const own = /** @type {any} */ (this);
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    this.#dark.addEventListener('change', this.#redraw);
    this.#ask();
  }

  disconnectedCallback() {
    this.#dark.removeEventListener('change', this.#redraw);
    this.#leave();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === 'model') this.#leave();
    if (READ_BY.includes(name)) this.#ask();
    else if (name === 'theme' || name === 'controls') this.#redraw();
    else if (this.#state.error !== null) this.#ask();
    else this.#lay(name !== 'from');
  }

  get controls() {
    return this.hasAttribute('controls');
  }

  set controls(on) {
    this.toggleAttribute('controls', on);
  }

  get files() {
    return this.#files;
  }

  set files(files) {
    this.#files = files && [...files];
    if (this.isConnected) this.#ask();
  }

  get report() {
    return this.#report;
  }

  get shown() {
    const { view } = this.#state;
    return this.#isThere() ? { from: view.from_s, seconds: secondsOf(view, this.#canvas.clientWidth) } : null;
  }

  /** @param {number} seconds */
  goTo(seconds) {
    const now = this.#isThere();
    if (now) this.#move(around(this.#state.view, seconds, this.#canvas.clientWidth, now.summary.seconds ?? 0));
  }

  /** Opens what is to be shown once all of it is said: several attributes come one after the other. */
  #ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => {
      this.#isAsked = false;
      if (this.isConnected) this.#open();
    });
  }

  /** Ends what runs, and the worker with it. */
  #leave() {
    this.#turn += 1;
    this.#stop.abort();
    this.#starting?.then((engine) => engine.close(), () => {});
    [this.#starting, this.#engine] = [null, null];
  }

  async #open() {
    const turn = ++this.#turn;
    const isLate = () => turn !== this.#turn;
    this.#stop.abort();
    this.#stop = new AbortController();
    [this.#report, this.#width, this.#isZoomed] = [null, 0, false];
    this.#state = step.defaults();
    const [files, src] = [this.#files, this.getAttribute('src')];
    try {
      if (!files && !src) throw new Error(NOTHING);
      this.#become(step.began(this.#state, [src ?? ''], 0, performance.now()));
      const model = this.getAttribute('model');
      this.#starting ??= started({ workers: 1, models: model === null ? {} : { record: model } });
      const [engine] = await Promise.all([this.#starting, drawing()]);
      if (isLate()) return;
      this.#engine = engine;
      const attempt = (/** @type {File[]} */ some) => this.#analyse(engine, some, isLate);
      await (files ? attempt(files.map(fileOf)) : readFrom(new URL(src ?? '', document.baseURI), this.#stop.signal, attempt));
      if (!isLate()) this.#tell('ready', { report: this.#report });
    } catch (error) {
      if (this.#engine === null) this.#starting = null;
      if (!isLate() && !(error instanceof Cancelled)) this.#fail(error);
    }
  }

  /**
   * @param {Engine} engine
   * @param {File[]} files
   * @param {() => boolean} isLate
   */
  async #analyse(engine, files, isLate) {
    const marked = this.getAttribute('marks') !== 'none';
    /** @param {(state: State) => State} to */
    const become = (to) => {
      if (!isLate()) this.#become(to(this.#state));
    };
    const now = () => performance.now();
    const listener = {
      looked: () => {},
      chose: (/** @type {string[]} */ names) => become((state) => step.chose(state, names, now())),
      read: (/** @type {number} */ done, /** @type {number} */ of) => become((state) => step.progressed(state, done, of, now())),
      opened: (/** @type {Opened} */ opened) => become((state) => step.opened(state, marked ? opened : bare(opened))),
      surveys: () => become((state) => step.surveys(state, now())),
      classified: (/** @type {number} */ done, /** @type {number} */ of) => become((state) => step.classified(state, done, of, now())),
    };
    become((state) => step.began(state, files.map(({ name }) => name), 0, now()));
    const taken = marked ? await engine.analyse(files, listener) : bare(await engine.take(files, listener, {}, true));
    if (taken.summary.kind !== 'record') throw new Error(`${taken.summary.name} has no signal that could lie on paper: it is a ${taken.summary.kind === 'table' ? 'heartbeat table' : 'saved report'}.`);
    const report = 'conclusion' in taken ? await reported(engine, taken) : null;
    if (isLate()) return;
    this.#report = report;
    // What was not classified has no conclusion, and is shown as it is while it is not there.
    become((state) => ('conclusion' in taken ? step.finished(state, taken) : { ...state, job: null, result: /** @type {Result} */ (taken), says: `${taken.summary.name} is shown.` }));
  }

  /** @param {unknown} error */
  #fail(error) {
    const message = error instanceof Error ? error.message : String(error);
    this.#become(step.failed(this.#state, message));
    this.#tell('error', { message });
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * @param {'tile' | 'waves'} kind
   * @param {Record<string, unknown>} payload
   */
  async #peek(kind, payload) {
    const now = step.shown(this.#state);
    return now && this.#engine && this.#engine.peek(now, kind, payload);
  }

  /** The recording that lies on the paper. */
  #isThere() {
    const now = step.shown(this.#state);
    return this.#state.error === null && now?.summary.kind === 'record' ? now : null;
  }

  /** @param {View} view */
  #move(view) {
    const before = this.#state.view;
    // A paper that became wider is laid again by itself, and that is nobody's wish.
    if (view.mm_s !== before.mm_s && this.#canvas.clientWidth === this.#width) this.#isZoomed = true;
    this.#become({ ...this.#state, view });
    if (view.beat !== before.beat && view.beat >= 0 && this.#report) this.#tell('beat', { index: view.beat, ...this.#report.beats[view.beat] });
    if (view.from_s !== before.from_s || view.mm_s !== before.mm_s) this.#tell('move', this.shown);
  }

  /**
   * Lays the recording on the paper as the attributes say.
   * @param {boolean} stays where it begins
   */
  #lay(stays) {
    const now = this.#isThere();
    const width = this.#canvas.clientWidth;
    if (!now || width === 0) return;
    const { from_s, beat } = this.#state.view;
    try {
      const look = this.#look();
      const view = viewOf(now, stays ? { ...look, from: from_s } : look, width);
      [this.#width, this.#isZoomed] = [width, false];
      this.#become({ ...this.#state, view: { ...view, beat } });
    } catch (error) {
      this.#turn += 1;
      this.#engine?.cancel();
      this.#fail(error);
    }
  }

  /** @returns {Look} */
  #look() {
    const number = (/** @type {string} */ name) => {
      const value = Number.parseFloat(this.getAttribute(name) ?? '');
      return value > 0 && Number.isFinite(value) ? value : undefined;
    };
    const clean = /** @type {Look['clean']} */ (this.getAttribute('clean') ?? undefined);
    return { lead: this.getAttribute('lead') ?? undefined, from: number('from'), seconds: number('seconds'), speed: number('speed'), gain: number('gain'), clean };
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state;
    if (this.#isPainting) return;
    this.#isPainting = true;
    // Where nobody looks there are no animation frames.
    if (document.hidden) setTimeout(() => this.#paint());
    else requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#isPainting = false;
    const isDark = isDarkBy(this.getAttribute('theme'));
    this.#frame.classList.toggle('dark', isDark);
    if (this.#state.systemDark !== isDark) this.#state = { ...this.#state, systemDark: isDark };
    this.#canvas.hidden = this.#isThere() === null;
    const width = this.#canvas.clientWidth;
    if (width > 0 && this.#width === 0) this.#lay(false);
    else if (width > 0 && this.#width !== width) this.#widen(width);

    const now = this.#isThere();
    this.#canvas.hidden = now === null;
    this.#controls.hidden = now === null || !this.controls;
    const words = this.#words();
    if (this.#status.textContent !== words) this.#status.textContent = words;
    this.#status.hidden = words === '';
    for (const button of this.#controls.querySelectorAll('button')) button.disabled = button.id.startsWith('odd') && this.#report === null;
    const says = this.#state.error ?? (this.#state.view.beat >= 0 && !this.#state.job ? words : this.#state.says);
    if (this.#says.textContent !== says) this.#says.textContent = says;
    if (!now || width === 0) return;
    this.#canvas.setAttribute('aria-label', sheetWords(now, this.#state.view, secondsOf(this.#state.view, width)));
    this.#paper.trace(this.#canvas, this.#state);
  }

  /**
   * As many seconds as were asked for, on paper that became wider or narrower.
   * @param {number} width
   */
  #widen(width) {
    const [{ seconds }, now] = [this.#look(), this.#isThere()];
    this.#width = width;
    if (!now || seconds === undefined || this.#isZoomed) return;
    const view = held({ ...this.#state.view, mm_s: speedFor(seconds, width) }, width, now.summary.seconds ?? 0);
    this.#state = { ...this.#state, view };
  }

  /** The line under the paper: what is wrong, what is being done, the beat that was picked, or what was found. */
  #words() {
    const { error, job, view } = this.#state;
    if (error !== null) return error;
    if (job) return [doing(job), howFar(job)].filter((part) => part !== '').join(' · ');
    if (!this.#report) return '';
    const beat = this.#report.beats[view.beat];
    if (!beat) return [headline(this.#report), this.#report.rhythm ? rhythmWords(this.#report.rhythm) : ''].join(' ').trim();
    const name = CLASSES.find(({ letter }) => letter === beat.class)?.name.toLowerCase();
    return `Beat ${view.beat + 1} of ${this.#report.beats.length}, at ${moment(beat.time_s ?? 0)}: ${beat.class}, ${name}, ${share(beat.probability, 1)}${beat.doubted ? ', not sure' : ''}.`;
  }
}

for (const name of NAMES) {
  Object.defineProperty(EcgView.prototype, name, {
    configurable: true,
    enumerable: true,
    /** @this {EcgView} */
    get() {
      return this.getAttribute(name);
    },
    /** @this {EcgView} */
    set(/** @type {unknown} */ value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });
}

/**
 * A recording without the marks of its beats.
 * @param {Opened} opened
 * @returns {Opened}
 */
function bare(opened) {
  const { survey } = opened;
  return { ...opened, survey: survey && { ...survey, at: new Float64Array(0), truth: new Uint8Array(0) } };
}

if (!customElements.get('ecg-view')) customElements.define('ecg-view', EcgView);
