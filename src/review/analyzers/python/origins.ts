import type { Node } from 'web-tree-sitter';
import { checkedIn } from '../flow/checked.js';
import type { Definition } from '../flow/definitions.js';
import { isFromClient, MOST_TEXTS, originOfText, worst, type Origin } from '../flow/origin.js';
import { functionOf, scopeAt, scopeOfName, type Scope } from '../flow/scopes.js';
import type { Asked } from '../flow/values.js';
import { headOf } from '../node-text.js';
import { calleeOf, keywordOf, positionalOf } from './calls.js';
import { bare, operandsOf } from './chain.js';
import { isChoice } from './choices.js';
import { calledName, definitionsOf, definitionsOfAttribute, functionCalled } from './names.js';
import {
  escapesFor,
  MAKES_ID,
  MAKES_NUMBER,
  NUMBER_ATTRIBUTE,
  PASSES_ARGUMENTS,
  PASSES_OBJECT,
  takesAway,
} from './passes.js';
import { pythonScopes } from './scopes.js';
import { isOwnAddress, isReceived, isSource, isTyped, originOfParameter } from './sources.js';
import { isNumberType } from './types.js';

const MOST_CALLS = 20;
const CAPITALS = /^_{0,2}[A-Z][A-Z0-9_]*$/;
const OF_THE_PROGRAM = /^__(?:file|name|version|doc)__$/;
const SHA_OF_GIT = /^\[?\(?["']git["'], ["']rev-parse["']/;
/** Fields of a node that is as harmless as what stands there. */
const AS_ITS: Readonly<Record<string, string>> = {
  named_expression: 'value',
  list_comprehension: 'body',
  set_comprehension: 'body',
  generator_expression: 'body',
  dictionary_comprehension: 'body',
  pair: 'value',
};

/** Where a value of Python comes from. */
export function originInPython(node: Node, asked: Asked): Origin {
  const all = (nodes: readonly Node[]) => worst(nodes.map((each) => asked.origin(each)));
  if (asked.subject === 'redirect' && isOwnAddress(node)) return 'constant';
  if (isSource(node)) return checked(node, 'request', asked);
  if (isChoice(node)) return 'constant';
  const typed = typedBy(node, asked);
  if (typed) return checked(node, typed, asked);
  switch (node.type) {
    case 'integer':
    case 'float':
    case 'unary_operator':
      return 'number';
    case 'true':
    case 'false':
    case 'none':
    case 'comparison_operator':
    case 'not_operator':
    case 'ellipsis':
      return 'constant';
    case 'identifier':
      return originOfName(node, asked);
    case 'string':
    case 'concatenated_string':
      return worst(asked.texts(node).map(originOfText));
    case 'attribute':
      return originOfAttribute(node, asked);
    case 'subscript':
      return checked(node, originOfField(node, 'value', asked), asked);
    case 'call':
      return originOfCall(node, asked);
    case 'conditional_expression':
      return all([node.namedChild(0), node.namedChild(2)].filter((part) => part !== null));
    case 'boolean_operator':
      return all(operandsOf(node, node.childForFieldName('operator')?.text ?? ''));
    case 'binary_operator':
      return originOfOperator(node, asked);
    case 'list':
    case 'tuple':
    case 'set':
    case 'dictionary':
    case 'expression_list':
      return all(node.namedChildren.filter((child) => child.type !== 'comment'));
    case 'list_splat':
    case 'dictionary_splat':
    case 'keyword_argument':
      return all(node.namedChildren.slice(-1));
    default: {
      const field = AS_ITS[node.type];
      return field === undefined ? 'unknown' : originOfField(node, field, asked);
    }
  }
}

/**
 * What is typed, or comes from a socket, chooses a command or what is unpickled; a query may have more rights than who
 * types. Nobody types a path they may not read.
 */
function typedBy(node: Node, { subject, view }: Asked): Origin | null {
  const isTheirs = subject === 'code' && isReceived(node);
  if (!isTheirs && (!/^(?:shell|code|sql)$/.test(subject) || !isTyped(node))) return null;
  // In another function it may have been read for that one alone.
  return subject === 'sql' || view !== 'called' ? 'altered' : 'request';
}

function originOfField(node: Node, field: string, asked: Asked): Origin {
  const inner = node.childForFieldName(field);
  return inner ? asked.origin(inner) : 'unknown';
}

/** A check of the name `node`, or of an attribute or an element of it, that holds where it is used. */
export function checked(node: Node, origin: Origin, { tree, subject }: Asked): Origin {
  const scope = scopeAt(pythonScopes(tree), node.startIndex);
  return checkedIn(scope, headOf(node, 80), { at: node.startIndex, subject, origin });
}

function originOfName(node: Node, asked: Asked): Origin {
  const name = node.text;
  const definitions = definitionsOf(name, node);
  // A parameter hides a constant of its name.
  const isFixed =
    (CAPITALS.test(name) || OF_THE_PROGRAM.test(name)) && definitions.every(({ way }) => way !== 'parameter');
  const fromName = isFixed ? 'constant' : 'unknown';
  if (definitions.length === 0) return fromName;
  const found = worst(definitions.map((definition) => originOfDefinition(definition, name, node, asked)));
  return checked(node, found === 'unknown' ? fromName : found, asked);
}

function originOfDefinition({ way, value, index }: Definition, name: string, use: Node, asked: Asked): Origin {
  if (way === 'import' || way === 'declared') return 'unknown';
  if (way === 'parameter') return originOfGiven({ name, type: value, index: index ?? 0 }, use, asked);
  if (!value) return 'unknown';
  if (way !== 'each' || value.type !== 'call') return asked.origin(value);
  // `for i, x in enumerate(xs)`
  const callee = calleeOf(value);
  if (callee === 'range' || (callee === 'enumerate' && index === 0)) return 'number';
  const part = callee === 'zip' ? positionalOf(value)[index ?? 0] : undefined;
  return asked.origin(part ?? value);
}

function originOfGiven(
  { name, type, index }: { name: string; type: Node | null; index: number },
  use: Node,
  asked: Asked,
): Origin {
  const scopes = pythonScopes(asked.tree);
  const owner = scopeOfName(scopeAt(scopes, use.startIndex), name);
  if (!owner) return 'unknown';
  const surely = originOfParameter(owner, name, type);
  if (surely) return surely;
  if (asked.view !== 'called') return asked.view === 'given' ? 'argument' : 'unknown';
  const called = owner.node.childForFieldName('name')?.text ?? '';
  const calls = (scopes.calls.get(called) ?? []).slice(0, MOST_CALLS);
  const first = owner.parent?.kind === 'class' ? 1 : 0;
  const within = asked.seen('within');
  const given = calls.map((call): Origin => {
    const value = keywordOf(call, name) ?? positionalOf(call)[index - first];
    return value ? within.origin(value) : 'constant';
  });
  // Nobody else calls a function within a function, or one of this file's own.
  const isOwn = calls.length > 0 && (called.startsWith('_') || functionOf(owner.parent) !== null);
  return worst(isOwn ? given : [...given, 'unknown']);
}

function originOfAttribute(node: Node, asked: Asked): Origin {
  const attribute = node.childForFieldName('attribute')?.text ?? '';
  const object = node.childForFieldName('object');
  if (NUMBER_ATTRIBUTE.test(attribute)) return 'number';
  if (CAPITALS.test(attribute) || !object || isChoice(object)) return 'constant';
  const found = asked.origin(object);
  if (isFromClient(found) || found === 'argument') {
    const isPart = /^(?:path|archive)$/.test(asked.subject) && /^(?:name|stem|suffix)$/.test(attribute);
    return isPart && isPath(object) ? 'escaped' : checked(node, found, asked);
  }
  const set = definitionsOfAttribute(node);
  if (set.length === 0) return 'unknown';
  return checked(node, worst(set.map((each) => originOfDefinition(each, attribute, node, asked))), asked);
}

function isPath(object: Node): boolean {
  return object.type === 'call' && /(?:^|\.)(?:Path|PurePath|resolve)$/.test(calledName(object));
}

function originOfOperator(node: Node, asked: Asked): Origin {
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (operator === '+') return worst(operandsOf(node, '+').map((each) => asked.origin(each)));
  if (operator === '%') return worst(asked.texts(node).map(originOfText));
  const sides = [node.childForFieldName('left'), node.childForFieldName('right')].filter((side) => side !== null);
  const found = sides.map((side) => asked.origin(side));
  // `["?"] * count`: however often, the same text.
  if (operator === '*' && sides.some(isTextual)) return worst(found.filter((each) => each === 'request'));
  const both = worst(found);
  return both === 'constant' && operator !== '/' ? 'number' : both;
}

function isTextual(node: Node): boolean {
  return /^(?:string|concatenated_string|list|tuple)$/.test(bare(node).type);
}

function originOfCall(call: Node, asked: Asked): Origin {
  const name = calledName(call);
  const args = argumentsOf(call);
  const all = (nodes: readonly Node[]) => worst(nodes.map((each) => asked.origin(each)));
  if (escapesFor(asked.subject, name)) {
    // A function of this file is what it does, not what it is called; what it does letter by letter is not seen.
    const own = functionCalled(call);
    return own && originOfResult(own, args, asked) === 'request' ? 'altered' : 'escaped';
  }
  if (MAKES_NUMBER.test(name)) return 'number';
  if (MAKES_ID.test(name)) return 'escaped';
  if (name === 'map') return originOfMap(args, asked);
  if (name.endsWith('check_output') && SHA_OF_GIT.test(headOf(args[0], 60))) return 'escaped';
  const declared = functionCalled(call);
  if (declared) return originOfResult(declared, args, asked);
  const called = call.childForFieldName('function');
  const object = called?.type === 'attribute' ? called.childForFieldName('object') : null;
  if (PASSES_ARGUMENTS.test(name) && !(object && isTextual(object))) return all(args);
  const ofObject = object ? asked.origin(object) : 'constant';
  if (object && PASSES_OBJECT.test(name)) {
    if (/\.(?:get|pop|getlist|setdefault)$/.test(name)) return originOfLookup(call, ofObject, asked);
    const kept = takesAway(asked.subject, name, args) && ofObject === 'request' ? 'altered' : ofObject;
    return /\.(?:join|format|replace|with_name|joinpath|format_map)$/.test(name) ? worst([kept, all(args)]) : kept;
  }
  return isFromClient(worst([ofObject, all(args)])) ? 'altered' : 'unknown';
}

/** `request.args.get("page", default=1, type=int)`: what does not convert is the default. */
function originOfLookup(call: Node, ofObject: Origin, asked: Asked): Origin {
  const [, second, third] = positionalOf(call);
  const byDefault = [keywordOf(call, 'default') ?? second].flatMap((value) => (value ? [asked.origin(value)] : []));
  const type = keywordOf(call, 'type') ?? third;
  const kept = !type || !isFromClient(ofObject) || /^(?:str|bytes)$/.test(headOf(type, 10)) ? ofObject : 'altered';
  return worst([type && isNumberType(headOf(type, 20)) ? 'number' : kept, ...byDefault]);
}

function originOfMap([first, ...others]: readonly Node[], asked: Asked): Origin {
  const name = headOf(first, 10);
  if (/^(?:int|float|len)$/.test(name)) return 'number';
  const given = worst(others.map((each) => asked.origin(each)));
  if (/^(?:str|repr)$/.test(name)) return given;
  if (first?.type === 'lambda') return originOfField(first, 'body', asked);
  return isFromClient(given) ? 'altered' : 'unknown';
}

/** The arguments of a call, also `join(x for x in xs)`. */
export function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  if (list?.type === 'generator_expression') return [list];
  return (list?.namedChildren ?? []).filter((child) => child.type !== 'comment').slice(0, 100);
}

function originOfResult(scope: Scope, args: readonly Node[], asked: Asked): Origin {
  if (asked.view === 'given' || scope.returns.length === 0) return 'unknown';
  const given = asked.seen('given');
  const found = worst(scope.returns.slice(0, MOST_TEXTS).map((value) => given.origin(value)));
  return found === 'argument' ? worst(['unknown', ...args.map((each) => asked.origin(each))]) : found;
}
