import type { RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const STATEMENT = `SELECT FROM graph_repositories WHERE installation_id = $1::integer AND repo_id = $2::bigint
  FOR KEY SHARE`;

/** Whether the repository is there; it stays until the transaction ends (a purge waits, and then takes everything). */
export async function holdRepository(runner: Runner, { installationId, repoId }: RepositoryKey): Promise<boolean> {
  const rows: unknown[] = await runner.query(STATEMENT, [installationId, repoId]);
  return rows.length > 0;
}
