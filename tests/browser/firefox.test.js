// The walk in firefox.

import { firefox } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

walk(firefox, { offline: true, file: true });
walkOnPaper(firefox);
