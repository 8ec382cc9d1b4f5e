import type { DataSource } from 'typeorm';
import type { ExecutionRecord } from './execution-record.js';

/** Why nothing runs for the installation or the repository of a run any more; null: they are served. */
export async function awayReason(
  source: DataSource,
  { installationId, repository }: Pick<ExecutionRecord, 'installationId' | 'repository'>,
): Promise<string | null> {
  const rows: { installation: boolean; repository: boolean }[] = await source.query(
    `SELECT i.is_active AS installation, COALESCE(p.is_active, true) AS repository FROM installations i
       LEFT JOIN repositories p ON p.id = $2 WHERE i.id = $1`,
    [installationId, repository?.id ?? null],
  );
  if (rows[0]?.installation !== true) return 'the App is not installed any more, or suspended';
  return rows[0].repository ? null : 'the repository is not served any more';
}
