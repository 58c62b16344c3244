// What a person may say about how a file was read.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { corrected, isCorrected, offered, unsent } from '../../www/correcting.js';

const finding = (about, value) => ({ about, value, reason: 'so it is' });

/** @returns {any} */
function text(more = {}) {
  return {
    kind: 'record',
    name: 'watch.csv',
    rate_hz: 512,
    findings: [finding('format', 'Apple Watch'), finding('delimiter', 'semicolon'), finding('decimal', 'comma'), finding('layout', 'recording'), finding('unit', 'µV'), finding('time', 'column t, in seconds')],
    channels: [{ name: 'I', unit: 'mV', rate_hz: 512, kept: true }],
    choices: {},
    ...more,
  };
}

/** @returns {any} */
function edf(more = {}) {
  const channels = [
    { name: 'ECG', unit: 'uV', rate_hz: 256, kept: true },
    { name: 'EEG', unit: 'uV', rate_hz: 128, kept: false },
    { name: 'EEG', unit: '', rate_hz: 128, kept: false },
  ];
  return { kind: 'record', name: 'sleep', rate_hz: 256, findings: [finding('format', 'EDF+'), finding('rate', '256 Hz')], channels, choices: {}, ...more };
}

test('a text offers all that a text can be read as, and says how it was', () => {
  const { rate, layout, unit, gain, time, delimiter, decimal, leads } = offered(text());
  assert.deepEqual([rate, layout?.value, unit?.value, gain, time?.value, delimiter?.value, decimal?.value], ['512', 'signal', 'uV', '', '', 'semicolon', 'comma']);
  assert.match(time?.options[0].words ?? '', /column t, in seconds/);
  assert.deepEqual(leads, [], 'of one channel there is none to choose');
});

test('a file that says what it is offers its rate and its channels only', () => {
  const { rate, layout, unit, gain, time, delimiter, decimal, leads } = offered(edf());
  assert.deepEqual([rate, layout, unit, gain, time, delimiter, decimal], ['256', null, null, null, null, null, null]);
  assert.deepEqual(
    leads.map(({ name, wanted, detail, kept }) => [name, wanted, detail, kept]),
    [['ECG', 'ECG', 'uV, 256 Hz', true], ['EEG', '#1', 'uV, 128 Hz', false], ['EEG', '#2', 'no unit, 128 Hz', false]],
  );
});

test('a table of heartbeats has no unit and no time, and a saved report nothing to correct', () => {
  const table = offered(text({ kind: 'table', channels: [] }));
  assert.deepEqual([table.unit, table.time, table.gain], [null, null, null]);
  assert.equal(table.delimiter?.value, 'semicolon');
  assert.equal(offered(text({ kind: 'report', findings: [], channels: [] })).rate, null);
});

test('what was not found is not said to have been', () => {
  const single = offered(text({ findings: [finding('delimiter', 'none'), finding('layout', 'recording')] }));
  assert.equal(single.delimiter?.value, '');
  assert.equal(single.delimiter?.options[0].words, 'as it was read');
});

test('only what was changed becomes a choice', () => {
  assert.deepEqual(corrected(text(), {}), { choices: {}, faults: {} });
  assert.deepEqual(corrected(text(), { rate: '512', decimal: 'comma', unit: 'uV' }).choices, {});
  assert.deepEqual(corrected(text(), { rate: '500', unit: 'mV', time: 'none' }).choices, { rate_hz: 500, unit: 'mV', time: 'none' });
  assert.deepEqual(corrected(edf(), { 'lead-2': 'yes', 'lead-0': 'no' }).choices, { leads: ['#2'] });
});

test('what was said before is kept, but for the recording that it was said of', () => {
  const before = text({ choices: { record: 'r1', rate_hz: 500, time: 'none' } });
  assert.deepEqual(corrected(before, { decimal: 'point' }).choices, { rate_hz: 500, time: 'none', decimal: 'point' });
  assert.deepEqual(corrected(before, { time: '' }).choices, { rate_hz: 500 }, 'and taken back one by one');
});

test('other columns make what was said of the old ones void', () => {
  const before = text({ choices: { leads: ['I'], time: '#0', unit: 'mV', rate_hz: 500 } });
  assert.deepEqual(corrected(before, { layout: 'table' }).choices, { rate_hz: 500, layout: 'table' });
  assert.deepEqual(corrected(before, { delimiter: 'tab' }).choices, { rate_hz: 500, delimiter: 'tab' });
});

test('a gain counts beside counts only, and may be left to be guessed', () => {
  assert.deepEqual(corrected(text(), { gain: '200' }).choices, {});
  assert.deepEqual(corrected(text(), { unit: 'counts', gain: '200' }).choices, { unit: 'counts', gain: 200 });
  assert.deepEqual(corrected(text(), { unit: 'counts', gain: '' }).choices, { unit: 'counts' });
  assert.deepEqual(corrected(text({ choices: { unit: 'counts', gain: 200 } }), { unit: 'mV' }).choices, { unit: 'mV' });
});

test('a number may have a decimal comma', () => {
  assert.equal(corrected(text(), { rate: ' 62,4725 ' }).choices.rate_hz, 62.4725);
});

test('a number that is none gets a sentence', () => {
  for (const rate of ['', 'fast', '0', '-250', '1,000', '1,000,5', 'Infinity']) assert.match(corrected(text(), { rate }).faults.rate, /above 0, such as 250/, rate);
  assert.match(corrected(text(), { unit: 'counts', gain: '-1' }).faults.gain, /above 0, such as 200/);
  assert.match(corrected(edf(), { 'lead-0': 'no' }).faults.leads, /at least one/);
});

test('whether anything was said', () => {
  assert.equal(isCorrected({}), false);
  assert.equal(isCorrected({ record: 'a', unit: undefined }), false);
  assert.equal(isCorrected({ record: 'a', unit: 'mV' }), true);
});

test('what was typed after it was sent is still to be sent', () => {
  assert.deepEqual(unsent({ rate: '500', unit: 'mV', gain: '' }, { rate: '250', unit: 'mV' }), { rate: '500', gain: '' });
});
