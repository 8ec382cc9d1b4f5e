import type { Node } from 'web-tree-sitter';
import { reaching, type Definition } from '../flow/definitions.js';
import { scopeAt, scopeOfName } from '../flow/scopes.js';
import { pythonScopes } from './scopes.js';

const MOST_PARTS = 12;
const MOST_STEPS = 4;

/** What a name, as used at `node`, was given; empty where this file does not say. */
export function definitionsOf(name: string, node: Node): readonly Definition[] {
  const scopes = pythonScopes(node.tree);
  const used = scopeAt(scopes, node.startIndex);
  const owner = scopeOfName(used, name);
  if (!owner) return [];
  const all = owner.names.get(name) ?? [];
  return owner === used || used?.kind === 'block' ? reaching(all, node.startIndex) : all.slice(-MOST_PARTS);
}

/**
 * What a call calls, by its full name: imports, other names and objects are followed (`sp.run` is `subprocess.run`, a
 * `session` that was made by `requests.Session()` gives `requests.Session().get`). A function of this file begins with `.`.
 */
export function calledName(call: Node): string {
  const called = call.childForFieldName('function');
  return called ? qualifiedName(called) : '';
}

/** The full name of an expression such as `a.b().c`; empty for others. */
export function qualifiedName(node: Node, steps = 0): string {
  const parts: string[] = [];
  let current: Node | null = node;
  for (let count = 0; current && count < MOST_PARTS; count += 1) {
    if (current.type === 'attribute') {
      parts.push(`.${current.childForFieldName('attribute')?.text ?? ''}`);
      current = current.childForFieldName('object');
    } else if (current.type === 'call') {
      parts.push('()');
      current = current.childForFieldName('function');
    } else if (current.type === 'await' || current.type === 'parenthesized_expression' || current.type === 'type') {
      current = current.namedChild(0);
    } else if (current.type === 'subscript') {
      parts.push('[]');
      current = current.childForFieldName('value');
    } else {
      return (current.type === 'identifier' ? nameOfIdentifier(current, steps) : '') + parts.reverse().join('');
    }
  }
  return `…${parts.reverse().join('')}`;
}

function nameOfIdentifier(identifier: Node, steps: number): string {
  const name = identifier.text;
  const given = definitionsOf(name, identifier).at(-1);
  if (!given || steps >= MOST_STEPS) return name;
  if (given.way === 'import') return given.path ?? name;
  if (given.way === 'declared') return `.${name}`;
  if (given.way === 'parameter') return given.value ? `${qualifiedName(given.value, steps + 1)}()` : name;
  if (given.way !== 'set' || !given.value) return name;
  const inner = given.value.type === 'identifier' || /^(?:attribute|call|await)$/.test(given.value.type);
  return (inner ? qualifiedName(given.value, steps + 1) : '') || name;
}
