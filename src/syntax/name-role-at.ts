import type { Tree } from 'web-tree-sitter';
import { NAME_NODES } from './name-nodes.js';
import { ancestorsOf } from './parent-of.js';

/** `import`: it is only made known there. */
export type NameRole = 'use' | 'import';

const IMPORT =
  /^(?:import_statement|import_from_statement|import_declaration|import_spec|export_clause|use_declaration|namespace_use_declaration|using_directive|preproc_include)$/;
const DEEPEST = 8;

/**
 * What the name at a place (1-based line, 0-based column in UTF-16 units) is in the code; null in a comment, a string
 * or elsewhere.
 */
export function nameRoleAt(tree: Tree, line: number, column: number): NameRole | null {
  const node = tree.rootNode.descendantForPosition({ row: line - 1, column });
  if (node === null || !NAME_NODES.includes(node.type)) return null;
  let depth = 0;
  for (const around of ancestorsOf(node)) {
    if (IMPORT.test(around.type)) return 'import';
    if (++depth >= DEEPEST) break;
  }
  return 'use';
}
