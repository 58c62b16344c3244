// The controls about the paper, the window in the strip above it, the calipers over it and the beat under it.

import { TIPS } from './glossary.js';
import { decimal, message, say } from './language.js';
import { shown } from './state.js';
import { GAINS, MARGIN_PX, MM_PX, SPEEDS, WAYS, calipersWords, laid, placeOf, secondsOf, sheetWords, slowest, twelve } from './viewer.js';
import { whyWords } from './why.js';
import { CLASSES, figure, moment, sureWords } from './words.js';

/** @import { Hands } from './dom.js' */
/** @import { State } from './state.js' */
/** @import { Opened, Result } from './types.js' */
/** @import { View } from './viewer.js' */

/** What is told of a beat, by the name of the column of beats.csv. @type {[string, string, string, number][]} */
const TOLD = [
  ['rr_s', message('RR before'), 'ms', 0],
  ['rate_bpm', message('Rate'), message('a\u{a0}minute'), 0],
  ['p_ms', message('P wave'), 'ms', 0],
  ['pr_ms', 'PR', 'ms', 0],
  ['qrs_ms', 'QRS', 'ms', 0],
  ['qt_ms', 'QT', 'ms', 0],
  ['qtc_bazett_ms', message('QTc, Bazett'), 'ms', 0],
  ['qtc_fridericia_ms', message('QTc, Fridericia'), 'ms', 0],
  ['r_mv', 'R', 'mV', 2],
  ['s_mv', 'S', 'mV', 2],
  ['t_mv', message('T wave'), 'mV', 2],
  ['st_mv', 'ST', 'mV', 2],
];

/** Lines that march out of the calipers: more of them would be a fence. */
const MOST_LINES = 200;

/** @param {Hands} to */
export function createViewerView({ at, show, text, element, term }) {
  /** The classes that were counted last, and how many are not normal. @type {Uint8Array | null} */
  let counted = null;
  let odd = 0;
  /** The beat whose figures stand in the page. @type {unknown[]} */
  let told = [];

  /** @param {State} state */
  return function viewer(state) {
    const now = shown(state);
    const isThere = now?.summary.kind === 'record';
    show('trace-panel', isThere);
    if (!isThere) return;
    const { view } = state;
    const { leads = [], seconds: total = 0 } = now.summary;
    const width = at('trace').clientWidth;
    const seconds = secondsOf(view, width);

    const words = sheetWords(now, view, seconds);
    text('trace-words', words);
    at('trace').setAttribute('aria-label', words);
    for (const way of WAYS) /** @type {HTMLInputElement} */ (at(`trace-${way}`)).checked = view.way === way;

    choose('speed', String(view.mm_s), [...SPEEDS.map((speed) => [String(speed), `${speed} mm/s`]), ...(SPEEDS.includes(view.mm_s) ? [] : [[String(view.mm_s), `${figure(view.mm_s, view.mm_s < 1 ? 2 : 1)} mm/s`]])]);
    choose('gain', String(view.mm_mv), GAINS.map((gain) => [String(gain), `${gain} mm/mV`]));
    show('layout-field', leads.length > 1);
    const layouts = [['all', leads.length === 2 ? say('both') : say('all {count}', { count: leads.length })], ...(twelve(leads) ? [['twelve', say('3 × 4 and rhythm')]] : []), ...leads.map((lead, index) => [String(index), lead])];
    choose('layout', String(view.layout), layouts);

    strip(now, view, seconds, total);
    steps(now, view, width, seconds, total);
    calipers(view, leads, width);
    beat(now, state);
  };

  /**
   * @param {string} id
   * @param {string} value
   * @param {string[][]} options
   */
  function choose(id, value, options) {
    const select = /** @type {HTMLSelectElement} */ (at(id));
    const there = [...select.options].map((option) => `${option.value} ${option.text}`).join('|');
    if (there !== options.map((option) => option.join(' ')).join('|')) select.replaceChildren(...options.map(([own, words]) => element('option', { value: own }, words)));
    if (select.value !== value) select.value = value;
  }

  /**
   * @param {Opened | Result} now
   * @param {View} view
   * @param {number} seconds
   * @param {number} total
   */
  function strip(now, view, seconds, total) {
    show('strip', total > 0 && seconds < total);
    const part = at('window');
    const share_ = Math.min(1, seconds / total);
    part.style.insetInlineStart = `${(100 * view.from_s) / total}%`;
    part.style.inlineSize = `${100 * share_}%`;
    part.setAttribute('aria-valuemax', String(Math.round(Math.max(0, total - seconds))));
    part.setAttribute('aria-valuenow', String(Math.round(view.from_s)));
    part.setAttribute('aria-valuetext', say('from {from} to {to} of {total}', { from: moment(view.from_s), to: moment(Math.min(total, view.from_s + seconds)), total: moment(total) }));
    at('overview').setAttribute('aria-label', overviewWords(now));
  }

  /**
   * @param {Opened | Result} now
   * @param {View} view
   * @param {number} width
   * @param {number} seconds
   * @param {number} total
   */
  function steps(now, view, width, seconds, total) {
    const disable = (/** @type {string} */ id, /** @type {boolean} */ on) => (/** @type {HTMLButtonElement} */ (at(id)).disabled = on);
    for (const id of ['go-first', 'go-back']) disable(id, view.from_s <= 0);
    for (const id of ['go-on', 'go-last']) disable(id, view.from_s + seconds >= total - 1e-6);
    for (const id of ['zoom-out', 'zoom-whole']) disable(id, view.mm_s <= slowest(width, total) * 1.000001);
    // Counting all beats is too much for every frame of a paper that is dragged.
    const classes = 'conclusion' in now ? now.conclusion.classes : null;
    if (classes !== counted) [counted, odd] = [classes, (classes ?? new Uint8Array(0)).reduce((sum, class_) => sum + (class_ > 0 && class_ < 5 ? 1 : 0), 0)];
    for (const id of ['odd-back', 'odd-on']) disable(id, odd === 0);
    text('odd-words', 'conclusion' in now ? say('{count} not normal', { count: odd }) : say('Not normal'));
  }

  /**
   * @param {View} view
   * @param {string[]} leads
   * @param {number} width
   */
  function calipers(view, leads, width) {
    const { calipers: held } = view;
    at('measure').setAttribute('aria-pressed', String(held !== null));
    show('calipers', held !== null);
    show('march-field', held !== null);
    at('desk').classList.toggle('measuring', held !== null);
    if (!held) {
      at('march').replaceChildren();
      return;
    }
    const { height } = laid(view, leads, width);
    const [left, right] = [placeOf(view, Math.min(held.a, held.b)), placeOf(view, Math.max(held.a, held.b))];
    const [top, foot] = [Math.min(held.high, held.low), Math.max(held.high, held.low)];
    const put = (/** @type {string} */ id, /** @type {Partial<Record<'left' | 'top' | 'width' | 'height', number>>} */ to) => {
      for (const [side, px] of Object.entries(to)) at(id).style.setProperty(side, `${px}px`);
      // What is off the paper is not there to be seen, nor to be reached.
      if (to.left !== undefined) at(id).style.visibility = to.left < MARGIN_PX - 1 || to.left > width + 1 ? 'hidden' : 'visible';
    };
    put('caliper-a', { left: placeOf(view, held.a), height });
    put('caliper-b', { left: placeOf(view, held.b), height });
    const box = at('caliper-box').style;
    for (const [side, px] of Object.entries({ left, top, width: Math.max(0, right - left), height: foot - top })) box.setProperty(side, `${px}px`);
    put('caliper-high', { left, top: held.high, width: Math.max(24, right - left) });
    put('caliper-low', { left, top: held.low, width: Math.max(24, right - left) });
    const words = calipersWords(held, view);
    text('caliper-words', words);
    at('caliper-words').style.left = `${Math.min(Math.max(left, MARGIN_PX), Math.max(MARGIN_PX, width - 220))}px`;
    at('caliper-words').style.top = `${Math.max(2, top - 34)}px`;
    /** @type {HTMLInputElement} */ (at('march-on')).checked = held.march;
    for (const edge of /** @type {const} */ (['a', 'b'])) {
      at(`caliper-${edge}`).setAttribute('aria-valuenow', held[edge].toFixed(3));
      at(`caliper-${edge}`).setAttribute('aria-valuetext', say('{seconds} seconds; {words}', { seconds: decimal(held[edge], 3), words }));
    }
    for (const edge of /** @type {const} */ (['high', 'low'])) {
      const mv = -held[edge] / (MM_PX * view.mm_mv);
      at(`caliper-${edge}`).setAttribute('aria-valuenow', mv.toFixed(2));
      at(`caliper-${edge}`).setAttribute('aria-valuetext', words);
    }
    const apart = (right - left) / (MM_PX * view.mm_s);
    /** @type {HTMLElement[]} */
    const lines = [];
    if (held.march && right - left >= 4) {
      for (let x = right + (right - left); x <= width && lines.length < MOST_LINES; x += right - left) lines.push(line(x));
      for (let x = left - (right - left); x >= MARGIN_PX && lines.length < MOST_LINES; x -= right - left) lines.push(line(x));
    }
    at('march').replaceChildren(...lines);
    at('march').dataset.apart = apart.toFixed(3);
  }

  /** @param {number} x */
  function line(x) {
    const made = element('span', {});
    made.style.left = `${x}px`;
    return made;
  }

  /**
   * @param {Opened | Result} now
   * @param {State} state
   */
  function beat(now, { view, why }) {
    const isThere = 'conclusion' in now && view.beat >= 0 && view.beat < now.beats.count;
    show('beat-panel', isThere);
    if (!isThere) return;
    if (told[0] === now.conclusion && told[1] === view.beat && told[2] === why) return;
    told = [now.conclusion, view.beat, why];
    const { classes, measures, measured } = now.conclusion;
    const class_ = CLASSES[classes[view.beat]];
    const seconds = now.beats.at[view.beat] / now.summary.rate_hz;
    const truth = CLASSES[now.beats.truth[view.beat]];
    const words = whyWords(why, now, view.beat);
    text('beat-why', words);
    show('beat-why', words !== '');
    text('beat-title', say('Beat {nth} of {all}, at {time}', { nth: view.beat + 1, all: now.beats.count, time: `${moment(Math.floor(seconds))}${(seconds % 1).toFixed(3).slice(1)}` }));
    const of = (/** @type {string} */ name) => measured[view.beat * measures.length + measures.indexOf(name)];
    const rows = [['class', say('Class'), class_ ? `${class_.letter}, ${say(class_.within)}` : say('nobody said')], ['sure', say('Sure'), sureWords(now.conclusion, view.beat)]];
    if (truth) rows.push(['truth', say('In the file'), `${truth.letter}, ${say(truth.within)}`]);
    for (const [name, words, unit, digits] of TOLD) {
      const value = measures.includes(name) ? of(name) * (name === 'rr_s' ? 1000 : 1) : NaN;
      rows.push([name, say(words), Number.isNaN(value) ? say('not seen') : `${figure(value, digits)}\u{a0}${say(unit)}`]);
    }
    at('beat-rows').replaceChildren(
      ...rows.map(([name, words, value]) => element('div', {}, element('dt', {}, term(words, say(TIPS[name]))), element('dd', { class: value === say('not seen') ? 'muted' : '' }, value))),
    );
  }
}

/**
 * The strip in a sentence.
 * @param {Opened | Result} now
 */
function overviewWords(now) {
  const { summary } = now;
  const said = [say('All of {name}, {length}: its heart rate as it goes', { name: summary.name, length: moment(summary.seconds ?? 0) })];
  if ('conclusion' in now) {
    const { rhythm, quality } = now.conclusion.report;
    const poor = quality?.leads[0]?.stretches.filter(({ grade }) => grade !== 'usable').length ?? 0;
    said.push(say('where beats are not normal'));
    if (poor > 0) said.push(say({ one: '{count} stretch that cannot be trusted', other: '{count} stretches that cannot be trusted' }, { count: poor }));
    if (rhythm && rhythm.episodes.length > 0) said.push(say({ one: '{count} episode of fibrillation', other: '{count} episodes of fibrillation' }, { count: rhythm.episodes.length }));
  }
  return `${said.join(say(', '))}.`;
}
