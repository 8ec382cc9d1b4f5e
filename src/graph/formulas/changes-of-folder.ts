import type { ChangeSet, CoChange } from '../knowledge-graph.js';

/** How often each file below `prefix` (a folder with its `/`; empty: all) changed in these, most first. Pure. */
export function changesBelow(sets: readonly ChangeSet[], prefix: string): { path: string; changes: number }[] {
  const counts = new Map<string, number>();
  for (const { path } of sets.flatMap(({ files }) => files))
    if (path.startsWith(prefix)) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .map(([path, changes]) => ({ path, changes }))
    .toSorted((a, b) => b.changes - a.changes || (a.path < b.path ? -1 : 1));
}

/**
 * How often files outside of a folder changed with something in it, as if the folder were one file: what couplings are
 * judged by. Of changes of at most `mostFiles`, newest first. Pure.
 */
export function changedWithFolder(sets: readonly ChangeSet[], prefix: string, mostFiles: number): CoChange[] {
  const small = sets.filter(({ files }) => files.length <= mostFiles);
  const inside = small.filter(({ files }) => files.some(({ path }) => path.startsWith(prefix)));
  const revisionsOf = countsOf(small);
  const lastOf = new Map(inside.toReversed().flatMap(({ number, files }) => files.map(({ path }) => [path, number])));
  return [...countsOf(inside)]
    .filter(([path]) => !path.startsWith(prefix))
    .map(([other, shared]) => ({
      path: prefix,
      other,
      shared,
      revisions: inside.length,
      otherRevisions: revisionsOf.get(other) ?? shared,
      lastNumber: lastOf.get(other) ?? 0,
    }));
}

function countsOf(sets: readonly ChangeSet[]): Map<string, number> {
  return new Map(changesBelow(sets, '').map(({ path, changes }) => [path, changes]));
}
