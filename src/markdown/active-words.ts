import { isOrder } from './bot-order.js';

/**
 * What GitHub makes links, mentions or references of, in any text outside of code: addresses, mentions and e-mail
 * addresses, issues, commits, advisories. Wider than GitHub's own rules, and each match stands within one word.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const ACTIVE =
  /:\/\/|www\.|@[\w.\u0080-\uffff-]*[\w\u0080-\uffff]|#\d|\bgh(?:sa)?-\w|(?<![A-Za-z0-9])[0-9a-f]{7,64}(?![A-Za-z0-9])/i;
/** Not part of anything that GitHub makes a link of. */
const BETWEEN = /([\s()[\]<>{}"',|]+)/;
const TRAILING = new Set('.,;:!?*_~');

export interface Piece {
  code: boolean;
  text: string;
}

/** `text` in pieces: the words that would act if they were text, and what stands between them. */
export function splitActive(text: string, atLineStart: boolean): Piece[] {
  const pieces: Piece[] = [];
  const push = (piece: string, code: boolean) => {
    const last = pieces.at(-1);
    if (piece === '') return;
    if (last !== undefined && !code && !last.code) last.text += piece;
    else pieces.push({ code, text: piece });
  };
  let lineStart = atLineStart;
  let at = 0;
  for (const [index, word] of text.split(BETWEEN).entries()) {
    const isBetween = index % 2 === 1;
    const begins = !isBetween && lineStart && word !== '';
    const acts = !isBetween && (ACTIVE.test(word) || (begins && isOrder(lineFrom(text, at))));
    at += word.length;
    const end = acts ? endOf(word) : word.length;
    push(word.slice(0, end), acts);
    push(word.slice(end), false);
    if (isBetween) lineStart = word.includes('\n') || (lineStart && word.trim() === '');
    else if (word !== '') lineStart = false;
  }
  return pieces;
}

function lineFrom(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end);
}

/** Where the marks at the end of a word begin. */
function endOf(word: string): number {
  let end = word.length;
  while (end > 1 && TRAILING.has(word.charAt(end - 1))) end--;
  return end;
}

/** Whether something in a text outside of code acts. */
export function isActive(text: string): boolean {
  return text.split(BETWEEN).some((word) => ACTIVE.test(word));
}
