// What is fetched once, however often it is asked for.

/**
 * Loads each at most once.
 * @template {string} K
 * @template T
 * @param {(key: K) => Promise<T>} load
 * @returns {(key: K) => Promise<T>}
 */
export function each(load) {
  /** @type {Map<K, () => Promise<T>>} */
  const loads = new Map();
  return (key) => {
    const kept = loads.get(key) ?? once(() => load(key));
    loads.set(key, kept);
    return kept();
  };
}

/**
 * Loads at most once; a failure is not kept, so that the next one who asks tries again.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T>}
 */
export function once(load) {
  /** @type {Promise<T> | null} */
  let kept = null;
  return () =>
    (kept ??= load().catch((error) => {
      kept = null;
      throw error;
    }));
}
