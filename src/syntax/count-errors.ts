import type { Node, Tree } from 'web-tree-sitter';

/** How many error and missing nodes `tree` has; 0 means that the source parses. */
export function countErrors(tree: Tree): number {
  return countIn(tree.rootNode);
}

function countIn(root: Node): number {
  let errors = 0;
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.isError || node.isMissing) errors += 1;
    if (!node.hasError) continue;
    for (const child of node.children) pending.push(child);
  }
  return errors;
}
