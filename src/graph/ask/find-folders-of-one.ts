import { authorsOfFiles } from '../formulas/authors-of-files.js';
import { changesBelow } from '../formulas/changes-of-folder.js';
import { isAway } from '../formulas/experts-of-change.js';
import { foldersOfOne, type FolderOfOne } from '../formulas/folders-of-one.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { lastSeenOf } from './last-seen.js';
import { livingFiles } from './living-files.js';

const CHANGES = { since: new Date(0), except: 0, limit: 500, mostFiles: 100 };
const MOST_AUTHORSHIP = 5000;

/** The folders that depend on one person, and of how many folders that is known. */
export interface FoldersOfOne {
  /** Those first whose person was not seen in the repository for 90 days, then by path. */
  folders: (FolderOfOne & { isAway: boolean })[];
  of: number;
}

/**
 * The folders of a repository that one person could leave without an author, by the newest 500 merged pull requests and
 * the 100 files that they changed most, and of how many folders that is known. Whatever tells of such folders asks here.
 * Throws GraphUnavailableError.
 */
export async function findFoldersOfOne(
  graph: Pick<KnowledgeGraph, 'changeSets' | 'files' | 'authorship' | 'contributions'>,
  repository: RepositoryKey,
  now: Date,
): Promise<FoldersOfOne> {
  const sets = await graph.changeSets(repository, CHANGES);
  const paths = [...(await livingFiles(graph, repository, changesBelow(sets, ''))).keys()];
  const rows = paths.length === 0 ? [] : await graph.authorship(repository, { paths, now, limit: MOST_AUTHORSHIP });
  const { folders, of } = foldersOfOne(
    new Map([...authorsOfFiles(rows)].map(([path, all]) => [path, all.map(({ developer }) => developer.login)])),
  );
  const lastSeen = await lastSeenOf(
    graph,
    repository,
    folders.map(({ login }) => login),
  );
  const seenOf = (login: string) => [
    lastSeen.get(login),
    ...rows.filter(({ developer }) => developer.login === login).map(({ lastAt }) => lastAt),
  ];
  const told = folders.map((folder) => ({ ...folder, isAway: isAway(seenOf(folder.login), now) }));
  return { folders: told.toSorted((a, b) => Number(b.isAway) - Number(a.isAway)), of };
}
