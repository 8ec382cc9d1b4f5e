import { authorsOfFiles } from './authors-of-files.js';
import { busFactor } from './bus-factor.js';
import type { Authorship } from '../knowledge-graph.js';

/** Changes of a file by one person, from which on it tells something that nobody else is an author. */
const LEAST_ALONE = 3;

export interface KnowledgeGap {
  login: string;
  /** Files of which this person is the only author, and all whose authors are known. */
  files: number;
  of: number;
}

/**
 * Who would leave more than half of the files without an author (bus factor 1): the only author of most of them, as far
 * as their history is known. A file whose changes are not all by somebody known tells nothing. Null: there is no such
 * person, or it is the author of the change. Pure.
 */
export function knowledgeGap(rows: readonly Authorship[], author: string): KnowledgeGap | null {
  const authorsOf = new Map(
    [...authorsOfFiles(rows)]
      .filter(([, authors]) => authors.some(({ deliveries }) => deliveries >= LEAST_ALONE))
      .map(([path, authors]) => [path, authors.map(({ developer }) => developer.login)] as const),
  );
  if (busFactor(authorsOf) !== 1) return null;
  const alone = new Map<string, number>();
  for (const [only, ...others] of authorsOf.values())
    if (only !== undefined && others.length === 0) alone.set(only, (alone.get(only) ?? 0) + 1);
  const [most] = [...alone].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (most === undefined || most[0].toLowerCase() === author.toLowerCase()) return null;
  const [login, files] = most;
  return files * 2 > authorsOf.size ? { login, files, of: authorsOf.size } : null;
}

/**
 * How many people would have to leave until more than half of the files have no author, as far as their history is known;
 * undefined: of none it is. Pure.
 */
export function knownBusFactor(rows: readonly Authorship[]): number | undefined {
  const authors = [...authorsOfFiles(rows)].map(
    ([path, all]) => [path, all.map(({ developer }) => developer.login)] as const,
  );
  return busFactor(new Map(authors)) || undefined;
}
