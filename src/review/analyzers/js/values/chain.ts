import type { Node } from 'web-tree-sitter';
import { perNode } from '../../remember.js';
import { bare, literalOf, calledBy } from '../calls.js';
import { namesOf, bindingAt } from './names-of.js';
import { findBinding, type Binding } from './scopes.js';

/**
 * A path of properties and calls from a name: `req.query.id` is `req` and `query`, `id`; a call is `()`, an element
 * `[]`.
 */
export interface Chain {
  /** What the first name means; null where it is declared nowhere. */
  root: Binding | null;
  /** The first name itself, or `this`. */
  name: string;
  steps: readonly string[];
}

const DEPTH = 24;
/** A longer chain of calls is judged by its last one. */
const LONGEST = 2000;

/**
 * The chain that `node` is, read through names with one value only (`const { query } = req; query.id`).
 * Null where it begins with anything but a name.
 */
export function chainOf(node: Node): Chain | null {
  const found = remembered(node);
  return found === NO_CHAIN ? null : found;
}

const NO_CHAIN: Chain = { root: null, name: '', steps: [] };
const remembered = perNode((node: Node): Chain => chain(node, DEPTH) ?? NO_CHAIN);

function chain(node: Node, depth: number): Chain | null {
  if (depth <= 0 || node.endIndex - node.startIndex > LONGEST) return null;
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
      const inner = innerChain(calledBy(value), depth);
      return inner && extended(inner, ['()']);
    }
    default:
      return null;
  }
}

function innerChain(object: Node | null, depth: number): Chain | null {
  return object && chain(object, depth - 1);
}

function chainOfName(name: Node, depth: number): Chain | null {
  const root = bindingAt(name);
  if (root === null) return { root, name: name.text, steps: [] };
  if (root.parameter) return { root, name: root.name, steps: root.parameter.path };
  const [given, other] = root.gives;
  if (root.kind !== 'variable' || !given || (other && !other.adds)) return { root, name: root.name, steps: [] };
  const inner = chain(given.value, depth - 1);
  return inner ? extended(inner, given.path) : { root, name: root.name, steps: [] };
}

/**
 * What is set as property `property` of the name `holder` (`options.url = …`) in the scope of the name; null for
 * nothing.
 */
export function propertyBinding(holder: Node, property: string): Binding | null {
  if (holder.type !== 'identifier') return null;
  return findBinding(namesOf(holder).scopeAt(holder.startIndex), `${holder.text}.${property}`);
}

function extended(inner: Chain, steps: readonly string[]): Chain {
  return { ...inner, steps: [...inner.steps, ...steps].slice(-DEPTH) };
}
