import type { Node, Tree } from 'web-tree-sitter';
import { parentOf } from '../../../../syntax/parent-of.js';
import { argumentsOf, bare, calleeOf, calledBy } from '../calls.js';
import { worse, type Kind, type Question } from './kinds.js';
import { bindingAt, namesOf } from './names-of.js';
import { placesOf } from '../../node-text.js';
import type { Binding } from './scopes.js';
import { isExported, sourceOf } from './sources.js';

/** Methods whose callback is given the elements of what it is called on, and at which place. */
const GIVES_ELEMENTS = /\.(?:map|forEach|filter|find|findLast|findIndex|some|every|flatMap|then|sort)$/;
const MOST_CALLS = 20;
/** Each looks through the whole file. */
const MOST_COUNTED = 50;
const counted = new WeakMap<Tree, number>();

/** What is known of a parameter: by what its function is for, by the calls of it in the same file. */
export function judgeParameter(binding: Binding, ask: Question): Kind {
  const { parameter } = binding;
  if (!parameter) return 'unknown';
  const given = ask.given?.get(binding);
  if (given !== undefined) return given.kind;
  const source = sourceOf({ root: binding, name: binding.name, steps: parameter.path });
  if (source) return source;
  const { of, index, path } = parameter;
  const list = parentOf(of);
  const call = list?.type === 'arguments' ? parentOf(list) : null;
  if (call) return judgeElement(call, of, index, path, ask);
  return judgeCalls(of, index, path, ask);
}

function judgeElement(call: Node, fn: Node, index: number, path: readonly string[], ask: Question): Kind {
  const receiver = calledBy(call)?.childForFieldName('object');
  const callee = calleeOf(call);
  if (!receiver || argumentsOf(call)[0]?.id !== fn.id) return 'unknown';
  if (callee.endsWith('.reduce'))
    return index === 1 ? ask.judgeAt(receiver, ['[]', ...path]) : index === 2 ? 'number' : 'constant';
  if (!GIVES_ELEMENTS.test(callee)) return 'unknown';
  if (index === 1 && !callee.endsWith('.sort')) return 'number';
  return index <= 1 ? ask.judgeAt(receiver, callee.endsWith('.then') ? path : ['[]', ...path]) : 'unknown';
}

/** What the calls of a function in its file pass on; constant only where nobody else can call it. */
function judgeCalls(fn: Node, index: number, path: readonly string[], ask: Question): Kind {
  const name = nameOf(fn);
  if (name === null || ask.given !== null) return 'unknown';
  const names = namesOf(fn);
  const isMethod = fn.type === 'method_definition';
  const all = names.calls.get(isMethod ? `this.${name.text}` : name.text) ?? [];
  let kind: Kind = 'constant';
  let count = 0;
  for (const call of all.slice(0, MOST_CALLS)) {
    if (!isMethod && bindingAt(calledBy(call) ?? call)?.name !== name.text) continue;
    if (!isMethod && !isSame(call, name)) continue;
    count += 1;
    const value = argumentsOf(call)[index];
    if (value && bare(value).type !== 'spread_element') kind = worse(kind, ask.judgeAt(value, path));
  }
  if (kind === 'request' || kind === 'derived') return kind;
  const isPrivate = !isMethod && count > 0 && all.length <= MOST_CALLS && !isExported(fn) && isOnlyCalled(name, count);
  return isPrivate ? kind : 'unknown';
}

function isSame(call: Node, name: Node): boolean {
  const called = calledBy(call);
  return called !== null && bindingAt(called)?.node.startIndex === (bindingAt(name)?.node.startIndex ?? -1);
}

/** Whether the name stands in the file where it is declared and where it is called, and nowhere else. */
function isOnlyCalled(name: Node, calls: number): boolean {
  const before = counted.get(name.tree) ?? 0;
  counted.set(name.tree, before + 1);
  if (before >= MOST_COUNTED) return false;
  let count = 0;
  for (const _ of placesOf(name.text, name.tree.rootNode.text)) {
    count += 1;
    if (count > calls + 1) return false;
  }
  return count === calls + 1;
}

function nameOf(fn: Node): Node | null {
  const own = fn.childForFieldName('name');
  if (own) return own;
  const holder = parentOf(fn);
  const name = holder?.type === 'variable_declarator' ? holder.childForFieldName('name') : null;
  return name?.type === 'identifier' ? name : null;
}
