// The walk in webkit, and on its paper: one browser after the other.

import { describe } from 'node:test';
import { webkit } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

describe('the walk', () => walk(webkit, { offline: true, file: true }));
describe('on its paper', () => walkOnPaper(webkit));
