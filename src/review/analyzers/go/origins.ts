import type { Node } from 'web-tree-sitter';
import { parentOf } from '../../../syntax/parent-of.js';
import { checkedIn } from '../flow/checked.js';
import type { Definition } from '../flow/definitions.js';
import { isFromClient, MOST_TEXTS, originOfText, worst, type Origin } from '../flow/origin.js';
import { functionOf, scopeAt, scopeOfName, type Scope } from '../flow/scopes.js';
import type { Asked } from '../flow/values.js';
import { headOf } from '../node-text.js';
import { argumentsOf } from './calls.js';
import { calledName, definitionsOf, fieldType, typeText } from './names.js';
import { escapesFor, MAKES_ID, MAKES_NUMBER, PASSES_ARGUMENTS, PASSES_OBJECT, takesAway } from './passes.js';
import { goScopes } from './scopes.js';
import { isEntryName, isNumberType, isOwnAddress, isSource, isTyped } from './sources.js';

const MOST_CALLS = 20;
const NUMBER_FIELD = /^(?:Pid|Port|ProcessState|StatusCode|Len|Size)$/;
const NUMBER_CAST = /^u?int(?:8|16|32|64)?$|^float(?:32|64)$/;
const ROOTED = /^["`][/\\]+["`]/;

/** Where a value of Go comes from. */
export function originInGo(node: Node, asked: Asked): Origin {
  const { subject } = asked;
  if (subject === 'redirect' && isOwnAddress(node)) return 'constant';
  if (subject === 'archive' ? isEntryName(node) : isSource(node)) return checked(node, 'request', asked);
  // What somebody typed is theirs to read, but a query may have more rights than they.
  if (/^(?:shell|code|sql)$/.test(subject) && isTyped(node))
    return checked(node, subject === 'sql' || asked.view !== 'called' ? 'altered' : 'request', asked);
  switch (node.type) {
    case 'int_literal':
    case 'float_literal':
    case 'rune_literal':
    case 'imaginary_literal':
      return 'number';
    case 'interpreted_string_literal':
    case 'raw_string_literal':
    case 'true':
    case 'false':
    case 'nil':
    case 'iota':
      return 'constant';
    case 'identifier':
      return originOfName(node, asked);
    case 'selector_expression':
      return originOfSelector(node, asked);
    case 'index_expression':
    case 'slice_expression':
      return checked(node, first(node, 'operand', asked), asked);
    case 'unary_expression':
      return node.childForFieldName('operator')?.text === '!' ? 'constant' : first(node, 'operand', asked);
    case 'type_assertion_expression':
      return NUMBER_CAST.test(headOf(node.childForFieldName('type'), 20)) ? 'number' : first(node, 'operand', asked);
    case 'type_conversion_expression':
      return first(node, 'operand', asked);
    case 'binary_expression':
      return originOfOperator(node, asked);
    case 'composite_literal':
      return worst(
        (node.childForFieldName('body')?.namedChildren ?? []).map((element) => asked.origin(elementValue(element))),
      );
    case 'call_expression':
      return originOfCall(node, asked);
    default:
      return 'unknown';
  }
}

function elementValue(element: Node): Node {
  return (element.type === 'keyed_element' ? element.namedChild(1) : null) ?? element;
}

function first(node: Node, field: string, asked: Asked): Origin {
  const inner = node.childForFieldName(field);
  return inner ? asked.origin(inner) : 'unknown';
}

/** A check of the name `node`, or of a field or an element, that holds where it is used. */
export function checked(node: Node, origin: Origin, { tree, subject }: Asked): Origin {
  return checkedIn(scopeAt(goScopes(tree), node.startIndex), headOf(node, 80), {
    at: node.startIndex,
    subject,
    origin,
  });
}

function originOfName(node: Node, asked: Asked): Origin {
  const definitions = definitionsOf(node.text, node);
  if (definitions.length === 0) return 'unknown';
  const found = worst(definitions.map((one) => originOfDefinition(one, node, asked)));
  return checked(node, found, asked);
}

function originOfDefinition({ way, value, type, index }: Definition, use: Node, asked: Asked): Origin {
  if (type && isNumberType(typeText(type))) return 'number';
  if (way === 'parameter') return originOfParameter(index ?? 0, use, asked);
  if (way === 'import' || way === 'declared') return 'unknown';
  // `var name string`, `var text strings.Builder`
  if (!value) return 'constant';
  return asked.origin(value);
}

function originOfParameter(index: number, use: Node, asked: Asked): Origin {
  if (asked.view !== 'called') return asked.view === 'given' ? 'argument' : 'unknown';
  const scopes = goScopes(asked.tree);
  const owner = functionOf(scopeOfName(scopeAt(scopes, use.startIndex), use.text));
  const name = owner?.node.childForFieldName('name')?.text;
  const within = asked.seen('within');
  if (owner && name === undefined) {
    // `func(name string) { … }(value)`
    const call = parentOf(owner.node);
    const value = call?.type === 'call_expression' ? argumentsOf(call)[index] : undefined;
    return value ? within.origin(value) : 'unknown';
  }
  const declared = scopes.all[0]?.names.get(name ?? '')?.filter(({ way }) => way === 'declared');
  if (index < 0 || declared?.length !== 1) return 'unknown';
  const calls = (scopes.calls.get(name ?? '') ?? []).slice(0, MOST_CALLS);
  const given = calls.map((call) => {
    const value = argumentsOf(call)[index];
    return value ? within.origin(value) : 'unknown';
  });
  return worst([...given, 'unknown']);
}

function originOfSelector(node: Node, asked: Asked): Origin {
  const operand = node.childForFieldName('operand');
  const field = node.childForFieldName('field')?.text ?? '';
  if (!operand || NUMBER_FIELD.test(field)) return 'number';
  const type = fieldType(operand, field);
  if (type !== null && isNumberType(type)) return 'number';
  const set = definitionsOf(headOf(node, 80), node);
  if (set.length > 0) return checked(node, worst(set.map((one) => originOfDefinition(one, node, asked))), asked);
  const found = asked.origin(operand);
  return isFromClient(found) || found === 'argument' ? checked(node, found, asked) : 'unknown';
}

function originOfOperator(node: Node, asked: Asked): Origin {
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (operator === '+') return worst(asked.texts(node).map(originOfText));
  if (/^(?:==|!=|<=?|>=?|&&|\|\|)$/.test(operator)) return 'constant';
  return 'number';
}

function originOfCall(call: Node, asked: Asked): Origin {
  const name = calledName(call);
  const args = argumentsOf(call);
  const { subject } = asked;
  if (escapesFor(subject, name)) {
    // A function of this file is what it does, not what it is called; what it does letter by letter is not seen.
    const own = functionCalled(call);
    return own && originOfResult(own, args, asked) === 'request' ? 'altered' : 'escaped';
  }
  if (MAKES_NUMBER.test(name)) return 'number';
  if (MAKES_ID.test(name)) return 'escaped';
  // `filepath.Clean("/" + name)` does not leave its root.
  if (
    (subject === 'path' || subject === 'archive') &&
    /^(?:filepath|path)\.Clean$/.test(name) &&
    ROOTED.test(headOf(args[0], 4))
  )
    return 'escaped';
  if (/^exec\.Command\(\)\.(?:Output|CombinedOutput)$/.test(name)) return originOfOutput(call);
  const declared = functionCalled(call);
  if (declared) return originOfResult(declared, args, asked);
  if (/^fmt\.(?:Sprintf|Fprintf)$/.test(name)) return worst(asked.texts(call).map(originOfText));
  if (/^strings\.(?:TrimPrefix|TrimSuffix|TrimLeft|TrimRight|Trim)$/.test(name) || name === 'strings.Repeat')
    return args[0] ? asked.origin(args[0]) : 'unknown';
  if (PASSES_ARGUMENTS.test(name)) {
    const passed = worst(args.map((arg) => asked.origin(arg)));
    return passed === 'request' && takesAway(subject, name, args) ? 'altered' : passed;
  }
  const operand = call.childForFieldName('function')?.childForFieldName('operand');
  const ofOperand = operand && !/^\w+$/.test(name) ? asked.origin(operand) : 'constant';
  if (operand && PASSES_OBJECT.test(name)) return ofOperand;
  return isFromClient(worst([ofOperand, ...args.map((arg) => asked.origin(arg))])) ? 'altered' : 'unknown';
}

/** What `git rev-parse` prints is a commit. */
function originOfOutput(call: Node): Origin {
  const command = call.childForFieldName('function')?.childForFieldName('operand');
  return /^exec\.Command(?:Context)?\((?:ctx, )?"git", "rev-parse"/.test(headOf(command, 60)) ? 'escaped' : 'unknown';
}

/** The function of this file that a call calls; a method only where no other has its name. */
export function functionCalled(call: Node): Scope | null {
  const called = call.childForFieldName('function');
  const name = called?.type === 'identifier' ? called.text : called?.childForFieldName('field')?.text;
  if (name === undefined || !called) return null;
  const operand = called.childForFieldName('operand');
  if (operand?.type === 'identifier' && definitionsOf(operand.text, operand).at(-1)?.way === 'import') return null;
  if (called.type === 'identifier' && definitionsOf(name, called).at(-1)?.way !== 'declared') return null;
  const scopes = goScopes(call.tree);
  const declared = scopes.all[0]?.names.get(name)?.filter(({ way }) => way === 'declared') ?? [];
  const node = declared.length === 1 ? declared[0]?.value : null;
  if (!node || (called.type !== 'identifier' && node.type !== 'method_declaration')) return null;
  const scope = scopeAt(scopes, node.startIndex);
  return scope?.node.id === node.id ? scope : null;
}

function originOfResult(scope: Scope, args: readonly Node[], asked: Asked): Origin {
  if (asked.view === 'given' || scope.returns.length === 0) return 'unknown';
  const given = asked.seen('given');
  const found = worst(scope.returns.slice(0, MOST_TEXTS).map((value) => given.origin(value)));
  return found === 'argument' ? worst(['unknown', ...args.map((arg) => asked.origin(arg))]) : found;
}
