import type { Node } from 'web-tree-sitter';

/** How a name came by its value. */
export type Way =
  | 'set'
  /** `+=` */
  | 'append'
  /** One of several that were unpacked from the value. */
  | 'part'
  /** One element of the value: the name of a loop. */
  | 'each'
  /** The value became an element of what the name holds. */
  | 'element'
  | 'parameter'
  | 'import'
  /** A function or a class of this file. */
  | 'declared';

export interface Definition {
  way: Way;
  /** The statement. */
  start: number;
  end: number;
  /** Where it surely holds after it: the block it stands in. */
  within: Range;
  /** The value; of a parameter its type, of what is declared the declaration. */
  value: Node | null;
  /** Of an import: what it names. Of one that was unpacked: which one. */
  path?: string;
  index?: number;
  /** The type that was written beside it. */
  type?: Node | null;
  /** It makes the name anew: outside of `within` that means something else. */
  isLocal?: boolean;
}

export interface Range {
  start: number;
  end: number;
}

/** How far a check goes: the value is one of a few, it begins as it must, or nobody here knows what was checked. */
export type Strength = 'exact' | 'prefix' | 'maybe';

/** A check of what a name holds, which holds in a part of the file. */
export interface Guard extends Range {
  strength: Strength;
}

/** Nobody sets a name more often in the branches in front of one use. */
const MOST_LOOKED_AT = 40;

export function contains(range: Range, at: number): boolean {
  return range.start <= at && at < range.end;
}

/**
 * What of `definitions`, sorted by their end, a name may hold at `at`; without any before it, all. In the order of the
 * file.
 */
export function reaching(definitions: readonly Definition[], at: number): Definition[] {
  let [low, high] = [0, definitions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((definitions[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return definitions.slice(0, MOST_LOOKED_AT);
  const found: Definition[] = [];
  const before = definitions.slice(Math.max(0, low - MOST_LOOKED_AT), low).reverse();
  // A name that was made in a block of its own, and what it was given there, is another one.
  const hidden = before.flatMap(({ isLocal, within }) => (isLocal && !contains(within, at) ? [within] : []));
  for (const definition of before) {
    if (hidden.some((range) => contains(range, definition.start))) continue;
    found.push(definition);
    if (definition.way !== 'append' && definition.way !== 'element' && contains(definition.within, at)) break;
  }
  return found.reverse();
}

/** The strongest check of a name that holds at `at`. */
export function guardAt(guards: readonly Guard[] | undefined, at: number): Strength | null {
  let found: Strength | null = null;
  for (const guard of (guards ?? []).slice(-MOST_GUARDS)) {
    if (!contains(guard, at)) continue;
    if (guard.strength === 'exact') return 'exact';
    if (guard.strength === 'prefix' || found === null) found = guard.strength;
  }
  return found;
}

const MOST_GUARDS = 200;
