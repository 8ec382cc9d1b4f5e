import type { Node, Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';
import { symbolNames, type NamedNode } from './symbol-names.js';
import { SYMBOL_RULES, type SymbolKind, type SymbolRule } from './symbol-rules.js';

/** A named piece of a source file. Lines are 1-based and inclusive. */
export interface SourceSymbol {
  name: string;
  kind: SymbolKind;
  /**
   * The innermost class, type, namespace or function it stands in, or belongs to (`func (j *Job) Run`); null at the
   * top.
   */
  container: string | null;
  /** With `export`, decorators and the like. */
  startLine: number;
  endLine: number;
  /** Where what is written before the body ends; `endLine` if there is no body. */
  signatureEndLine: number;
}

/** More than this in one file is generated code. */
const MOST_SYMBOLS = 5000;

/** A node that is still open while what stands inside of it is read. */
interface Open {
  node: Node;
  end: number;
  rule: SymbolRule;
  /** What it is to its content: null for a wrapper or a scope without name. */
  symbol: SourceSymbol | null;
  /** The innermost symbol that its content stands in, itself included. */
  inside: SourceSymbol | null;
  /** Whether its content is local to a function. */
  isLocal: boolean;
}

/**
 * The functions, methods, classes, types, namespaces and the constants outside of functions of a parsed file, in the
 * order in which they begin. Broken source gives what there is; at most 5,000.
 */
export function listSymbols(language: Language, tree: Tree): SourceSymbol[] {
  const rules = SYMBOL_RULES[language];
  const symbols: SourceSymbol[] = [];
  const constants = new Set<string>();
  const open: Open[] = [];
  for (const node of tree.rootNode.descendantsOfType(Object.keys(rules))) {
    const rule = node && rules[node.type];
    if (!node || !rule) continue;
    // In the order of the file: what is over stands last.
    while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= node.startIndex) open.pop();
    const around = open.at(-1);
    const entry: Open = { node, end: node.endIndex, rule, symbol: null, inside: null, isLocal: false };
    for (const named of [...symbolNames(language, node, rule), ...defaultExport(node, around)]) {
      const symbol = symbolOf(named, node, open);
      if (symbol === null) continue;
      if (symbol.kind === 'constant') {
        const key = `${symbol.container ?? ''} ${symbol.name}`;
        if (constants.has(key)) continue;
        constants.add(key);
      }
      symbols.push(symbol);
      entry.symbol = symbol;
      if (symbols.length >= MOST_SYMBOLS) return symbols;
    }
    entry.inside = entry.symbol ?? around?.inside ?? null;
    const isFunction = entry.symbol?.kind === 'function' || entry.symbol?.kind === 'method';
    entry.isLocal = around?.isLocal === true || rule === 'scope' || isFunction;
    open.push(entry);
  }
  return symbols;
}

function symbolOf({ name, kind, owner, holder }: NamedNode, node: Node, open: readonly Open[]): SourceSymbol | null {
  const inside = open.at(-1)?.inside ?? null;
  const isLocal = open.at(-1)?.isLocal ?? false;
  if (isLocal && kind === 'constant') return null;
  // `Foo x(1);` in a function has the shape of a declaration.
  if (isLocal && node.type === 'declaration') return null;
  if (kind === 'constant' && /^(?:assignment|variable_declarator)$/.test(node.type) && isMember(inside, node))
    return null;
  const start = wholeStart(node, open);
  const endLine = lastLine(node);
  const ofClass = owner !== null || inside?.kind === 'class' || inside?.kind === 'type' || inside?.kind === 'constant';
  return {
    name,
    kind: kind === 'function' && ofClass ? 'method' : kind,
    container: owner ?? inside?.name ?? null,
    startLine: start,
    endLine,
    signatureEndLine: Math.min(endLine, Math.max(start, signatureEnd(holder) ?? endLine)),
  };
}

/** Attributes of a Python class are no constants of the module; constants of a Ruby class are its constants. */
function isMember(inside: SourceSymbol | null, node: Node): boolean {
  return inside?.kind === 'class' && node.childForFieldName('left')?.type === 'identifier';
}

/** The first line of the wrappers that begin with this node: `export`, decorators, `const`. */
function wholeStart(node: Node, open: readonly Open[]): number {
  let first = node;
  for (let at = open.length - 1; at >= 0; at -= 1) {
    const around = open[at];
    if (around?.rule !== 'wrapper' || around.symbol !== null || !beginsWith(around.node, first)) break;
    first = around.node;
  }
  return first.startPosition.row + 1;
}

/** Whether `inner` is the first of its kind in `around`: `const a = 1, b = 2` is begun by `a`. */
function beginsWith(around: Node, inner: Node): boolean {
  if (around.type === 'decorated_definition' || around.type === 'template_declaration') return true;
  const first = around.namedChildren.find(
    (child) =>
      child !== null &&
      !/decorator|comment|accessibility_modifier|visibility_modifier|template_parameter_list/.test(child.type),
  );
  if (!first || first.startIndex !== inner.startIndex) return false;
  // `const (` begins a list of which each has its own line.
  return around.type === 'export_statement' || first.startPosition.row === around.startPosition.row;
}

/** A node that ends with a line feed ends on the line before. */
function lastLine({ startPosition, endPosition }: Node): number {
  return endPosition.column === 0 && endPosition.row > startPosition.row ? endPosition.row : endPosition.row + 1;
}

/** `export default () => {}` and `export default class {}` have no name of their own. */
function defaultExport(node: Node, around: Open | undefined): NamedNode[] {
  if (around?.node.type !== 'export_statement') return [];
  const value = around.node.childForFieldName('value');
  if (value === null || value.startIndex !== node.startIndex || value.type !== node.type) return [];
  return [{ name: 'default', kind: 'function', owner: null, holder: node }];
}

/** The line before the body, counted from the last thing in front of it: `{` may stand on a line of its own. */
function signatureEnd(holder: Node): number | null {
  const body = holder.childForFieldName('body');
  if (body === null) return null;
  const before = holder.children.findLast((child) => child !== null && child.endIndex <= body.startIndex);
  return (before?.endPosition.row ?? body.startPosition.row) + 1;
}
