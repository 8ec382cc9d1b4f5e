const ESC = String.fromCodePoint(0x1b);
const BEL = String.fromCodePoint(0x07);
const ANSI = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|[@-Z\\\\-_])`, 'g');
/** Letters and marks that take no room on the screen; the other invisible ones are of class C. */
const FILLERS =
  /\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u3164|\uffa0|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}]/gu;

/**
 * `text` without what a reader cannot see but a program obeys: ANSI sequences, control and format characters
 * (zero-width, bidi, tag block), variation selectors, fillers. Line ends become LF; piled-up accents are cut to three.
 */
export function stripInvisible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(ANSI, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(FILLERS, '')
    .replace(INVISIBLE, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replace(/(\p{M}{3})\p{M}+/gu, '$1');
}
