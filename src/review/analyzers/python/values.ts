import type { Node, Tree } from 'web-tree-sitter';
import { guardAt, type Definition } from '../flow/definitions.js';
import {
  fixed,
  isFixed,
  isFromClient,
  isHarmless,
  joined,
  MOST_PIECES,
  MOST_TEXTS,
  originOfText,
  worst,
  type Origin,
  type Subject,
  type Text,
} from '../flow/origin.js';
import { scopeAt, scopeOfName, functionOf, type Scope } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { calleeOf, keywordOf, positionalOf } from './calls.js';
import { braceFormat, percentFormat, stringPieces } from './format.js';
import { calledName, definitionsOf } from './names.js';
import { escapesFor, MAKES_ID, MAKES_NUMBER, NUMBER_ATTRIBUTE, PASSES_ARGUMENTS, PASSES_OBJECT } from './passes.js';
import { pythonScopes } from './scopes.js';
import { isReceived, isSource, isTyped, originOfParameter } from './sources.js';

/** Where values of a file come from, for what they are about to become part of. */
export interface Values {
  origin(node: Node): Origin;
  /** What a text is composed of; several where a name was given several. */
  texts(node: Node): readonly Text[];
}

/**
 * How a parameter is looked at: `called` also from where this file calls its function, `within` not any more, `given` as
 * what the function was given.
 */
type View = 'called' | 'within' | 'given';

const DEEPEST = 40;
const MOST_OPERANDS = 500;
const MOST_CALLS = 20;
const CAPITALS = /^_{0,2}[A-Z][A-Z0-9_]*$/;
const OF_THE_PROGRAM = /^__(?:file|name|version|doc)__$/;
const SHA_OF_GIT = /^\[?\(?["']git["'], ["']rev-parse["']/;

const known = new WeakMap<Tree, Map<string, Values>>();

/** The values of the file `node` is in. */
export function valuesFor(node: Node, subject: Subject): Values {
  return viewOf(node.tree, subject, 'called');
}

function viewOf(tree: Tree, subject: Subject, view: View): Values {
  const views = known.get(tree) ?? new Map<string, Values>();
  known.set(tree, views);
  const key = `${subject} ${view}`;
  const values = views.get(key) ?? createValues(tree, subject, view);
  views.set(key, values);
  return values;
}

/** `node` without parentheses and `await`. */
export function bare(node: Node): Node {
  let current = node;
  while (current.type === 'parenthesized_expression' || current.type === 'await') {
    const inner = current.namedChild(0);
    if (!inner) return current;
    current = inner;
  }
  return current;
}

/** The operands of a chain that leans to the left; of one with more than 500 the innermost part stays whole. */
function operandsOf(node: Node, operator: string): Node[] {
  const operands: Node[] = [];
  let chain = node;
  while (/^(?:binary|boolean)_operator$/.test(chain.type) && chain.childForFieldName('operator')?.text === operator) {
    const [left, right] = [chain.childForFieldName('left'), chain.childForFieldName('right')];
    if (!left || !right || operands.length >= MOST_OPERANDS) break;
    operands.push(right);
    chain = bare(left);
  }
  return [chain, ...operands.reverse()];
}

function createValues(tree: Tree, subject: Subject, view: View): Values {
  const origins = new Map<number, Origin>();
  const textsOf = new Map<number, readonly Text[]>();
  let depth = 0;

  function origin(node: Node): Origin {
    const value = bare(node);
    const found = origins.get(value.id);
    if (found !== undefined) return found;
    if (depth >= DEEPEST) return 'unknown';
    // What a value is made of itself adds nothing to it.
    origins.set(value.id, 'constant');
    depth += 1;
    const computed = compute(value);
    depth -= 1;
    origins.set(value.id, computed);
    return computed;
  }

  function all(nodes: readonly Node[]): Origin {
    return worst(nodes.map(origin));
  }

  function compute(value: Node): Origin {
    if (isSource(value) || isRunByOthers(value)) return checked(value, 'request');
    switch (value.type) {
      case 'integer':
      case 'float':
        return 'number';
      case 'true':
      case 'false':
      case 'none':
      case 'comparison_operator':
      case 'not_operator':
      case 'ellipsis':
        return 'constant';
      case 'identifier':
        return originOfName(value);
      case 'string':
      case 'concatenated_string':
        return worst(texts(value).map(originOfText));
      case 'attribute':
        return originOfAttribute(value);
      case 'subscript':
        return checked(value, originOfFirst(value, 'value'));
      case 'call':
        return originOfCall(value);
      case 'conditional_expression':
        return all([value.namedChild(0), value.namedChild(2)].filter((part) => part !== null));
      case 'boolean_operator':
        return all(operandsOf(value, value.childForFieldName('operator')?.text ?? ''));
      case 'unary_operator':
        return 'number';
      case 'binary_operator':
        return originOfOperator(value);
      case 'named_expression':
        return originOfFirst(value, 'value');
      case 'list_comprehension':
      case 'set_comprehension':
      case 'generator_expression':
      case 'dictionary_comprehension':
        return originOfFirst(value, 'body');
      case 'pair':
        return originOfFirst(value, 'value');
      case 'list':
      case 'tuple':
      case 'set':
      case 'dictionary':
      case 'expression_list':
        return all(value.namedChildren.filter((child) => child.type !== 'comment'));
      case 'list_splat':
      case 'dictionary_splat':
      case 'keyword_argument':
        return all(value.namedChildren.slice(-1));
      default:
        return 'unknown';
    }
  }

  /** What is typed, or comes from a socket, chooses a command or what is unpickled; nobody types a path they may not read. */
  function isRunByOthers(value: Node): boolean {
    return (subject === 'shell' || subject === 'code') && (isTyped(value) || (subject === 'code' && isReceived(value)));
  }

  function originOfFirst(value: Node, field: string): Origin {
    const inner = value.childForFieldName(field);
    return inner ? origin(inner) : 'unknown';
  }

  /** A check of the name `value`, or of an attribute or an element of it, that holds where it is used. */
  function checked(value: Node, found: Origin): Origin {
    if (isHarmless(found)) return found;
    const name = headOf(value, 80);
    for (let scope = scopeAt(pythonScopes(tree), value.startIndex); scope; scope = scope.parent) {
      const strength = guardAt(scope.guards.get(name), value.startIndex);
      if (strength === 'exact' || (strength === 'prefix' && (subject === 'path' || subject === 'url')))
        return 'escaped';
      if (strength !== null && found === 'request') return 'altered';
      if (scope.kind === 'function') break;
    }
    return found;
  }

  function originOfName(value: Node): Origin {
    const name = value.text;
    const definitions = definitionsOf(name, value);
    const fromName = CAPITALS.test(name) || OF_THE_PROGRAM.test(name) ? 'constant' : 'unknown';
    if (definitions.length === 0) return fromName;
    const found = worst(definitions.map((definition) => originOfDefinition(definition, name, value)));
    return checked(value, found === 'unknown' ? fromName : found);
  }

  function originOfDefinition({ way, value, index }: Definition, name: string, use: Node): Origin {
    if (way === 'import' || way === 'declared') return 'unknown';
    if (way === 'parameter') return originOfParameterAt(name, value, index ?? 0, use);
    if (!value) return 'unknown';
    if (way !== 'each' || value.type !== 'call') return origin(value);
    // `for i, x in enumerate(xs)`
    const callee = calleeOf(value);
    if (callee === 'range') return 'number';
    if (callee === 'enumerate' && index === 0) return 'number';
    const part = callee === 'zip' ? positionalOf(value)[index ?? 0] : undefined;
    return part ? origin(part) : origin(value);
  }

  function originOfParameterAt(name: string, type: Node | null, index: number, use: Node): Origin {
    const owner = scopeOfName(scopeAt(pythonScopes(tree), use.startIndex), name);
    if (!owner) return 'unknown';
    const surely = originOfParameter(owner, name, type);
    if (surely) return surely;
    if (view !== 'called') return view === 'given' ? 'argument' : 'unknown';
    const called = owner.node.childForFieldName('name')?.text ?? '';
    const calls = (pythonScopes(tree).calls.get(called) ?? []).slice(0, MOST_CALLS);
    const isMethod = owner.parent?.kind === 'class';
    const within = viewOf(tree, subject, 'within');
    const given = calls.map((call): Origin => {
      const value = keywordOf(call, name) ?? positionalOf(call)[index - (isMethod ? 1 : 0)];
      return value ? within.origin(value) : 'constant';
    });
    // Nobody else calls a function within a function, or one of this file's own.
    const isOwn = calls.length > 0 && (called.startsWith('_') || functionOf(owner.parent) !== null);
    return worst(isOwn ? given : [...given, 'unknown']);
  }

  function originOfAttribute(value: Node): Origin {
    const attribute = value.childForFieldName('attribute')?.text ?? '';
    const object = value.childForFieldName('object');
    if (NUMBER_ATTRIBUTE.test(attribute)) return 'number';
    if (CAPITALS.test(attribute) || !object) return 'constant';
    const found = origin(object);
    if (isFromClient(found) || found === 'argument') {
      if (subject === 'path' && /^(?:name|stem|suffix)$/.test(attribute) && isPath(object)) return 'escaped';
      return checked(value, found);
    }
    const set = definitionsOfAttribute(value);
    return set.length === 0
      ? 'unknown'
      : checked(value, worst(set.map((each) => originOfDefinition(each, attribute, value))));
  }

  function isPath(object: Node): boolean {
    return object.type === 'call' && /(?:^|\.)(?:Path|PurePath|resolve)$/.test(calledName(object));
  }

  /** What `self.name` was given in its class, or another attribute in this function. */
  function definitionsOfAttribute(value: Node): readonly Definition[] {
    const name = headOf(value, 80);
    if (!/^[\w.]+$/.test(name)) return [];
    const here = definitionsOf(name, value);
    if (here.length > 0 || !/^(?:self|cls)\.\w+$/.test(name)) return here;
    let scope: Scope | null = scopeAt(pythonScopes(tree), value.startIndex);
    while (scope && scope.kind !== 'class') scope = scope.parent;
    return scope?.names.get(name) ?? scope?.names.get(name.slice(name.indexOf('.') + 1)) ?? [];
  }

  function originOfOperator(value: Node): Origin {
    const operator = value.childForFieldName('operator')?.text ?? '';
    if (operator === '+') return all(operandsOf(value, '+'));
    const [left, right] = [value.childForFieldName('left'), value.childForFieldName('right')];
    if (!left || !right) return 'unknown';
    if (operator === '%') return worst(texts(value).map(originOfText));
    // `["?"] * count`: however often, the same text.
    if (operator === '*' && [left, right].some((side) => isTextual(side)))
      return worst([left, right].map(origin).filter((each) => each === 'request'));
    if (operator === '/') return all([left, right]);
    const both = all([left, right]);
    return both === 'constant' ? 'number' : both;
  }

  function isTextual(node: Node): boolean {
    return /^(?:string|concatenated_string|list|tuple)$/.test(bare(node).type);
  }

  function originOfCall(call: Node): Origin {
    const name = calledName(call);
    const args = argumentsOf(call);
    if (escapesFor(subject, name)) return 'escaped';
    if (MAKES_NUMBER.test(name)) return 'number';
    if (MAKES_ID.test(name)) return 'escaped';
    if (name === 'map') return originOfMap(args);
    if (name.endsWith('check_output') && SHA_OF_GIT.test(headOf(args[0], 60))) return 'escaped';
    const called = call.childForFieldName('function');
    const object = called?.type === 'attribute' ? called.childForFieldName('object') : null;
    const declared = functionCalled(call);
    if (declared) return originOfResult(declared, args);
    if (PASSES_ARGUMENTS.test(name) && !(object && isTextual(object)))
      return args.length === 0 ? 'constant' : all(args);
    const ofObject = object ? origin(object) : 'constant';
    if (object && PASSES_OBJECT.test(name)) {
      if (/\.(?:get|pop|getlist|setdefault)$/.test(name)) return worst([ofObject, ...args.slice(1).map(origin)]);
      return /\.(?:join|format|replace|with_name|joinpath|format_map)$/.test(name)
        ? worst([ofObject, all(args)])
        : ofObject;
    }
    return isFromClient(worst([ofObject, all(args)])) ? 'altered' : 'unknown';
  }

  function originOfMap([first, ...others]: readonly Node[]): Origin {
    const name = first?.text ?? '';
    if (/^(?:int|float|len)$/.test(name)) return 'number';
    if (/^(?:str|repr)$/.test(name)) return all(others);
    if (first?.type === 'lambda') return originOfFirst(first, 'body');
    return isFromClient(all(others)) ? 'altered' : 'unknown';
  }

  function argumentsOf(call: Node): Node[] {
    const list = call.childForFieldName('arguments');
    if (list?.type === 'generator_expression') return [list];
    return (list?.namedChildren ?? []).filter((child) => child.type !== 'comment').slice(0, 100);
  }

  /** The function of this file that a call calls. */
  function functionCalled(call: Node): Scope | null {
    const called = call.childForFieldName('function');
    if (!called) return null;
    const definitions =
      called.type === 'identifier'
        ? definitionsOf(called.text, called)
        : /^(?:self|cls)\./.test(headOf(called, 5))
          ? definitionsOfAttribute(called)
          : [];
    const declared = definitions.at(-1);
    if (declared?.way !== 'declared' || declared.value?.type !== 'function_definition') return null;
    const scopes = pythonScopes(tree);
    const scope = scopeAt(scopes, declared.value.startIndex);
    return scope?.node.id === declared.value.id ? scope : null;
  }

  function originOfResult(scope: Scope, args: readonly Node[]): Origin {
    const given = viewOf(tree, subject, 'given');
    if (view === 'given') return 'unknown';
    const found = worst(scope.returns.slice(0, MOST_TEXTS).map((value) => given.origin(value)));
    if (scope.returns.length === 0) return 'unknown';
    return found === 'argument' ? worst(['unknown', all(args)]) : found;
  }

  function texts(node: Node): readonly Text[] {
    const value = bare(node);
    const found = textsOf.get(value.id);
    if (found) return found;
    if (depth >= DEEPEST) return [[{ node: value, origin: 'unknown' }]];
    textsOf.set(value.id, [[]]);
    depth += 1;
    const composed = compose(value);
    depth -= 1;
    textsOf.set(value.id, composed);
    return composed;
  }

  /** All texts of a value in a row: where it stands within another, one is as good as another. */
  function pieces(node: Node): Text {
    return texts(node).flat().slice(0, MOST_PIECES);
  }

  function one(value: Node): readonly Text[] {
    return [[{ node: value, origin: origin(value) }]];
  }

  function compose(value: Node): readonly Text[] {
    if (value.type === 'string') return [stringPieces(value, pieces)];
    if (value.type === 'concatenated_string')
      return [value.namedChildren.flatMap((part) => [...pieces(part)]).slice(0, MOST_PIECES)];
    if (value.type === 'identifier') return composeName(value);
    if (value.type === 'attribute') return composeDefinitions(value, definitionsOfAttribute(value));
    if (value.type === 'conditional_expression')
      return [value.namedChild(0), value.namedChild(2)]
        .flatMap((part) => (part ? [...texts(part)] : []))
        .slice(0, MOST_TEXTS);
    if (value.type === 'boolean_operator')
      return operandsOf(value, value.childForFieldName('operator')?.text ?? '')
        .flatMap((part) => [...texts(part)])
        .slice(0, MOST_TEXTS);
    if (value.type === 'binary_operator') return composeOperator(value);
    if (value.type === 'call') return composeCall(value);
    if (value.type === 'named_expression') return texts(value.childForFieldName('value') ?? value);
    return one(value);
  }

  function composeOperator(value: Node): readonly Text[] {
    const operator = value.childForFieldName('operator')?.text;
    const [left, right] = [value.childForFieldName('left'), value.childForFieldName('right')];
    if (!left || !right) return one(value);
    if (operator === '+' || operator === '/') {
      const separator: Text[] = operator === '/' ? [[fixed('/')]] : [];
      const operands = operandsOf(value, operator).slice(0, MOST_PIECES).map(texts);
      return joined(
        operands.flatMap((each, index) => (index > 0 && separator.length > 0 ? [separator, each] : [each])),
      );
    }
    if (operator !== '%') return one(value);
    return texts(left)
      .map((text) => percentFormat(text, bare(right), pieces))
      .slice(0, MOST_TEXTS);
  }

  function composeCall(call: Node): readonly Text[] {
    const called = call.childForFieldName('function');
    const object = called?.type === 'attribute' ? called.childForFieldName('object') : null;
    const method = called?.type === 'attribute' ? (called.childForFieldName('attribute')?.text ?? '') : '';
    const [first] = positionalOf(call);
    const name = calledName(call);
    if (escapesFor(subject, name)) return one(call);
    if (object && (method === 'format' || method === 'format_map') && isText(object))
      return texts(object).map((text) => braceFormat(text, call, pieces));
    if (object && method === 'join' && isText(object)) return composeJoin(pieces(object), argumentsOf(call)[0]);
    if (object && /^(?:strip|lstrip|rstrip|lower|upper|encode|decode|replace)$/.test(method) && isText(object))
      return texts(object);
    if (
      first &&
      /^(?:str|textwrap\.dedent|dedent|(?:os\.path|posixpath)\.join|sqlalchemy\.(?:sql\.)?(?:expression\.)?text|text)$/.test(
        name,
      )
    ) {
      const parts = positionalOf(call);
      if (!name.endsWith('path.join')) return texts(first);
      return joined(
        parts.slice(0, 20).flatMap((part, index) => (index > 0 ? [[[fixed('/')]], texts(part)] : [texts(part)])),
      );
    }
    if (first && subject === 'sql' && method === 'text') return texts(first);
    const declared = functionCalled(call);
    if (declared && view !== 'given') {
      const composed = composeResult(declared, call);
      if (composed) return composed;
    }
    return one(call);
  }

  /** What a function of this file returns, with the values it was given. */
  function composeResult(scope: Scope, call: Node): readonly Text[] | null {
    const given = viewOf(tree, subject, 'given');
    const composed = scope.returns.slice(0, MOST_TEXTS).flatMap((value) => [...given.texts(value)]);
    if (!composed.some((text) => text.some(isFixed))) return null;
    return composed.slice(0, MOST_TEXTS).map((text) =>
      text.map((piece) => {
        if (isFixed(piece) || piece.origin !== 'argument') return piece;
        const value = argumentFor(scope, piece.node, call);
        return value
          ? { node: value, origin: origin(value) }
          : { ...piece, origin: worst(['unknown', all(argumentsOf(call))]) };
      }),
    );
  }

  function argumentFor(scope: Scope, node: Node, call: Node): Node | null {
    const parameter =
      node.type === 'identifier' ? scope.names.get(node.text)?.find((each) => each.way === 'parameter') : undefined;
    if (!parameter) return null;
    const isMethod = scope.parent?.kind === 'class';
    return keywordOf(call, node.text) ?? positionalOf(call)[(parameter.index ?? 0) - (isMethod ? 1 : 0)] ?? null;
  }

  function isText(node: Node): boolean {
    return texts(node).some((text) => text.some(isFixed));
  }

  /** `", ".join(parts)`, where the parts are a list here or were put into one. */
  function composeJoin(separator: Text, list: Node | undefined): readonly Text[] {
    if (!list) return [separator];
    const parts = elementsOf(list).slice(0, 50).map(pieces);
    if (parts.length === 0) return one(list);
    return [parts.flatMap((part, index) => (index > 0 ? [...separator, ...part] : [...part])).slice(0, MOST_PIECES)];
  }

  function elementsOf(list: Node): Node[] {
    const value = bare(list);
    if (/^(?:list|tuple|set)$/.test(value.type)) return value.namedChildren;
    if (/_comprehension$|^generator_expression$/.test(value.type))
      return [value.childForFieldName('body')].filter((body) => body !== null);
    if (value.type !== 'identifier') return [];
    return definitionsOf(value.text, value).flatMap(({ way, value: set }) => {
      if (way === 'element') return set ? [set] : [];
      return set && set.type !== 'identifier' && way !== 'parameter' ? elementsOf(set) : [];
    });
  }

  function composeName(value: Node): readonly Text[] {
    const checkedHere = checked(value, 'request');
    if (isHarmless(checkedHere)) return one(value);
    return composeDefinitions(value, definitionsOf(value.text, value));
  }

  /** The texts a name was given; what was added to them later follows. A name of a single value stands for itself. */
  function composeDefinitions(value: Node, definitions: readonly Definition[]): readonly Text[] {
    let found: Text[] = [];
    for (const { way, value: set } of definitions) {
      if ((way !== 'set' && way !== 'append') || !set) {
        if (way === 'element') continue;
        found.push(...one(value));
      } else if (way === 'append') {
        const added = pieces(set);
        found = (found.length > 0 ? found : [[]]).map((text) => [...text, ...added].slice(0, MOST_PIECES));
      } else found.push(...texts(set));
    }
    found = found.slice(-MOST_TEXTS);
    const isComposed = found.some((text) => text.length > 1 || text.some(isFixed));
    return isComposed ? found : one(value);
  }

  return { origin, texts };
}
