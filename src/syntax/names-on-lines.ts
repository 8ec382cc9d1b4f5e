import type { Tree } from 'web-tree-sitter';

/** Nodes that are a name in one grammar or another. */
const NAMES = [
  'identifier',
  'type_identifier',
  'property_identifier',
  'field_identifier',
  'shorthand_property_identifier',
  'constant',
  'name',
  'namespace_identifier',
];
const SHORTEST = 3;

/** The names that stand on some lines (1-based) of a parsed file, each once, in their order; comments and strings hold none. */
export function namesOnLines(tree: Tree, lines: ReadonlySet<number>): string[] {
  const names = new Set<string>();
  for (const [from, to] of runs(lines)) {
    const found = tree.rootNode.descendantsOfType(NAMES, { row: from - 1, column: 0 }, { row: to, column: 0 });
    for (const node of found) {
      if (!node || !lines.has(node.startPosition.row + 1)) continue;
      const name = node.text;
      if (name.length >= SHORTEST && name.length <= 80) names.add(name);
    }
  }
  return [...names];
}

/** Whether the name at a place is code, and not part of a comment or a string. */
export function isNameAt(tree: Tree, line: number, column: number): boolean {
  const node = tree.rootNode.descendantForPosition({ row: line - 1, column });
  return node !== null && NAMES.includes(node.type);
}

function runs(lines: ReadonlySet<number>): [number, number][] {
  const result: [number, number][] = [];
  for (const line of [...lines].toSorted((a, b) => a - b)) {
    const last = result.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else result.push([line, line]);
  }
  return result;
}
