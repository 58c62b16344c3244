// Which files of a drop are read: those of one recording, found among many by their beginnings.

import { say } from './language.js';
import { likeIn } from './like.js';
import { slice } from './slicing.js';

/** @import { Choices, Found, Listener, Opened, Summary, Wishes } from './types.js' */

/** What is read of a drop, and what else is in it. @typedef {Pick<Opened, 'source' | 'choices' | 'recordings' | 'record'>} Chosen */

/** Asks the reader. @typedef {(kind: string, payload: Record<string, unknown>, transfer?: Transferable[]) => Promise<any>} AskReader */

/** So much of each of many files is looked at, to find the recordings among them. */
const HEAD = 64 << 10;

/** Files whose beginnings are looked at together: fetching them one after the other would wait for the disk each time. */
const HEADS = 32;

/** Where no recording is among the files, so many bytes are still read, because reading them says best what is wrong. */
const WORTH_A_TRY = 256 << 20;

/**
 * Which of the files to read: all of one recording. The recordings among many are found by the files' beginnings.
 * @param {File[]} files
 * @param {Wishes} wishes
 * @param {Pick<Listener, 'looked'>} listener
 * @param {AskReader} ask
 * @returns {Promise<Chosen>}
 */
export async function choose(files, { choices = null, settings: wished, model, fresh = [] }, listener, ask) {
  const all = { source: { files, choices: json(choices), settings: wished ?? {}, model }, choices, recordings: [], record: '' };
  if (files.length < 2) return all;
  const found = await look(files, listener, ask);
  if (found.length === 0) {
    if (files.reduce((sum, file) => sum + file.size, 0) <= WORTH_A_TRY) return all;
    throw new Error(say('None of these {files} files is a recording or a heartbeat table: drop a recording with all of its files.', { files: files.length }));
  }
  const one = pick(found, choices, fresh);
  const read = one.files.flatMap((name) => files.find((file) => file.name === name) ?? []);
  // Who asks for something goes before what was asked for when a report was saved.
  const like = wished === undefined ? await likeIn(read) : null;
  const settings = wished ?? like?.settings ?? {};
  if (found.length === 1) return { ...all, source: { files: read, choices: json(choices), settings, model, like } };
  // Corrections are of one recording; its name has done its work here, and the reader gets no other files.
  const { record, ...said } = choices ?? {};
  const kept = record === undefined || record === one.name ? said : {};
  return {
    source: { files: read, choices: json(Object.keys(kept).length > 0 ? kept : null), settings, model, like },
    choices: { ...kept, record: one.name },
    recordings: found.map(({ name }) => name),
    record: one.name,
  };
}

/**
 * @param {File[]} files
 * @param {Pick<Listener, 'looked'>} listener
 * @param {AskReader} ask
 * @returns {Promise<Found[]>}
 */
async function look(files, listener, ask) {
  for (let from = 0; from < files.length; from += HEADS) {
    const some = files.slice(from, from + HEADS);
    const read = await Promise.allSettled(some.map((file) => slice(file, 0, HEAD)));
    // One that cannot be read is passed by here; where it is needed, reading it says so.
    const heads = read.flatMap((one, i) => (one.status === 'fulfilled' ? { name: some[i].name, size: some[i].size, bytes: one.value } : []));
    const transfer = heads.map(({ bytes }) => bytes);
    await ask('look', { heads, first: from === 0 }, transfer);
    listener.looked(Math.min(from + HEADS, files.length), files.length);
  }
  return ask('recordings', {});
}

/**
 * The recording that is meant: the one that has the files of just now, the one that the person chose, or the first that is complete.
 * @param {Found[]} found not empty
 * @param {Choices | null} choices
 * @param {string[]} fresh
 */
function pick(found, choices, fresh) {
  const touched = fresh.length === 0 ? found : found.filter(({ files }) => files.some((name) => fresh.includes(name)));
  if (touched.length === 0) throw new Error(say('These files belong to no recording of before.'));
  return touched.find(({ name }) => name === choices?.record) ?? touched.find(({ missing }) => missing.length === 0) ?? touched[0];
}

/**
 * Of a result, what says which recording it is.
 * @param {Chosen} chosen
 * @returns {Chosen}
 */
export function only({ source, choices, recordings, record }) {
  return { source, choices, recordings, record };
}

/**
 * The recordings of an archive are known once it is read.
 * @param {Summary} summary
 * @param {Chosen} chosen
 * @returns {Chosen}
 */
export function within(summary, chosen) {
  if (chosen.recordings.length > 1 || summary.recordings.length < 2) return chosen;
  const { recordings } = summary;
  const record = [chosen.choices?.record, summary.choices.record, summary.name].find((name) => name !== undefined && recordings.includes(name));
  return { ...chosen, recordings, record: record ?? recordings[0] };
}

/**
 * What the border wants to hear: nothing where nothing was said.
 * @param {Choices | null} choices
 */
function json(choices) {
  return choices === null ? '' : JSON.stringify(choices);
}
