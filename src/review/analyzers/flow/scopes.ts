import type { Node } from 'web-tree-sitter';
import { contains, type Definition, type Guard, type Range } from './definitions.js';

/** A part of a file with names of its own. */
export interface Scope extends Range {
  kind: 'file' | 'function' | 'class' | 'block';
  parent: Scope | null;
  node: Node;
  names: Map<string, Definition[]>;
  guards: Map<string, Guard[]>;
  /** What a function returns: the values of its `return` statements. */
  returns: Node[];
  /** The definition around it that decorates a function, in languages that have such. */
  decorated?: Node;
}

/** All scopes of a file, by where they begin, and the calls of its functions by their name. */
export interface Scopes {
  all: readonly Scope[];
  calls: ReadonlyMap<string, readonly Node[]>;
}

/** Nobody nests functions deeper. */
const DEEPEST = 300;

export function newScope(kind: Scope['kind'], node: Node, parent: Scope | null): Scope {
  const range = { start: node.startIndex, end: node.endIndex };
  return { kind, node, parent, ...range, names: new Map(), guards: new Map(), returns: [] };
}

/** The innermost scope around `at`. */
export function scopeAt({ all }: Scopes, at: number): Scope | null {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  let scope = all[low - 1] ?? null;
  for (let steps = 0; scope && !contains(scope, at); steps += 1) {
    if (steps > DEEPEST) return all[0] ?? null;
    scope = scope.parent;
  }
  return scope;
}

/** The function around `scope`, or itself. */
export function functionOf(scope: Scope | null): Scope | null {
  let current = scope;
  while (current && current.kind !== 'function') current = current.parent;
  return current;
}

/** The scope that gives `name` a value, from `scope` outwards. Names of a class are not seen within its methods. */
export function scopeOfName(scope: Scope | null, name: string): Scope | null {
  for (let [current, steps] = [scope, 0]; current && steps < DEEPEST; steps += 1) {
    if (current.names.has(name) && (current.kind !== 'class' || steps === 0)) return current;
    current = current.parent;
  }
  return null;
}

export function define(scope: Scope, name: string, definition: Definition): void {
  const known = scope.names.get(name);
  if (known) {
    // Nearly sorted as they come: what stands in another statement ends before it.
    let place = known.length;
    while (place > 0 && place > known.length - 20 && (known[place - 1]?.end ?? 0) > definition.end) place -= 1;
    known.splice(place, 0, definition);
  } else scope.names.set(name, [definition]);
}

export function guard(scope: Scope, name: string, added: Guard): void {
  const known = scope.guards.get(name);
  if (known) known.push(added);
  else scope.guards.set(name, [added]);
}
