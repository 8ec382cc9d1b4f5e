import { type PlainNode, textOf } from '../../../syntax/plain-tree.js';
import type { FactBuilder } from '../fact-builder.js';
import type { Origin } from '../file-facts.js';
import { type Later, type Scope, once } from '../scope.js';

export const FUNCTION = /^(?:arrow_function|function_expression|generator_function)$/;

export interface Script {
  build: FactBuilder;
  moduleAt: (node: PlainNode) => Origin | null;
  /** Of `require` and `import()`, by where they stand. */
  modules: Map<number, Origin>;
  /** Reads a node and what is in it: whoever reads a part of it asks for the rest. */
  visit(node: PlainNode, scope: Scope): void;
}

export function visitAll(script: Script, nodes: readonly PlainNode[], scope: Scope): void {
  for (const node of nodes) script.visit(node, scope);
}

/** A function that is no arrow has a `this` of its own. */
export function unbound(node: PlainNode): Partial<Scope> {
  return node.type === 'arrow_function' ? {} : { self: null };
}

export function unquoted(node: PlainNode | null): string | null {
  return (node && /^(["'`])([^"'`\n]{1,500})\1$/.exec(textOf(node))?.[2]?.replace(/^.*\$\{.*$/s, '')) || null;
}

export function childrenOf(node: PlainNode, type: string): PlainNode[] {
  return node.children.filter((child) => child.type === type);
}

export interface Named {
  exported: boolean;
  /** Of the variable or property that holds it, or `default`. */
  name?: string;
  kind?: string;
  container?: number;
  isStatic?: boolean;
  /** The node that its lines and modifiers are taken from. */
  whole?: PlainNode;
  self?: Origin | null;
  /** It is no name of the scope around. */
  isMember?: boolean;
}

export function declare(scope: Scope, name: string, later: Later): void {
  scope.values.set(name, once(later));
}

export interface Holder extends Named {
  container?: number;
}
