/**
 * What jsonb refuses stands in a JSON text only escaped: NUL bare is no JSON, half of a surrogate pair bare no UTF-8.
 */
const MAY_BE_REFUSED = /\\u(?:0000|d[89a-f])/i;
/** Each escape of a JSON text, whole pairs as one; the group is NUL or half of a pair. */
const ESCAPE = /\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u(0000|d[89a-f][0-9a-f]{2})|.)/gi;

/** A JSON text with NUL and lone surrogates replaced by U+FFFD, in names too; the same text where none is in it. */
export function cleanJson(text: string): string {
  if (!MAY_BE_REFUSED.test(text)) return text;
  return text.replace(ESCAPE, (whole: string, refused?: string) => (refused === undefined ? whole : '\\ufffd'));
}
