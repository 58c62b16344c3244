// axe-core in the page, for whoever asks what is wrong with it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { until } from './browsers.js';

/** @import { Browser } from './browsers.js' */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Every violation in a line, with the elements that it is about; and how many rules were kept, so that nobody takes silence for consent.
 * @param {Browser} browser
 */
export async function violations(browser) {
  // Given to the page by its driver, which the page's policy does not bind.
  if (!(await browser.evaluate(`typeof axe === 'object'`))) await browser.evaluate(`(() => { ${AXE}; return true; })()`);
  await browser.evaluate(`(() => {
    window.axeSaid = null;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(({ violations, passes }) => {
      const lines = violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, any, all }) => target.join(' ') + ' ' + [...any, ...all].map(({ message }) => message).join(' / ')).join(' | '));
      window.axeSaid = { lines, kept: passes.map(({ id }) => id) };
    }, (error) => (window.axeSaid = { lines: ['axe: ' + error.message], kept: [] }));
  })()`);
  const { lines, kept } = JSON.parse(await until(browser, `window.axeSaid && JSON.stringify(window.axeSaid)`, 120));
  for (const rule of ['color-contrast', 'button-name']) if (lines.length === 0) assert.ok(kept.includes(rule), `${rule} was looked at`);
  return lines;
}
