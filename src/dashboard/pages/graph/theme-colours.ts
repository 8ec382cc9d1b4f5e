import type { ColourToken } from './look-of.js';

/** The colours of the theme as they are now: a canvas knows no variables. */
export function themeColours(): (token: ColourToken | 'ink' | 'surface') => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (token) => {
    const colour = known.get(token) ?? (style.getPropertyValue(`--${token}`).trim() || '#808080');
    known.set(token, colour);
    return colour;
  };
}
