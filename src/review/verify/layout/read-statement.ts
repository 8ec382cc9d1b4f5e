const TAB = 8;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const WORD = /(?:async[ \t]+)?([A-Za-z_]\w{0,40}|@)/y;

/** A statement of Python as far as its layout goes. */
export interface Statement {
  /** 1-based, its first. */
  line: number;
  /** Tabs reach to the next multiple of eight. */
  column: number;
  tabsAsOne: number;
  /** Its first word, without `async`; `@` of a decorator; empty: it begins with none. */
  word: string;
  /** It ends with a colon: a block has to follow. */
  opens: boolean;
}

/**
 * Reads what begins at `at`, the start of a line, up to the line where it ends: a statement over all its lines, or a
 * line that says nothing (`statement` is null). A text where it cannot be one: a string or a bracket that is not
 * closed, a stray backslash.
 */
export function readStatement(
  text: string,
  start: number,
  line: number,
): { statement: Statement | null; end: number; nextLine: number } | string {
  const indent = readIndent(text, start);
  const first = text[indent.end];
  if (first === undefined || first === '\n' || first === '#')
    return { statement: null, end: endOfLine(text, indent.end) + 1, nextLine: line + 1 };
  const open: { bracket: string; line: number }[] = [];
  let now = line;
  let last = '';
  let at = indent.end;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n' && open.length === 0) break;
    if (char === '#') at = endOfLine(text, at);
    else if (char === '"' || char === "'") {
      const end = endOfString(text, at);
      if (end === null) return `the string of line ${now} is not closed`;
      now += linesIn(text, at, end);
      at = end;
      last = char;
    } else if (char === '\\') {
      if (text[at + 1] !== '\n' || at + 2 >= text.length) return `line ${now} has a stray backslash`;
      now += 1;
      at += 2;
    } else {
      if (char === '(' || char === '[' || char === '{') open.push({ bracket: char, line: now });
      const closes = CLOSING[char];
      if (closes !== undefined && open.pop()?.bracket !== closes)
        return `the \`${char}\` of line ${now} closes nothing`;
      if (char === '\n') now += 1;
      else if (char !== ' ' && char !== '\t' && char !== '\f') last = char;
      at += 1;
    }
  }
  const left = open.at(-1);
  if (left) return `the \`${left.bracket}\` of line ${left.line} is not closed`;
  WORD.lastIndex = indent.end;
  const word = WORD.exec(text)?.[1] ?? '';
  const { column, tabsAsOne } = indent;
  return { statement: { line, column, tabsAsOne, word, opens: last === ':' }, end: at + 1, nextLine: now + 1 };
}

function readIndent(text: string, start: number): { column: number; tabsAsOne: number; end: number } {
  let [column, tabsAsOne, end] = [0, 0, start];
  for (; ; end++) {
    const char = text[end];
    if (char === '\f') [column, tabsAsOne] = [0, 0];
    else if (char === ' ' || char === '\t') {
      column = char === ' ' ? column + 1 : (Math.floor(column / TAB) + 1) * TAB;
      tabsAsOne += 1;
    } else return { column, tabsAsOne, end };
  }
}

/** Behind the quote that closes the string of `at`; null: there is none. */
function endOfString(text: string, at: number): number | null {
  const quote = text[at] ?? '';
  const isLong = text.startsWith(quote.repeat(3), at);
  const closing = isLong ? quote.repeat(3) : quote;
  for (let index = at + closing.length; index < text.length; index++) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '\n' && !isLong) return null;
    else if (text[index] === quote && (!isLong || text.startsWith(closing, index))) return index + closing.length;
  }
  return null;
}

function linesIn(text: string, from: number, to: number): number {
  let count = 0;
  // Not by a search: where no line ends, it would go to the end of the file for each string.
  for (let at = from; at < to; at++) if (text[at] === '\n') count += 1;
  return count;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
