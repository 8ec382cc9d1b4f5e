import type { ASTNode } from '@marcbachmann/cel-js';
import { parseTemplate } from './interpolation/parse-template.js';
import { parseExpression } from './parse-expression.js';
import { pathOf } from './path-of.js';

/**
 * What an expression names: variables with the fields behind them (`review.findings.must_fix`) and functions
 * (`touches()`), whatever decides. Throws as `parseExpression` does.
 */
export function namesAsked(expression: string): ReadonlySet<string> {
  const names = new Set<string>();
  collect(parseExpression(expression).tree, names);
  return names;
}

/** The same of every `${{ … }}` in the texts of a config. Throws InterpolationError. */
export function namesAskedIn(config: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string')
      for (const { expression } of parseTemplate(value).placeholders)
        if (expression !== null) collect(expression.tree, names);
        else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) look(each);
  };
  look(config);
  return names;
}

function collect(node: ASTNode, names: Set<string>): void {
  const path = pathOf(node);
  if (path !== null) {
    names.add(path.join('.'));
    return;
  }
  if (node.op === 'call' || node.op === 'rcall') names.add(`${node.args[0]}()`);
  collectWithin(node.args, names);
}

function collectWithin(args: unknown, names: Set<string>): void {
  if (Array.isArray(args)) for (const each of args) collectWithin(each, names);
  else if (typeof args === 'object' && args !== null && 'op' in args) collect(args as ASTNode, names);
}
