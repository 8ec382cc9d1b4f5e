import { cutText } from '../words/cut-text.js';
import { stripInvisible } from './strip-invisible.js';

/** A text as one line, without what cannot be seen. */
export function oneLine(text: string): string {
  return stripInvisible(text).replaceAll(/\s+/g, ' ').trim();
}

/** At most `longest` UTF-16 units of a text, the last an ellipsis where it was longer; no half of a character is left. */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${cutText(text, Math.max(0, longest - 1))}…`;
}
