// What a person said of beats, kept in the browser by the file that it is of, and only where they want it: a tab that is closed by
// mistake takes nothing along.

import { corrections, isSaid } from './corrections.js';
import { dated, say } from './language.js';

/** @import { Correction, Result } from './types.js' */
/** @import { State } from './state.js' */

const PREFIX = 'ecglass:said:';

/** Files of which something is kept; the one that was touched longest ago makes room. */
const MOST = 30;

/** So much of a file's beginning and end tells it from all others, and takes no longer for a day than for a minute. */
const EDGE = 1 << 20;

/**
 * What tells these files from all others, whatever they are called.
 * @param {File[]} files
 * @returns {Promise<string | null>} null where the browser cannot tell
 */
export async function fingerprint(files) {
  // On a page that came over a network without encryption there is none.
  if (!globalThis.crypto?.subtle) return null;
  const parts = files.flatMap((file) => [`${file.size};`, file.slice(0, EDGE), file.slice(Math.max(EDGE, file.size - EDGE))]);
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * What was said of a file before, and when; nothing where that is no list of corrections.
 * @param {Storage} storage
 * @param {string} print
 * @returns {{ said: Correction[], at: number } | null}
 */
export function keptOf(storage, print) {
  try {
    const { said, at } = JSON.parse(storage.getItem(PREFIX + print) ?? 'null');
    const isOne = (/** @type {any} */ one) => Number.isInteger(one.sample) && one.sample >= 0 && /^[NSVFQ]$/.test(one.class);
    return Array.isArray(said) && said.length > 0 && said.every(isOne) && Number.isFinite(at) ? { said, at } : null;
  } catch {
    return null;
  }
}

/**
 * @param {Storage} storage
 * @param {string} print
 * @param {Correction[]} said
 * @param {number} at
 */
export function keep(storage, print, said, at) {
  if (said.length === 0) {
    storage.removeItem(PREFIX + print);
    return;
  }
  const others = keys(storage).filter((key) => key !== PREFIX + print);
  const age = (/** @type {string} */ key) => keptOf(storage, key.slice(PREFIX.length))?.at ?? 0;
  for (const key of others.sort((a, b) => age(b) - age(a)).slice(MOST - 1)) storage.removeItem(key);
  storage.setItem(PREFIX + print, JSON.stringify({ said, at }));
}

/** @param {Storage} storage */
export function forgetAll(storage) {
  for (const key of keys(storage)) storage.removeItem(key);
}

/** @param {Storage} storage */
function keys(storage) {
  return Array.from({ length: storage.length }, (_, nth) => storage.key(nth) ?? '').filter((key) => key.startsWith(PREFIX));
}

/**
 * What is said of it under the families; nothing where there is nothing to say.
 * @param {State} state
 * @returns {string}
 */
export function keepWords({ habits, keeping, relabelling }) {
  if (keeping.fault) return keeping.fault;
  if (habits.keeps !== 'yes' || relabelling.history.done === 0) return '';
  if (keeping.restored === null) return say('What you say of beats is kept in this browser, for when this file is opened again.');
  const when = dated(keeping.restored, { dateStyle: 'medium', timeStyle: 'short' });
  return say('What you said of this file’s beats until {when} is said again; Undo takes it back.', { when });
}

/**
 * @param {object} by
 * @param {() => State} by.state
 * @param {(state: State) => void} by.become
 * @param {(said: Correction[]) => void} by.restore says again what was said before
 * @param {() => Storage} by.storage throws where storage is forbidden
 * @param {() => number} by.now in ms since 1970
 */
export function createKeeping({ state, become, restore, storage, now }) {
  /** The file that is shown, by what tells it from others. @type {{ of: Result['files'], print: string | null } | null} */
  let file = null;
  /** What of it is in safety: kept here, or saved to a file. @type {Correction[]} */
  let safe = [];

  /** @param {State['keeping']} keeping */
  const tell = (keeping) => become({ ...state(), keeping });

  const saidNow = () => corrections(state().relabelling.history);

  return {
    /** A result is there: what was said of its file before is said again. @param {Result} result */
    async arrived(result) {
      const { files } = result.source;
      if (!result.survey || file?.of === files) return;
      safe = result.source.settings.corrections ?? [];
      file = { of: files, print: await fingerprint(files).catch(() => null) };
      tell({ restored: null, fault: '' });
      if (state().habits.keeps !== 'yes' || file.print === null || state().result !== result || saidNow().length > 0) return;
      try {
        const before = keptOf(storage(), file.print);
        if (!before) return;
        tell({ restored: before.at, fault: '' });
        restore(before.said);
      } catch {
        // Storage may be forbidden since.
      }
    },

    /** The page was drawn: what was said since is kept, where that is wanted. */
    settle() {
      const { habits, result, keeping } = state();
      if (habits.keeps !== 'yes' || !file || !result || result.source.files !== file.of) return;
      const said = result.source.settings.corrections ?? [];
      if (isSaid(said, safe) || keeping.fault) return;
      try {
        if (file.print === null) throw new Error();
        keep(storage(), file.print, said, now());
        safe = said;
      } catch {
        tell({ ...keeping, fault: say('What you said of beats could not be kept: this browser’s storage is full, or it forbids it here. Save the report (JSON) instead.') });
      }
    },

    /** It was saved to a file. */
    saved() {
      safe = saidNow();
    },

    /** Whether closing the page would lose what was said. */
    isAtRisk() {
      return saidNow().length > 0 && !isSaid(saidNow(), safe);
    },

    forget() {
      try {
        forgetAll(storage());
      } catch {
        // Where storage is forbidden, nothing is kept.
      }
      safe = [];
      tell({ restored: null, fault: '' });
    },
  };
}
