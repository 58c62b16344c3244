// The walk in chromium, and on its paper: one browser after the other.

import { describe } from 'node:test';
import { chromium } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

describe('the walk', () => walk(chromium, { offline: true, file: true }));
describe('on its paper', () => walkOnPaper(chromium));
