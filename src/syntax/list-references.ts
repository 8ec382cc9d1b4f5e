import type { Node, Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';
import type { SourceSymbol } from './list-symbols.js';
import { NAME_NODES } from './name-nodes.js';
import { parentOf } from './parent-of.js';

/** A node that binds local names, and the field that holds them; without field, the whole node does. */
type Bindings = Readonly<Record<string, string | null>>;

const TYPESCRIPT: Bindings = {
  required_parameter: 'pattern',
  optional_parameter: 'pattern',
  variable_declarator: 'name',
  arrow_function: 'parameter',
  for_in_statement: 'left',
  catch_clause: 'parameter',
};

const BINDINGS: Readonly<Record<Language, Bindings>> = {
  typescript: TYPESCRIPT,
  tsx: TYPESCRIPT,
  javascript: { ...TYPESCRIPT, formal_parameters: null },
  python: {
    parameters: null,
    lambda_parameters: null,
    assignment: 'left',
    for_statement: 'left',
    for_in_clause: 'left',
    as_pattern_target: null,
  },
  go: { parameter_declaration: 'name', short_var_declaration: 'left', range_clause: 'left', var_spec: 'name' },
  java: {
    formal_parameter: 'name',
    variable_declarator: 'name',
    enhanced_for_statement: 'name',
    lambda_expression: 'parameters',
    catch_formal_parameter: 'name',
    resource: 'name',
  },
  ruby: { method_parameters: null, block_parameters: null, lambda_parameters: null, assignment: 'left' },
  rust: { parameter: 'pattern', let_declaration: 'pattern', for_expression: 'pattern', closure_parameters: null },
  php: {},
  'c-sharp': { parameter: 'name', variable_declarator: 'name', foreach_statement: 'left', implicit_parameter: null },
  cpp: { parameter_declaration: 'declarator', init_declarator: 'declarator', for_range_loop: 'declarator' },
};

/** Members and types are never meant by the name of a local variable. */
const NEVER_LOCAL = new Set([
  'property_identifier',
  'field_identifier',
  'type_identifier',
  'private_property_identifier',
]);
const NO_REFERENCE = new Set(['self', 'cls', 'this', 'super']);
const SHORTEST = 3;
const LONGEST = 80;
const MOST = 1000;
const MOST_RANGES = 32;

/**
 * The names that some lines (1-based) of a parsed file refer to: what is called, types, members, constants. Each once,
 * in their order, at most 1,000; none of comments, strings and keywords, none shorter than three letters, and no
 * parameter or variable of the function around (`symbols` are those of the file).
 */
export function listReferences(
  language: Language,
  tree: Tree,
  lines: ReadonlySet<number>,
  symbols: readonly SourceSymbol[],
): string[] {
  const locals = localNames(language, tree, lines, symbols);
  const names = new Set<string>();
  for (const [from, to] of coalesced(runs(lines))) {
    for (const node of between(tree, [...NAME_NODES, 'variable_name'], from, to)) {
      const line = node.startPosition.row + 1;
      if (node.type === 'variable_name' || !lines.has(line)) continue;
      const name = node.text;
      if (name.length < SHORTEST || name.length > LONGEST || NO_REFERENCE.has(name)) continue;
      if (language === 'php' && node.type === 'name' && parentOf(node)?.type === 'variable_name') continue;
      if (!locals.has(name) || NEVER_LOCAL.has(node.type)) names.add(name);
      if (names.size >= MOST) return [...names];
    }
  }
  return [...names];
}

/** Parameters and variables of the outermost functions around the lines. */
function localNames(
  language: Language,
  tree: Tree,
  lines: ReadonlySet<number>,
  symbols: readonly SourceSymbol[],
): Set<string> {
  const bindings = BINDINGS[language];
  const locals = new Set<string>();
  const within = touchedFunctions(
    symbols,
    [...lines].toSorted((a, b) => a - b),
  );
  for (const [from, to] of coalesced(within)) {
    let at = 0;
    for (const node of between(tree, Object.keys(bindings), from, to)) {
      const line = node.startPosition.row + 1;
      while ((within[at]?.[1] ?? line) < line) at += 1;
      if ((within[at]?.[0] ?? Number.POSITIVE_INFINITY) > line) continue;
      const field = bindings[node.type] ?? null;
      for (const bound of field === null ? [node] : node.childrenForFieldName(field)) {
        for (const name of boundNames(bound)) locals.add(name);
      }
    }
  }
  return locals;
}

/** First and last line of the outermost functions with one of the `lines`, which are sorted. */
function touchedFunctions(symbols: readonly SourceSymbol[], lines: readonly number[]): [number, number][] {
  const functions: [number, number][] = [];
  let [end, at] = [0, 0];
  for (const { kind, startLine, endLine } of symbols) {
    if ((kind !== 'function' && kind !== 'method') || endLine <= end) continue;
    while ((lines[at] ?? startLine) < startLine) at += 1;
    if ((lines[at] ?? Number.POSITIVE_INFINITY) > endLine) continue;
    end = endLine;
    functions.push([startLine, endLine]);
  }
  return functions;
}

/** Each question to a tree passes over all that stands before: of many ranges one is made. */
function coalesced(ranges: readonly [number, number][]): readonly [number, number][] {
  const [first, last] = [ranges[0], ranges.at(-1)];
  return first && last && ranges.length > MOST_RANGES ? [[first[0], last[1]]] : ranges;
}

/**
 * Names of a pattern such as `{ a, b: c = 1 }`, without default values, types, and what it only assigns to (`this.x`).
 */
function boundNames(pattern: Node | null): string[] {
  if (
    pattern === null ||
    /attribute|member|subscript|call|field_expression|instance_variable|constant/.test(pattern.type)
  )
    return [];
  const text = pattern.text.slice(0, 400).replaceAll(/=[^,})\]]*|:[^,})\]=]*(?=[,)=]|$)/g, '');
  return text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
}

function between(tree: Tree, types: string[], fromLine: number, toLine: number): Node[] {
  const start = { row: fromLine - 1, column: 0 };
  return tree.rootNode.descendantsOfType(types, start, { row: toLine, column: 0 }).filter((node) => node !== null);
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
