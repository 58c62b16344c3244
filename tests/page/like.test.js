// A saved report beside its recording.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { likeIn, likeWords } from '../../www/like.js';

const report = { record: { name: '100', seconds: 60 }, counts: {}, settings: { lead: 1 }, model: { name: 'beat-cnn' }, versions: { ecglass: '0.1.0' } };
const file = (/** @type {unknown} */ content, name = 'report.json') => new File([typeof content === 'string' ? content : JSON.stringify(content)], name);
const recording = file('x', '100.csv');
const summary = /** @type {any} */ ({ name: '100', seconds: 60 });

test('it says how its recording was looked at', async () => {
  const like = await likeIn([recording, file(report)]);
  assert.deepEqual(like, { file: 'report.json', settings: { lead: 1 }, model: 'beat-cnn', of: '100', seconds: 60, version: '0.1.0' });
  assert.equal(likeWords(/** @type {any} */ (like), summary, '0.1.0'), 'Looked at as report.json says, with what was corrected there.');
});

test('that of another recording, and that of a newer page, say so', async () => {
  const like = /** @type {any} */ (await likeIn([recording, file({ ...report, versions: { ecglass: '0.10.0' } })]));
  assert.equal(likeWords({ ...like, of: '101' }, summary, '0.10.0'), 'report.json is of 101, and this is another recording: it is looked at alike.');
  assert.match(likeWords(like, { ...summary, seconds: 61 }, '0.10.0'), /^report\.json is of 100, and this is another recording/);
  assert.match(likeWords(like, summary, '0.9.1'), /written by ecglass 0\.10\.0, which is newer than this page \(0\.9\.1\): what this page does not know of it is passed over\.$/);
});

test('what is no report, or says nothing, is nobody to go by', async () => {
  for (const content of ['', '{', 'null', '[]', '{"record":{},"counts":{}}', '{"record":{},"counts":{},"settings":null}', '{"signal":{}}']) assert.equal(await likeIn([recording, file(content)]), null, content);
  assert.equal(await likeIn([file(report)]), null, 'alone it is shown itself');
  assert.equal(await likeIn([recording, file('x', 'notes.txt')]), null);
  assert.equal(await likeIn([recording, /** @type {any} */ ({ name: 'report.json', size: 3e8, text: () => assert.fail('it is too large to be one') })]), null);
});
