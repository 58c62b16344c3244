// A report on a canvas: drawn with what is there, and again as finer pieces come, until all of it is.

import { createPaper } from '../www/paper.js';
import { defaults } from '../www/state.js';
import { createTiles } from '../www/tiles.js';
import { drawing } from './host.js';
import { isDarkBy, viewOf } from './look.js';

/** @import { Engine } from '../www/engine.js' */
/** @import { Result } from '../www/types.js' */
/** @import { Draw } from './ecg.js' */

/** What draws one recording, and whoever waits for finer pieces of it. @typedef {{ paper: ReturnType<typeof createPaper>, waiting: Set<() => void>, isSettled: () => boolean }} Desk */

/**
 * @param {Engine} engine
 * @returns {Draw}
 */
export function createSheets(engine) {
  /** @type {WeakMap<Result, Desk>} */
  const desks = new WeakMap();
  /** What each canvas is to show: an earlier drawing that still waits for pieces gives way. @type {WeakMap<HTMLCanvasElement, () => void>} */
  const latest = new WeakMap();

  /** @param {Result} result */
  function deskOf(result) {
    const known = desks.get(result);
    if (known) return known;
    /** @type {Set<() => void>} */
    const waiting = new Set();
    const tiles = createTiles({
      tile: (tile) => engine.peek(result, 'tile', { tile }),
      waves: (lead, from_s, to_s) => engine.peek(result, 'waves', { lead, from_s, to_s }),
      changed: () => waiting.forEach((attempt) => attempt()),
    });
    const desk = { paper: createPaper(tiles, sized), waiting, isSettled: () => tiles.awaited === 0 || engine.isClosed };
    desks.set(result, desk);
    return desk;
  }

  return async (canvas, result, look) => {
    const { summary } = result;
    if (summary.kind !== 'record') throw new TypeError(`${summary.name} has no signal that could lie on paper.`);
    await drawing();
    if (canvas.clientWidth === 0) throw new RangeError('The canvas has no width: put it where it is shown, then draw on it.');
    const { paper, waiting, isSettled } = deskOf(result);
    const state = { ...defaults(), result, systemDark: isDarkBy(look.theme), view: viewOf(result, look, canvas.clientWidth) };
    await new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          if (latest.get(canvas) === attempt) paper.trace(canvas, state);
        } catch (error) {
          waiting.delete(attempt);
          reject(error);
        }
        if (latest.get(canvas) !== attempt || isSettled()) {
          waiting.delete(attempt);
          resolve(undefined);
        }
      };
      latest.set(canvas, attempt);
      waiting.add(attempt);
      attempt();
    });
  };
}

/**
 * As many pixels as the screen has under it; always worth drawing, since it is asked for.
 * @param {HTMLCanvasElement} canvas
 */
function sized(canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  return true;
}
