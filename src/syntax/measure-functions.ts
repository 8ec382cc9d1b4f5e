import { DECISION_RULES } from './decision-rules.js';
import type { Language } from './language-of.js';
import { parseSource } from './parse-source.js';
import { childIn, plainTree, textOf, type PlainNode } from './plain-tree.js';

export interface MeasureRequest {
  language: Language;
  text: string;
}

/** One function of a file. Lines are 1-based and inclusive, those of functions inside of it included. */
export interface MeasuredFunction {
  /** Null: it has none, as callbacks have. */
  name: string | null;
  startLine: number;
  endLine: number;
  /** McCabe's, without the functions inside of it, which count by themselves. */
  complexity: number;
}

/** More than this in one file is generated code. */
const MOST_FUNCTIONS = 5000;
const LONGEST_NAME = 100;

/**
 * Every function of a text with its length and complexity, in the order in which they begin; at most 5,000. Broken
 * source gives what there is. Throws when the grammar does not load, or the parser runs out of memory.
 */
export async function measureFunctions({ language, text }: MeasureRequest): Promise<MeasuredFunction[]> {
  const tree = await parseSource(language, text);
  try {
    return measure(language, plainTree(tree, text));
  } finally {
    tree.delete();
  }
}

function measure(language: Language, root: PlainNode): MeasuredFunction[] {
  const { functions, decisions } = DECISION_RULES[language];
  const lineAt = lineFinder(root.source);
  const found: MeasuredFunction[] = [];
  // A plain tree is never so deep that walking it needs care.
  const walk = (node: PlainNode, parent: PlainNode | null, around: MeasuredFunction | null): void => {
    let inside = around;
    // A declaration without a body has nothing to measure.
    if (node.named && functions.has(node.type) && node.children.some(isBody) && found.length < MOST_FUNCTIONS) {
      const endLine = lineAt(Math.max(node.start, node.end - 1));
      inside = { name: nameOf(node, parent), startLine: lineAt(node.start), endLine, complexity: 1 };
      found.push(inside);
    } else if (around !== null && node.named && decisions.has(node.type)) around.complexity += waysOf(node);
    for (const child of node.children) walk(child, node, inside);
  };
  walk(root, null, null);
  return found;
}

/** Ruby writes methods of one line without a field for it, and lambdas of C++ have it in the same. */
function isBody({ field, type }: PlainNode): boolean {
  return field === 'body' || type === 'body_statement' || type === 'block' || type === 'compound_statement';
}

/** How many further ways a node that decides opens. */
function waysOf(node: PlainNode): number {
  switch (node.type) {
    case 'binary_expression':
    case 'binary':
    case 'augmented_assignment_expression':
    case 'assignment_expression':
    case 'operator_assignment':
      return isShortCircuit(node) ? 1 : 0;
    case 'let_chain':
      return node.children.filter(({ named }) => named).length - 1;
    case 'switch_label':
    case 'switch_section':
    case 'case_statement':
      return node.children.filter(({ type, named }) => type === 'case' && !named).length;
    case 'case_clause':
    case 'match_arm':
    case 'switch_expression_arm':
      return isCatchAll(node) ? 0 : 1;
    default:
      return 1;
  }
}

/** `_ => …`, `case _:` */
function isCatchAll(node: PlainNode): boolean {
  const pattern = node.children.find(({ named }) => named);
  return pattern !== undefined && textOf(pattern).trim() === '_';
}

/** `&&`, `||`, `??`, `and`, `or`, and what assigns by them; the tree keeps no punctuation. */
function isShortCircuit(node: PlainNode): boolean {
  const right = childIn(node, 'right') ?? node.children.findLast(({ named }) => named);
  if (!right) return false;
  let from = (childIn(node, 'left') ?? node.children.find(({ named }) => named) ?? node).end;
  for (const { type, start, end } of node.children) {
    if (!type.includes('comment') || start < from || end > right.start) continue;
    if (isOperator(node.source.slice(from, start))) return true;
    from = end;
  }
  return from <= right.start && isOperator(node.source.slice(from, right.start));
}

function isOperator(text: string): boolean {
  return text.length < 1000 && /^(?:&&=?|\|\|=?|\?\?=?|and|or)$/.test(text.trim());
}

/** The fields in which grammars keep the name of what a value is given to. */
const GIVEN_TO = ['name', 'property', 'key', 'left', 'declarator', 'pattern'];

/** Its own name, or that of the variable, field or key that it is the value of. */
function nameOf(node: PlainNode, parent: PlainNode | null): string | null {
  const own = childIn(node, 'name') ?? declaredName(node);
  const isValue = parent !== null && (node.field === 'value' || node.field === 'right');
  const given = isValue ? parent.children.find(({ field }) => field !== null && GIVEN_TO.includes(field)) : undefined;
  const named = own ?? given;
  const text = named === undefined ? '' : textOf(named).trim();
  return text === '' || text.length > LONGEST_NAME || text.includes('\n') ? null : text;
}

/** C and C++ keep names inside of declarators; of `A::run` the whole is its name. */
function declaredName(node: PlainNode): PlainNode | null {
  let at = node.type === 'function_definition' ? childIn(node, 'declarator') : null;
  for (let depth = 0; at !== null && depth < 20; depth += 1) {
    if (/identifier$|^(?:destructor_name|operator_name|operator_cast)$/.test(at.type)) return at;
    at = childIn(at, 'declarator') ?? at.children.find(({ named }) => named) ?? null;
  }
  return null;
}

/** The 1-based line of an offset. */
function lineFinder(source: string): (offset: number) => number {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
