import type { Origin } from './file-facts.js';

/** Asked only when the whole file is read: names may be used above of where they are declared. */
export type Later = () => Origin | null;

/** What names mean in a piece of a file. */
export interface Scope {
  parent: Scope | null;
  values: Map<string, Later>;
  /** Types have names of their own in TypeScript; elsewhere it is not used. */
  types: Map<string, Later>;
  /** Index of the innermost symbol around; -1: the file. */
  symbol: number;
  /** What `this` is; undefined: what it is outside. */
  self: Origin | null | undefined;
  /** Where `return` goes; undefined: where it goes outside. */
  returns: Later[] | null | undefined;
  /** What stands here is of no interest to other files: inside of a function. */
  isLocal: boolean;
  /** Names of a class body are not seen from its functions (Python). */
  isClass: boolean;
}

/** A scope within `parent`, the same in everything that `change` does not say. */
export function openScope(parent: Scope | null, change: Partial<Scope> = {}): Scope {
  return {
    parent,
    values: new Map(),
    types: new Map(),
    symbol: parent?.symbol ?? -1,
    self: undefined,
    returns: undefined,
    isLocal: parent?.isLocal ?? false,
    isClass: false,
    ...change,
  };
}

/** What the value called `name` is from here; undefined: nothing in this file. */
export function lookUp(scope: Scope, name: string): Origin | null | undefined {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const later = at.values.get(name);
    if (later && (at === scope || !at.isClass)) return later();
  }
  return undefined;
}

export function lookUpType(scope: Scope, name: string): Origin | null | undefined {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const later = at.types.get(name);
    if (later) return later();
  }
  return undefined;
}

export function selfOf(scope: Scope): Origin | null {
  for (let at: Scope | null = scope; at; at = at.parent) if (at.self !== undefined) return at.self;
  return null;
}

export function returnsOf(scope: Scope): Later[] | null {
  for (let at: Scope | null = scope; at; at = at.parent) if (at.returns !== undefined) return at.returns;
  return null;
}

/** Asks once; whoever asks again while it is being asked (`const a = a.b`) gets null. */
export function once(later: Later): Later {
  let state: 'new' | 'asked' | 'known' = 'new';
  let value: Origin | null = null;
  return () => {
    if (state !== 'new') return value;
    state = 'asked';
    value = later();
    state = 'known';
    return value;
  };
}
