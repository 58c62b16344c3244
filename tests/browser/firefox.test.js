// The walk in firefox, on its paper and over its beats: one browser after the other.

import { describe } from 'node:test';
import { walkOverBeats } from './beats.js';
import { firefox } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

describe('the walk', () => walk(firefox, { offline: true, file: true }));
describe('on its paper', () => walkOnPaper(firefox));
describe('over its beats', () => walkOverBeats(firefox));
