import type { Node } from 'web-tree-sitter';

/** The fixed text in front of the first dynamic piece, and the pieces. */
export interface Composition {
  before: string;
  parts: Node[];
}

/** What a chain of `+` composes; null where no operand is text. `inner` tells what its first operand composes itself. */
export function compose(
  operands: readonly Node[],
  isText: (node: Node) => boolean,
  inner: (first: Node) => Composition | null,
): Composition | null {
  const [first, ...others] = operands;
  if (!first || others.length === 0) return null;
  const begun = inner(first);
  if (begun) return { before: begun.before, parts: [...begun.parts, ...others] };
  const at = operands.findIndex(isText);
  if (at === -1) return null;
  return { before: at === 0 ? first.text : '', parts: operands.filter((_, index) => index !== at) };
}
