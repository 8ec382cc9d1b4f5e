import type { RepositoryKey, RepositoryNode } from '../types.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

/** An installation that is gone brings no repository back. */
const STATEMENT = `INSERT INTO graph_repositories (installation_id, repo_id, full_name, default_branch)
  SELECT id, $2::bigint, $3::text, $4::text FROM installations WHERE id = $1::integer
  ON CONFLICT (installation_id, repo_id) DO UPDATE SET full_name = EXCLUDED.full_name,
    default_branch = EXCLUDED.default_branch`;

/** Makes or renames a repository's row. */
export async function upsertRepository(
  runner: Runner,
  {
    installationId,
    repoId,
    fullName,
    defaultBranch,
  }: RepositoryKey & Pick<RepositoryNode, 'fullName' | 'defaultBranch'>,
): Promise<void> {
  const names = [storableText(fullName).slice(0, 512), storableText(defaultBranch).slice(0, 255)];
  await runner.query(STATEMENT, [installationId, repoId, ...names]);
}
