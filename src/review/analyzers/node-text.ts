import type { Node } from 'web-tree-sitter';
import type { Tier } from '../types.js';
import type { Match } from './types.js';

const HEAD = 2000;
const TAIL = 300;
const BEFORE = 6000;
const AFTER = 2000;
const LONGEST_NAME = 40;

/**
 * How the text of `node` begins. Nodes stand in each other: whoever looks at all of each reads a file many times over.
 */
export function headOf(node: Node | null | undefined, most = HEAD): string {
  return node?.text.slice(0, most) ?? '';
}

/**
 * How the text of `node` ends. Where something is cut off, `…` stands first, so that no pattern takes it for the start.
 */
export function tailOf(node: Node | null | undefined, most = TAIL): string {
  const text = node?.text ?? '';
  return text.length <= most ? text : `…${text.slice(-most)}`;
}

/** The text of `around` that is near `node`: 6,000 characters before it, 2,000 from its start on. */
export function textNear(node: Node, around: Node): string {
  const at = node.startIndex - around.startIndex;
  return around.text.slice(Math.max(0, at - BEFORE), at + AFTER);
}

/**
 * Where the word `name` stands in `text`: no letter, digit, `_` or `$` next to it. Nothing of the file becomes a
 * pattern.
 */
export function* placesOf(name: string, text: string): Generator<number> {
  if (name === '') return;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (!/[\w$]$/.test(text.slice(Math.max(0, at - 1), at)) && !/^[\w$]/.test(text.charAt(at + name.length))) yield at;
  }
}

/** A match on `node` that names it where it is a short name, such as `customer`, `req.query.id` or `name.trim()`. */
export function matchOn(node: Node, tier?: Tier): Match {
  const text = headOf(node, LONGEST_NAME + 1);
  const named = text.length <= LONGEST_NAME && /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*(?:\(\))?$/.test(text);
  return { ...(named && { value: text }), ...(tier && { tier }) };
}
