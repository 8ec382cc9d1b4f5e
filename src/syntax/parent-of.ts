import type { Node, Tree } from 'web-tree-sitter';

/**
 * Tree-sitter finds a parent by walking down from the root: that is well for a few, not for all nodes of a deep tree.
 */
const ASKED_OF_THE_TREE = 100;
/** Nobody looks farther up than this: code that people write is not nested deeper. */
const MOST_ANCESTORS = 300;

interface Parents {
  asked: number;
  /** By the id of the child. */
  byId: Map<number, Node> | null;
}

const known = new WeakMap<Tree, Parents>();

/** The parent of `node`, null for the root. However often it is asked, a tree is walked once. */
export function parentOf(node: Node): Node | null {
  const parents = known.get(node.tree) ?? { asked: 0, byId: null };
  known.set(node.tree, parents);
  parents.asked += 1;
  if (parents.asked <= ASKED_OF_THE_TREE) return node.parent;
  parents.byId ??= indexParents(node.tree);
  return parents.byId.get(node.id) ?? null;
}

/** The nodes around `node`, the innermost first, at most 300. */
export function* ancestorsOf(node: Node): Generator<Node> {
  let current = parentOf(node);
  for (let count = 0; current !== null && count < MOST_ANCESTORS; count += 1) {
    yield current;
    current = parentOf(current);
  }
}

function indexParents(tree: Tree): Map<number, Node> {
  const byId = new Map<number, Node>();
  const cursor = tree.walk();
  const open: Node[] = [cursor.currentNode];
  try {
    if (!cursor.gotoFirstChild()) return byId;
    for (;;) {
      const node = cursor.currentNode;
      const parent = open.at(-1);
      if (parent) byId.set(node.id, parent);
      if (cursor.gotoFirstChild()) {
        open.push(node);
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        open.pop();
        if (open.length === 0 || !cursor.gotoParent()) return byId;
      }
    }
  } finally {
    cursor.delete();
  }
}
