import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';

/** A glob up to its first special character. */
const LITERAL = /^[^*?[\]{}()!+@|\\]*/;

/**
 * Whether a repository (our id) has a file that a glob matches, as far as the graph can tell without listing them: by
 * the path, or by the folder that the glob begins with. Null: it cannot. Throws GraphUnavailableError.
 */
export function hasFileIn(
  source: Pick<DataSource, 'query'>,
  graph: Pick<KnowledgeGraph, 'repository' | 'files' | 'folder'>,
): (repositoryId: number, glob: string) => Promise<boolean | null> {
  return async (repositoryId, glob) => {
    const rows: { installationId: number; repoId: number }[] = await source.query(
      'SELECT installation_id AS "installationId", github_repo_id::float8 AS "repoId" FROM repositories WHERE id = $1',
      [repositoryId],
    );
    const [key] = rows;
    if (key === undefined || ((await graph.repository(key))?.scan ?? null) === null) return null;
    const literal = LITERAL.exec(glob)?.[0] ?? '';
    if (literal === glob) {
      const files = await graph.files(key, [glob]);
      if (files.some(({ deletedAt }) => deletedAt === null)) return true;
      return (await graph.folder(key, glob)).files > 0;
    }
    const folder = literal.slice(0, Math.max(0, literal.lastIndexOf('/')));
    if (folder === '') return null;
    if ((await graph.folder(key, folder)).files === 0) return false;
    return /\/\*\*(?:\/\*)?$/.test(glob) && glob.startsWith(`${folder}/**`) ? true : null;
  };
}
