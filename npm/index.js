// The package in a browser: workers, and drawings on the page.

import { Ecg } from './ecg.js';
import { started } from './host.js';
import { createSheets } from './sheets.js';

/** @import { LoadOptions } from './index.js' */

/** @param {LoadOptions} [options] */
export async function load(options) {
  const engine = await started(options);
  return new Ecg(engine, createSheets(engine));
}
