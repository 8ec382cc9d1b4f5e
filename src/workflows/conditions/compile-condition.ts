import type { ASTNode } from '@marcbachmann/cel-js';
import { buildPart } from './build-part.js';
import { ConditionError } from './condition-error.js';
import { parseExpression } from './parse-expression.js';
import type { Part } from './run.js';
import { sourceText } from './source-text.js';

/** A condition as what joins its parts; a leaf is one that people see with its value. */
export type ConditionTree =
  | { kind: 'leaf'; text: string; run: Part }
  | { kind: 'not'; of: ConditionTree }
  | { kind: 'all' | 'any'; left: ConditionTree; right: ConditionTree };

export interface CompiledCondition {
  text: string;
  tree: ConditionTree;
}

/**
 * Reads a condition and makes it ready to run as often as one likes. Throws ConditionError, with a sentence for its
 * author and the position, for what cannot be used: see `parseExpression`; it must be true or false, too.
 */
export function compileCondition(text: string): CompiledCondition {
  const { tree, type } = parseExpression(text);
  if (type !== 'bool' && !type.startsWith('dyn'))
    throw new ConditionError(
      `A condition must be true or false, and this is ${type.replace('google.protobuf.T', 't')}.`,
      0,
    );
  return { text, tree: split(tree) };
}

function split(node: ASTNode): ConditionTree {
  if (node.op === '&&' || node.op === '||') {
    const [left, right] = node.args;
    return { kind: node.op === '&&' ? 'all' : 'any', left: split(left), right: split(right) };
  }
  if (node.op === '!_' && ['&&', '||', '!_'].includes(node.args.op)) return { kind: 'not', of: split(node.args) };
  return { kind: 'leaf', text: sourceText(node), run: buildPart(node, []) };
}
