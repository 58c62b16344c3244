// A drawing as SVG: what is drawn onto a canvas is written down call by call. The page's drawings know one surface only, and need no second one for this.

import { drawn } from './drawn.js';

/** @typedef {Pick<CanvasRenderingContext2D, 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'font' | 'textAlign' | 'textBaseline'>} Pens */

/** @typedef {{ height: number, size: number, paper: string, words: string }} Foot a line under the drawing */
/** @typedef {{ width: number, height: number, ratio: number, title: string, note: string, foot: Foot }} Size in the canvas's pixels, of which so many are a CSS pixel */

const ANCHORS = { start: 'start', left: 'start', center: 'middle', end: 'end', right: 'end' };
const BASELINES = { top: 'text-before-edge', middle: 'central', bottom: 'text-after-edge', hanging: 'hanging', alphabetic: 'alphabetic', ideographic: 'ideographic' };

/**
 * Writes down what is drawn until it is stopped; on the canvas it appears as ever.
 * @param {CanvasRenderingContext2D} context
 * @returns {{ stop(): void, svg(size: Size): string }}
 */
export function record(context) {
  /** What was drawn. @type {string[]} */
  const elements = [];
  /** Lines of one pen are one path: a sheet has thousands of them. @type {{ pen: string, path: string } | null} */
  let run = null;
  let path = '';
  let turn = '';
  /** @type {string[]} */
  const turns = [];

  function end() {
    if (run) elements.push(`<path d="${run.path}" ${run.pen}/>`);
    run = null;
  }
  /** @param {string} element */
  function add(element) {
    end();
    elements.push(turn ? element.replace(/^<(\w+)/, `<$1 transform="${turn}"`) : element);
  }
  /** @param {string} drawn @param {string} pen */
  function draw(drawn, pen) {
    if (turn) {
      add(`<path d="${drawn}" ${pen}/>`);
      return;
    }
    if (run?.pen !== pen) {
      end();
      run = { pen, path: '' };
    }
    run.path += drawn;
  }

  /** @type {Record<string, (...all: any[]) => void>} */
  const calls = {
    beginPath: () => void (path = ''),
    moveTo: (x, y) => void (path += `M${short(x)} ${short(y)}`),
    lineTo: (x, y) => void (path += `L${short(x)} ${short(y)}`),
    closePath: () => void (path += 'Z'),
    arc(x, y, radius, from, to) {
      const at = (/** @type {number} */ angle) => `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
      const round = `A${short(radius)} ${short(radius)} 0`;
      const whole = Math.abs(to - from) >= 2 * Math.PI - 1e-6;
      path += whole ? `M${at(0)}${round} 1 1 ${at(Math.PI)}${round} 1 1 ${at(0)}` : `M${at(from)}${round} ${Math.abs(to - from) > Math.PI ? 1 : 0} 1 ${at(to)}`;
    },
    stroke: () => path && draw(path, `fill="none" ${paint('stroke', context.strokeStyle)} stroke-width="${short(context.lineWidth)}"`),
    fill: () => path && draw(path, paint('fill', context.fillStyle)),
    fillRect: (x, y, width, height) => draw(box(x, y, width, height), paint('fill', context.fillStyle)),
    strokeRect: (x, y, width, height) => draw(box(x, y, width, height), `fill="none" ${paint('stroke', context.strokeStyle)} stroke-width="${short(context.lineWidth)}"`),
    fillText(words, x, y) {
      const [, weight = '', size = '12', family = 'sans-serif'] = /^(?:.*?(bold|[6-9]00) )?.*?([\d.]+)px (.+)$/.exec(context.font) ?? [];
      const places = `x="${short(x)}" y="${short(y)}" text-anchor="${ANCHORS[context.textAlign]}" dominant-baseline="${BASELINES[context.textBaseline]}"`;
      add(`<text ${places} font-size="${size}" font-family="${escaped(family)}"${weight && ' font-weight="bold"'} ${paint('fill', context.fillStyle)}>${escaped(drawn(String(words)))}</text>`);
    },
    save: () => void turns.push(turn),
    restore: () => void (turn = turns.pop() ?? ''),
    translate: (x, y) => void (turn += `translate(${short(x)} ${short(y)})`),
    rotate: (angle) => void (turn += `rotate(${short((180 * angle) / Math.PI)})`),
  };

  const surface = /** @type {Record<string, any>} */ (/** @type {unknown} */ (context));
  /** Methods that the canvas had of its own before. @type {Record<string, unknown>} */
  const own = {};
  for (const [name, call] of Object.entries(calls)) {
    const written = surface[name];
    if (Object.hasOwn(surface, name)) own[name] = written;
    surface[name] = (/** @type {any[]} */ ...all) => {
      call(...all);
      return written.apply(context, all);
    };
  }

  return {
    /** The canvas has its own methods again. */
    stop() {
      for (const name of Object.keys(calls)) delete surface[name];
      Object.assign(surface, own);
    },
    svg({ width, height, ratio, title, note, foot }) {
      end();
      const whole = height + foot.height;
      const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width / ratio)}" height="${short(whole / ratio)}" viewBox="0 0 ${width} ${whole}" role="img">`;
      const under = `<text x="${foot.size}" y="${height + foot.height / 2}" dominant-baseline="central" font-size="${foot.size}" font-family="system-ui, sans-serif" fill="${foot.words}">${escaped(note)}</text>`;
      return [head, `<title>${escaped(title)}</title>`, `<rect width="${width}" height="${whole}" fill="${foot.paper}"/>`, ...elements, under, '</svg>', ''].join('\n');
    },
  };
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function box(x, y, width, height) {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
}

/** A hundredth of a pixel is nothing. @param {number} value */
function short(value) {
  return String(Math.round(100 * value) / 100);
}

/**
 * A colour as older readers of SVG want it: without its opacity.
 * @param {'fill' | 'stroke'} what
 * @param {CanvasRenderingContext2D['fillStyle']} style
 */
function paint(what, style) {
  const [, red, green, blue, alpha] = /^rgba?\(([\d.]+), *([\d.]+), *([\d.]+)(?:, *([\d.]+))?\)$/.exec(String(style)) ?? [];
  if (red === undefined) return `${what}="${style}"`;
  const hex = [red, green, blue].map((part) => Number(part).toString(16).padStart(2, '0')).join('');
  return `${what}="#${hex}"${alpha === undefined || Number(alpha) === 1 ? '' : ` ${what}-opacity="${short(Number(alpha))}"`}`;
}

/** @param {string} words */
function escaped(words) {
  return words.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
}
