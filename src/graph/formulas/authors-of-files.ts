import type { Authorship } from '../knowledge-graph.js';
import { AUTHOR_ABOVE } from './degree-of-authorship.js';
import { fileKnowledge, type Knowledge } from './file-knowledge.js';

/**
 * The authors of each file (above .75 of its highest degree of authorship; Avelino et al., ICPC'16), bots left out. A
 * file whose changes are not all in the rows (the list may have been cut, or an account may be gone) tells nothing.
 * Pure.
 */
export function authorsOfFiles(rows: readonly Authorship[]): Map<string, Knowledge[]> {
  const authors = new Map(wholeFiles(rows).map((path) => [path, [] as Knowledge[]]));
  for (const row of fileKnowledge(rows.filter(({ developer }) => !developer.isBot)))
    if (row.share > AUTHOR_ABOVE) authors.get(row.path)?.push(row);
  return authors;
}

function wholeFiles(rows: readonly Authorship[]): string[] {
  const known = new Map<string, { listed: number; all: number }>();
  for (const { path, deliveries, others } of rows) {
    const before = known.get(path)?.listed ?? 0;
    known.set(path, { listed: before + deliveries, all: deliveries + others });
  }
  return [...known].flatMap(([path, { listed, all }]) => (listed === all ? [path] : []));
}
