import type { DataSource } from 'typeorm';

/** Notes that memories were applied in a review. */
export async function markUsed(
  source: Pick<DataSource, 'query'>,
  installationId: number,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await source.query(
    `UPDATE memories SET used_count = used_count + 1, last_used_at = now()
      WHERE installation_id = $1 AND id = ANY ($2::uuid[])`,
    [installationId, ids],
  );
}
