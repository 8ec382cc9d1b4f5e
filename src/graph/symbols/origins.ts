import type { Origin } from './file-facts.js';

/** Longer ones (`a.b().c().d()…`) are followed no further: they are generated, and each call would carry them all. */
const DEEPEST = 24;
const depths = new WeakMap<Origin, number>();

/** Makes an origin out of another one; null stays null, and what grows too deep is null. */
export function instanceOf(of: Origin | null): Origin | null {
  return of && deeper(['instance', of], of);
}

export function memberOf(of: Origin | null, name: string): Origin | null {
  return of && deeper(['member', of, name], of);
}

export function resultOf(of: Origin | null): Origin | null {
  return of && deeper(['result', of], of);
}

export function elementOf(of: Origin | null): Origin | null {
  if (of?.[0] === 'list') return of[1];
  return of && deeper(['element', of], of);
}

export function listOf(of: Origin | null): Origin | null {
  return of && deeper(['list', of], of);
}

export function mapOf(of: Origin | null): Origin | null {
  return of && deeper(['map', of], of);
}

export function itemOf(of: Origin | null, index: number): Origin | null {
  return of && deeper(['item', of, index], of);
}

/** One of these; null if one of them is not known: it would be a guess. */
export function eitherOf(all: readonly (Origin | null)[]): Origin | null {
  const known = distinct(all);
  if (known.length !== all.length && all.includes(null)) return null;
  const [first] = known;
  if (known.length <= 1 || !first) return first ?? null;
  return known.length > 8 ? null : deeper(['either', known], deepest(known));
}

/** All of these at once. */
export function bothOf(all: readonly (Origin | null)[]): Origin | null {
  const known = distinct(all);
  const [first] = known;
  if (known.length <= 1 || !first) return first ?? null;
  return known.length > 8 ? null : deeper(['both', known], deepest(known));
}

function distinct(all: readonly (Origin | null)[]): Origin[] {
  const byText = new Map<string, Origin>();
  for (const one of all) if (one) byText.set(JSON.stringify(one), one);
  return [...byText.values()];
}

function deepest(all: readonly Origin[]): Origin | null {
  return all.toSorted((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0))[0] ?? null;
}

function deeper(made: Origin, from: Origin | null): Origin | null {
  const depth = ((from && depths.get(from)) ?? 0) + 1;
  if (depth > DEEPEST) return null;
  depths.set(made, depth);
  return made;
}
