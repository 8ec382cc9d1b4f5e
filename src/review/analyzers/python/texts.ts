import type { Node } from 'web-tree-sitter';
import type { Definition } from '../flow/definitions.js';
import { fixed, isFixed, isHarmless, joined, MOST_PIECES, MOST_TEXTS, worst, type Text } from '../flow/origin.js';
import type { Scope } from '../flow/scopes.js';
import type { Asked } from '../flow/values.js';
import { keywordOf, positionalOf } from './calls.js';
import { bare, operandsOf } from './chain.js';
import { braceFormat, percentFormat, stringPieces } from './format.js';
import { calledName, definitionsOf, definitionsOfAttribute, functionCalled } from './names.js';
import { argumentsOf, checked } from './origins.js';
import { escapesFor } from './passes.js';

const SLASH: readonly Text[] = [[fixed('/')]];
/** Their first argument is the text. */
const TAKES_TEXT = /^(?:str|textwrap\.dedent|dedent|sqlalchemy\.(?:sql\.)?(?:expression\.)?text|text)$/;
const KEEPS_TEXT = /^(?:strip|lstrip|rstrip|lower|upper|encode|decode|replace)$/;

/** What a text of Python is composed of. */
export function textsInPython(node: Node, asked: Asked): readonly Text[] {
  const pieces = (part: Node) => piecesOf(part, asked);
  switch (node.type) {
    case 'string':
      return [stringPieces(node, pieces)];
    case 'concatenated_string':
      return [node.namedChildren.flatMap((part) => [...pieces(part)]).slice(0, MOST_PIECES)];
    case 'identifier':
      // One that is checked stands for itself.
      return isHarmless(checked(node, 'request', asked))
        ? one(node, asked)
        : ofDefinitions(node, definitionsOf(node.text, node), asked);
    case 'attribute':
      return ofDefinitions(node, definitionsOfAttribute(node), asked);
    case 'conditional_expression':
      return either([node.namedChild(0), node.namedChild(2)], asked);
    case 'boolean_operator':
      return either(operandsOf(node, node.childForFieldName('operator')?.text ?? ''), asked);
    case 'binary_operator':
      return ofOperator(node, asked);
    case 'call':
      return ofCall(node, asked);
    case 'named_expression':
      return asked.texts(node.childForFieldName('value') ?? node);
    default:
      return one(node, asked);
  }
}

function one(node: Node, asked: Asked): readonly Text[] {
  return [[{ node, origin: asked.origin(node) }]];
}

function either(nodes: readonly (Node | null)[], asked: Asked): readonly Text[] {
  return nodes.flatMap((part) => (part ? [...asked.texts(part)] : [])).slice(0, MOST_TEXTS);
}

/** All texts of a value in a row: where it stands within another, one is as good as another. */
function piecesOf(node: Node, asked: Asked): Text {
  return asked.texts(node).flat().slice(0, MOST_PIECES);
}

function isText(node: Node, asked: Asked): boolean {
  return asked.texts(node).some((text) => text.some(isFixed));
}

function ofOperator(node: Node, asked: Asked): readonly Text[] {
  const operator = node.childForFieldName('operator')?.text;
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  if (!left || !right) return one(node, asked);
  if (operator === '+' || operator === '/')
    return inRow(operandsOf(node, operator), operator === '/' ? SLASH : null, asked);
  if (operator !== '%') return one(node, asked);
  return asked.texts(left).map((text) => percentFormat(text, bare(right), (part) => piecesOf(part, asked)));
}

function inRow(parts: readonly Node[], between: readonly Text[] | null, asked: Asked): readonly Text[] {
  const texts = parts.slice(0, MOST_PIECES).map((part) => asked.texts(part));
  return joined(texts.flatMap((each, index) => (index > 0 && between ? [between, each] : [each])));
}

function ofCall(call: Node, asked: Asked): readonly Text[] {
  const called = call.childForFieldName('function');
  const object = called?.type === 'attribute' ? called.childForFieldName('object') : null;
  const method = object ? (called?.childForFieldName('attribute')?.text ?? '') : '';
  const [first] = positionalOf(call);
  const name = calledName(call);
  if (escapesFor(asked.subject, name)) return one(call, asked);
  if (object && /^(?:format|format_map|join)$/.test(method) && isText(object, asked)) {
    if (method === 'join') return ofJoin(piecesOf(object, asked), argumentsOf(call)[0], asked);
    return asked.texts(object).map((text) => braceFormat(text, call, (part) => piecesOf(part, asked)));
  }
  if (object && KEEPS_TEXT.test(method) && isText(object, asked)) return asked.texts(object);
  if (/^(?:os\.path|posixpath)\.join$/.test(name)) return inRow(positionalOf(call).slice(0, 20), SLASH, asked);
  if (first && (TAKES_TEXT.test(name) || (asked.subject === 'sql' && method === 'text'))) return asked.texts(first);
  const declared = functionCalled(call);
  return (declared && ofResult(declared, call, asked)) ?? one(call, asked);
}

/** What a function of this file returns, with the values it was given. */
function ofResult(scope: Scope, call: Node, asked: Asked): readonly Text[] | null {
  if (asked.view === 'given') return null;
  const given = asked.seen('given');
  const composed = scope.returns.slice(0, MOST_TEXTS).flatMap((value) => [...given.texts(value)]);
  if (!composed.some((text) => text.some(isFixed))) return null;
  return composed.slice(0, MOST_TEXTS).map((text) =>
    text.map((piece) => {
      if (isFixed(piece) || piece.origin !== 'argument') return piece;
      const value = argumentFor(scope, piece.node, call);
      if (value) return { node: value, origin: asked.origin(value) };
      return { ...piece, origin: worst(['unknown', ...argumentsOf(call).map((each) => asked.origin(each))]) };
    }),
  );
}

function argumentFor(scope: Scope, node: Node, call: Node): Node | null {
  if (node.type !== 'identifier') return null;
  const parameter = scope.names.get(node.text)?.find(({ way }) => way === 'parameter');
  if (!parameter) return null;
  const first = scope.parent?.kind === 'class' ? 1 : 0;
  return keywordOf(call, node.text) ?? positionalOf(call)[(parameter.index ?? 0) - first] ?? null;
}

/** `", ".join(parts)`, where the parts are a list here or were put into one. */
function ofJoin(separator: Text, list: Node | undefined, asked: Asked): readonly Text[] {
  if (!list) return [separator];
  const parts = elementsOf(list)
    .slice(0, 50)
    .map((part) => piecesOf(part, asked));
  if (parts.length === 0) return one(list, asked);
  return [parts.flatMap((part, index) => (index > 0 ? [...separator, ...part] : [...part])).slice(0, MOST_PIECES)];
}

function elementsOf(list: Node, depth = 0): Node[] {
  const value = bare(list);
  if (depth > 6) return [];
  if (/^(?:list|tuple|set)$/.test(value.type)) return value.namedChildren.slice(0, 100);
  if (/_comprehension$|^generator_expression$/.test(value.type))
    return [value.childForFieldName('body')].filter((body) => body !== null);
  if (value.type !== 'identifier') return [];
  return definitionsOf(value.text, value)
    .flatMap(({ way, value: set }) => {
      if (!set) return [];
      if (way === 'element') return [set];
      return way === 'set' || way === 'append' ? elementsOf(set, depth + 1) : [];
    })
    .slice(0, 100);
}

/** The texts a name was given; what was added to them later follows. A name of a single value stands for itself. */
function ofDefinitions(node: Node, definitions: readonly Definition[], asked: Asked): readonly Text[] {
  let found: Text[] = [];
  for (const { way, value } of definitions) {
    if (way === 'element') continue;
    if (way === 'append' && value) {
      const added = piecesOf(value, asked);
      found = (found.length > 0 ? found : [[]]).map((text) => [...text, ...added].slice(0, MOST_PIECES));
    } else found.push(...(way === 'set' && value ? asked.texts(value) : one(node, asked)));
  }
  found = found.slice(-MOST_TEXTS);
  return found.some((text) => text.length > 1 || text.some(isFixed)) ? found : one(node, asked);
}
