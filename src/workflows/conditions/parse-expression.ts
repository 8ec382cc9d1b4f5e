import { ParseError, type ASTNode, type TypeError as TypeMismatch } from '@marcbachmann/cel-js';
import { checkTree } from './check-tree.js';
import { ConditionError } from './condition-error.js';
import { createEnvironment } from './environment.js';
import { parseProblem, typeProblem } from './problem-words.js';

export const LONGEST_EXPRESSION = 2000;

export interface Expression {
  text: string;
  tree: ASTNode;
  /** CEL's name of what it comes to: `bool`, `int`, `dyn` … */
  type: string;
}

/**
 * Reads and checks an expression of CEL. Throws ConditionError for what is too long or too large, cannot be read, names
 * what there is not, uses what is not supported, or does not fit together.
 */
export function parseExpression(text: string): Expression {
  if (text.length > LONGEST_EXPRESSION)
    throw new ConditionError(`It is longer than ${LONGEST_EXPRESSION} characters.`, LONGEST_EXPRESSION);
  if (text.trim() === '') throw new ConditionError('It is empty.', 0);
  const environment = createEnvironment();
  try {
    const parsed = environment.parse(text);
    checkTree(parsed.ast);
    const { valid, type = '', error } = parsed.check();
    // The library's error would keep the whole environment, and is no cause for a log.
    if (!valid) throw new ConditionError(typeProblem(error as TypeMismatch), error?.range?.start ?? 0);
    return { text, tree: parsed.ast, type };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new ConditionError(parseProblem(error, text), error.range?.start ?? 0);
  }
}
