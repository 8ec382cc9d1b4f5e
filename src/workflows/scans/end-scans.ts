import type { EntityManager } from 'typeorm';

/**
 * Ends the scans of repositories (our ids) that wait or run, in the caller's transaction: what waits is cancelled in
 * the engine too, what runs sees it within its watch interval and stops. Returns how many.
 */
export async function endScans(
  manager: EntityManager,
  repositoryIds: readonly number[],
  reason: string,
  { only }: { only?: 'waiting pushes' } = {},
): Promise<number> {
  if (repositoryIds.length === 0) return 0;
  const [ended]: [{ id: string }[], number] = await manager.query(
    `UPDATE scans SET status = 'cancelled', error_message = $2, completed_at = now()
      WHERE repository_id = ANY ($1) AND status IN ('pending', 'running')
        AND ($3::boolean IS FALSE OR (status = 'pending' AND kind = 'push')) RETURNING id`,
    [repositoryIds, reason, only === 'waiting pushes'],
  );
  await manager.query(
    `UPDATE dbos.workflow_status SET status = 'CANCELLED', owner_xid = NULL, queue_name = NULL, deduplication_id = NULL,
            completed_at = (extract(epoch FROM now()) * 1000)::bigint, updated_at = (extract(epoch FROM now()) * 1000)::bigint
      WHERE workflow_uuid = ANY ($1) AND status IN ('DELAYED', 'ENQUEUED')`,
    [ended.map(({ id }) => `scan:${id}`)],
  );
  return ended.length;
}
