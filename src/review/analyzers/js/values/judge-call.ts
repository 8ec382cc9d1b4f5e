import type { Node } from 'web-tree-sitter';
import { argumentsOf, bare, literalOf, calledBy } from '../calls.js';
import { chainOf } from './chain.js';
import {
  cleans,
  comesAboutAnew,
  escapes,
  makesNumber,
  makesRandom,
  passesArguments,
  passesNew,
  passesReceiver,
  quotesValues,
} from './conversions.js';
import { worse, worstOf, type Kind, type Question } from './kinds.js';
import { bindingAt, namesOf } from './names-of.js';
import { originOf } from './origin.js';
import type { Binding } from './scopes.js';
import { isOwnAddress, readsEvent, sourceOf } from './sources.js';

const MOST_ARGUMENTS = 20;
const FUNCTION = /^(?:arrow_function|function_expression|function_declaration|generator_function\w*)$/;

/** What is known of the result of a call, or of `new`. */
export function judgeCall(call: Node, ask: Question): Kind {
  const values = argumentsOf(call).slice(0, MOST_ARGUMENTS);
  if (call.type === 'new_expression') return judgeNew(call, values, ask);
  const callee = calledBy(call);
  if (call.childForFieldName('arguments')?.type === 'template_string') return judgeTagged(call, callee, ask);
  const receiver = callee?.childForFieldName('object') ?? null;
  const method = callee?.childForFieldName('property')?.text ?? '';
  const name = method || (callee?.text.slice(0, 100) ?? '');
  const origin = originOf(callee) ?? name;

  if (makesNumber(origin, method) || makesRandom(origin)) return 'number';
  if (escapes(origin, name, ask.purpose)) {
    if (values.length === 0 && receiver) return ask.judge(receiver);
    // A function of this file is what it does, not what it is called; what it does letter by letter is not seen.
    const done = receiver === null ? judgeOwn(callee, values, ask) : null;
    return done === 'request' || done === 'derived' ? 'derived' : 'escaped';
  }
  if (quotesValues(origin, literalOf(values[0]))) return worse('escaped', values[0] ? ask.judge(values[0]) : 'escaped');
  const own = receiver === null ? judgeOwn(callee, values, ask) : null;
  if (own !== null) return own;
  if (isFixed(call, origin)) return 'constant';
  const chain = chainOf(call);
  const source = chain && (ask.purpose === 'url' && isOwnAddress(chain) ? null : sourceOf(chain));
  if (source) return chain.steps.includes('valid') ? 'derived' : source;
  if (readsEvent(callee)) return 'request';
  if (passesArguments(origin)) return worstOf(values, ask);
  if (receiver && passesReceiver(method)) return judgeMethod(receiver, method, values, ask);
  const parts = [...(receiver ? [receiver] : []), ...values].map((part) => ask.judge(part));
  return parts.some((kind) => kind === 'request' || kind === 'derived') ? 'derived' : 'unknown';
}

/** What the machine or the repository says of itself: paths of the process, the SHA that `git rev-parse` prints. */
function isFixed(call: Node, origin: string): boolean {
  if (/^(?:process\.(?:cwd|platform)|os\.\w+|require\.resolve|url\.fileURLToPath)$/.test(origin))
    return !call.text.includes('userInfo');
  if (!/^child_process\.(?:execSync|execFileSync|exec|execFile)$/.test(origin)) return false;
  const command = argumentsOf(call)
    .slice(0, 2)
    .map((value) => value.text.slice(0, 60))
    .join(' ');
  return /^['"`[]*git['"`,[\s]+(?:rev-parse|describe|hash-object|merge-base|rev-list)\b/.test(command);
}

function judgeNew(call: Node, values: readonly Node[], ask: Question): Kind {
  const origin = originOf(call) ?? '';
  if (/^new (?:Date|Number|Boolean|Uint8Array|RegExp)$/.test(origin)) return 'number';
  // The base of an address is not what somebody else chose in it.
  const kind = worstOf(origin.endsWith('URL') ? values.slice(0, 1) : values, ask);
  if (passesNew(origin)) return kind;
  return kind === 'request' || kind === 'derived' ? 'derived' : 'unknown';
}

/** A tagged template is what its tag makes of it; of `String.raw` the text. */
function judgeTagged(call: Node, callee: Node | null, ask: Question): Kind {
  const template = call.childForFieldName('arguments');
  const name = callee?.text.slice(0, 60) ?? '';
  if (template && name === 'String.raw') return ask.judge(template);
  return 'escaped';
}

function judgeMethod(receiver: Node, method: string, values: readonly Node[], ask: Question): Kind {
  const [first, second] = values;
  if ((method === 'map' || method === 'flatMap' || method === 'then') && first)
    return judgeCallback(first, receiver, ask);
  if (method === 'replace' || method === 'replaceAll') {
    const regex = first && bare(first);
    const pattern =
      regex?.type === 'regex' ? (regex.childForFieldName('pattern')?.text.slice(0, 500) ?? '') : literalOf(first);
    const isGlobal = method === 'replaceAll' || (regex?.childForFieldName('flags')?.text ?? '').includes('g');
    const kind = ask.judge(receiver);
    if (kind === 'constant' || kind === 'number')
      return second && !FUNCTION.test(second.type) ? worse(kind, ask.judge(second)) : 'unknown';
    if (pattern === null || !cleans(pattern, isGlobal, ask.purpose)) return kind;
    const isUndone = ask.purpose === 'path' && literalOf(second) === '' && comesAboutAnew(pattern);
    return isUndone ? (kind === 'request' ? 'derived' : kind) : 'escaped';
  }
  if (/^(?:concat|join|fill|append|with)$/.test(method)) return worstOf([receiver, ...values], ask);
  return ask.judge(receiver);
}

/** What a callback of `map` or `then` gives back for what it is called on. */
function judgeCallback(callback: Node, receiver: Node, ask: Question): Kind {
  const fn = bare(callback);
  if (FUNCTION.test(fn.type)) return worstOf(returnsOf(fn), ask);
  const origin = originOf(fn) ?? '';
  const name = origin.split('.').pop() ?? '';
  if (makesNumber(origin, '')) return 'number';
  if (escapes(origin, name, ask.purpose)) return 'escaped';
  return worse(ask.judge(receiver) === 'request' ? 'derived' : ask.judge(receiver), 'unknown');
}

/** What a function of the same file gives back, called with `values`; null where it is none. */
function judgeOwn(callee: Node | null, values: readonly Node[], ask: Question): Kind | null {
  const fn = callee && functionOf(callee);
  if (!fn || ask.calls <= 0) return null;
  const returns = returnsOf(fn);
  if (returns.length === 0 || returns.length > 40) return null;
  const given = new Map<Binding, { kind: Kind; node: Node | null }>();
  for (const binding of scopeOf(fn)?.names.values() ?? []) {
    const { parameter } = binding;
    const value = parameter && values[parameter.index];
    if (!parameter) continue;
    const kind = value ? ask.judgeAt(value, parameter.path) : 'constant';
    given.set(binding, { kind, node: (parameter.path.length === 0 && value) || null });
  }
  return worstOf(returns, ask.within(given));
}

/** The function of the file that `callee` names; null for any other. */
export function functionOf(callee: Node): Node | null {
  const node = bare(callee);
  if (node.type !== 'identifier') return null;
  const binding = bindingAt(node);
  if (binding === null || binding.gives.length > 1) return null;
  if (binding.kind === 'function') return binding.node;
  const [given] = binding.gives;
  return binding.kind === 'variable' && given && given.path.length === 0 && FUNCTION.test(given.value.type)
    ? given.value
    : null;
}

function scopeOf(fn: Node) {
  const body = fn.childForFieldName('parameters') ?? fn.childForFieldName('parameter') ?? fn;
  return namesOf(fn).scopeAt(body.startIndex);
}

function returnsOf(fn: Node): readonly Node[] {
  return scopeOf(fn)?.within.returns ?? [];
}
