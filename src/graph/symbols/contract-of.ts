import { createHash } from 'node:crypto';
import { textOf, type PlainNode } from '../../syntax/plain-tree.js';
import type { Contract } from './file-facts.js';

const LONGEST_TYPE = 200;
const LONGEST_SHAPE = 2000;
const LONGEST_SIGNATURE = 300;

export const NO_CONTRACT: Contract = {
  parameters: [],
  returns: null,
  async: false,
  visibility: 'public',
  shape: null,
};

/** Changes when callers have to. */
export function contractHash(kind: string, contract: Contract): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, contract]))
    .digest('hex')
    .slice(0, 32);
}

/** A type as it stands in a contract: on one line, without the colon. */
export function typeText(node: PlainNode | null): string | null {
  if (!node) return null;
  const text = oneLine(textOf(node)).replace(/^(?::|->)\s*/, '');
  return text === '' ? null : text.slice(0, LONGEST_TYPE);
}

export function shapeText(node: PlainNode | null): string | null {
  return node && oneLine(textOf(node).replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')).slice(0, LONGEST_SHAPE);
}

/** What stands before the body, on one line. */
export function signatureText(node: PlainNode, body: PlainNode | null): string {
  const end = Math.min(body?.start ?? node.end, node.start + 4 * LONGEST_SIGNATURE);
  return oneLine(node.source.slice(node.start, end))
    .replace(/\s*(?:=>|=|\{|:|;)?\s*$/, '')
    .slice(0, LONGEST_SIGNATURE);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
