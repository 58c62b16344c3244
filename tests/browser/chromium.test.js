// The walk in chromium.

import { chromium } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

walk(chromium, { offline: true, file: true });
walkOnPaper(chromium);
