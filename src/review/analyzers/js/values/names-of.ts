import type { Node } from 'web-tree-sitter';
import { perTree } from '../../remember.js';
import { collectNames } from './collect-names.js';
import { findBinding, type Binding, type Names } from './scopes.js';

const namesIn = perTree(collectNames);

/** The names of the file that `node` belongs to; a tree is looked through once. */
export function namesOf(node: Node): Names {
  return namesIn(node.tree);
}

/** What `name` means at `index` of the file; null where it is declared nowhere. */
function bindingOf(names: Names, name: string, index: number): Binding | null {
  return findBinding(names.scopeAt(index), name);
}

/** What the identifier `node` means; null where it is declared nowhere. */
export function bindingAt(node: Node): Binding | null {
  return bindingOf(namesOf(node), node.text, node.startIndex);
}
