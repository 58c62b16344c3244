// The pieces of a recording that the page has for drawing: asked for when they are missed, kept while there is room.

import { TILE, samplesOf } from './viewer.js';

/** @import { Summary, Tile, TileName } from './types.js' */

/** Tiles are kept up to so many, some ten megabytes. */
const KEPT = 640;

/** What can be asked for at once: a person who drags through a day must not leave a queue behind. */
const AT_ONCE = 12;

/** What could not be had is asked for again so much later. */
const LATER_MS = 400;

/** Seconds whose waves are asked for together. */
const WAVES_S = 30;

/** A part of a lead. @typedef {{ values: Float32Array, a_second: number, from_s: number }} Stretch */

/**
 * @param {object} by
 * @param {(name: TileName) => Promise<Tile | null>} by.tile null where it cannot be had now
 * @param {(lead: number, from_s: number, to_s: number) => Promise<Float64Array | null>} by.waves
 * @param {() => void} by.changed there is something new to draw
 */
export function createTiles(by) {
  /** @type {Summary | null} */
  let of = null;
  /** Pieces by their names; the last used stands last. @type {Map<string, Tile>} */
  let tiles = new Map();
  /** @type {Map<string, Float64Array>} */
  let waves = new Map();
  /** @type {Set<string>} */
  let asked = new Set();
  /** How many levels each lead has. @type {Map<number, number>} */
  let levels = new Map();
  let version = 0;

  /**
   * @param {TileName} name
   * @param {Tile} tile
   */
  function keep(name, tile) {
    tiles.set(keyOf(name), tile);
    levels.set(name.lead, tile.levels);
    version += 1;
    const [oldest] = tiles.keys();
    if (tiles.size > KEPT) tiles.delete(oldest);
  }

  /**
   * Asks once; whoever is answered draws again.
   * @template T
   * @param {string} key
   * @param {() => Promise<T | null>} bring
   * @param {(found: T) => void} take
   */
  function ask(key, bring, take) {
    if (asked.has(key) || asked.size >= AT_ONCE) return;
    const mine = asked;
    const done = () => {
      mine.delete(key);
      // Another recording may be shown by now.
      if (asked === mine) by.changed();
    };
    mine.add(key);
    bring()
      .catch(() => null)
      .then((found) => {
        if (found === null) {
          setTimeout(done, LATER_MS);
          return;
        }
        if (asked === mine) take(found);
        done();
      });
  }

  /**
   * A level of a lead from one moment to another, where all of it is there. What is not is asked for if it is wanted.
   * @param {Omit<TileName, 'index'>} of
   * @param {number} rate
   * @param {[number, number]} span_s
   * @param {boolean} wanted
   * @returns {Stretch | null}
   */
  function stretch({ lead, clean, level }, rate, [from_s, to_s], wanted) {
    const pace = rate / samplesOf(level);
    const first = Math.floor((Math.max(0, from_s) * pace) / TILE);
    const last = Math.floor((Math.max(0, to_s) * pace) / TILE);
    /** @type {Tile[]} */
    const found = [];
    let whole = true;
    for (let index = first; index <= last; index++) {
      const name = { lead, clean, level, index };
      const key = keyOf(name);
      const tile = tiles.get(key);
      if (!tile) {
        whole = false;
        if (!wanted) return null;
        ask(key, () => by.tile(name), (brought) => keep(name, brought));
        continue;
      }
      tiles.delete(key);
      tiles.set(key, tile);
      found.push(tile);
      // The last one of its level: there is nothing behind it.
      if (tile.values.length < TILE) break;
    }
    if (!whole || found.length === 0) return null;
    return { values: joined(found.map(({ values }) => values)), a_second: found[0].a_second, from_s: (first * TILE) / found[0].a_second };
  }

  return {
    /** Changes with everything that comes. */
    get version() {
      return version;
    },

    /** How much was asked for and is not there. */
    get awaited() {
      return asked.size;
    },

    /**
     * What is shown from now on, and the pieces that came with it; those of another recording are forgotten.
     * @param {Summary} summary
     * @param {(TileName & Tile)[]} first
     */
    show(summary, first) {
      if (of === summary) return;
      of = summary;
      [tiles, waves, asked, levels] = [new Map(), new Map(), new Set(), new Map()];
      for (const one of first) keep(one, one);
      version += 1;
    },

    /**
     * What was found in the recording is new, and so are its waves and clean leads.
     * @param {(TileName & Tile)[]} first
     */
    surveyed(first) {
      waves = new Map();
      for (const key of [...tiles.keys()]) if (key.includes('clean')) tiles.delete(key);
      asked = new Set();
      for (const one of first) keep(one, one);
      version += 1;
    },

    /**
     * A lead, as fine as it is drawn; coarser while that is on its way, and nothing where even that is not there.
     * @param {{ lead: number, clean: boolean }} which
     * @param {number} rate its samples in a second
     * @param {[number, number]} span_s
     * @param {(levels: number) => number} fine the level that is worth drawing, of so many
     * @returns {Stretch | null}
     */
    lead({ lead, clean }, rate, span_s, fine) {
      const there = levels.get(lead) ?? 1;
      const level = fine(there);
      let found = stretch({ lead, clean, level }, rate, span_s, true);
      for (let coarser = level + 1; !found && coarser < there; coarser++) found = stretch({ lead, clean, level: coarser }, rate, span_s, false);
      return found;
    },

    /**
     * All of a lead as it was recorded, at the level that has the fewest values.
     * @param {number} lead
     * @returns {Float32Array | null}
     */
    outline(lead) {
      const level = (levels.get(lead) ?? 0) - 1;
      return tiles.get(keyOf({ lead, clean: false, level, index: 0 }))?.values ?? null;
    },

    /**
     * The waves of a lead, as far as they are there.
     * @param {number} lead
     * @param {[number, number]} span_s
     */
    waves(lead, [from_s, to_s]) {
      /** @type {Float64Array[]} */
      const found = [];
      for (let part = Math.floor(Math.max(0, from_s) / WAVES_S); part * WAVES_S < to_s; part++) {
        const key = `waves ${lead} ${part}`;
        const there = waves.get(key);
        if (there) found.push(there);
        else {
          ask(key, () => by.waves(lead, part * WAVES_S, (part + 1) * WAVES_S), (brought) => {
            waves.set(key, brought);
            version += 1;
          });
        }
      }
      return joined(found, new Float64Array(found.reduce((sum, { length }) => sum + length, 0)));
    },
  };
}

/** @param {TileName} name */
function keyOf({ lead, clean, level, index }) {
  return `${lead} ${clean ? 'clean' : 'raw'} ${level} ${index}`;
}

/**
 * @template {Float32Array | Float64Array} T
 * @param {T[]} parts
 * @param {T} [all]
 * @returns {T}
 */
function joined(parts, all) {
  if (parts.length === 1) return parts[0];
  const whole = all ?? /** @type {T} */ (new Float32Array(parts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
