import type { Node } from 'web-tree-sitter';
import { parentOf } from '../../../syntax/parent-of.js';
import { reaching, type Range, type Strength } from '../flow/definitions.js';
import { guard, type Scope } from '../flow/scopes.js';
import { headOf, tailOf } from '../node-text.js';
import { perTree } from '../remember.js';
import { calleeOf, keywordOf, positionalOf } from './calls.js';

/** A name and how far it is checked where a condition holds. */
interface Fact {
  name: string;
  strength: Strength;
}

const DEEPEST = 12;
const MOST_FACTS = 20;
const EXITS = /^(?:return|raise|continue|break)_statement$/;
const ENDS = /^(?:flask\.)?abort$|^(?:sys\.)?exit$|^os\._exit$|^quit$/;
/** Whole text against a pattern, or a class of characters. */
const WHOLE = /(?:^|\.)(?:fullmatch|match|isdigit|isdecimal|isnumeric|isalnum|isalpha|isidentifier)$/;
const BEGINS = /(?:^|\.)(?:startswith|is_relative_to|commonpath|url_has_allowed_host_and_scheme|is_safe_url|is_local)$/;
/** `url.startswith("https://")` leaves the host open. */
const ANY_ADDRESS = /^\(?[rbu]?["'](?:https?(?::(?:\/\/)?)?)?["']/;
/** Says nothing of what a value may do. */
const SAYS_NOTHING =
  /(?:^|\.)(?:exists|isfile|isdir|is_file|is_dir|islink|isinstance|issubclass|len|bool|callable|hasattr|any|all|endswith|get|print|access|lower|upper|strip|count|find)$/;
/** The part of an address or a path that stands for the whole. */
const DERIVES =
  /(?:urlparse|urlsplit|realpath|abspath|normpath|resolve|Path|commonpath|relpath|absolute|join|parse_url|URL)$/;
const CONVERTS = /(?:^|\.)(?:int|float|UUID|Decimal|ip_address|ip_network)$/;

/** Notes what the checks of a statement say of the names in them, and where. */
export function recordGuards(node: Node, scope: Scope, block: Range): void {
  const condition = node.childForFieldName('condition');
  if (node.type === 'assert_statement' || node.type === 'if_clause') {
    const within = node.type === 'if_clause' ? scope : { start: node.endIndex, end: block.end };
    note(scope, factsOf(node.namedChild(0), true), within);
  } else if (node.type === 'conditional_expression') {
    const [value, asked, other] = node.namedChildren;
    if (value) note(scope, factsOf(asked, true), value, node);
    if (other) note(scope, factsOf(asked, false), other, node);
  } else if (node.type === 'case_clause') noteCase(node, scope);
  else if (node.type === 'try_statement') noteConversions(node, scope, block);
  else if (condition) {
    const body = node.childForFieldName('consequence');
    if (!body) return;
    note(scope, factsOf(condition, true), body);
    const failed = factsOf(condition, false);
    if (failed.length === 0 || node.type === 'elif_clause') return;
    note(scope, failed, { start: body.endIndex, end: node.endIndex });
    const leaves = exits(body);
    const sets = leaves ? '' : headOf(body, 2000);
    const held = failed.filter(({ name }) => leaves || sets.includes(`${name} = `));
    note(scope, held, { start: node.endIndex, end: block.end });
  }
}

function note(scope: Scope, facts: readonly Fact[], within: Range | Node, at?: Node): void {
  const range = 'startIndex' in within ? { start: within.startIndex, end: within.endIndex } : within;
  for (const { name, strength } of facts.slice(0, MOST_FACTS)) {
    guard(scope, name, { start: range.start, end: range.end, strength });
    // What was made of an address or a path and is checked stands for it.
    const owner = scope.names.get(name);
    if (!owner || name.includes('.')) continue;
    for (const { value, way } of reaching(owner, at?.startIndex ?? range.start)) {
      if (value === null || way !== 'set') continue;
      const derived = derivedFrom(value);
      if (derived) guard(scope, derived, { start: range.start, end: range.end, strength: 'prefix' });
    }
  }
}

/** The name an expression such as `urlparse(url).hostname` or `(root / name).resolve()` says something of. */
function derivedFrom(value: Node): string | null {
  let derives = false;
  let current: Node | null = value;
  for (let depth = 0; current && depth < DEEPEST; depth += 1) {
    if (current.type === 'identifier') return derives ? current.text : null;
    if (current.type === 'call') {
      const called = current.childForFieldName('function');
      if (DERIVES.test(calleeOf(current))) derives = true;
      const args: readonly Node[] = positionalOf(current);
      current = args.at(-1) ?? called?.childForFieldName('object') ?? null;
    } else if (current.type === 'attribute') current = current.childForFieldName('object');
    else if (current.type === 'parenthesized_expression') current = current.namedChild(0);
    else if (current.type === 'binary_operator') current = current.childForFieldName('right');
    else return null;
  }
  return null;
}

/** What is known where `condition` is `holds`. */
function factsOf(condition: Node | null | undefined, holds: boolean, depth = 0): Fact[] {
  if (!condition || depth > DEEPEST) return [];
  const inner = (node: Node | null, expected: boolean) => factsOf(node, expected, depth + 1);
  if (condition.type === 'parenthesized_expression') return inner(condition.namedChild(0), holds);
  if (condition.type === 'not_operator') return inner(condition.childForFieldName('argument'), !holds);
  if (condition.type === 'boolean_operator') {
    const isAnd = condition.childForFieldName('operator')?.text === 'and';
    if (isAnd !== holds) return [];
    return [
      ...inner(condition.childForFieldName('left'), holds),
      ...inner(condition.childForFieldName('right'), holds),
    ];
  }
  if (condition.type === 'comparison_operator') return factsOfComparison(condition, holds);
  if (condition.type === 'call') return factsOfCall(condition, holds);
  if (condition.type === 'named_expression') return inner(condition.childForFieldName('value'), holds);
  return [];
}

function factsOfComparison(comparison: Node, holds: boolean): Fact[] {
  const [left, right, ...more] = comparison.namedChildren;
  if (!left || !right || more.length > 0) return [];
  const operator = comparison.children.find((child) => !child.isNamed)?.type ?? '';
  const positive = operator === 'in' || operator === '==' || operator === 'is';
  const negative = operator === 'not in' || operator === '!=' || operator === 'is not';
  if (right.type === 'none' || left.type === 'none') {
    // `re.fullmatch(…) is None`: what was asked did not hold.
    const asked = left.type === 'call' ? left : right;
    if (operator !== 'is' && operator !== 'is not') return [];
    return asked.type === 'call' ? factsOfCall(asked, (operator === 'is not') === holds) : [];
  }
  if (left.type === 'string' && (operator === 'in' || operator === 'not in')) {
    // `".." in name`
    const name = (operator === 'not in') === holds ? subjectOf(right) : null;
    return name ? [{ name: name.name, strength: 'maybe' }] : [];
  }
  if (holds ? !positive : !negative) return [];
  if (/^(?:string|concatenated_string)$/.test(right.type) && headOf(right, 4).length <= 2) return [];
  return [subjectOf(left), operator === '==' || operator === '!=' ? subjectOf(right) : null].filter(
    (fact) => fact !== null,
  );
}

/** The name that a compared expression says something of, and how much. */
function subjectOf(node: Node): Fact | null {
  let strength: Strength = 'exact';
  let current: Node | null = node;
  for (let depth = 0; current && depth < DEEPEST; depth += 1) {
    if (current.type === 'identifier') return { name: current.text, strength };
    if (current.type === 'attribute') {
      const text = headOf(current, 80);
      if (/^[\w.]+$/.test(text) && current.childForFieldName('object')?.type === 'identifier' && depth === 0)
        return { name: text, strength };
      strength = 'prefix';
      current = current.childForFieldName('object');
    } else if (current.type === 'call') {
      const called: Node | null = current.childForFieldName('function');
      const callee = calleeOf(current);
      if (SAYS_NOTHING.test(callee) && !/(?:lower|upper|strip)$/.test(callee)) return null;
      if (!/(?:lower|upper|strip|str)$/.test(callee)) strength = 'prefix';
      current = positionalOf(current).at(-1) ?? called?.childForFieldName('object') ?? null;
      if (current?.type === 'list') current = current.namedChildren.at(-1) ?? null;
    } else if (current.type === 'subscript') {
      strength = 'maybe';
      current = current.childForFieldName('value');
    } else return null;
  }
  return null;
}

function factsOfCall(call: Node, holds: boolean): Fact[] {
  const callee = calleeOf(call);
  if (!holds || SAYS_NOTHING.test(callee)) return [];
  const object = call.childForFieldName('function')?.childForFieldName('object') ?? null;
  const args = [...positionalOf(call), keywordOf(call, 'url') ?? keywordOf(call, 'path')].filter((arg) => arg !== null);
  if (WHOLE.test(callee)) {
    const asked = args.length > 0 ? (args.at(-1) ?? null) : object;
    const fact = asked && subjectOf(asked);
    if (!fact) return [];
    const pattern = /(?:^|\.)(?:full)?match$/.test(callee) ? (args.length > 1 ? args[0] : object) : null;
    return [pattern && !isWhole(pattern, callee.endsWith('fullmatch')) ? { ...fact, strength: 'maybe' } : fact];
  }
  if (BEGINS.test(callee)) {
    if (callee.endsWith('startswith') && ANY_ADDRESS.test(headOf(args[0], 60))) return [];
    const asked = /(?:startswith|is_relative_to)$/.test(callee) ? object : (args[0] ?? null);
    const name = asked && (subjectOf(asked)?.name ?? derivedFrom(asked));
    return name ? [{ name, strength: 'prefix' }] : [];
  }
  return args.flatMap((arg) => (arg.type === 'identifier' ? [{ name: arg.text, strength: 'maybe' as const }] : []));
}

/**
 * Whether a pattern holds for a text to its end, and lets no text of one's own through; of one that stands elsewhere
 * nobody knows.
 */
function isWhole(pattern: Node, isFull: boolean): boolean {
  const text = patternText(pattern);
  if (text === null) return true;
  if (!isFull && !/(?:[^\\]|^)\$$|\\[Zz]$/.test(text)) return false;
  const outside = text.replaceAll(/\[(?:\\.|[^\]\\^])(?:\\.|[^\]\\])*\]/g, 'c').replaceAll(/\\[.wdbAZz]/g, 'c');
  return !/[.'"]|\[\^|\\[WDS]/.test(outside);
}

/** The text of a pattern, of `re.compile(…)`, or of a name of the file that holds one. */
function patternText(pattern: Node): string | null {
  if (pattern.type === 'identifier') return compiledPatterns(pattern.tree).get(pattern.text) ?? null;
  const text = pattern.type === 'call' && calleeOf(pattern).endsWith('compile') ? positionalOf(pattern)[0] : pattern;
  return text?.type === 'string' ? headOf(text, 1000).replace(/^[rRbBuU]*("""|'''|["'])(.*)\1$/s, '$2') : null;
}

/** What `NAME = re.compile("…")` at the top of a file holds, by name. */
const compiledPatterns = perTree(({ rootNode }) => {
  const found = new Map<string, string>();
  for (const statement of rootNode.namedChildren) {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const [name, value] = [assignment?.childForFieldName('left'), assignment?.childForFieldName('right')];
    const text = name?.type === 'identifier' && value?.type === 'call' ? patternText(value) : null;
    if (name && text !== null) found.set(name.text, text);
  }
  return found;
});

/** Whether a block always leaves. */
function exits(body: Node): boolean {
  const last = body.lastNamedChild;
  if (!last) return false;
  if (EXITS.test(last.type)) return true;
  const call = last.type === 'expression_statement' ? last.namedChild(0) : null;
  return call?.type === 'call' && ENDS.test(calleeOf(call));
}

/** `match mode: case "a" | "b":` */
function noteCase(clause: Node, scope: Scope): void {
  const body = clause.childForFieldName('consequence');
  const subject = parentOf(parentOf(clause) ?? clause)?.childForFieldName('subject');
  const pattern = clause.namedChild(0);
  if (!body || subject?.type !== 'identifier' || !/["']$/.test(tailOf(pattern, 1))) return;
  note(scope, [{ name: subject.text, strength: 'exact' }], body);
}

/** `try: int(x)`, and whoever fails leaves. */
function noteConversions(statement: Node, scope: Scope, block: Range): void {
  const clauses = statement.namedChildren.filter((child) => child.type === 'except_clause');
  const body = statement.childForFieldName('body');
  if (!body || clauses.length === 0) return;
  const leave = clauses.every((clause) => {
    const handler = clause.lastNamedChild;
    return handler?.type === 'block' && exits(handler);
  });
  if (!leave) return;
  for (const one of body.namedChildren.slice(0, MOST_FACTS)) {
    const call = one.type === 'expression_statement' ? one.namedChild(0) : null;
    const [arg] = call?.type === 'call' && CONVERTS.test(calleeOf(call)) ? positionalOf(call) : [];
    if (arg?.type === 'identifier')
      note(scope, [{ name: arg.text, strength: 'exact' }], { start: statement.endIndex, end: block.end });
  }
}
