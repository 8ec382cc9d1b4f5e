import type { Node } from 'web-tree-sitter';
import { fixed, isFixed, MOST_PIECES, type Origin, type Piece, type Text } from '../flow/origin.js';
import { keywordOf, positionalOf } from './calls.js';

const PERCENT = /%(?:\((\w+)\))?[#0\- +]*(?:\*|\d+)?(?:\.\d+)?[hlL]?([a-zA-Z%])/g;
const BRACES = /\{\{|\}\}|\{([\w]*)[^{}:!]*(?:![rsa])?(?::([^{}]*))?\}/g;
const NUMBER_VERB = /^[diouxXeEfFgG]$/;
/** A format that text does not have: it fails for anything but a number. */
const NUMBER_FORMAT = /[bdoxXneEfFgG%]$/;

/** Pieces of a value that a format takes in. */
export type PiecesOf = (node: Node) => Text;

/** `template % right`. */
export function percentFormat(template: Text, right: Node, piecesOf: PiecesOf): Text {
  const values = right.type === 'tuple' ? right.namedChildren : null;
  let next = 0;
  return split(template, PERCENT, ([whole = '', name, verb = '']) => {
    if (verb === '%') return [fixed('%')];
    const value =
      name !== undefined && right.type === 'dictionary' ? entryOf(right, name) : values ? values[next] : right;
    next += 1;
    return value ? asNumber(piecesOf(value), NUMBER_VERB.test(verb)) : [fixed(whole)];
  });
}

/** `template.format(…)`. */
export function braceFormat(template: Text, call: Node, piecesOf: PiecesOf): Text {
  const values = positionalOf(call);
  const splat = call.childForFieldName('arguments')?.namedChildren.find((child) => /splat/.test(child.type));
  let next = 0;
  return split(template, BRACES, ([whole = '', field, format = '']) => {
    if (field === undefined) return [fixed(whole.slice(1))];
    const value = field === '' ? values[next++] : /^\d+$/.test(field) ? values[Number(field)] : keywordOf(call, field);
    const given = value ?? splat;
    return given ? asNumber(piecesOf(given), NUMBER_FORMAT.test(format)) : [fixed(whole)];
  });
}

/** The pieces of a string, with what stands in the braces of an f-string. */
export function stringPieces(text: Node, piecesOf: PiecesOf): Text {
  const pieces: Piece[] = [];
  for (const child of text.namedChildren) {
    if (pieces.length >= MOST_PIECES) break;
    if (child.type === 'string_content') pieces.push(fixed(child.text));
    const value = child.type === 'interpolation' ? child.childForFieldName('expression') : null;
    if (value) {
      const format = child.namedChildren.find((part) => part.type === 'format_specifier')?.text ?? '';
      pieces.push(...asNumber(piecesOf(value), NUMBER_FORMAT.test(format)));
    }
  }
  return pieces;
}

function split(template: Text, mark: RegExp, made: (match: RegExpMatchArray) => Text): Text {
  const pieces: Piece[] = [];
  for (const piece of template) {
    if (!isFixed(piece)) {
      pieces.push(piece);
      continue;
    }
    let done = 0;
    for (const match of piece.text.matchAll(mark)) {
      pieces.push(fixed(piece.text.slice(done, match.index)), ...made(match));
      done = match.index + match[0].length;
      if (pieces.length > MOST_PIECES) break;
    }
    pieces.push(fixed(piece.text.slice(done)));
    if (pieces.length > MOST_PIECES) break;
  }
  return pieces.filter((piece) => !isFixed(piece) || piece.text !== '').slice(0, MOST_PIECES);
}

function asNumber(text: Text, isNumber: boolean): Text {
  const origin: Origin = 'number';
  return isNumber ? text.map((piece) => (isFixed(piece) ? piece : { ...piece, origin })) : text;
}

function entryOf(dictionary: Node, name: string): Node | null {
  for (const pair of dictionary.namedChildren) {
    const key = pair.type === 'pair' ? pair.childForFieldName('key') : null;
    if (key?.type === 'string' && key.text.slice(1, -1) === name) return pair.childForFieldName('value');
  }
  return dictionary.namedChildren.find((child) => child.type === 'dictionary_splat') ?? null;
}
