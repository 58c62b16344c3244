// What the page says, in the language of whoever reads it. A message is found by its English text, as gettext does: what nobody has translated
// stays English, and code stays readable. Knows nothing of the DOM (`www/wording.js` does).

/** @typedef {'en' | 'de' | 'es' | 'ar'} Tag */
/** A text by the plural categories of its language. @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }} Forms */
/** The texts of a language, by the English ones; where something is counted, by the English text of many. @typedef {Record<string, string | Forms>} Catalogue */
/** What is said where something is counted. @typedef {{ one: string, other: string }} Counted */

/**
 * The languages that there are, each by its own name. Digits are the same in all of them, so that words, drawings and files agree.
 * @type {readonly { tag: Tag, name: string, locale: string, dir: 'ltr' | 'rtl' }[]}
 */
export const LANGUAGES = [
  { tag: 'en', name: 'English', locale: 'en-GB', dir: 'ltr' },
  { tag: 'de', name: 'Deutsch', locale: 'de', dir: 'ltr' },
  { tag: 'es', name: 'Español', locale: 'es', dir: 'ltr' },
  { tag: 'ar', name: 'العربية', locale: 'ar-u-nu-latn', dir: 'rtl' },
];

/** The language that is spoken, and what is made for it once. */
let spoken = voice('en', {});

/**
 * @param {Tag} tag
 * @param {Catalogue} catalogue
 */
function voice(tag, catalogue) {
  const language = LANGUAGES.find((one) => one.tag === tag) ?? LANGUAGES[0];
  const numbers = new Intl.NumberFormat(language.locale, { maximumFractionDigits: 0 });
  const point = new Intl.NumberFormat(language.locale).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  return { language, catalogue, numbers, point, plural: new Intl.PluralRules(language.locale), lists: new Intl.ListFormat(language.locale) };
}

/**
 * From now on this language is spoken.
 * @param {Tag} tag
 * @param {Catalogue} catalogue
 */
export function speak(tag, catalogue) {
  spoken = voice(tag, catalogue);
}

/** The language that is spoken. */
export function language() {
  return spoken.language;
}

/**
 * The first language that a person reads and the page speaks; English where there is none.
 * @param {readonly string[]} wanted as the browser lists them: "de-AT"
 * @returns {Tag}
 */
export function languageFor(wanted) {
  for (const one of wanted) {
    const found = LANGUAGES.find(({ tag }) => tag === one.toLowerCase().split('-')[0]);
    if (found) return found.tag;
  }
  return 'en';
}

/**
 * A message in the language that is spoken. What stands in braces is filled in: a number as a count, words as they are. Where something is
 * counted, `count` says which form it is.
 * @param {string | Counted} message in English
 * @param {Record<string, string | number>} [values]
 */
export function say(message, values = {}) {
  const english = typeof message === 'string' ? message : message.other;
  const forms = Object.hasOwn(spoken.catalogue, english) ? spoken.catalogue[english] : message;
  const text = typeof forms === 'string' ? forms : (/** @type {Forms} */ (forms)[spoken.plural.select(Number(values.count))] ?? forms.other);
  return text.replace(/\{(\w+)\}/g, (place, name) => {
    const value = values[name];
    return value === undefined ? place : typeof value === 'number' ? count(value) : apart(value);
  });
}

/** A value as it stands in a sentence: where that runs from right to left, a file's name or a figure with its unit keeps its own way. @param {string} value */
export function apart(value) {
  return spoken.language.dir === 'rtl' && value !== '' ? `\u{2068}${value}\u{2069}` : value;
}

/**
 * Marks a message that is said later: a constant stands before anybody knows the language.
 * @template {string} T
 * @param {T} text
 */
export function message(text) {
  return text;
}

/**
 * A count, with its thousands apart.
 * @param {number} value
 */
export function count(value) {
  return spoken.numbers.format(Math.round(value));
}

/**
 * A number with so many digits after the decimal mark, rounded as the drawings round.
 * @param {number} value
 * @param {number} digits
 */
export function decimal(value, digits) {
  return pointed(value.toFixed(digits));
}

/** A number that stands written in English, with the decimal mark of the language. @param {number | string} written */
export function pointed(written) {
  return String(written).replace('.', spoken.point);
}

/** @param {string[]} parts */
export function list(parts) {
  return spoken.lists.format(parts);
}

/**
 * A day, and a time of it where that is asked for.
 * @param {Date | number} date
 * @param {Intl.DateTimeFormatOptions} how
 */
export function dated(date, how) {
  return new Intl.DateTimeFormat(spoken.language.locale, how).format(date);
}
