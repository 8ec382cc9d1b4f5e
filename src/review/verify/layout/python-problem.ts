import { readStatement, type Statement } from './read-statement.js';

interface Block {
  column: number;
  /** The same with every tab as one column: both must agree about what is deeper. */
  tabsAsOne: number;
  /** The word that opened it: `def`, `for`, …; empty for the file. */
  opener: string;
  /** The first word of its last statement. */
  last: string;
}

/** What may stand before a clause at its level. */
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  elif: ['if', 'elif'],
  else: ['if', 'elif', 'for', 'while', 'except'],
  except: ['try', 'except'],
  finally: ['try', 'except', 'else'],
};

/**
 * What Python says of the layout of a file, as `line 3 is …`; null: nothing. Indentation, blocks and their clauses,
 * strings, brackets and continued lines are looked at, as https://docs.python.org/3/reference/lexical_analysis.html has
 * them, and no other syntax. Linear.
 */
export function pythonProblem(source: string): string | null {
  const text = source.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const blocks: Block[] = [{ column: 0, tabsAsOne: 0, opener: '', last: '' }];
  let header: Statement | null = null;
  for (let at = 0, line = 1; at < text.length;) {
    const read = readStatement(text, at, line);
    if (typeof read === 'string') return read;
    if (read.statement !== null) {
      const wrong = take(blocks, read.statement, header);
      if (wrong !== null) return `line ${line} ${wrong}`;
      header = read.statement.opens ? read.statement : null;
    }
    ({ end: at, nextLine: line } = read);
  }
  if (header !== null) return `the block of line ${header.line} is missing`;
  const left = blocks.map(({ last }) => unfinished(last)).find(Boolean);
  return left ? `the end of the file ${left.problem}` : null;
}

/** Puts a statement into its block, and opens and closes blocks; what is wrong with it, or null. */
function take(blocks: Block[], statement: Statement, header: Statement | null): string | null {
  const { column, tabsAsOne, word } = statement;
  const above = blocks.at(-1);
  if (above === undefined) return null;
  const isDeeper = column > above.column;
  if (isDeeper ? tabsAsOne <= above.tabsAsOne : column === above.column && tabsAsOne !== above.tabsAsOne) return MIXED;
  if (isDeeper !== (header !== null))
    return header === null
      ? 'is indented deeper than the line above it, which opens no block'
      : `is not indented, and line ${header.line} opens a block`;
  if (header !== null) blocks.push({ column, tabsAsOne, opener: header.word, last: '' });
  const left = header === null ? leave(blocks, statement) : null;
  return left ?? takesPlace(blocks, word);
}

const MIXED = 'mixes tabs and spaces';
/** What must not be the last statement of a block. */
const UNFINISHED: Readonly<Record<string, { by: readonly string[]; problem: string }>> = {
  try: { by: ['except', 'finally'], problem: 'comes after a `try` with neither `except` nor `finally`' },
  '@': { by: ['@', 'def', 'class'], problem: 'comes after a decorator of nothing' },
};

function leave(blocks: Block[], { column, tabsAsOne }: Statement): string | null {
  let block = blocks.at(-1);
  while (block && block.column > column) {
    const left = unfinished(block.last);
    if (left) return left.problem;
    blocks.pop();
    block = blocks.at(-1);
  }
  if (block?.column !== column) return 'is indented like no line above it';
  return block.tabsAsOne === tabsAsOne ? null : MIXED;
}

/** Whether a statement may begin with `word` in the innermost block. */
function takesPlace(blocks: readonly Block[], word: string): string | null {
  const block = blocks.at(-1);
  if (block === undefined) return null;
  const before = block.last;
  block.last = word;
  const allowed = Object.hasOwn(CLAUSES, word) ? CLAUSES[word] : undefined;
  if (allowed && !allowed.includes(before)) return `has an \`${word}\` that belongs to nothing at its indentation`;
  const left = unfinished(before);
  if (left && !left.by.includes(word)) return left.problem;
  if (word === 'return' && enclosing(blocks, ['def', 'class']) !== 'def') return 'has a `return` outside a function';
  const isTurn = word === 'break' || word === 'continue';
  return isTurn && !['for', 'while'].includes(enclosing(blocks, ['for', 'while', 'def', 'class']))
    ? `has a \`${word}\` outside a loop`
    : null;
}

function unfinished(word: string): (typeof UNFINISHED)[string] | undefined {
  return Object.hasOwn(UNFINISHED, word) ? UNFINISHED[word] : undefined;
}

function enclosing(blocks: readonly Block[], openers: readonly string[]): string {
  return blocks.findLast(({ opener }) => openers.includes(opener))?.opener ?? '';
}
