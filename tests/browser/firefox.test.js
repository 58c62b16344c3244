// The walk in firefox.

import { firefox } from './browsers.js';
import { walk } from './walk.js';

walk(firefox, { offline: true, file: true });
