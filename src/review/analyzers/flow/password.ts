import type { Node } from 'web-tree-sitter';

const DEEPEST = 6;
const MOST_PARTS = 20;

/** Whether something of this name, in any style, is a password itself: not its hash, its length or a hint at it. */
export function isPasswordName(name: string): boolean {
  return /(?:password|passwd|passphrase|passcode|pwd)s?\d?$/i.test(name.slice(-60));
}

/**
 * Finds the password that a value is made of, through conversions, joins and names; null where none is. `look` gives
 * the node itself where it is one, else what it is made of.
 */
export function createPasswordSearch(
  look: (node: Node) => Node | readonly (Node | null | undefined)[],
): (node: Node) => Node | null {
  const search = (node: Node, depth: number): Node | null => {
    if (depth > DEEPEST) return null;
    const seen = look(node);
    if (!('length' in seen)) return seen;
    for (const part of seen.slice(0, MOST_PARTS)) {
      const found = part && search(part, depth + 1);
      if (found) return found;
    }
    return null;
  };
  return (node) => search(node, 0);
}
