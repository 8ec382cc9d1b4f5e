import type { CalledSymbol } from '../types.js';

/** What a comment may rest on. */
export const SURE = 0.85;

/** How many symbols are known for sure to call one that changes: "at least", since reflection is not seen. Pure. */
export function countCallers(called: readonly CalledSymbol[]): number {
  const sure = called.flatMap(({ callers }) => callers.filter(({ confidence }) => confidence >= SURE));
  return new Set(sure.map(({ path, name }) => `${path}\0${name}`)).size;
}
