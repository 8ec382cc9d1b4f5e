/** What a name means by a table in which one star may stand for anything (`@lib/*`), and what it stands for. */
export type StarPatterns<T> = (name: string) => { value: T; star: string } | null;

/** Patterns that begin alike, of which each is tried. */
const MOST_OF_BEGINNING = 20;
const LONGEST = 300;

/**
 * Reads such a table once: the exact name counts first, then the pattern with the longest beginning, as Node and
 * TypeScript have it (https://nodejs.org/api/esm.html#resolution-algorithm-specification).
 */
export function starPatterns<T>(entries: Iterable<readonly [string, T]>): StarPatterns<T> {
  const exact = new Map<string, T>();
  const byBeginning = new Map<string, { after: string; value: T }[]>();
  for (const [pattern, value] of entries) {
    const [before = '', after] = pattern.split('*', 2);
    if (after === undefined) exact.set(pattern, value);
    else {
      const known = byBeginning.get(before) ?? [];
      byBeginning.set(before, known);
      if (known.length < MOST_OF_BEGINNING) known.push({ after, value });
    }
  }
  for (const alike of byBeginning.values()) alike.sort((a, b) => b.after.length - a.after.length);
  return (name) => {
    if (exact.has(name)) return { value: exact.get(name) as T, star: '' };
    if (name.length > LONGEST) return null;
    for (let length = name.length; length >= 0; length -= 1) {
      const found = byBeginning
        .get(name.slice(0, length))
        ?.find(({ after }) => name.length >= length + after.length && name.endsWith(after));
      if (found) return { value: found.value, star: name.slice(length, name.length - found.after.length) };
    }
    return null;
  };
}

/** The targets with what the star stands for; a path longer than 300 characters is none. */
export function filledIn(targets: readonly string[], star: string): string[] {
  return targets.flatMap((target) => (target.length > LONGEST ? [] : [target.replaceAll('*', () => star)]));
}
