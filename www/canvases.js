// Canvases: each as many pixels as the screen has under it, and drawn anew only when what it shows, its size, its colours or the language change.

import { drawn } from './drawn.js';
import { language } from './language.js';
import { isDark, ratioOf } from './state.js';

/** @import { State } from './state.js' */

/** @param {() => void} draw called when a size changes */
export function createCanvases(draw) {
  /** What each canvas shows now, so that nothing is drawn twice. @type {Map<HTMLCanvasElement, unknown[]>} */
  const shown = new Map();
  /** Their sizes in device pixels. @type {Map<HTMLCanvasElement, { width: number, height: number }>} */
  const sizes = new Map();
  /** @type {HTMLCanvasElement[]} */
  const watched = [];

  const observer = new ResizeObserver((entries) => {
    let appears = false;
    for (const entry of entries) {
      const canvas = /** @type {HTMLCanvasElement} */ (entry.target);
      appears ||= !sizes.get(canvas)?.width;
      sizes.set(canvas, devicePixels(entry));
    }
    // With a result much appears at once, and laying it out has taken long enough: it is drawn in the next frame. What only changes its size is not
    // to be seen stretched.
    if (appears) requestAnimationFrame(draw);
    else draw();
  });
  watchPixelRatio();

  /**
   * Sizes the canvas and says whether it has to be drawn for these values.
   * @param {HTMLCanvasElement} canvas
   * @param {State} state
   * @param {unknown[]} values
   */
  function stale(canvas, state, values) {
    const size = sizes.get(canvas);
    if (!size || size.width === 0 || size.height === 0) return false;
    const now = [...values, size.width, size.height, ratioOf(state), isDark(state), language().tag];
    const before = shown.get(canvas);
    // A picture is drawn for whoever takes it, also where it is as it stands on the screen.
    if (!state.shot && before && now.every((value, i) => Object.is(value, before[i]))) return false;
    shown.set(canvas, now);
    const share = ratioOf(state) / devicePixelRatio;
    canvas.width = Math.round(size.width * share);
    canvas.height = Math.round(size.height * share);
    return true;
  }

  /** @param {HTMLCanvasElement} canvas */
  function observe(canvas) {
    try {
      observer.observe(canvas, { box: 'device-pixel-content-box' });
    } catch {
      // WebKit knows no device pixels here; their number is worked out from CSS pixels instead.
      observer.observe(canvas);
    }
  }

  /** A window may be dragged to another screen, or zoomed: its query then no longer matches, and a new one is asked. */
  function watchPixelRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        for (const canvas of watched) {
          observer.unobserve(canvas);
          observe(canvas);
        }
        watchPixelRatio();
      },
      { once: true },
    );
  }

  return {
    stale,
    /** From now on its size is known. @param {HTMLCanvasElement} canvas */
    watch(canvas) {
      watched.push(canvas);
      translates(canvas);
      observe(canvas);
    },
  };
}

/** What is written on a canvas is written in the language that is spoken. @param {HTMLCanvasElement} canvas */
function translates(canvas) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const write = context.fillText;
  context.fillText = (words, ...place) => write.call(context, drawn(String(words)), ...place);
}

/**
 * The size in device pixels: the browser's own count where it gives one, since only that is exact at broken ratios.
 * Where the two are far apart the count is of another screen (an emulated one), and the ratio is right.
 * @param {ResizeObserverEntry} entry
 */
function devicePixels({ contentRect, devicePixelContentBoxSize }) {
  const size = { width: Math.round(contentRect.width * devicePixelRatio), height: Math.round(contentRect.height * devicePixelRatio) };
  const box = devicePixelContentBoxSize?.[0];
  const near = box && Math.abs(box.inlineSize - size.width) <= 2 && Math.abs(box.blockSize - size.height) <= 2;
  return near ? { width: box.inlineSize, height: box.blockSize } : size;
}
