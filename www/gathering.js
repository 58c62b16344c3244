// What was dropped or chosen, down to its files: folders are walked, and what systems leave lying in them is passed by.

import { say } from './language.js';

/** As many files of a folder are looked at; more are no set of recordings but a disk. */
export const MOST_FILES = 5000;

/** What was gathered; `aside` is a sentence where not everything was. @typedef {{ files: File[], aside: string }} Gathered */

/**
 * The files of a drop. What it holds has to be asked for before the event is over; walking its folders then takes its time.
 * @param {Pick<DataTransfer, 'files'> & { items?: DataTransferItemList }} data
 * @returns {Promise<Gathered>}
 */
export async function gathered({ items, files }) {
  const dropped = [...(items ?? [])]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  if (!dropped.some(({ entry }) => entry?.isDirectory)) return { files: [...files], aside: '' };

  /** @type {File[]} */
  const found = [];
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) {
      // A page from the disk may not look into folders: the folder then stands for itself, and a sentence is said of it.
      await walk(/** @type {FileSystemDirectoryEntry} */ (entry), found).catch(() => file && found.push(file));
    } else if (file) {
      found.push(file);
    }
  }
  return atMost(found);
}

/**
 * The files of a chosen folder.
 * @param {Iterable<File>} files
 * @returns {Gathered}
 */
export function ofFolder(files) {
  return atMost([...files].filter((file) => !(file.webkitRelativePath || file.name).split('/').some(isLitter)));
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {File[]} found
 */
async function walk(folder, found) {
  const reader = folder.createReader();
  // One more than is wanted tells that there are more.
  while (found.length <= MOST_FILES) {
    /** @type {FileSystemEntry[]} */
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    // Entries come by the hundred, and an empty answer is the only end.
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (isLitter(entry.name) || found.length > MOST_FILES) continue;
      if (entry.isDirectory) {
        await walk(/** @type {FileSystemDirectoryEntry} */ (entry), found);
      } else {
        found.push(await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject)));
      }
    }
  }
}

/** @param {string} name */
function isLitter(name) {
  return name.startsWith('.') || name === '__MACOSX' || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}

/**
 * @param {File[]} files
 * @returns {Gathered}
 */
function atMost(files) {
  if (files.length <= MOST_FILES) return { files, aside: '' };
  return { files: files.slice(0, MOST_FILES), aside: say('The folder holds more than {most} files; only the first {most} were looked at.', { most: MOST_FILES }) };
}

/**
 * What was pasted: files, or rows of numbers as a file of their own. A word or an address is not meant for the page.
 * @param {DataTransfer} data
 * @returns {File[]}
 */
export function pasted(data) {
  if (data.files.length > 0) return [...data.files];
  const text = data.getData('text/plain');
  return /\d[^\n]*\n[^\n]*\d/.test(text) ? [new File([text], 'pasted.csv', { type: 'text/csv' })] : [];
}
