import type { Node, Tree } from 'web-tree-sitter';
import type { SourceText } from './types.js';

const DEPTHS = 16;

/**
 * `compute`, asked once for each node and depth (below 16) of a tree. Values that are made of each other many times
 * over (`b = a + a`, `c = b + b`, …) would else be looked at exponentially often.
 */
export function perNode<T>(compute: (node: Node, depth: number) => T): (node: Node, depth?: number) => T {
  const known = new WeakMap<Tree, Map<number, T>>();
  return (node, depth = 0) => {
    const values = known.get(node.tree) ?? new Map<number, T>();
    known.set(node.tree, values);
    const key = node.id * DEPTHS + depth;
    const value = values.get(key);
    if (value !== undefined) return value;
    const computed = compute(node, depth);
    values.set(key, computed);
    return computed;
  };
}

/** `compute`, asked once for each tree. */
export function perTree<T extends object>(compute: (tree: Tree) => T): (tree: Tree) => T {
  const known = new WeakMap<Tree, T>();
  return (tree) => {
    const found = known.get(tree) ?? compute(tree);
    known.set(tree, found);
    return found;
  };
}

/** `compute`, asked once for each file: a question about the whole text must not be asked at each of its nodes. */
export function perSource<T>(compute: (source: SourceText) => T): (source: SourceText) => T {
  const known = new WeakMap<SourceText, { value: T }>();
  return (source) => {
    const found = known.get(source) ?? { value: compute(source) };
    known.set(source, found);
    return found.value;
  };
}
