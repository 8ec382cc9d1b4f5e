import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { linesBetween } from './excerpt-of.js';

const LONGEST_HEAD = 8;
const LONGEST_CONSTRUCTOR = 40;
const MOST_FIELDS = 40;
/** What makes a value of a type, where the language has a name for it. */
const CONSTRUCTOR = /^(?:constructor|__init__|__new__|__construct|__post_init__|initialize)$/;
const COMMENT = /^\s*(?:\/\/|\/?\*|#(?!\[)|"""|''')/;

/** Numbers of the lines of a type that say what a value of it holds and how it is made: its head, fields, constructors. */
export function typeFrame(type: SourceSymbol, symbols: readonly SourceSymbol[], lines: readonly string[]): number[] {
  const inside = symbols.filter(
    (one) => one !== type && one.startLine >= type.startLine && one.endLine <= type.endLine && isMember(one),
  );
  const frame = new Set(
    linesBetween(type.startLine, Math.min(type.signatureEndLine, type.startLine + LONGEST_HEAD - 1)),
  );
  for (const one of inside) {
    if (!makes(one, type)) continue;
    for (const line of linesBetween(one.startLine, Math.min(one.endLine, one.startLine + LONGEST_CONSTRUCTOR - 1)))
      frame.add(line);
  }
  let [left, next] = [MOST_FIELDS, 0];
  for (let line = type.startLine + 1; line <= type.endLine && left > 0; line++) {
    // What stands in a member is passed over as a whole; `inside` is in the order of the lines.
    while ((inside[next]?.startLine ?? Infinity) <= line) line = Math.max(line, (inside[next++]?.endLine ?? 0) + 1);
    const text = lines[line - 1] ?? '';
    if (line > type.endLine || frame.has(line) || COMMENT.test(text) || !/[\p{L}\p{N}]/u.test(text)) continue;
    frame.add(line);
    left -= 1;
  }
  return [...frame];
}

function isMember({ kind }: SourceSymbol): boolean {
  return kind === 'function' || kind === 'method' || kind === 'class' || kind === 'type';
}

/** Whether a member of a type makes its values; in Java and C# by its name. */
export function makes({ name, kind }: SourceSymbol, type: SourceSymbol): boolean {
  return (kind === 'method' || kind === 'function') && (CONSTRUCTOR.test(name) || name === type.name);
}
