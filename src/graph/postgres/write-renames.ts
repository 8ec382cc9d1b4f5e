import type { RepositoryKey } from '../types.js';
import { fitsPath } from '../rows/fits-key.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

const STATEMENT = `INSERT INTO graph_renamed_to (installation_id, repo_id, from_path, to_path, renamed_at)
  SELECT $1::integer, $2::bigint, from_path, to_path, min(renamed_at)
    FROM unnest($3::text[], $4::text[], $5::timestamptz[]) AS given (from_path, to_path, renamed_at)
    GROUP BY from_path, to_path ORDER BY from_path, to_path
  ON CONFLICT DO NOTHING`;

/** RENAMED_TO: what was `from` is `to` since `at`. The file that was is there as a deleted one, or will be. */
export async function writeRenames(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  renames: readonly { from: string; to: string; at: Date }[],
): Promise<void> {
  const real = renames.filter(({ from, to }) => from !== to && fitsPath(from) && fitsPath(to));
  if (real.length === 0) return;
  await runner.query(STATEMENT, [
    installationId,
    repoId,
    real.map(({ from }) => storableText(from)),
    real.map(({ to }) => storableText(to)),
    real.map(({ at }) => at),
  ]);
}
