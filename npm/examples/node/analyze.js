// What a recording says, in Node: node analyze.js record.hea record.dat record.atr

import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { load } from 'ecglass';

const files = await Promise.all(process.argv.slice(2).map(async (path) => ({ name: basename(path), data: await readFile(path) })));
const ecg = await load();
try {
  const report = await ecg.analyze(files);
  const { name, beats } = report.record;
  console.log(`${name}: ${beats} beats, ${Object.entries(report.counts).map(([letter, count]) => `${count} ${letter}`).join(', ')}. ${report.rhythm?.name ?? ''}`);
  for (const { time_s, class: letter, probability, doubted } of report.beats.filter((beat) => beat.class !== 'N').slice(0, 5)) {
    console.log(`${time_s} s: ${letter}, ${(100 * probability).toFixed(1)} %${doubted ? ', not sure' : ''}`);
  }
  const { blob } = await ecg.save(report, 'beats');
  await writeFile('beats.csv', Buffer.from(await blob.arrayBuffer()));
} catch (error) {
  // What is wrong with a file is a sentence.
  console.error(error.message);
  process.exitCode = 1;
} finally {
  ecg.close();
}
