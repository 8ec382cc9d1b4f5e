import { AUTHOR_ABOVE } from './degree-of-authorship.js';
import { busFactor } from './bus-factor.js';
import { fileKnowledge } from './file-knowledge.js';
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
  const authorsOf = new Map<string, string[]>();
  const people = fileKnowledge(rows.filter(({ developer }) => !developer.isBot));
  for (const path of wholeFiles(rows)) {
    const authors = people.filter((row) => row.path === path && row.share > AUTHOR_ABOVE);
    if (authors.some(({ deliveries }) => deliveries >= LEAST_ALONE))
      authorsOf.set(
        path,
        authors.map(({ developer }) => developer.login),
      );
  }
  if (busFactor(authorsOf) !== 1) return null;
  const alone = new Map<string, number>();
  for (const [only, ...others] of authorsOf.values())
    if (only !== undefined && others.length === 0) alone.set(only, (alone.get(only) ?? 0) + 1);
  const [most] = [...alone].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (most === undefined || most[0].toLowerCase() === author.toLowerCase()) return null;
  const [login, files] = most;
  return files * 2 > authorsOf.size ? { login, files, of: authorsOf.size } : null;
}

/** Files of which every change is in the rows: the list may have been cut, or an account may be gone. */
function wholeFiles(rows: readonly Authorship[]): string[] {
  const known = new Map<string, { listed: number; all: number }>();
  for (const { path, deliveries, others } of rows) {
    const before = known.get(path)?.listed ?? 0;
    known.set(path, { listed: before + deliveries, all: deliveries + others });
  }
  return [...known].flatMap(([path, { listed, all }]) => (listed === all ? [path] : []));
}
