import type { Node } from 'web-tree-sitter';
import type { Definition } from '../flow/definitions.js';
import {
  fixed,
  isFixed,
  isHarmless,
  joined,
  MOST_PIECES,
  MOST_TEXTS,
  worst,
  type Piece,
  type Text,
} from '../flow/origin.js';
import type { Scope } from '../flow/scopes.js';
import type { Asked } from '../flow/values.js';
import { headOf } from '../node-text.js';
import { argumentsOf, isText, textOf } from './calls.js';
import { calledName, definitionsOf } from './names.js';
import { checked, functionCalled } from './origins.js';
import { escapesFor, takesAway } from './passes.js';

const MOST_OPERANDS = 500;
const VERB = /%(?:\[(\d+)\])?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:\[(\d+)\])?([a-zA-Z%])/g;
/** Of numbers, truth values, digits and types: nothing of a text comes through. */
const NUMBER_VERB = /^[dbcoOxXeEfFgGtTpU]$/;

/** What a text of Go is composed of. */
export function textsInGo(node: Node, asked: Asked): readonly Text[] {
  if (isText(node)) return [[fixed(textOf(node))]];
  if (node.type === 'identifier') {
    // One that is checked stands for itself.
    return isHarmless(checked(node, 'request', asked))
      ? one(node, asked)
      : ofDefinitions(node, definitionsOf(node.text, node), asked);
  }
  if (node.type === 'selector_expression') return ofDefinitions(node, definitionsOf(headOf(node, 80), node), asked);
  if (node.type === 'binary_expression') return ofOperator(node, asked);
  if (node.type === 'index_expression') return ofElement(node, asked);
  if (node.type === 'type_conversion_expression') return asked.texts(node.childForFieldName('operand') ?? node);
  return node.type === 'call_expression' ? ofCall(node, asked) : one(node, asked);
}

function one(node: Node, asked: Asked): readonly Text[] {
  return [[{ node, origin: asked.origin(node) }]];
}

/** All texts of a value in a row: where it stands within another, one is as good as another. */
function piecesOf(node: Node, asked: Asked): Text {
  return asked.texts(node).flat().slice(0, MOST_PIECES);
}

/** The operands of a chain that leans to the left; of one with more than 500 the innermost part stays whole. */
function operandsOf(node: Node): Node[] {
  const operands: Node[] = [];
  let chain = node;
  while (chain.type === 'binary_expression' && chain.childForFieldName('operator')?.text === '+') {
    const [left, right] = [chain.childForFieldName('left'), chain.childForFieldName('right')];
    if (!left || !right || operands.length >= MOST_OPERANDS) break;
    operands.push(right);
    chain = left;
  }
  return [chain, ...operands.reverse()];
}

function ofOperator(node: Node, asked: Asked): readonly Text[] {
  if (node.childForFieldName('operator')?.text !== '+') return one(node, asked);
  const operands = operandsOf(node);
  if (operands.length < 2) return one(node, asked);
  return joined(operands.slice(0, MOST_PIECES).map((operand) => asked.texts(operand)));
}

/** `parts[0]` */
function ofElement(node: Node, asked: Asked): readonly Text[] {
  const [list, index] = [node.childForFieldName('operand'), node.childForFieldName('index')];
  const element = list && index?.type === 'int_literal' ? elementsOf(list)[Number(index.text)] : undefined;
  return element ? asked.texts(element) : one(node, asked);
}

function ofCall(call: Node, asked: Asked): readonly Text[] {
  const name = calledName(call);
  const [first, ...others] = argumentsOf(call);
  if (escapesFor(asked.subject, name)) return one(call, asked);
  if (first && /^fmt\.(?:Sprintf|Errorf)$/.test(name)) return formatted(first, others, asked);
  const [format, ...values] = others;
  if (format && name === 'fmt.Fprintf') return formatted(format, values, asked);
  if (/^fmt\.(?:Sprint|Sprintln|Fprint|Fprintln)$/.test(name)) {
    const parts = name.startsWith('fmt.F') ? others : [first, ...others];
    return joined(parts.filter((part) => part !== undefined).map((part) => asked.texts(part)));
  }
  if (
    first &&
    !takesAway(asked.subject, name, [first, ...others]) &&
    /^(?:string|strings\.(?:TrimSpace|ToLower|ToUpper|Trim\w*|ReplaceAll|Replace)|template\.\w+)$/.test(name)
  )
    return asked.texts(first);
  if (name === 'strings.Join' && first) return ofJoin(first, others[0], asked);
  if (/^(?:filepath|path)\.Join$/.test(name)) {
    const parts = argumentsOf(call).slice(0, 20);
    return joined(
      parts.flatMap((part, index) => (index > 0 ? [[[fixed('/')]], asked.texts(part)] : [asked.texts(part)])),
    );
  }
  const operand = call.childForFieldName('function')?.childForFieldName('operand');
  if (operand?.type === 'identifier' && /\.(?:String|Bytes)$/.test(name)) return asked.texts(operand);
  const declared = functionCalled(call);
  return (declared && ofResult(declared, call, asked)) ?? one(call, asked);
}

/** `format` with its verbs filled in; a verb for a number takes nothing else in. */
function formatted(format: Node, values: readonly Node[], asked: Asked): Text[] {
  return asked.texts(format).map((template) => {
    const pieces: Piece[] = [];
    let next = 0;
    for (const piece of template) {
      if (!isFixed(piece)) {
        pieces.push(piece);
        continue;
      }
      let done = 0;
      for (const match of piece.text.matchAll(VERB)) {
        pieces.push(fixed(piece.text.slice(done, match.index)));
        done = match.index + match[0].length;
        const verb = match[3] ?? '';
        if (verb === '%') {
          pieces.push(fixed('%'));
          continue;
        }
        const numbered = match[1] ?? match[2];
        const value = values[numbered === undefined ? next++ : Number(numbered) - 1] ?? values.findLast(isSpread);
        if (!value) continue;
        const filled = piecesOf(value, asked);
        pieces.push(
          ...(NUMBER_VERB.test(verb)
            ? filled.map((part) => (isFixed(part) ? part : { ...part, origin: 'number' as const }))
            : filled),
        );
        if (pieces.length > MOST_PIECES) break;
      }
      pieces.push(fixed(piece.text.slice(done)));
    }
    return pieces.filter((piece) => !isFixed(piece) || piece.text !== '').slice(0, MOST_PIECES);
  });
}

function isSpread(node: Node): boolean {
  return node.type === 'variadic_argument';
}

function ofJoin(list: Node, separator: Node | undefined, asked: Asked): readonly Text[] {
  const between = separator ? piecesOf(separator, asked) : [];
  const parts = elementsOf(list)
    .slice(0, 50)
    .map((part) => piecesOf(part, asked));
  if (parts.length === 0) return one(list, asked);
  return [parts.flatMap((part, index) => (index > 0 ? [...between, ...part] : [...part])).slice(0, MOST_PIECES)];
}

/** The elements of a list that is written down here, of a name that holds one, and what is appended to it. */
export function elementsOf(list: Node, depth = 0): Node[] {
  if (depth > 6) return [];
  if (list.type === 'composite_literal') return list.childForFieldName('body')?.namedChildren ?? [];
  if (list.type === 'call_expression' && calledName(list) === 'append') {
    const [first, ...added] = argumentsOf(list);
    return [...(first ? elementsOf(first, depth + 1) : []), ...added.slice(0, 50)].slice(0, 100);
  }
  if (list.type !== 'identifier') return [];
  return definitionsOf(list.text, list)
    .flatMap(({ way, value }) => {
      if (!value) return [];
      return way === 'element' ? [value] : way === 'set' ? elementsOf(value, depth + 1) : [];
    })
    .slice(0, 100);
}

/** The texts a name was given; what was added to them later follows. A name of a single value stands for itself. */
function ofDefinitions(node: Node, definitions: readonly Definition[], asked: Asked): readonly Text[] {
  let found: Text[] = [];
  for (const { way, value, index } of definitions) {
    if (way === 'element') continue;
    if (way === 'append' && value) {
      const added = piecesOf(value, asked);
      found = (found.length > 0 ? found : [[]]).map((text) => [...text, ...added].slice(0, MOST_PIECES));
    } else if (value && (way === 'set' || (way === 'part' && index === 0))) found.push(...asked.texts(value));
    else found.push(...(way === 'set' ? [[]] : one(node, asked)));
  }
  found = found.slice(-MOST_TEXTS);
  return found.some((text) => text.length > 1 || text.some(isFixed)) ? found : one(node, asked);
}

/** What a function of this file returns, with the values it was given. */
function ofResult(scope: Scope, call: Node, asked: Asked): readonly Text[] | null {
  if (asked.view === 'given') return null;
  const given = asked.seen('given');
  const composed = scope.returns.slice(0, MOST_TEXTS).flatMap((value) => [...given.texts(value)]);
  if (!composed.some((text) => text.some(isFixed))) return null;
  const args = argumentsOf(call);
  return composed.slice(0, MOST_TEXTS).map((text) =>
    text.map((piece) => {
      if (isFixed(piece) || piece.origin !== 'argument') return piece;
      const parameter = scope.names.get(piece.node.text.slice(0, 80))?.find(({ way }) => way === 'parameter');
      const value = parameter?.index === undefined ? undefined : args[parameter.index];
      if (value) return { node: value, origin: asked.origin(value) };
      return { ...piece, origin: worst(['unknown', ...args.map((arg) => asked.origin(arg))]) };
    }),
  );
}
