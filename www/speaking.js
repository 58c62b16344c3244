// Which language the page speaks: the one that was chosen, else the first of the browser's that it knows. A catalogue is fetched when its language
// is spoken for the first time; English needs none, so nobody waits for words.

import { listen } from './heard.js';
import { language, languageFor, say, speak } from './language.js';
import { each } from './once.js';
import { piecesOf } from './wording.js';

/** @import { State } from './state.js' */
/** @import { Patterns } from './heard.js' */
/** @import { Catalogue, Tag } from './language.js' */
/** What a language's file holds: what the page says by its texts, and what the analysis says by its patterns. @typedef {{ texts: Catalogue, patterns: Patterns }} Spoken */

/**
 * @param {Document} document whose words stand as they are written
 * @param {object} by
 * @param {() => State} by.state
 * @param {(path: string) => Promise<string>} by.text of a file that comes with the page
 * @param {() => readonly string[]} by.wanted what the browser's languages are
 * @param {() => void} by.changed all words are to be said anew
 * @param {(error: unknown) => void} by.failed
 */
export function createSpeaking(document, { state, text, wanted, changed, failed }) {
  const root = document.documentElement;
  const pieces = [root.querySelector('title'), root.querySelector('body')].flatMap((part) => (part ? piecesOf(part) : []));
  const select = /** @type {HTMLSelectElement} */ (document.getElementById('language'));
  const spoken = each(async (/** @type {Tag} */ tag) => (tag === 'en' ? { texts: {}, patterns: {} } : apart(JSON.parse(await text(`www/languages/${tag}.json`)))));
  /** The language that was asked for last. @type {Tag} */
  let asked = 'en';

  /** @param {Tag} tag */
  async function turn(tag) {
    asked = tag;
    const { texts, patterns } = await spoken(tag);
    // Another one may have been chosen while it was on its way.
    if (asked !== tag) return;
    speak(tag, texts);
    listen(patterns);
    root.lang = tag;
    root.dir = language().dir;
    for (const { english, write } of pieces) write(say(english));
    changed();
  }

  return {
    /** The page was drawn: what was chosen since is spoken. */
    settle() {
      const { language: chosen } = state().habits;
      const tag = chosen === 'auto' ? languageFor(wanted()) : chosen;
      if (select.value !== tag) select.value = tag;
      // One that could not be fetched is asked for again when another was chosen between.
      if (tag !== asked) turn(tag).catch(failed);
    },
  };
}

/** @param {Catalogue & { heard?: Patterns }} file @returns {Spoken} */
function apart({ heard = {}, ...texts }) {
  return { texts, patterns: heard };
}
