// The walk in webkit.

import { webkit } from './browsers.js';
import { walkOnPaper } from './paper.js';
import { walk } from './walk.js';

walk(webkit, { offline: true, file: true });
walkOnPaper(webkit);
