import { childIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { typeText } from '../contract-of.js';
import type { Contract, Parameter } from '../file-facts.js';

const LONGEST = 80;

/**
 * What callers of a function of TypeScript or JavaScript rely on. `member` is the node with the modifiers, if another.
 */
export function scriptContract(node: PlainNode, member: PlainNode = node): Contract {
  const parameters = childIn(node, 'parameters');
  const single = childIn(node, 'parameter');
  const all = parameters ? namedChildren(parameters) : single ? [single] : [];
  return {
    parameters: all.filter((one) => one.type !== 'decorator').flatMap((one, index) => parameterOf(one, index)),
    returns: typeText(childIn(node, 'return_type')),
    async: node.children.some(({ type }) => type === 'async') || member.children.some(({ type }) => type === 'async'),
    visibility: visibilityOf(member),
    shape: typeText(childIn(node, 'type_parameters')),
  };
}

export function visibilityOf(node: PlainNode): Contract['visibility'] {
  const name = childIn(node, 'name') ?? childIn(node, 'property');
  if (name?.type === 'private_property_identifier') return 'private';
  const word = node.children.find(({ type }) => type === 'accessibility_modifier');
  const text = word ? textOf(word) : 'public';
  return text === 'private' || text === 'protected' ? text : 'public';
}

function parameterOf(node: PlainNode, index: number): Parameter[] {
  const pattern = node.type.endsWith('_parameter') ? childIn(node, 'pattern') : node;
  if (!pattern || pattern.type === 'this') return [];
  const rest = pattern.type === 'rest_pattern';
  const named = rest
    ? namedChildren(pattern)[0]
    : pattern.type === 'assignment_pattern'
      ? childIn(pattern, 'left')
      : pattern;
  // A pattern has no name that callers could see.
  const name = named?.type === 'identifier' ? textOf(named) : `#${index + 1}`;
  const optional =
    rest ||
    node.type === 'optional_parameter' ||
    pattern.type === 'assignment_pattern' ||
    childIn(node, 'value') !== null;
  return [{ name: name.slice(0, LONGEST), type: typeText(childIn(node, 'type')), optional, rest }];
}
