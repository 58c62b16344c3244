// The walk in firefox, and on its paper: one browser after the other.

import { describe } from 'node:test';
import { firefox } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

describe('the walk', () => walk(firefox, { offline: true, file: true }));
describe('on its paper', () => walkOnPaper(firefox));
