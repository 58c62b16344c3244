// The address follows the person, and the person the address: written while they move, read when it is opened, and on the way back.

import { broughtTo, fragmentOf, nowhere, onPaper, placeIn } from './address.js';
import { shown } from './state.js';
import { held } from './viewer.js';

/** @import { Place } from './address.js' */
/** @import { State } from './state.js' */
/** @import { Opened, Result } from './types.js' */
/** @import { View } from './viewer.js' */

/** Browsers refuse to have the address written at every step of a drag. */
const PAUSE_MS = 400;

/**
 * @param {Window} window
 * @param {object} by
 * @param {() => State} by.state
 * @param {(view: View) => void} by.move
 * @param {(panel: string) => void} by.goToPanel
 * @param {(model: string) => void} by.classifyBy
 * @param {(sentence: string) => void} by.trouble
 */
export function listenToAddress(window, { state, move, goToPanel, classifyBy, trouble }) {
  const { document, history, location } = window;
  const paper = /** @type {HTMLElement} */ (document.getElementById('trace'));
  /** What is still to be gone to: until a file is there, and until its beats are. @type {Place | null} */
  let sought = null;
  let timer = 0;
  /** Whether the next place is a new one to come back from, and not the old one moved. */
  let isJump = false;

  /** @param {Opened | Result} now */
  function sheet({ summary }) {
    return { leads: summary.leads ?? [], width: paper.clientWidth, total: summary.seconds ?? 0 };
  }

  /** @returns {string | null} nothing while nothing is shown that an address could lead to */
  function fragment() {
    const { result, view, panel, habits } = state();
    if (!result || sought) return null;
    const { leads, width } = sheet(result);
    const isRecord = result.summary.kind === 'record' && width > 0;
    const where = isRecord ? onPaper(view, habits.mm_s, leads, width) : null;
    return fragmentOf({ ...nowhere(), ...where, model: result.source.model ?? null, panel: panel || null });
  }

  /** What the browser's way back leads to: an address does not say how the paper lies at first. */
  function entry() {
    const { view, panel } = state();
    const { from_s, mm_s, layout } = view;
    return { of: state().result?.summary.name, look: { from_s, mm_s, layout }, panel };
  }

  function write() {
    clearTimeout(timer);
    timer = 0;
    const now = fragment();
    if (now === null || now === location.hash) return;
    try {
      const address = now || location.pathname + location.search;
      if (isJump) history.pushState(entry(), '', address);
      else history.replaceState(entry(), '', address);
    } catch {
      // A page from the disk may not be allowed to, nor one that was moved too often: it then has no address to share.
    }
    isJump = false;
  }

  /** To what is sought, as far as it is there. */
  function follow() {
    const now = shown(state());
    if (!sought || !now) return;
    if (now.summary.kind === 'record' && paper.clientWidth > 0 && (sought.t ?? sought.w ?? sought.lead) !== null) {
      const { view, faults } = broughtTo(state().view, sought, sheet(now));
      sought = { ...sought, t: null, w: null, lead: null };
      if (faults.length > 0) trouble(faults.join(' '));
      move(view);
    }
    const { result, job } = state();
    if (!result || job) return;
    const { panel, model } = sought;
    sought = null;
    if (model !== null && model !== result.conclusion.report.model.name) classifyBy(model);
    if (panel !== null) goToPanel(panel);
  }

  /** Where the address says. */
  function read() {
    const { place, faults } = placeIn(location.hash);
    if (faults.length > 0) trouble(faults.join(' '));
    sought = fragmentOf(place) === '' ? null : place;
    follow();
  }

  /** The person is about to go somewhere: where they are is kept, to be come back to. */
  function jump() {
    write();
    isJump = true;
  }

  window.addEventListener('popstate', ({ state: entry }) => {
    const { result, view } = state();
    // Typed into the address bar, or of another recording: then the address says all that there is.
    if (!result || entry?.of !== result.summary.name) {
      read();
      return;
    }
    const { width, total } = sheet(result);
    if (result.summary.kind === 'record') move(held({ ...view, ...entry.look }, width, total));
    if (entry.panel) goToPanel(entry.panel);
  });
  // Before the paper has gone there.
  document.addEventListener('ecglass:goto', jump, true);
  read();

  return {
    jump,
    /** The page was drawn: what is sought may be there now, and what is shown may have moved. */
    settle() {
      follow();
      // What it is now is worked out when it is written: this runs at every frame of a drag.
      if (timer === 0) timer = window.setTimeout(write, PAUSE_MS);
    },
  };
}
