// What the loaded table lacks of the target, weighed by the view module once for each table, target and generator.

import { chosenGenerator, tableOf, targetOf } from './studio.js';

/** @import { State } from './state.js' */
/** @import { Result, Wanted } from './types.js' */

/** @typedef {{ wanted: Wanted } | { fault: string } | null} Weighed null where there is no table, or a field is wrong */

/** @param {(name: string, width: number, counts: Uint32Array, target: string, amount: number, known: string) => any} balance */
export function createScales(balance) {
  /** @type {{ key: string, of: Result | null, weighed: Weighed }} */
  let last = { key: '', of: null, weighed: null };

  /**
   * @param {State} state
   * @returns {Weighed}
   */
  return function weigh({ result, studio, version }) {
    const table = tableOf(result);
    const generator = chosenGenerator(studio);
    const { target, amount, faults } = targetOf(studio);
    if (!table || !generator || version === '' || Object.keys(faults).length > 0) return null;
    const key = `${target} ${amount} ${generator.name}`;
    if (last.key !== key || last.of !== result) last = { key, of: result, weighed: weighed(() => balance(table.name, table.width, table.counts, target, amount, generator.classes.join(''))) };
    return last.weighed;
  };
}

/**
 * @param {() => Wanted} balance
 * @returns {Weighed}
 */
function weighed(balance) {
  try {
    return { wanted: balance() };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
