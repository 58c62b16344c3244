// Listening to the beats: what a person asks for, a clock that is the sound card's, and a line on the paper where it is.

import { hands } from './dom.js';
import { language, message, say } from './language.js';
import { AHEAD_HIDDEN_S, AHEAD_S, beginWords, endWords, legend, lengthAt, paced, placeAt, running, toneOf, upcoming } from './listening.js';
import { isPlain } from './shortcuts.js';
import { shown } from './state.js';
import { held, marksOf, placeOf, secondsOf } from './viewer.js';

/** @import { Run, Tone } from './listening.js' */
/** @import { State } from './state.js' */
/** @import { View } from './viewer.js' */

/** How often it is looked for beats that are due, in ms. */
const TICK_MS = 50;

/** A sound card that has not answered by then, in ms, is none. */
const PATIENCE_MS = 3000;

/** A beep begins and ends softly, in seconds, or it would click. */
const SOFT_S = 0.006;

/** How long a tone sounds that somebody wants to learn, in seconds. */
const LEARNT_S = 0.35;

const NO_SOUND = message('There is no sound: this browser found no device to play it on, or is not allowed to.');

/**
 * @param {Document} document
 * @param {object} by
 * @param {() => State} by.state
 * @param {(view: View) => void} by.move
 * @param {(words: string) => void} by.tell who does not see
 * @param {(at: Float64Array, rate_hz: number) => Float64Array} by.times when each beat is, in seconds
 */
export function listenByEar(document, { state, move, tell, times }) {
  const { at, show, text, element, badge } = hands(document);
  const paper = /** @type {HTMLCanvasElement} */ (at('trace'));
  const button = /** @type {HTMLButtonElement} */ (at('listen'));
  const pace = /** @type {HTMLSelectElement} */ (at('listen-pace'));
  const line = /** @type {HTMLElement} */ (at('listen-at'));

  /** The sound card, once somebody wanted to hear something. @type {AudioContext | null} */
  let card = null;
  /** Whether a card that is being woken is still waited for. */
  let isWaking = false;
  /** When the beats are that are listened to; nothing while nobody listens. @type {Float64Array | null} */
  let of = null;
  /** What goes through them by itself; nothing while a person goes from beat to beat. @type {Run | null} */
  let run = null;
  /** Beeps that were handed to the card and are still to come. @type {{ clock_s: number, oscillator: OscillatorNode }[]} */
  let ahead = [];
  let heard = 0;
  let place_s = 0;
  let timer = 0;
  /** The beat that is looked at, and the sheet that was shown with the line on it. */
  let beat = -1;
  /** @type {View | null} */
  let followed = null;

  function now() {
    const opened = shown(state());
    if (opened?.summary.kind !== 'record' || !('conclusion' in opened) || opened.beats.count === 0) return null;
    const { at, classes, doubted } = marksOf(opened);
    return { view: state().view, width: paper.clientWidth, total: opened.summary.seconds ?? 0, at: times(at, opened.summary.rate_hz), classes, doubted };
  }

  /** The card, where it plays: browsers let it only after a key or a press, and some machines have none. */
  async function woken() {
    fault('');
    try {
      if (!card) {
        card = new AudioContext();
        // Unplugged, or taken by a call: what goes on unheard would be believed to be a pause of the heart.
        card.addEventListener('statechange', () => of && card?.state !== 'running' && (stop(), fault(NO_SOUND)));
      }
      // Always: a card that is about to rest still says that it runs.
      await Promise.race([card.resume(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
      if (card.state === 'running') return card;
    } catch {
      // A card that refuses is told of like one that is not there.
    }
    fault(NO_SOUND);
    return null;
  }

  /** @param {string} words */
  function fault(words) {
    text('fault-listen', words && say(words));
    show('fault-listen', words !== '');
  }

  /**
   * @param {AudioContext} card
   * @param {Tone} tone
   * @param {number} clock_s
   * @param {number} length_s
   */
  function beep(card, { type, hz, to_hz, loud }, clock_s, length_s) {
    const oscillator = new OscillatorNode(card, { type, frequency: hz });
    const gain = new GainNode(card, { gain: 0 });
    const end_s = clock_s + length_s;
    oscillator.frequency.setValueAtTime(hz, clock_s).linearRampToValueAtTime(to_hz, end_s);
    gain.gain.setValueAtTime(0, clock_s).linearRampToValueAtTime(loud, clock_s + SOFT_S).setValueAtTime(loud, end_s - 2 * SOFT_S).linearRampToValueAtTime(0, end_s);
    oscillator.connect(gain).connect(card.destination);
    oscillator.start(clock_s);
    oscillator.stop(end_s);
    return oscillator;
  }

  /** From the beat that is looked at on, where it is on the sheet, else from the sheet's left edge. */
  async function start() {
    isWaking = true;
    const card = await woken();
    const from = now();
    // Meanwhile it may have been taken back, or asked for twice.
    const isWanted = isWaking && !of;
    isWaking = false;
    if (!isWanted || !card || !from) return;
    const { view, width, at } = from;
    const isThere = view.beat >= 0 && at[view.beat] >= view.from_s && at[view.beat] <= view.from_s + secondsOf(view, width);
    place_s = isThere ? at[view.beat] : view.from_s;
    [of, beat, heard, followed] = [at, view.beat, 0, view];
    // A moment ahead, so that the first beep is not late.
    run = running(at, place_s, card.currentTime + AHEAD_S / 2, Number(pace.value));
    timer = window.setInterval(tick, TICK_MS);
    button.setAttribute('aria-pressed', 'true');
    tell(beginWords(place_s, Number(pace.value)));
    tick();
  }

  /** Nothing goes on by itself any more, and what was handed on does not sound. */
  function halt() {
    clearInterval(timer);
    const clock_s = card?.currentTime ?? 0;
    for (const one of ahead) if (one.clock_s > clock_s) one.oscillator.stop();
    count(clock_s);
    [run, ahead] = [null, []];
    line.hidden = true;
  }

  /** @param {number} clock_s */
  function count(clock_s) {
    const left = ahead.filter((one) => one.clock_s > clock_s);
    heard += ahead.length - left.length;
    ahead = left;
  }

  /** @param {boolean} [isWhole] it came to the end by itself */
  function stop(isWhole = false) {
    isWaking = false;
    if (!of) return;
    halt();
    of = null;
    button.setAttribute('aria-pressed', 'false');
    tell(endWords(place_s, heard, isWhole));
    card?.suspend().catch(() => {});
  }

  function tick() {
    const from = now();
    if (!card || !run || !from) return;
    const { view, width, total, at, classes, doubted } = from;
    const clock_s = card.currentTime;
    const found = upcoming(at, run, clock_s, document.hidden ? AHEAD_HIDDEN_S : AHEAD_S);
    run = found.run;
    for (const { beat, clock_s } of found.due) ahead.push({ clock_s, oscillator: beep(card, toneOf(classes[beat], doubted[beat] === 1), clock_s, lengthAt(run.pace)) });
    count(clock_s);
    place_s = Math.min(total, placeAt(run, clock_s));
    if (run.next === at.length && ahead.length === 0) {
      stop(true);
      return;
    }
    const isOn = (/** @type {View} */ { from_s, mm_s }) => place_s >= from_s && place_s <= from_s + secondsOf({ mm_s }, width);
    // Who moved the paper away from it meanwhile wants to see something else.
    if (followed === view && !isOn(view)) {
      followed = held({ ...view, from_s: place_s }, width, total);
      move(followed);
    } else if (isOn(view)) followed = view;
    line.hidden = !isOn(state().view);
    line.style.left = `${placeOf(state().view, place_s)}px`;
  }

  const toggle = () => (of || isWaking ? stop() : start());
  button.addEventListener('click', toggle);
  paper.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'l' || !isPlain(event) || event.shiftKey || button.disabled) return;
    event.preventDefault();
    toggle();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || (!of && !isWaking) || document.querySelector('dialog[open]')) return;
    // The job that runs goes on: what was to stop was heard.
    event.stopImmediatePropagation();
    stop();
  });
  pace.addEventListener('change', () => {
    if (run && card) run = paced(run, card.currentTime, Number(pace.value));
  });

  /** The language that the tones are told in. */
  let toldIn = '';
  const tones = () =>
    legend().map(({ tone, letter, words }) => {
      const made = element('button', { type: 'button', class: 'plain' }, badge(letter), ` ${words}`);
      made.addEventListener('click', async () => {
        const card = await woken();
        if (card) beep(card, tone, card.currentTime, LEARNT_S);
      });
      return element('li', {}, made);
    });

  return {
    /** The page was drawn: another beat may be looked at, or another recording. */
    settle() {
      const from = now();
      if (toldIn !== language().tag) {
        toldIn = language().tag;
        at('tones').replaceChildren(...tones());
      }
      button.disabled = from === null;
      if (!of) return;
      if (from?.at !== of) {
        stop();
        return;
      }
      if (from.view.beat === beat) return;
      beat = from.view.beat;
      if (beat < 0 || !card) return;
      if (run) {
        halt();
        tell(say('Beat by beat: each beat that you go to sounds.'));
      }
      place_s = of[beat];
      heard += 1;
      beep(card, toneOf(from.classes[beat], from.doubted[beat] === 1), card.currentTime, lengthAt(1));
    },
  };
}
