import type { Language as Grammar, Tree } from 'web-tree-sitter';

/** A node of a syntax tree as plain data, without the punctuation. Offsets are UTF-16 units of `source`. */
export interface PlainNode {
  type: string;
  /** The name of the field of its parent that it stands in. */
  field: string | null;
  named: boolean;
  start: number;
  end: number;
  children: PlainNode[];
  source: string;
}

interface NodeType {
  name: string;
  named: boolean;
  /** Keywords matter (`async`, `static`); brackets and commas do not. */
  kept: boolean;
}

/** Nobody nests code deeper by hand; whoever walks the tree by recursion must not run out of stack. */
const DEEPEST = 600;
const typesByGrammar = new WeakMap<Grammar, (NodeType | undefined)[]>();

/**
 * Copies a tree out of WebAssembly in one walk: what asks many questions of every node asks a plain object, which is
 * about ten times faster. What is nested deeper than 600 is left out. `source` is the text that was parsed.
 */
export function plainTree(tree: Tree, source: string): PlainNode {
  const grammar = tree.language;
  const types = typesByGrammar.get(grammar) ?? [];
  typesByGrammar.set(grammar, types);
  const fields = grammar.fields;
  const cursor = tree.walk();
  const root = nodeOf('root', true, 0, source.length, null, source);
  const open: PlainNode[] = [root];
  try {
    for (;;) {
      const id = cursor.nodeTypeId;
      const type = (types[id] ??= typeOf(cursor.nodeType, cursor.nodeIsNamed));
      let descends = false;
      if (type.kept) {
        const fieldId = cursor.currentFieldId;
        const field = fieldId === 0 ? null : (fields[fieldId] ?? null);
        const node = nodeOf(type.name, type.named, cursor.startIndex, cursor.endIndex, field, source);
        open.at(-1)?.children.push(node);
        descends = open.length < DEEPEST && cursor.gotoFirstChild();
        if (descends) open.push(node);
      }
      if (descends) continue;
      while (!cursor.gotoNextSibling()) {
        open.pop();
        if (open.length === 0 || !cursor.gotoParent()) return root.children[0] ?? root;
      }
    }
  } finally {
    cursor.delete();
  }
}

/** The first child in the field `name`. */
export function childIn(node: PlainNode, name: string): PlainNode | null {
  for (const child of node.children) if (child.field === name) return child;
  return null;
}

export function childrenIn(node: PlainNode, name: string): PlainNode[] {
  return node.children.filter((child) => child.field === name);
}

/** The first child of that type. */
export function childOf(node: PlainNode, type: string): PlainNode | null {
  for (const child of node.children) if (child.type === type) return child;
  return null;
}

export function namedChildren(node: PlainNode): PlainNode[] {
  return node.children.filter((child) => child.named && child.type !== 'comment');
}

export function textOf(node: PlainNode): string {
  return node.source.slice(node.start, node.end);
}

function nodeOf(
  type: string,
  named: boolean,
  start: number,
  end: number,
  field: string | null,
  source: string,
): PlainNode {
  return { type, field, named, start, end, children: [], source };
}

function typeOf(name: string, named: boolean): NodeType {
  return { name, named, kept: named || /^[a-z?*]/.test(name) };
}
