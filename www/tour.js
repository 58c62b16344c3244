// The first look around: its steps, each beside the place that it speaks of.

import { message } from './language.js';
import { shown } from './state.js';

/** @import { State } from './state.js' */
/** @typedef {{ place: string, title: string, words: string }} Step the id of the place, and what is said of it */

/**
 * The steps that a file has places for, in the order of the page but for the way around it.
 * @param {boolean} isRecord it has a signal, and so a paper
 * @returns {Step[]}
 */
function stepsOf(isRecord) {
  return [
    {
      place: 'trace-panel',
      title: message('The paper'),
      words: message('Drag it to move. Ctrl and the wheel, or two fingers, look closer. Click a beat to see what was measured of it. Once the paper has the focus, arrow keys move it, N goes to the next beat that is not normal, and L plays the beats as tones.'),
    },
    {
      place: 'classes-panel',
      title: message('Letters of beats'),
      words: isRecord
        ? message('Each beat has a letter: N normal, S supraventricular, V ventricular, F fusion, Q paced or unknown. On the paper it stands above the beat, with a shape under it where it is not normal, and a question mark where the network does not know. How many there are of each stands here.')
        : message('Each beat has a letter: N normal, S supraventricular, V ventricular, F fusion, Q paced or unknown. How many there are of each stands here.'),
    },
    {
      place: 'panels',
      title: message('The way around'),
      words: message('All that was found, panel by panel: a link for each. It stays with you while you scroll.'),
    },
    {
      place: 'reading',
      title: message('Where it is wrong'),
      words: isRecord
        ? message('How the file was understood, and why. Unfold it to correct it, and the file is read again. Where a beat has the wrong letter, say so under Beats: one key names a whole family, and beats like it follow.')
        : message('How the file was understood, and why. Unfold it to correct it, and the file is read again.'),
    },
    {
      place: 'save-panel',
      title: message('Take it away'),
      words: message('A report on paper as PDF, tables of what was found, the recording in other formats, and pictures of any drawing. All of it is made here: nothing is sent.'),
    },
  ];
}

/**
 * The steps whose places are there.
 * @param {State} state
 * @param {(id: string) => boolean} isThere
 */
export function stepsThere(state, isThere) {
  return stepsOf(shown(state)?.summary.kind === 'record').filter(({ place }) => isThere(place));
}

/**
 * Whether the tour is offered: once there is something to be shown around, until it was taken or declined.
 * @param {State} state
 */
export function isOffered({ result, habits }) {
  return result !== null && habits.tour === 'ask';
}
