// A saved report beside its recording: the recording is looked at as the report says that it was, and by the same model.

import { say } from './language.js';

/** @import { Like, Summary } from './types.js' */

/** More than this is no report: that of a week has a tenth of it. */
const LARGEST = 256 << 20;

/**
 * How a saved report among the files of a recording says that it was looked at.
 * @param {File[]} files
 * @returns {Promise<Like | null>} null where none is there, or none that says so: whoever reads the files tells what is wrong with it
 */
export async function likeIn(files) {
  const file = files.length > 1 ? files.find(({ name, size }) => /\.json$/i.test(name) && size <= LARGEST) : undefined;
  if (!file) return null;
  try {
    const { record, counts, settings, model, versions } = JSON.parse(await file.text());
    if (!record || !counts || typeof settings !== 'object' || settings === null) return null;
    return { file: file.name, settings, model: String(model?.name ?? ''), of: String(record.name), seconds: record.seconds ?? null, version: String(versions?.ecglass ?? '') };
  } catch {
    return null;
  }
}

/**
 * What came of it, in a sentence.
 * @param {Like} like
 * @param {Summary} summary
 * @param {string} version of this page
 */
export function likeWords({ file, of, seconds, version: written }, summary, version) {
  const isOther = of !== summary.name || (seconds !== null && summary.seconds !== undefined && Math.abs(seconds - summary.seconds) > 0.001);
  const told = isOther ? say('{file} is of {of}, and this is another recording: it is looked at alike.', { file, of }) : say('Looked at as {file} says, with what was corrected there.', { file });
  return newer(written, version) ? `${told} ${say('{file} was written by ecglass {written}, which is newer than this page ({version}): what this page does not know of it is passed over.', { file, written, version })}` : told;
}

/** @param {string} a @param {string} b */
function newer(a, b) {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  const at = left.findIndex((part, i) => part !== right[i]);
  return at >= 0 && left[at] > (right[at] ?? 0);
}
