// What the studio does: fetches generators, lets the maker work, plays; all else of the page hears of it by its state.

import { Cancelled } from './jobs.js';
import { message, say } from './language.js';
import { Fallen } from './pool.js';
import { beatName, chosenGenerator, field, generatorsOf, recordAsked, seedOf, tableOf, wishOf, wrote } from './studio.js';
import * as step from './state.js';

/** @import { Engine } from './engine.js' */
/** @import { Weighed } from './scales.js' */
/** @import { State } from './state.js' */
/** @import { Generator, Room, Studio } from './studio.js' */
/** @import { BeatWish, GeneratorParts, Result } from './types.js' */

/** Beats that are drawn beside a made one. */
const NEAR = 3;

/** From one beat to the other and back, in ms; who wants no motion gets a step a second instead. */
const THERE_AND_BACK_MS = 5000;
const STEPS = 5;

/**
 * @typedef {object} World what the studio needs of the page
 * @property {() => State} state
 * @property {(next: State) => void} become
 * @property {Engine} engine
 * @property {typeof import('./assets.js')} assets
 * @property {(state: State) => Weighed} weigh
 * @property {() => string[]} noises kinds of noise
 * @property {(files: File[]) => void} open shows files as if they had been dropped
 * @property {(name: string, blob: Blob) => Promise<void>} download
 * @property {(error: unknown) => string} sentence
 */

/** @param {World} world */
export function createStudio({ state, become, engine, assets, weigh, noises, open, download, sentence }) {
  /** What generators are made of, by name. @type {Map<string, Promise<GeneratorParts>>} */
  const parts = new Map();
  let listing = false;
  /** A beat is being made; another is wanted as soon as it is there. */
  let busy = false;
  let stale = false;
  /** When playing began, and where on its way the beat was then. @type {{ at: number, share: number } | null} */
  let played = null;

  /** @param {Partial<Studio>} change */
  function change(change) {
    become({ ...state(), studio: { ...state().studio, ...change } });
  }

  async function enter() {
    change({ open: true });
    if (!listing && state().studio.generators === null) {
      listing = true;
      const read = await Promise.allSettled(assets.models().map((name) => assets.text(`models/${name}/spec.json`)));
      listing = false;
      const generators = generatorsOf(read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
      change({ generators, fault: generators.length > 0 ? '' : say('No generator came with this page, so no beats can be made here; the simulator needs none.') });
    }
    show();
  }

  function leave() {
    stop();
    change({ open: false });
  }

  /** @param {Room} room */
  function go(room) {
    stop();
    change({ room, fault: '', made: '' });
    show();
  }

  /** What has to be there once a room is seen. */
  function show() {
    const { open, room } = state().studio;
    if (open && room === 'play') play();
  }

  /**
   * Everything that a generator needs in its worker, fetched once; a failure is not kept.
   * @param {Generator} generator
   */
  function fetched({ name, spec, real }) {
    const kept =
      parts.get(name) ??
      Promise.all([
        engine.parts.view(),
        engine.parts.model('table'),
        assets.bytes(`models/${name}/model.onnx`),
        // Without its critic a generator makes the same beats.
        real === null ? null : assets.bytes(`models/${name}/critic.onnx`).catch(() => null),
      ]).then(([view, { module }, onnx, critic]) => ({ view, engine: module, name, spec, onnx, critic }));
    parts.set(name, kept);
    kept.catch(() => parts.delete(name));
    return kept;
  }

  /**
   * Something that is made as the page's job; what goes wrong is told in the studio.
   * @template T
   * @param {string} form
   * @param {(told: (done: number, total: number) => void) => Promise<T>} work
   * @returns {Promise<T | null>}
   */
  async function made(form, work) {
    stop();
    change({ fault: '', made: '' });
    become(step.making(state(), form, 0, 0, performance.now()));
    try {
      return await work((done, total) => become(step.making(state(), form, done, total, performance.now())));
    } catch (error) {
      // Whoever cancelled has already changed the state: it may be another job's by now.
      if (error instanceof Cancelled) return null;
      become({ ...state(), job: null, studio: { ...state().studio, fault: told(error) } });
      return null;
    }
  }

  /** @param {unknown} error */
  function told(error) {
    if (!(error instanceof Fallen) || error.message.endsWith('.')) return sentence(error);
    return say('The worker that makes beats stopped{because}. Another one was started: ask again.', { because: error.message ? ` (${error.message})` : '' });
  }

  async function balance() {
    const { studio, result, job } = state();
    const [table, generator, weighed, { seed, faults }] = [tableOf(result), chosenGenerator(studio), weigh(state()), seedOf(studio, 'balance-seed')];
    if (Object.keys(faults).length > 0) return change({ faults });
    if (job || !table || !generator || !weighed || !('wanted' in weighed)) return;
    const { add } = weighed.wanted;
    const layout = { name: table.name, width: table.width, marked: table.marked, column: field(studio, 'balance-column') === 'yes', header: field(studio, 'balance-header') === 'yes' };
    const saved = await made(message('the balanced table'), async (heard) => {
      const file = await engine.make(async (maker, ask) => maker.balance(table.file, layout, { parts: await fetched(generator), add, seed }, ask, heard));
      await download(file.name, file.blob);
      return file;
    });
    if (!saved) return;
    become(step.saved(state(), saved.name));
    const how = saved.isRewritten ? ` ${say('Your table is text in UTF-16; it was written as UTF-8, and its rows as they are.')}` : '';
    change({ made: say('{file} was saved: {own} beats of your own, {made} made by {generator}, seed {seed}.', { file: saved.name, own: String(weighed.wanted.before.total), made: String(add.reduce((sum, more) => sum + more, 0)), generator: generator.name, seed: String(seed) }) + how });
  }

  /** A record of made beats, or of the simulator's, opened like a dropped file. @param {'lay' | 'simulate'} room */
  async function record(room) {
    const { studio, job } = state();
    const generator = chosenGenerator(studio);
    const { asked, millivolts, faults } = recordAsked(studio, room, noises());
    if (Object.keys(faults).length > 0) return change({ faults });
    if (job || (room === 'lay' && !generator)) return;
    const file = await made(room === 'lay' ? message('a record of made beats') : message('a simulated record'), () =>
      engine.make(async (maker, ask) => {
        if (room === 'lay' && generator) {
          await maker.learn(await fetched(generator));
          return ask({ what: 'lay', slot: generator.name, asked: JSON.stringify(asked), millivolts });
        }
        const [view, { module }] = await Promise.all([engine.parts.view(), engine.parts.model('table')]);
        await maker.learnSimulating({ view, engine: module });
        return ask({ what: 'simulate', asked: JSON.stringify(asked) });
      }),
    );
    if (!file) return;
    become({ ...state(), job: null });
    open([new File([file.bytes], file.name, { type: 'application/json' })]);
  }

  /** Makes the beat that the fields ask for, once the one before is there; whoever moves a slider outruns it. */
  async function play() {
    if (busy) {
      stale = true;
      return;
    }
    busy = true;
    try {
      do {
        stale = false;
        await one();
      } while (stale);
    } finally {
      busy = false;
    }
    if (!state().studio.playing) await compare();
  }

  async function one() {
    const { studio } = state();
    const by = chosenGenerator(studio);
    const wish = wishOf(studio);
    if (!by || !wish) return;
    try {
      await engine.maker.learn(await fetched(by));
      const beat = await engine.maker.beat(by.name, wish);
      change({ beat: { wish, by, made: beat, near: null, unlike: '' }, fault: '' });
    } catch (error) {
      // A job that was cancelled took the worker with it: the next one makes it.
      if (error instanceof Cancelled) return;
      stop();
      change({ fault: told(error) });
    }
  }

  /** Holds the shown beat against those of what is loaded, when nothing else is going on. */
  async function compare() {
    const { studio, result, job } = state();
    const { beat } = studio;
    if (job || !beat || beat.unlike !== '' || !isReal(result) || beat.near?.of === result) return;
    try {
      const near = await engine.nearest(result, beat.made.values.slice(beat.by.lead_in), NEAR);
      if (near && state().studio.beat === beat) change({ beat: { ...beat, near: { of: result, near } } });
    } catch (error) {
      // A table of other rows than generators make has none to hold against a beat.
      if (!(error instanceof Cancelled) && state().studio.beat === beat) change({ beat: { ...beat, unlike: told(error) } });
    }
  }

  /**
   * @param {string} at
   * @param {string} value
   */
  function type(at, value) {
    become({ ...state(), studio: wrote(state().studio, at, value) });
    // Another generator has other directions.
    if (at === 'generator') change({ moves: {} });
    const { faults } = seedOf(state().studio, at.startsWith('play-') && at.endsWith('seed') ? at : 'play-seed');
    if (at.startsWith('play-')) change({ faults });
    if (at === 'generator' || at.startsWith('play-')) show();
  }

  /** @param {Partial<Studio>} way class, moves, share */
  function turn(way) {
    change(way);
    show();
  }

  /** Another beat of the class: the next seed. */
  function another() {
    const { seed } = seedOf(state().studio, 'play-seed');
    type('play-seed', String((seed % Number.MAX_SAFE_INTEGER) + 1));
    become({ ...state(), says: say('Seed {seed}.', { seed: field(state().studio, 'play-seed') }) });
  }

  /** Plays from one beat to the other and back, until it is paused. */
  function start() {
    const { playing, share } = state().studio;
    if (playing) return pause();
    played = { at: performance.now(), share };
    change({ playing: true });
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) setTimeout(jump, 1000);
    else requestAnimationFrame(move);
  }

  function move() {
    if (!state().studio.playing || !played) return;
    const phase = (played.share / 2 + (performance.now() - played.at) / THERE_AND_BACK_MS) % 1;
    turn({ share: phase < 0.5 ? 2 * phase : 2 - 2 * phase });
    requestAnimationFrame(move);
  }

  /** In steps, each to be looked at, for who wants no motion; it ends at the other beat. */
  function jump() {
    if (!state().studio.playing) return;
    const share = Math.min(1, (Math.floor(state().studio.share * STEPS + 1e-6) + 1) / STEPS);
    turn({ share });
    if (share < 1) setTimeout(jump, 1000);
    else pause();
  }

  function stop() {
    if (state().studio.playing) change({ playing: false });
    played = null;
  }

  function pause() {
    stop();
    const { beat } = state().studio;
    if (beat) become({ ...state(), says: beatName(/** @type {BeatWish} */ (beat.wish)) });
    show();
  }

  return { enter, leave, go, type, turn, another, start, balance, record, /** Another result is shown. */ arrived: show };
}

/**
 * Whether the beats of a result are somebody's.
 * @param {Result | null} result
 * @returns {result is Result}
 */
function isReal(result) {
  return result !== null && result.summary.kind !== 'report' && result.summary.synthetic === undefined && result.conclusion.report.record.beats > 0;
}
