import type { Node } from 'web-tree-sitter';
import { bare } from '../calls.js';
import { bindingAt } from './names-of.js';

/** The object literal that `node` is, or that the only value of its name is; null for anything else. */
export function objectOf(node: Node | undefined): Node | undefined {
  const value = node && bare(node);
  if (value?.type !== 'identifier' && value?.type !== 'shorthand_property_identifier')
    return value?.type === 'object' ? value : undefined;
  const gives = bindingAt(value)?.gives ?? [];
  const given = gives.length === 1 ? gives[0] : undefined;
  const held = given && given.path.length === 0 ? bare(given.value) : undefined;
  return held?.type === 'object' ? held : undefined;
}
