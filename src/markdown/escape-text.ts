/**
 * ASCII punctuation: what a backslash before it takes the meaning of.
 * https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
/** What begins a block at the start of a line: heading, quote, list, underline of a heading, row that makes a table. */
const BLOCK_START = /^(?:[#>=+:-]|\d{1,9}(?=[.)]))/;

/**
 * Text as Markdown that is read as this text and nothing else, wherever it stands; only what could mean something gets
 * a backslash. A bar and a backtick are entities: tables split their cells, and code spans begin, before escapes count.
 * `atLineStart`: the text begins a line; it does behind each line feed in it.
 */
export function escapeText(text: string, atLineStart: boolean): string {
  const lines = text.split('\n');
  return lines.map((line, index) => escapeLine(line, index > 0 || atLineStart)).join('\n');
}

function escapeLine(line: string, atStart: boolean): string {
  const start = atStart ? BLOCK_START.exec(line)?.[0] : undefined;
  const head = start === undefined ? '' : /\d/.test(start) ? `${start}\\${line.charAt(start.length)}` : `\\${start}`;
  const skip = start === undefined ? 0 : /\d/.test(start) ? start.length + 1 : start.length;
  const parts: string[] = [head];
  for (let at = skip; at < line.length; at++) parts.push(escaped(line, at));
  return parts.join('');
}

function escaped(line: string, at: number): string {
  const character = line.charAt(at);
  const [before, after] = [line.charAt(at - 1), line.charAt(at + 1)];
  switch (character) {
    case '`':
      return '&#96;';
    case '|':
      return '&#124;';
    case '\\':
      return after === '' || PUNCTUATION.test(after) ? '\\\\' : '\\';
    case '*':
      return before === ' ' && after === ' ' ? '*' : '\\*';
    case '_':
      return WORD.test(before) && WORD.test(after) ? '_' : '\\_';
    case '<':
      return /[ =\d]/.test(after) ? '<' : '\\<';
    case '&':
      return /[#A-Za-z]/.test(after) ? '\\&' : '&';
    case '[':
    case '~':
      return `\\${character}`;
    case '$':
      // Mathematics ends at no `$` before a digit; prices stay readable.
      return /\d/.test(after) ? '$' : '\\$';
    default:
      return character;
  }
}
