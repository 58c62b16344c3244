// Files that come one by one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cancelled } from '../../www/jobs.js';
import { nothing, pair, united } from '../../www/pairing.js';

const file = (name) => new File([name], name);
const names = (files) => files.map(({ name }) => name);
const memory = (...files) => ({ files, choices: null });

/** An error of the border. */
function refusal(message, ...wants) {
  return Object.assign(new Error(message), { wants });
}

/** Reads a.hea with a.dat, and wants whichever of them is missing. */
function reader() {
  const tried = [];
  const attempt = async (files, wishes) => {
    tried.push([names(files).join(' '), wishes]);
    const has = (name) => names(files).includes(name);
    if (has('paper.pdf')) throw refusal('a PDF document');
    if (has('a.atr') && !has('a.hea')) throw refusal('a.atr alone', 'a.hea');
    if (has('a.hea') && !has('a.dat')) throw refusal('a.hea alone', 'a.dat');
    if (has('a.dat') && !has('a.hea')) throw refusal('a.dat alone', 'a.hea');
    return { files, choices: wishes.choices ?? null, name: 'a' };
  };
  return { tried, attempt };
}

test('of two files with one name the newer counts', () => {
  const [old, young] = [file('a.dat'), file('a.dat')];
  const all = united([old, file('a.hea')], [young]);
  assert.deepEqual(names(all), ['a.hea', 'a.dat']);
  assert.equal(all[1], young);
});

test('a header and its signal are dropped one by one', async () => {
  const { attempt } = reader();
  const first = await pair(nothing(), [file('a.hea')], attempt);
  assert.equal(first.error.message, 'a.hea alone');
  const second = await pair(first.memory, [file('a.dat')], attempt);
  assert.equal(second.result.name, 'a');
  assert.deepEqual(names(second.memory.files), ['a.hea', 'a.dat']);
});

test('the other way round works too', async () => {
  const { attempt } = reader();
  const first = await pair(nothing(), [file('a.dat')], attempt);
  assert.equal((await pair(first.memory, [file('a.hea')], attempt)).result.name, 'a');
});

test('annotations that come later go with what is shown, and with what was said about it', async () => {
  const { attempt, tried } = reader();
  const shown = { files: [file('a.hea'), file('a.dat')], choices: { rate_hz: 250 } };
  const later = await pair(shown, [file('a.atr')], attempt);
  assert.deepEqual(tried[1], ['a.hea a.dat a.atr', { choices: { rate_hz: 250 }, fresh: ['a.atr'] }]);
  assert.deepEqual(names(later.memory.files), ['a.hea', 'a.dat', 'a.atr']);
  assert.deepEqual(later.memory.choices, { rate_hz: 250 });
});

test('what reads by itself is not mixed with what was before', async () => {
  const { attempt, tried } = reader();
  const done = await pair(memory(file('x.csv')), [file('a.hea'), file('a.dat')], attempt);
  assert.equal(tried.length, 1);
  assert.deepEqual(names(done.memory.files), ['a.hea', 'a.dat']);
});

test('a file of another kind says its sentence and costs nothing of what was remembered', async () => {
  const { attempt } = reader();
  const first = await pair(nothing(), [file('a.hea')], attempt);
  const wrong = await pair(first.memory, [file('paper.pdf')], attempt);
  assert.equal(wrong.error.message, 'a PDF document');
  assert.equal((await pair(wrong.memory, [file('a.dat')], attempt)).result.name, 'a');
});

test('where even both together lack one, both are remembered and the later sentence is said', async () => {
  const attempt = async (files) => {
    throw refusal(`${names(files).join(' ')} alone`, 'b2.dat');
  };
  const one = await pair(memory(file('b.hea')), [file('b1.dat')], attempt);
  assert.equal(one.error.message, 'b.hea b1.dat alone');
  assert.deepEqual(names(one.memory.files), ['b.hea', 'b1.dat']);
});

test('where both together fail otherwise, the first sentence is said and the new files are remembered', async () => {
  const { attempt } = reader();
  const failed = await pair(memory(file('paper.pdf')), [file('a.hea')], attempt);
  assert.equal(failed.error.message, 'a.hea alone');
  assert.deepEqual(names(failed.memory.files), ['a.hea']);
});

test('the same file once more is not tried twice', async () => {
  const { attempt, tried } = reader();
  const again = await pair(memory(file('a.hea')), [file('a.hea')], attempt);
  assert.equal(again.error.message, 'a.hea alone');
  assert.equal(tried.length, 1);
});

test('who cancels changes nothing', async () => {
  await assert.rejects(pair(nothing(), [file('a.hea')], () => Promise.reject(new Cancelled('no'))), Cancelled);
  let tries = 0;
  const attempt = async () => {
    throw ++tries === 1 ? refusal('a.hea alone', 'a.dat') : new Cancelled('no');
  };
  await assert.rejects(pair(memory(file('x.csv')), [file('a.hea')], attempt), Cancelled);
});
