import { authorsOfFiles } from '../formulas/authors-of-files.js';
import { changesBelow } from '../formulas/changes-of-folder.js';
import { foldersOfOne } from '../formulas/folders-of-one.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { livingFiles } from './living-files.js';

const CHANGES = { since: new Date(0), except: 0, limit: 500, mostFiles: 100 };
const MOST_AUTHORSHIP = 5000;

/**
 * The folders of a repository that one person could leave without an author, by the newest 500 merged pull requests and
 * the 100 files that they changed most, and of how many folders that is known. Throws GraphUnavailableError.
 */
export async function findFoldersOfOne(
  graph: Pick<KnowledgeGraph, 'changeSets' | 'files' | 'authorship'>,
  repository: RepositoryKey,
  now: Date,
): Promise<{ folders: string[]; of: number }> {
  const sets = await graph.changeSets(repository, CHANGES);
  const paths = [...(await livingFiles(graph, repository, changesBelow(sets, ''))).keys()];
  const rows = paths.length === 0 ? [] : await graph.authorship(repository, { paths, now, limit: MOST_AUTHORSHIP });
  return foldersOfOne(
    new Map([...authorsOfFiles(rows)].map(([path, all]) => [path, all.map(({ developer }) => developer.login)])),
  );
}
