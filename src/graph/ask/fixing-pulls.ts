import type { Fix } from '../knowledge-graph.js';

/** The fixes of each file, newest first; a pull request that closed two bugs fixed once. Pure. */
export function fixingPulls(fixes: readonly Fix[]): Map<string, Fix[]> {
  const byPath = new Map<string, Map<number, Fix>>();
  for (const fix of fixes) {
    const own = byPath.get(fix.path) ?? new Map<number, Fix>();
    byPath.set(fix.path, own);
    if (!own.has(fix.number)) own.set(fix.number, fix);
  }
  const newestFirst = (own: ReadonlyMap<number, Fix>) =>
    [...own.values()].toSorted((a, b) => b.mergedAt.getTime() - a.mergedAt.getTime());
  return new Map([...byPath].map(([path, own]) => [path, newestFirst(own)]));
}
