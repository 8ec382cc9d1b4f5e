import type { Node, Tree } from 'web-tree-sitter';
import { bare, operandsOf, propertyOf, substitutionsOf } from '../calls.js';
import { chainOf, propertyBinding, type Chain } from './chain.js';
import { isNumberProperty, type Purpose } from './conversions.js';
import { givensAt } from './givens.js';
import { guardOf } from './guards.js';
import { judgeCall } from './judge-call.js';
import { judgeParameter } from './judge-parameter.js';
import { worse, worstOf, type Kind, type Question } from './kinds.js';
import { bindingAt } from './names-of.js';
import type { Binding } from './scopes.js';
import { isOwnAddress, sourceOf } from './sources.js';

/** Parts of a request whose properties are all the client's, `length` included. */
const HOLDS_VALUES = /^(?:query|body|params|headers|cookies|payload)$/;
/** Of an address: what the client adds to it. */
const QUERY_PROPERTY = /^(?:searchParams|search|query|hash)$/;
/** Judgements nest: a value is made of values, each of which is made of values. */
const DEPTH = 60;
/** Calls that are followed into their functions, from one to the next. */
const CALLS = 2;
/** Within calls nothing is kept, so this bounds what is asked there for one file. */
const MOST_WITHIN_CALLS = 20_000;

interface Memory {
  kinds: Map<string, Kind>;
  open: Set<string>;
  /** How deep the judgement that is being made is nested. */
  depth: number;
  /** What was asked within calls. */
  asked: number;
  questions: Map<Purpose, Question>;
}

const memories = new WeakMap<Tree, Memory>();

/** What is known of the value of `node` when it is used for `purpose`. */
export function judge(node: Node, purpose: Purpose): Kind {
  let memory = memories.get(node.tree);
  if (memory === undefined) {
    memory = { kinds: new Map(), open: new Set(), depth: 0, asked: 0, questions: new Map() };
    memories.set(node.tree, memory);
  }
  let question = memory.questions.get(purpose);
  if (question === undefined) {
    question = newQuestion(memory, purpose, null, CALLS);
    memory.questions.set(purpose, question);
  }
  return question.judge(node);
}

function newQuestion(memory: Memory, purpose: Purpose, given: Question['given'], calls: number): Question {
  const remembered = (key: string, compute: () => Kind): Kind => {
    const known = given === null ? memory.kinds.get(key) : undefined;
    if (known !== undefined) return known;
    if (memory.depth >= DEPTH) return 'unknown';
    if (given !== null && (memory.asked += 1) > MOST_WITHIN_CALLS) return 'unknown';
    const mark = given === null ? key : `${key}:${calls}`;
    // A value that is made of itself is as good as the rest of what it is made of.
    if (memory.open.has(mark)) return 'constant';
    memory.open.add(mark);
    memory.depth += 1;
    const kind = compute();
    memory.depth -= 1;
    memory.open.delete(mark);
    if (given === null) memory.kinds.set(key, kind);
    return kind;
  };
  const question: Question = {
    purpose,
    given,
    calls,
    judge: (node) => remembered(`${node.id}:${purpose}`, () => judgeNode(bare(node), question)),
    judgeAt: (node, path) =>
      path.length === 0
        ? question.judge(node)
        : remembered(`${node.id}:${purpose}:${path.join('.')}`, () => judgePath(bare(node), path, question)),
    judgeBinding: (binding, use) => remembered(`b:${use.id}:${purpose}`, () => judgeBinding(binding, use, question)),
    as: (other) => newQuestion(memory, other, given, calls),
    within: (others) => (calls <= 0 ? question : newQuestion(memory, purpose, others, calls - 1)),
  };
  return question;
}

function judgeNode(node: Node, ask: Question): Kind {
  switch (node.type) {
    case 'number':
    case 'update_expression':
      return 'number';
    case 'template_string':
      return worstOf(substitutionsOf(node), ask);
    case 'identifier':
    case 'shorthand_property_identifier':
      return judgeName(node, ask);
    case 'member_expression':
    case 'subscript_expression':
      return judgeMember(node, ask);
    case 'binary_expression':
      return judgeOperator(node, ask);
    case 'unary_expression':
      return /^[-+~]$/.test(node.childForFieldName('operator')?.text ?? '') ? 'number' : 'constant';
    case 'ternary_expression':
      return worstOf(node.namedChildren.slice(1), ask);
    case 'call_expression':
    case 'new_expression':
      return judgeCall(node, ask);
    case 'assignment_expression':
    case 'augmented_assignment_expression':
      return worstOf(
        [node.childForFieldName('right')].filter((side) => side !== null),
        ask,
      );
    case 'array':
    case 'spread_element':
      return worstOf(node.namedChildren.filter(({ type }) => type !== 'comment').slice(0, 200), ask);
    case 'object':
      return worstOf(
        node.namedChildren
          .slice(0, 200)
          .flatMap((child) => (child.type === 'pair' ? [child.childForFieldName('value') ?? child] : [child])),
        ask,
      );
    case 'sequence_expression':
      return ask.judge(node.namedChild(node.namedChildCount - 1) ?? node);
    case 'this':
    case 'yield_expression':
      return 'unknown';
    default:
      return 'constant';
  }
}

function judgeOperator(node: Node, ask: Question): Kind {
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (operator === '+' || operator === '||' || operator === '??') {
    return worstOf(operandsOf(node, /^(?:\+|\|\||\?\?)$/), ask);
  }
  if (operator === '&&') return worstOf([node.childForFieldName('right') ?? node], ask);
  return /^(?:[-*/%]|\*\*|[&|^]|<<|>>>?)$/.test(operator) ? 'number' : 'constant';
}

/** What a check that dominates the use makes of a kind. */
function guarded(kind: Kind, node: Node, ask: Question): Kind {
  if (kind === 'constant' || kind === 'number' || kind === 'escaped') return kind;
  const guard = guardOf(node, ask.purpose);
  if (guard === null) return kind;
  if (guard === 'seen') return kind === 'unknown' ? kind : 'derived';
  return guard === 'listed' ? 'constant' : guard === 'number' ? 'number' : 'escaped';
}

function judgeName(name: Node, ask: Question): Kind {
  const binding = bindingAt(name);
  if (binding === null)
    return /^(?:undefined|NaN|Infinity|__dirname|__filename|arguments)$/.test(name.text)
      ? 'constant'
      : guarded('unknown', name, ask);
  return guarded(ask.judgeBinding(binding, name), name, ask);
}

function judgeBinding(binding: Binding, use: Node, ask: Question): Kind {
  if (/^(?:function|class|enum|import)$/.test(binding.kind)) return 'constant';
  if (binding.kind === 'caught') return 'unknown';
  const typed = kindOfType(binding.node.childForFieldName('type'), binding);
  if (typed !== null) return typed;
  let kind: Kind =
    binding.kind === 'parameter' ? judgeParameter(binding, ask) : binding.gives.length === 0 ? 'unknown' : 'constant';
  for (const { value, path } of givensAt(binding, use)) {
    kind = worse(kind, ask.judgeAt(value, path));
    if (kind === 'request') break;
  }
  return kind;
}

/** A type that leaves no room for text of one's own: `number`, `boolean`, `'asc' | 'desc'`. */
function kindOfType(annotation: Node | null, binding: Binding): Kind | null {
  const type = annotation?.text.slice(0, 300).replace(/^:\s*/, '') ?? '';
  if (type === '' || (binding.parameter?.path.length ?? 0) > 0) return null;
  if (/^(?:(?:number|bigint|boolean|Date|undefined|null)(?:\[\])*(?:\s*\|\s*(?=\w)|$))+$/.test(type)) return 'number';
  return /^(?:\|?\s*(?:'[^'\\]*'|"[^"\\]*"|\d+|undefined|null)\s*)+$/.test(type) ? 'constant' : null;
}

function judgeMember(node: Node, ask: Question): Kind {
  const chain = followed(chainOf(node), ask);
  const source = chain && sourceFor(chain, ask);
  const property = node.childForFieldName('property')?.text ?? '';
  const object = node.childForFieldName('object');
  if (source && !(isNumberProperty(property) && !HOLDS_VALUES.test(chain.steps.at(-2) ?? '')))
    return guarded(source, node, ask);
  if (isNumberProperty(property)) return 'number';
  const text = node.text.slice(0, 60);
  if (/^process\.argv(?!\[[01]\])/.test(text))
    return ask.purpose === 'shell' || ask.purpose === 'code' ? 'derived' : 'unknown';
  if (/^(?:process\.(?!stdin\b)|import\.meta\b)/.test(text)) return 'constant';
  if (!object) return 'unknown';
  if (ask.purpose === 'url' && QUERY_PROPERTY.test(property)) return guarded(ask.as('code').judge(object), node, ask);
  const set = property === '' ? null : propertyBinding(bare(object), property);
  const own = judgeProperty(object, node, property, ask);
  return guarded(set === null ? own : worse(own, ask.judgeBinding(set, node)), node, ask);
}

/**
 * The source that a chain is. Where an address is asked for, that of the request itself does no harm: it leads back
 * here.
 */
function sourceFor(chain: Chain, ask: Question): Kind | null {
  const source = sourceOf(chain);
  return source !== null && ask.purpose === 'url' && isOwnAddress(chain) ? 'unknown' : source;
}

/** A chain that begins with a parameter, in a call that is followed: it begins with what the call hands over. */
function followed(chain: Chain | null, ask: Question): Chain | null {
  const argument = chain?.root && ask.given?.get(chain.root)?.node;
  const inner = argument ? chainOf(argument) : null;
  return chain && inner ? { ...inner, steps: [...inner.steps, ...chain.steps] } : chain;
}

function judgeProperty(object: Node, node: Node, property: string, ask: Question): Kind {
  const inner = bare(object);
  const binding = inner.type === 'identifier' ? bindingAt(inner) : null;
  if (binding?.kind === 'enum') return 'constant';
  if (binding?.kind === 'import')
    return /^[A-Z][A-Z0-9_]*$/.test(property) || node.type === 'subscript_expression' || /^[A-Z]/.test(binding.name)
      ? 'constant'
      : 'unknown';
  if (binding === null && inner.type === 'identifier')
    return /^[A-Z][A-Z0-9_]*$/.test(property) ? 'constant' : 'unknown';
  return ask.judgeAt(object, [property === '' ? '[]' : property]);
}

/** What stands at `path` of a value: in an object that is written down its property, else whatever the value is. */
function judgePath(node: Node, path: readonly string[], ask: Question): Kind {
  const [first = '', ...rest] = path;
  if (first === 'key()') return ask.judge(node);
  if (rest.length === 0 && isNumberProperty(first)) return 'number';
  const chain = chainOf(node);
  const source = chain && sourceFor({ ...chain, steps: [...chain.steps, ...path] }, ask);
  if (source) return source;
  if (ask.purpose === 'url' && QUERY_PROPERTY.test(first)) return ask.as('code').judge(node);
  if (node.type === 'object' && first !== '[]') {
    const value = propertyOf(node, first);
    if (value) return ask.judgeAt(value, rest);
    if (node.namedChildren.every(({ type }) => type !== 'spread_element')) return 'constant';
  }
  if (node.type === 'identifier') {
    const binding = bindingAt(node);
    const gives = binding?.kind === 'variable' ? givensAt(binding, node) : [];
    let kind: Kind = gives.length > 0 ? 'constant' : ask.judge(node);
    for (const given of gives) kind = worse(kind, ask.judgeAt(given.value, [...given.path, ...path].slice(0, 6)));
    return kind;
  }
  const kind = ask.judge(node);
  if (kind === 'constant' && node.type === 'call_expression') return 'unknown';
  return kind;
}
