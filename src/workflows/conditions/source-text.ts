import type { ASTNode } from '@marcbachmann/cel-js';

/**
 * A text of CEL as the library's lexer reads it, which lets a backslash stand before anything, in raw texts too. No two
 * alternatives within a text begin alike, so that one that is not closed is given up in one pass.
 */
export const CEL_TEXT =
  /[rRbB]?(?:"""(?:\\[\s\S]|(?!""")[^\\])*"""|'''(?:\\[\s\S]|(?!''')[^\\])*'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')/;
/** Texts and comments, whose brackets are none, then the brackets. */
const TOKEN = new RegExp(`${CEL_TEXT.source}|//[^\\n]*|([()])`, 'g');

/** A node as its author wrote it. The parser leaves out brackets at its edges, which may belong to a part of it. */
export function sourceText({ input, start, end }: ASTNode): string {
  const pairs = bracketsOf(input);
  let [from, to] = [start, end];
  const isIn = (at: number) => at >= from && at < to;
  for (let grew = true; grew;) {
    grew = false;
    for (const { open, close } of pairs) {
      if (isIn(open) === isIn(close)) continue;
      [from, to, grew] = [Math.min(from, open), Math.max(to, close + 1), true];
    }
  }
  return input.slice(from, to);
}

function bracketsOf(input: string): { open: number; close: number }[] {
  const open: number[] = [];
  return [...input.matchAll(TOKEN)].flatMap(({ 1: bracket, index }) => {
    if (bracket === '(') open.push(index);
    const last = bracket === ')' ? open.pop() : undefined;
    return last === undefined ? [] : [{ open: last, close: index }];
  });
}
