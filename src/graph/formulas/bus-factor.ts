/**
 * How many people would have to leave until more than half of the files have no author: greedy removal of whoever
 * authors most (Avelino et al., "A Novel Approach for Estimating Truck Factors", ICPC'16). Takes the authors of each
 * file; files without any are left out. 0 for no file. Pure.
 */
export function busFactor(authorsOf: ReadonlyMap<string, readonly string[]>): number {
  const left = new Map(
    [...authorsOf].filter(([, authors]) => authors.length > 0).map(([path, all]) => [path, new Set(all)]),
  );
  const files = left.size;
  for (let removed = 0; ; removed++) {
    const owned = [...left.values()].filter((authors) => authors.size > 0);
    if (files === 0 || (files - owned.length) * 2 > files) return removed;
    const counts = new Map<string, number>();
    for (const author of owned.flatMap((authors) => [...authors])) counts.set(author, (counts.get(author) ?? 0) + 1);
    const [most] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    for (const authors of left.values()) authors.delete(most?.[0] ?? '');
  }
}
