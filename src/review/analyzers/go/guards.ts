import type { Node } from 'web-tree-sitter';
import { reaching, type Range, type Strength } from '../flow/definitions.js';
import { guard, scopeOfName, type Scope } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { argumentsOf, calleeOf } from './calls.js';

/** A name and how far it is checked where a condition holds. */
interface Fact {
  name: string;
  strength: Strength;
}

const DEEPEST = 12;
const MOST_FACTS = 20;
const EXITS = /^(?:return|continue|break|goto)_statement$/;
const ENDS = /^(?:panic|os\.Exit|log\.(?:Fatal|Panic)\w*|runtime\.Goexit|\w+\.Fatalf?)$/;
const WHOLE = /(?:^|\.)(?:MatchString|Match|Contains|ContainsFunc|IsValid\w*UUID)$/;
const SAYS_NOTHING =
  /(?:^|\.)(?:len|cap|Is|As|IsNotExist|IsExist|HasSuffix|EqualFold|IsNil|Exists|fileExists|exists|Ext|Stat|isFile|IsDir|IsAbs)$/;
const DERIVES = /(?:^|\.)(?:Parse|ParseRequestURI|Join|Clean|Abs|Rel|EvalSymlinks|Hostname|Dir)$/;
const CONVERTS = /^(?:strconv\.(?:Atoi|Parse\w+)|uuid\.Parse|net\.ParseIP|netip\.ParseAddr|time\.Parse)$/;

/** Notes what the checks of an `if` or a `switch` say of the names in them, and where. */
export function recordGuards(node: Node, scope: Scope, block: Range): void {
  if (node.type === 'expression_switch_statement') {
    noteSwitch(node, scope, block);
    return;
  }
  const body = node.childForFieldName('consequence');
  const condition = node.childForFieldName('condition');
  if (!body || !condition) return;
  const names = namesOfInitializer(node.childForFieldName('initializer'));
  const holding = factsOf(condition, true, scope, names);
  note(scope, holding, { start: body.startIndex, end: body.endIndex });
  const failed = factsOf(condition, false, scope, names);
  if (failed.length === 0) return;
  note(scope, failed, { start: body.endIndex, end: node.endIndex });
  const leaves = exits(body);
  const sets = leaves ? '' : headOf(body, 2000);
  note(
    scope,
    failed.filter(({ name }) => leaves || sets.includes(`${name} = `)),
    { start: node.endIndex, end: block.end },
  );
}

function note(scope: Scope, facts: readonly Fact[], range: Range): void {
  for (const { name, strength } of facts.slice(0, MOST_FACTS)) {
    guard(scope, name, { ...range, strength });
    for (const { value } of reaching(scopeOfName(scope, name)?.names.get(name) ?? [], range.start)) {
      const derived = value && derivedFrom(value);
      if (derived && derived !== name) guard(scope, derived, { ...range, strength: 'prefix' });
    }
  }
}

/** The name that `url.Parse(raw)`, `u.Hostname()` or `filepath.Join(root, name)` says something of. */
function derivedFrom(value: Node): string | null {
  let derives = false;
  let current: Node | null | undefined = value;
  for (let depth = 0; current && depth < DEEPEST; depth += 1) {
    if (current.type === 'identifier') return derives ? current.text : null;
    if (current.type === 'call_expression') {
      if (DERIVES.test(calleeOf(current))) derives = true;
      const called: Node | null = current.childForFieldName('function');
      current = argumentsOf(current).at(-1) ?? called?.childForFieldName('operand');
    } else if (current.type === 'selector_expression') current = current.childForFieldName('operand');
    else if (current.type === 'binary_expression') current = current.childForFieldName('right');
    else return null;
  }
  return null;
}

type Given = ReadonlyMap<string, Node>;

function namesOfInitializer(initializer: Node | null): Given {
  const names = new Map<string, Node>();
  const value = initializer?.childForFieldName('right')?.namedChild(0);
  for (const name of initializer?.childForFieldName('left')?.namedChildren ?? [])
    if (value) names.set(name.text, value);
  return names;
}

/** What is known where `condition` is `holds`. */
function factsOf(condition: Node | null, holds: boolean, scope: Scope, given: Given, depth = 0): Fact[] {
  if (!condition || depth > DEEPEST) return [];
  const inner = (node: Node | null, expected: boolean) => factsOf(node, expected, scope, given, depth + 1);
  if (condition.type === 'parenthesized_expression') return inner(condition.namedChild(0), holds);
  if (condition.type === 'unary_expression') return inner(condition.childForFieldName('operand'), !holds);
  if (condition.type === 'call_expression') return factsOfCall(condition, holds);
  if (condition.type === 'index_expression') return holds ? asFacts(condition.childForFieldName('index'), 'exact') : [];
  if (condition.type === 'identifier') return holds ? factsOfOk(condition, scope, given) : [];
  if (condition.type !== 'binary_expression') return [];
  const operator = condition.childForFieldName('operator')?.text ?? '';
  const [left, right] = [condition.childForFieldName('left'), condition.childForFieldName('right')];
  if (operator === '&&' || operator === '||')
    return (operator === '&&') === holds ? [...inner(left, holds), ...inner(right, holds)] : [];
  if (operator !== '==' && operator !== '!=') return [];
  if ((operator === '==') !== holds || !left || !right) return [];
  if (right.type === 'nil') return factsOfNoError(left, scope, given);
  if (right.text === '""' || left.text === '""') return [];
  return [...subjectOf(left), ...subjectOf(right)];
}

function valueOf(name: Node, scope: Scope, given: Given): Node | null {
  const here = given.get(name.text);
  if (here) return here;
  const known = scopeOfName(scope, name.text)?.names.get(name.text) ?? [];
  return reaching(known, name.startIndex).at(-1)?.value ?? null;
}

/** `_, ok := allowed[name]`, `ok := allowed[name]`, `ok := isFine(name)`. */
function factsOfOk(name: Node, scope: Scope, given: Given): Fact[] {
  const value = valueOf(name, scope, given);
  if (value?.type === 'index_expression') return asFacts(value.childForFieldName('index'), 'exact');
  return value?.type === 'call_expression' ? factsOfCall(value, true) : [];
}

/** `_, err := strconv.Atoi(name)`, and there was no error. */
function factsOfNoError(error: Node, scope: Scope, given: Given): Fact[] {
  const value = error.type === 'identifier' ? valueOf(error, scope, given) : null;
  if (value?.type !== 'call_expression') return [];
  return CONVERTS.test(calleeOf(value)) ? asFacts(argumentsOf(value)[0], 'exact') : [];
}

function asFacts(node: Node | null | undefined, strength: Strength): Fact[] {
  const name = node?.type === 'identifier' || node?.type === 'selector_expression' ? headOf(node, 80) : '';
  return /^\w+(?:\.\w+)*$/.test(name) ? [{ name, strength }] : [];
}

/** The name that a compared expression says something of, and how much. */
function subjectOf(node: Node): Fact[] {
  let strength: Strength = 'exact';
  let current: Node | null | undefined = node;
  for (let depth = 0; current && depth < DEEPEST; depth += 1) {
    if (current.type === 'identifier') return [{ name: current.text, strength }];
    if (current.type === 'selector_expression') {
      strength = 'prefix';
      current = current.childForFieldName('operand');
    } else if (current.type === 'call_expression') {
      const callee = calleeOf(current);
      if (SAYS_NOTHING.test(callee)) return [];
      if (!/^strings\.(?:ToLower|ToUpper|TrimSpace)$/.test(callee)) strength = 'prefix';
      const called: Node | null = current.childForFieldName('function');
      current = argumentsOf(current).at(-1) ?? called?.childForFieldName('operand');
    } else return [];
  }
  return [];
}

function factsOfCall(call: Node, holds: boolean): Fact[] {
  const callee = calleeOf(call);
  const args = argumentsOf(call);
  const [first, second] = args;
  if (callee === 'strings.HasPrefix' || callee === 'strings.Contains') {
    const wanted = headOf(second, 60);
    if (/^["`]\.\./.test(wanted)) {
      const strength = callee === 'strings.HasPrefix' ? 'prefix' : 'maybe';
      return holds ? [] : (first ? subjectOf(first) : []).map(({ name }) => ({ name, strength }));
    }
    if (!holds || callee === 'strings.Contains' || /^["`](?:https?(?::(?:\/\/)?)?)?["`]$/.test(wanted)) return [];
    return (first ? subjectOf(first) : []).map(({ name }) => ({ name, strength: 'prefix' }));
  }
  if (!holds || SAYS_NOTHING.test(callee)) return [];
  if (callee === 'filepath.IsLocal' || callee === 'fs.ValidPath') return asFacts(first, 'prefix');
  if (WHOLE.test(callee)) return args.at(-1) ? subjectOf(args.at(-1) ?? call) : [];
  return args.flatMap((arg) => asFacts(arg, 'maybe'));
}

/** Whether a block always leaves. */
function exits(body: Node): boolean {
  const list =
    body.type === 'block' ? body.namedChild(0) : body.namedChildren.find(({ type }) => type === 'statement_list');
  const last = list?.lastNamedChild;
  if (!last) return false;
  if (EXITS.test(last.type)) return true;
  const call = last.type === 'expression_statement' ? last.namedChild(0) : null;
  return call?.type === 'call_expression' && ENDS.test(calleeOf(call));
}

/** `switch sort { case "name", "age": default: return }` */
function noteSwitch(node: Node, scope: Scope, block: Range): void {
  const subject = node.childForFieldName('value');
  if (subject?.type !== 'identifier') return;
  const fact: Fact = { name: subject.text, strength: 'exact' };
  for (const one of node.namedChildren.slice(0, 200)) {
    if (one.type === 'expression_case') note(scope, [fact], { start: one.startIndex, end: one.endIndex });
    if (one.type === 'default_case' && (exits(one) || headOf(one, 2000).includes(`${subject.text} = `)))
      note(scope, [fact], { start: node.endIndex, end: block.end });
  }
}
