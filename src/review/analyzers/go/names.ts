import type { Node } from 'web-tree-sitter';
import { reaching, type Definition } from '../flow/definitions.js';
import { scopeAt, scopeOfName } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { perNode } from '../remember.js';
import { goScopes, packageName } from './scopes.js';

const MOST_PARTS = 12;
const MOST_STEPS = 4;
const LONGEST_TYPE = 100;

/** What a name, as used at `node`, was given; empty where this file does not say. */
export function definitionsOf(name: string, node: Node): readonly Definition[] {
  const scopes = goScopes(node.tree);
  const used = scopeAt(scopes, node.startIndex);
  const owner = scopeOfName(used, name);
  if (!owner) return [];
  const all = owner.names.get(name) ?? [];
  return owner.kind === 'file' ? all.slice(-MOST_PARTS) : reaching(all, node.startIndex);
}

/** The path under which the package of a name such as `template` in `template.HTML` is imported. */
function importOf(name: string, node: Node): string | null {
  const given = definitionsOf(name, node).at(-1);
  return given?.way === 'import' ? (given.path ?? null) : null;
}

/** Whether the file imports a package whose path fits. */
export function imports(node: Node, path: RegExp): boolean {
  const [file] = goScopes(node.tree).all;
  return file !== undefined && importedBy(file.node).some((one) => path.test(one));
}

const importedBy = perNode((file: Node): readonly string[] =>
  [...(goScopes(file.tree).all[0]?.names.values() ?? [])].flatMap((definitions) =>
    definitions.flatMap((one) => (one.way === 'import' && one.path !== undefined ? [one.path] : [])),
  ),
);

/** Whether a value is what its function was given, as it is. */
export function isParameter(node: Node): boolean {
  return node.type === 'identifier' && definitionsOf(node.text, node).some(({ way }) => way === 'parameter');
}

/**
 * What a call calls, by its full name: other names of packages are followed (`x.Command` is `exec.Command` where `x` is
 * `os/exec`), and so is a name that was given a function.
 */
export const calledName = perNode((call: Node): string => {
  const called = call.childForFieldName('function') ?? call.childForFieldName('type');
  return called ? qualifiedName(called) : '';
});

/**
 * The full name of an expression such as `a.B().c`; an object is named by its type in brackets, where that is known.
 */
export function qualifiedName(node: Node, steps = 0): string {
  const parts: string[] = [];
  let current: Node | null = node;
  for (let count = 0; current && count < MOST_PARTS; count += 1) {
    if (current.type === 'selector_expression') {
      parts.push(`.${current.childForFieldName('field')?.text ?? ''}`);
      current = current.childForFieldName('operand');
    } else if (current.type === 'qualified_type') {
      parts.push(`.${current.childForFieldName('name')?.text ?? ''}`);
      current = current.childForFieldName('package');
    } else if (current.type === 'call_expression') {
      parts.push('()');
      current = current.childForFieldName('function');
    } else if (current.type === 'index_expression') {
      parts.push('[]');
      current = current.childForFieldName('operand');
    } else if (/^(?:parenthesized_expression|unary_expression|pointer_type)$/.test(current.type))
      current = current.namedChild(0);
    else if (current.type === 'composite_literal') {
      const type: Node | null = current.childForFieldName('type');
      return `${type ? `(${qualifiedName(type, steps)})` : ''}${parts.reverse().join('')}`;
    } else return nameOfIdentifier(current, steps) + parts.reverse().join('');
  }
  return `…${parts.reverse().join('')}`;
}

function nameOfIdentifier(node: Node, steps: number): string {
  if (!/^(?:identifier|package_identifier|type_identifier)$/.test(node.type)) return '';
  const name = node.text;
  if (node.type === 'type_identifier') return name;
  const given = definitionsOf(name, node).at(-1);
  if (!given || steps >= MOST_STEPS) return name;
  if (given.way === 'import') return packageName(given.path ?? name);
  if (given.way === 'declared') return `.${name}`;
  if (given.type) return `(${typeText(given.type)})`;
  if (!given.value || (given.way === 'part' && given.index !== 0) || given.way === 'each') return name;
  const follows = /^(?:identifier|selector_expression|call_expression|unary_expression|composite_literal)$/.test(
    given.value.type,
  );
  return (given.way === 'set' || given.way === 'part') && follows
    ? qualifiedName(given.value, steps + 1) || name
    : name;
}

/** A type as it is written, without the signs of a pointer and with the package's own name. */
export function typeText(type: Node): string {
  const text = headOf(type, LONGEST_TYPE).replace(/^\*+/, '');
  const [, alias] = /^(\w+)\./.exec(text) ?? [];
  const path = alias === undefined ? null : importOf(alias, type);
  return path === null || alias === undefined ? text : packageName(path) + text.slice(alias.length);
}

function writtenType({ type, value }: Definition): Node | null {
  const literal = value?.type === 'unary_expression' ? value.namedChild(0) : value;
  return type ?? (literal?.type === 'composite_literal' ? literal.childForFieldName('type') : null);
}

/** The type of a field, where the struct is one of this file. */
export function fieldType(node: Node, field: string): string | null {
  const given = node.type === 'identifier' ? definitionsOf(node.text, node) : [];
  // What fills it later (`Decode(&body)`) does not change what it is.
  const written = given.map(writtenType).findLast((type) => type !== null);
  if (!written) return null;
  const struct = definitionsOf(`type ${typeText(written)}`, node).at(-1)?.value;
  if (struct?.type !== 'struct_type') return null;
  for (const one of struct.namedChild(0)?.namedChildren.slice(0, 200) ?? [])
    if (one.childrenForFieldName('name').some((name) => name.text === field))
      return headOf(one.childForFieldName('type'), LONGEST_TYPE);
  return null;
}
