// The walk in webkit, on its paper and over its beats: one browser after the other.

import { describe } from 'node:test';
import { walkOverBeats } from './beats.js';
import { webkit } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

describe('the walk', () => walk(webkit, { offline: true, file: true }));
describe('on its paper', () => walkOnPaper(webkit));
describe('over its beats', () => walkOverBeats(webkit));
