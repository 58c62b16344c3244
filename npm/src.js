// A recording by its address, with what it names beside itself.

/**
 * Tries what is there and, where it names files that it cannot do without, once more with those.
 * @template T
 * @param {URL} address
 * @param {AbortSignal} signal
 * @param {(files: File[]) => Promise<T>} attempt
 * @returns {Promise<T>}
 */
export async function readFrom(address, signal, attempt) {
  const files = [await fileAt(address, signal)];
  // Who marked the beats is named by no header.
  if (files[0].name.endsWith('.hea')) files.push(...(await optional(beside(address, files[0].name.replace(/hea$/, 'atr')), signal)));
  for (;;) {
    try {
      return await attempt(files);
    } catch (error) {
      const { wants = [] } = /** @type {{ wants?: string[] }} */ (error);
      const fresh = wants.filter((name) => !files.some((file) => file.name === name));
      if (fresh.length === 0) throw error;
      files.push(...(await Promise.all(fresh.map((name) => fileAt(beside(address, name), signal)))));
    }
  }
}

/**
 * A name is a file beside the first one, whatever is written in it.
 * @param {URL} address
 * @param {string} name
 */
function beside({ href }, name) {
  return new URL(encodeURIComponent(name), href);
}

/**
 * @param {URL} address
 * @param {AbortSignal} signal
 */
async function fileAt(address, signal) {
  const name = decodeURIComponent(address.pathname.slice(address.pathname.lastIndexOf('/') + 1));
  /** @type {Response} */
  let response;
  try {
    response = await fetch(address, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${name} could not be fetched from ${address.origin}: the server is not there, or does not let this page read from it.`);
  }
  if (!response.ok) throw new Error(`${name} is not at ${address.href}: the server said ${response.status}.`);
  const blob = await response.blob();
  return new File([blob], name, { type: blob.type });
}

/**
 * Nothing where there is none; some servers answer with a page instead of a refusal.
 * @param {URL} address
 * @param {AbortSignal} signal
 */
async function optional(address, signal) {
  const file = await fileAt(address, signal).catch(() => null);
  signal.throwIfAborted();
  return file && !/^text\/html/.test(file.type) ? [file] : [];
}
