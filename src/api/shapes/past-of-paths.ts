import { authorsOfFiles } from '../../graph/formulas/authors-of-files.js';
import { countedSince } from '../../graph/formulas/co-change.js';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import { MOST_RANKED, type RepositoryKey } from '../../graph/types.js';

/** Of the files that change most; what the rest knows changes no picture. */
const MOST = { paths: 300, authorship: 5000 };

/** What the merged pull requests of a year say of files. */
export interface PastOfPaths {
  /** False: no pull request is known, so that nothing is said of changes. */
  isKnown: boolean;
  changes: ReadonlyMap<string, number>;
  /** Of those that change most; null: none of their authors stands out, or an account is gone. */
  owners: ReadonlyMap<string, string | null>;
}

/** Throws GraphUnavailableError. */
export async function pastOfPaths(
  graph: Pick<KnowledgeGraph, 'churn' | 'authorship'>,
  key: RepositoryKey,
  { isWanted, now }: { isWanted: (path: string) => boolean; now: Date },
): Promise<PastOfPaths> {
  const changed = await graph.churn(key, { since: countedSince(now), limit: MOST_RANKED });
  const wanted = changed.filter(({ path }) => isWanted(path));
  const paths = wanted.slice(0, MOST.paths).map(({ path }) => path);
  const rows = paths.length === 0 ? [] : await graph.authorship(key, { paths, now, limit: MOST.authorship });
  const authors = authorsOfFiles(rows);
  return {
    isKnown: changed.length > 0,
    changes: new Map(wanted.map(({ path, changes }) => [path, changes])),
    owners: new Map(
      paths.map((path) => {
        const [first] = (authors.get(path) ?? []).toSorted((a, b) => b.share - a.share);
        return [path, first?.developer.login ?? null];
      }),
    ),
  };
}

/** Who is author of most of them; null: of none anybody is. Pure. */
export function ownerOfMost(owners: readonly string[]): string | null {
  const files = new Map<string, number>();
  for (const login of owners) files.set(login, (files.get(login) ?? 0) + 1);
  const [most] = [...files].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}
