// The colours that the person chose, remembered from one visit to the next.

/** @import { Theme } from './state.js' */

/** @returns {Theme} */
export function rememberedTheme() {
  try {
    const theme = localStorage.getItem('ecglass-theme');
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

/** @param {Theme} theme */
export function rememberTheme(theme) {
  try {
    localStorage.setItem('ecglass-theme', theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
