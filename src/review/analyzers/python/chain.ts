import type { Node } from 'web-tree-sitter';

const MOST_OPERANDS = 500;

/** `node` without parentheses and `await`. */
export function bare(node: Node): Node {
  let current = node;
  while (current.type === 'parenthesized_expression' || current.type === 'await') {
    const inner = current.namedChild(0);
    if (!inner) return current;
    current = inner;
  }
  return current;
}

/** The operands of a chain that leans to the left; of one with more than 500 the innermost part stays whole. */
export function operandsOf(node: Node, operator: string): Node[] {
  const operands: Node[] = [];
  let chain = node;
  while (/^(?:binary|boolean)_operator$/.test(chain.type) && chain.childForFieldName('operator')?.text === operator) {
    const [left, right] = [chain.childForFieldName('left'), chain.childForFieldName('right')];
    if (!left || !right || operands.length >= MOST_OPERANDS) break;
    operands.push(right);
    chain = bare(left);
  }
  return [chain, ...operands.reverse()];
}
