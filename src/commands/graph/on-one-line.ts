import { stripInvisible } from '../../markdown/strip-invisible.js';

/**
 * What others wrote, such as an error, for a line of a terminal: nothing in it is obeyed, and it ends no line. Pure.
 */
export function onOneLine(text: string): string {
  return stripInvisible(text).replaceAll(/\s+/g, ' ').trim();
}
