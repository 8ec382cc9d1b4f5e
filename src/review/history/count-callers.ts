import { LEAST_CONFIDENCE } from '../../graph/types.js';
import type { CalledSymbol } from './types.js';

/** How many symbols are known for sure to call one that changes: "at least", since reflection is not seen. Pure. */
export function countCallers(called: readonly CalledSymbol[]): number {
  return sureCallers(called).size;
}

/** The file of each symbol that calls one of `called` for sure. Pure. */
export function sureCallers(called: readonly Pick<CalledSymbol, 'callers'>[]): ReadonlyMap<string, string> {
  const sure = called.flatMap(({ callers }) =>
    callers.filter(({ confidence }) => confidence >= LEAST_CONFIDENCE.comment),
  );
  return new Map(sure.map(({ path, name }) => [`${path}\0${name}`, path]));
}
