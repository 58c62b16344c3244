// What a person does with the paper: pointer, wheel, keys and buttons, turned into another view of the same recording.

import { momentAt } from './courses.js';
import { say } from './language.js';
import { isPlain } from './shortcuts.js';
import { shown } from './state.js';
import { MM_PX, WAYS, around, atRest, beforeIndex, held, laid, marksOf, nearestBeat, nextOdd, panned, secondAt, secondsOf, slowest, snapped, typedTime, zoomed } from './viewer.js';

/** @import { Habits } from './habits.js' */
/** @import { State } from './state.js' */
/** @import { Calipers, View } from './viewer.js' */

/** A press that moves less than this is a click. */
const CLICK_PX = 4;

/** A click this far from a beat, in seconds, means none. */
const BESIDE_S = 0.5;

/** What a key or a button looks closer by. */
const CLOSER = 1.5;

/** An edge comes to rest on what is this near, in pixels. */
const SNAP_PX = 7;

/**
 * The paper and, where they are there, the controls about it: `npm/view.js` has the paper alone.
 * @param {Document} document
 * @param {object} by
 * @param {() => State} by.state
 * @param {(view: View, fault?: string) => void} by.move
 * @param {(chosen: Partial<Habits>) => void} by.keep what a person chose for other recordings, too
 * @param {(at: Float64Array, rate_hz: number) => Float64Array} by.times when each beat is, in seconds
 * @param {(view: View, from_s: number, to_s: number) => ArrayLike<number>} by.edges where waves begin, peak and end
 */
export function listenToPaper(document, { state, move, keep, times, edges }) {
  const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('trace'));
  const strip = /** @type {HTMLElement} */ (document.getElementById('strip'));
  const part = /** @type {HTMLElement} */ (document.getElementById('window'));

  /** What everything here is asked of: the recording that is shown, how long it is, how wide the paper. */
  function now() {
    const { view } = state();
    const opened = shown(state());
    if (opened?.summary.kind !== 'record') return null;
    const { at, classes } = marksOf(opened);
    return { view, width: canvas.clientWidth, total: opened.summary.seconds ?? 0, at: times(at, opened.summary.rate_hz), classes, leads: opened.summary.leads ?? [], isDone: 'conclusion' in opened };
  }

  /** @typedef {NonNullable<ReturnType<typeof now>>} Now */

  /** @param {(from: Now) => View | undefined} to */
  function turn(to) {
    const from = now();
    const view = from && to(from);
    if (view && view !== from.view) move(view);
    return view !== undefined && view !== null;
  }

  const sheets = (/** @type {number} */ by) => turn(({ view, width, total }) => panned(view, by * secondsOf(view, width), width, total));
  const closer = (/** @type {number} */ by) => turn(({ view, width, total }) => zoomed(view, by, view.from_s + secondsOf(view, width) / 2, width, total));

  /**
   * To a beat: it is looked at, and comes onto the sheet if it is not there.
   * @param {Now} from
   * @param {number} beat
   */
  function toBeat({ view, width, total, at }, beat) {
    if (beat < 0 || beat >= at.length) return view;
    const place = at[beat];
    const isThere = place >= view.from_s && place <= view.from_s + secondsOf(view, width);
    return { ...(isThere ? view : around(view, place, width, total)), beat };
  }

  /** @param {1 | -1} step */
  function odd(step) {
    turn((from) => {
      const { view, width, at, classes, isDone } = from;
      if (!isDone) return undefined;
      const inside = view.beat >= 0 && at[view.beat] >= view.from_s && at[view.beat] <= view.from_s + secondsOf(view, width);
      const start = inside ? at[view.beat] : step > 0 ? view.from_s : view.from_s + secondsOf(view, width);
      return toBeat(from, nextOdd(at, classes, start, step));
    });
  }

  /** @param {1 | -1} step */
  function beat(step) {
    turn((from) => {
      const { view, width, at } = from;
      const beat = view.beat >= 0 ? view.beat + step : beforeIndex(at, view.from_s + (step < 0 ? secondsOf(view, width) : 0)) + (step < 0 ? -1 : 0);
      return toBeat(from, beat);
    });
  }

  function measure() {
    turn(({ view, width, leads }) => {
      if (!document.getElementById('calipers')) return undefined;
      if (view.calipers) return { ...view, calipers: null };
      const middle = view.from_s + secondsOf(view, width) / 2;
      const wide = Math.min(0.4, secondsOf(view, width) / 8);
      const [place] = laid(view, leads, width).places;
      const centre = (place.top + place.foot) / 2;
      const mv = MM_PX * view.mm_mv;
      return { ...view, calipers: { a: middle - wide / 2, b: middle + wide / 2, high: centre - mv, low: centre, march: false } };
    });
  }

  /** @type {Record<string, () => unknown>} */
  const keys = {
    ArrowLeft: () => turn(({ view, width, total }) => panned(view, -secondsOf(view, width) / 10, width, total)),
    ArrowRight: () => turn(({ view, width, total }) => panned(view, secondsOf(view, width) / 10, width, total)),
    'Shift ArrowLeft': () => sheets(-1),
    'Shift ArrowRight': () => sheets(1),
    Home: () => turn(({ view, width, total }) => held({ ...view, from_s: 0 }, width, total)),
    End: () => turn(({ view, width, total }) => held({ ...view, from_s: total }, width, total)),
    '+': () => closer(CLOSER),
    '=': () => closer(CLOSER),
    '-': () => closer(1 / CLOSER),
    a: () => turn(({ view, width, total }) => held({ ...view, mm_s: slowest(width, total), from_s: 0 }, width, total)),
    0: () => turn(({ view, width, total }) => zoomed(view, atRest().mm_s / view.mm_s, view.from_s + secondsOf(view, width) / 2, width, total)),
    n: () => odd(1),
    p: () => odd(-1),
    '.': () => beat(1),
    ',': () => beat(-1),
    c: measure,
  };

  canvas.addEventListener('keydown', (event) => {
    if (!isPlain(event)) return;
    // Large letters say what a beat is: www/families-events.js.
    if (event.shiftKey && /^[a-z]$/i.test(event.key)) return;
    const named = event.shiftKey && event.key.startsWith('Arrow') ? `Shift ${event.key}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = keys[named];
    if (!act) return;
    event.preventDefault();
    act();
  });

  for (const [id, act] of Object.entries({
    'go-first': keys.Home,
    'go-back': () => sheets(-1),
    'go-on': () => sheets(1),
    'go-last': keys.End,
    'zoom-in': keys['+'],
    'zoom-out': keys['-'],
    'zoom-whole': keys.a,
    'odd-back': () => odd(-1),
    'odd-on': () => odd(1),
    'beat-back': () => beat(-1),
    'beat-on': () => beat(1),
    'beat-close': () => {
      turn(({ view }) => ({ ...view, beat: -1 }));
      // The button goes with its panel: whoever pressed it by the keyboard is on the paper again.
      canvas.focus({ preventScroll: true });
    },
    measure,
  })) document.getElementById(id)?.addEventListener('click', act);

  for (const way of WAYS) {
    document.getElementById(`trace-${way}`)?.addEventListener('change', () => {
      turn(({ view }) => ({ ...view, way }));
      keep({ way });
    });
  }
  /**
   * @param {string} id
   * @param {(from: Now, value: string) => View} to
   * @param {(value: number) => Partial<Habits>} [habit] what of it is kept for other recordings
   */
  function select(id, to, habit) {
    const element = /** @type {HTMLSelectElement} */ (document.getElementById(id));
    element?.addEventListener('change', () => {
      turn((from) => to(from, element.value));
      if (habit) keep(habit(Number(element.value)));
    });
  }
  select('speed', ({ view, width, total }, value) => zoomed(view, Number(value) / view.mm_s, view.from_s, width, total), (mm_s) => ({ mm_s }));
  select('gain', ({ view }, value) => ({ ...view, mm_mv: Number(value) }), (mm_mv) => ({ mm_mv }));
  select('layout', ({ view, width, total }, value) => held({ ...view, layout: value === 'all' || value === 'twelve' ? value : Number(value) }, width, total));

  const march = /** @type {HTMLInputElement} */ (document.getElementById('march-on'));
  march?.addEventListener('change', () => turn(({ view }) => (view.calipers ? { ...view, calipers: { ...view.calipers, march: march.checked } } : undefined)));

  document.getElementById('go')?.addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = /** @type {HTMLInputElement} */ (document.getElementById('go-to'));
    const fault = /** @type {HTMLElement} */ (document.getElementById('fault-go'));
    const at_s = typedTime(typed.value);
    const from = now();
    fault.hidden = true;
    if (!from) return;
    if (at_s === null) fault.textContent = say('A time is seconds, or as 12:30 or 1:02:30.');
    else if (at_s > from.total) fault.textContent = say('The recording ends at {time}.', { time: `${Math.floor(from.total / 60)}:${String(Math.floor(from.total % 60)).padStart(2, '0')}` });
    else {
      move(around(from.view, at_s, from.width, from.total));
      return;
    }
    fault.hidden = false;
  });

  // A panel that lists something jumps to its place.
  document.addEventListener('ecglass:goto', (event) => {
    const { seconds } = /** @type {CustomEvent<{ seconds: number }>} */ (event).detail;
    turn((from) => ({ ...around(from.view, seconds, from.width, from.total), beat: from.isDone ? nearestBeat(from.at, seconds) : -1 }));
  });

  // Words name it, and a drawing along the time has it where it is pressed.
  document.addEventListener('click', ({ target, offsetX }) => {
    const place = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest?.('[data-goto], canvas[data-seconds]'));
    if (!place) return;
    const { goto, seconds: long } = place.dataset;
    const seconds = goto === undefined ? momentAt(offsetX, place.clientWidth, Number(long)) : Number(goto);
    document.dispatchEvent(new CustomEvent('ecglass:goto', { detail: { seconds } }));
    document.getElementById('trace-panel')?.scrollIntoView({ block: 'start' });
    canvas.focus({ preventScroll: true });
  });

  canvas.addEventListener(
    'wheel',
    (event) => {
      const from = now();
      if (!from) return;
      const { view, width, total } = from;
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      // The page scrolls as ever, unless the paper was clicked into, or a pinch says that it is meant.
      if (!sideways && !event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
      event.preventDefault();
      const step = (event.deltaMode === 1 ? 16 : 1) * (sideways ? event.deltaX || event.deltaY : event.deltaY);
      if (sideways) move(panned(view, step / (MM_PX * view.mm_s), width, total));
      else move(zoomed(view, Math.exp(-step * (event.ctrlKey ? 0.01 : 0.002)), secondAt(view, event.offsetX), width, total));
    },
    { passive: false },
  );

  /** Fingers and buttons that are down, by their id. @type {Map<number, { x: number, y: number }>} */
  const down = new Map();
  let travelled = 0;

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (down.size === 1) travelled = 0;
    const from = now();
    if (!from?.view.calipers || down.size > 1) return;
    const a = snap(from, event.offsetX);
    move({ ...from.view, calipers: { ...from.view.calipers, a, b: a, high: event.offsetY, low: event.offsetY } });
  });

  canvas.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    const from = now();
    if (!before || !from) return;
    const { view, width, total } = from;
    const after = { x: event.offsetX, y: event.offsetY };
    travelled += Math.abs(after.x - before.x) + Math.abs(after.y - before.y);
    if (down.size === 2) {
      const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const [wide, was] = [Math.abs(after.x - other.x), Math.abs(before.x - other.x)];
      const moved = panned(view, (before.x - after.x) / 2 / (MM_PX * view.mm_s), width, total);
      move(was > 10 && wide > 10 ? zoomed(moved, wide / was, secondAt(moved, (after.x + other.x) / 2), width, total) : moved);
    } else if (view.calipers) {
      move({ ...view, calipers: { ...view.calipers, b: snap(from, after.x), low: after.y } });
    } else {
      move(panned(view, (before.x - after.x) / (MM_PX * view.mm_s), width, total));
    }
    down.set(event.pointerId, after);
  });

  for (const type of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    canvas.addEventListener(type, (event) => {
      const was = down.delete(event.pointerId);
      if (!was || type === 'pointercancel' || down.size > 0 || travelled > CLICK_PX) return;
      turn((from) => {
        const { view, at, isDone } = from;
        if (view.calipers || !isDone) return undefined;
        const moment = secondAt(view, event.offsetX);
        const beat = nearestBeat(at, moment);
        return { ...view, beat: beat >= 0 && Math.abs(at[beat] - moment) <= BESIDE_S ? beat : -1 };
      });
    });
  }

  // The edges of the calipers, by pointer and by keys.
  for (const edge of /** @type {(keyof Calipers & ('a' | 'b' | 'high' | 'low'))[]} */ (['a', 'b', 'high', 'low'])) {
    const handle = /** @type {HTMLElement} */ (document.getElementById(`caliper-${edge}`));
    if (!handle) continue;
    const isTime = edge === 'a' || edge === 'b';
    /** @param {(held: Calipers, from: Now) => number} to */
    const set = (to) => turn((from) => (from.view.calipers ? { ...from.view, calipers: { ...from.view.calipers, [edge]: to(from.view.calipers, from) } } : undefined));
    handle.addEventListener('pointerdown', (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
    });
    handle.addEventListener('pointermove', (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, top } = canvas.getBoundingClientRect();
      set((_, from) => (isTime ? snap(from, event.clientX - left) : event.clientY - top));
    });
    handle.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by === undefined || !isPlain(event)) return;
      event.preventDefault();
      const px = by * (event.shiftKey ? 10 : 1);
      set((calipers, { view }) => calipers[edge] + (isTime ? px / (MM_PX * view.mm_s) : px));
    });
  }

  /**
   * The moment at a place, or that of the beat or the wave's edge beside it.
   * @param {Now} from
   * @param {number} x
   */
  function snap({ view, at }, x) {
    const reach = SNAP_PX / (MM_PX * view.mm_s);
    const moment = secondAt(view, x);
    const beats = at.subarray(beforeIndex(at, moment - reach), beforeIndex(at, moment + reach));
    return snapped(moment, reach, [...beats, ...Array.from(edges(view, moment - reach, moment + reach))]);
  }

  // The window of the strip: a click beside it brings it there, dragging moves it, keys do both.
  let grip = 0;
  strip?.addEventListener('pointerdown', (event) => {
    const from = now();
    if (!from || event.button !== 0) return;
    strip.setPointerCapture(event.pointerId);
    const box = strip.getBoundingClientRect();
    const at_s = ((event.clientX - box.left) / box.width) * from.total;
    const wide = secondsOf(from.view, from.width);
    const isInside = at_s >= from.view.from_s && at_s <= from.view.from_s + wide && wide / from.total > 0.03;
    grip = isInside ? at_s - from.view.from_s : wide / 2;
    if (!isInside) move(held({ ...from.view, from_s: at_s - grip }, from.width, from.total));
    part.focus();
    event.preventDefault();
  });
  strip?.addEventListener('pointermove', (event) => {
    if (!strip.hasPointerCapture(event.pointerId)) return;
    const box = strip.getBoundingClientRect();
    turn(({ view, width, total }) => held({ ...view, from_s: ((event.clientX - box.left) / box.width) * total - grip }, width, total));
  });
  part?.addEventListener('keydown', (event) => {
    const act = { ArrowLeft: () => sheets(-0.5), ArrowRight: () => sheets(0.5), PageUp: () => sheets(-5), PageDown: () => sheets(5), Home: keys.Home, End: keys.End }[event.key];
    if (!act || !isPlain(event)) return;
    event.preventDefault();
    act();
  });

  // A sheet that became narrower or wider shows more or less, and may reach beyond the end.
  const settle = () => turn(({ view, width, total }) => held(view, width, total));
  new ResizeObserver(settle).observe(canvas);
  return { settle };
}
