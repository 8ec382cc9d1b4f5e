import type { ColourToken } from './look-of.js';

/** The colours of the theme as they are now: a canvas knows no variables. */
export function themeColours(): (token: ColourToken | 'ink' | 'surface') => string {
  const style = getComputedStyle(document.documentElement);
  return (token) => style.getPropertyValue(`--${token}`).trim() || '#808080';
}

/** Whether pictures can be drawn here at all. */
export function hasWebGl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}
