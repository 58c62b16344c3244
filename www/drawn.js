// The words that drawings have on them, in the language that is spoken: `src/draw` writes them in English, and a canvas is given them in another.

import { apart, language, message, pointed, say } from './language.js';

/** What `src/draw` writes on the page's drawings. */
export const DRAWN = [
  message('too few beats follow one another'), message('interval, ms'), message('the next one, ms'), message('too short for a spectrum'),
  message('1 − specificity'), message('sensitivity'), message('recall'), message('precision'), message('average precision'), message('none: a class never occurs'),
  message("don't know"), message('the network said'), message('truth'), message('hours'), message('minutes'), message('seconds'),
  message('score'), message('no beats'), message('ms from R'), message('a beat of nothing'), message('— this beat'), message('– – expected'), message('■ differs most'),
  message('ST, mV'), message('no beat shows ST'), message('intervals'), message('median'),
];

/** A figure by itself, or behind what it is of. */
const FIGURE = /^(?:(\D*\S) )?([−-]?\d+(?:\.\d+)?)( %|\u{a0}%| ms)?$/u;

/**
 * @param {string} words
 * @returns {string}
 */
export function drawn(words) {
  if (language().tag === 'en') return words;
  const known = say(words);
  if (known !== words) return known;
  const [, sensitivity, specificity] = /^Se ([\d.]+) %, Sp ([\d.]+) %$/.exec(words) ?? [];
  if (specificity) return say('Se {sensitivity} %, Sp {specificity} %', { sensitivity: pointed(sensitivity), specificity: pointed(specificity) });
  const [, recall, precision] = /^recall ([\d.]+) %, precision ([\d.]+) %$/.exec(words) ?? [];
  if (precision) return say('recall {recall} %, precision {precision} %', { recall: pointed(recall), precision: pointed(precision) });
  const [, name, figure, percent = ''] = FIGURE.exec(words) ?? [];
  if (figure === undefined) return words;
  const told = `${pointed(figure)}${percent}`;
  return name === undefined ? told : `${say(name)} ${apart(told)}`;
}
