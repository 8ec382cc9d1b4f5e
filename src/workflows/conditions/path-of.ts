import type { ASTNode } from '@marcbachmann/cel-js';

/** The names of `review.findings.must_fix`, which begins with a variable; null: the node is no such path. */
export function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.') return null;
  const before = pathOf(node.args[0]);
  return before && [...before, node.args[1]];
}
