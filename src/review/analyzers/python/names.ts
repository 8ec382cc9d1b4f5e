import type { Node } from 'web-tree-sitter';
import { reaching, type Definition } from '../flow/definitions.js';
import { scopeAt, scopeOfName, type Scope } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { perNode } from '../remember.js';
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

/** Whether a value is what its function was given, as it is. */
export function isParameter(node: Node): boolean {
  return node.type === 'identifier' && definitionsOf(node.text, node).some(({ way }) => way === 'parameter');
}

/**
 * What a call calls, by its full name: imports, other names and objects are followed (`sp.run` is `subprocess.run`, a
 * `session` that was made by `requests.Session()` gives `requests.Session().get`). A function of this file begins with
 * `.`.
 */
export const calledName = perNode((call: Node): string => {
  const called = call.childForFieldName('function');
  return called ? qualifiedName(called) : '';
});

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

/** What `self.name` was given in its class, or another attribute in this function. */
export function definitionsOfAttribute(node: Node): readonly Definition[] {
  const name = headOf(node, 80);
  if (!/^[\w.]+$/.test(name)) return [];
  const here = definitionsOf(name, node);
  if (here.length > 0 || !/^(?:self|cls)\.\w+$/.test(name)) return here;
  let scope: Scope | null = scopeAt(pythonScopes(node.tree), node.startIndex);
  while (scope && scope.kind !== 'class') scope = scope.parent;
  return (scope?.names.get(name) ?? scope?.names.get(name.slice(name.indexOf('.') + 1)) ?? []).slice(-MOST_PARTS);
}

/** The function of this file that a call calls. */
export function functionCalled(call: Node): Scope | null {
  const called = call.childForFieldName('function');
  const isOwn = called?.type === 'attribute' && /^(?:self|cls)\./.test(headOf(called, 5));
  if (!called || (called.type !== 'identifier' && !isOwn)) return null;
  const declared = (isOwn ? definitionsOfAttribute(called) : definitionsOf(called.text, called)).at(-1);
  if (declared?.way !== 'declared' || declared.value?.type !== 'function_definition') return null;
  const scope = scopeAt(pythonScopes(call.tree), declared.value.startIndex);
  return scope?.node.id === declared.value.id ? scope : null;
}
