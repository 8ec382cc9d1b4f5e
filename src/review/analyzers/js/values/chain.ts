import type { Node } from 'web-tree-sitter';
import { bare, literalOf } from '../calls.js';
import { namesOf, bindingAt } from './names-of.js';
import { findBinding, type Binding } from './scopes.js';

/** A path of properties and calls from a name: `req.query.id` is `req` and `query`, `id`; a call is `()`, an element `[]`. */
export interface Chain {
  /** What the first name means; null where it is declared nowhere. */
  root: Binding | null;
  /** The first name itself, or `this`. */
  name: string;
  steps: readonly string[];
}

const DEPTH = 24;

/**
 * The chain that `node` is, read through names with one value only (`const { query } = req; query.id`).
 * Null where it begins with anything but a name.
 */
export function chainOf(node: Node, depth = DEPTH): Chain | null {
  if (depth <= 0) return null;
  const value = bare(node);
  switch (value.type) {
    case 'this':
      return { root: null, name: 'this', steps: [] };
    case 'identifier':
    case 'shorthand_property_identifier':
      return chainOfName(value, depth);
    case 'member_expression': {
      const inner = innerChain(value.childForFieldName('object'), depth);
      return inner && extended(inner, [value.childForFieldName('property')?.text ?? '[]']);
    }
    case 'subscript_expression': {
      const inner = innerChain(value.childForFieldName('object'), depth);
      return inner && extended(inner, [literalOf(value.childForFieldName('index')) ?? '[]']);
    }
    case 'call_expression': {
      const inner = innerChain(value.childForFieldName('function'), depth);
      return inner && extended(inner, ['()']);
    }
    default:
      return null;
  }
}

function innerChain(object: Node | null, depth: number): Chain | null {
  return object && chainOf(object, depth - 1);
}

function chainOfName(name: Node, depth: number): Chain | null {
  const root = bindingAt(name);
  if (root === null) return { root, name: name.text, steps: [] };
  if (root.parameter) return { root, name: root.name, steps: root.parameter.path };
  const [given, other] = root.gives;
  if (root.kind !== 'variable' || !given || (other && !other.adds)) return { root, name: root.name, steps: [] };
  const inner = chainOf(given.value, depth - 1);
  return inner ? extended(inner, given.path) : { root, name: root.name, steps: [] };
}

/** What is set as property `property` of the name `holder` (`options.url = …`) in the scope of the name; null for nothing. */
export function propertyBinding(holder: Node, property: string): Binding | null {
  if (holder.type !== 'identifier') return null;
  return findBinding(namesOf(holder).scopeAt(holder.startIndex), `${holder.text}.${property}`);
}

function extended(chain: Chain, steps: readonly string[]): Chain {
  return { ...chain, steps: [...chain.steps, ...steps].slice(-DEPTH) };
}
