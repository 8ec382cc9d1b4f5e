import type { Node } from 'web-tree-sitter';
import { headOf } from '../node-text.js';
import { definitionsOf } from './names.js';

const ENUMERATES = /\b(?:Str|Int)?Enum\b|\b(?:Text|Integer)Choices\b/;

/**
 * Whether a value is one of those that an `Enum` of this file lists: `Sort(x)`, `Sort[x]`, or a parameter of that type.
 */
export function isChoice(node: Node): boolean {
  if (node.type === 'call') return isEnum(node.childForFieldName('function'));
  if (node.type === 'subscript') return isEnum(node.childForFieldName('value'));
  if (node.type !== 'identifier') return false;
  const given = definitionsOf(node.text, node).at(-1);
  if (given?.way === 'set' && given.value?.type === 'call') return isChoice(given.value);
  const type = given?.way === 'parameter' ? given.value : null;
  return isEnum(type?.type === 'type' ? type.namedChild(0) : type);
}

function isEnum(name: Node | null): boolean {
  if (name?.type !== 'identifier') return false;
  const declared = definitionsOf(name.text, name).at(-1);
  return (
    declared?.way === 'declared' &&
    declared.value?.type === 'class_definition' &&
    ENUMERATES.test(headOf(declared.value.childForFieldName('superclasses'), 200))
  );
}
