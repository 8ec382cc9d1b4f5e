import type { EntityManager } from 'typeorm';
import { endScans } from './end-scans.js';

export interface ScanRequest {
  /** Our ids. */
  repositoryIds: readonly number[];
  /** `push` brings what is known up to the head; where nothing is known it is a full one too. */
  kind: 'full' | 'push';
  /** What asks for it, such as `installed`, `push`, `rescan`. */
  reason: string;
  /** One that runs ends for it. */
  replaces?: boolean;
}

/**
 * Asks for a scan of each of some repositories that are served, in the caller's transaction. One that still waits is
 * taken: it reads the head when it begins, so that a hundred pushes are one scan; a full one replaces a push that
 * waits. Returns the ids of the new ones.
 */
export async function requestScans(
  manager: EntityManager,
  { repositoryIds, kind, reason, replaces = false }: ScanRequest,
): Promise<number[]> {
  if (repositoryIds.length === 0) return [];
  // Two who ask at the same time must see each other's.
  const locked: { id: number }[] = await manager.query(
    `SELECT r.id FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.id = ANY ($1) AND r.is_active AND i.is_active ORDER BY r.id FOR NO KEY UPDATE OF r`,
    [repositoryIds],
  );
  const ids = locked.map(({ id }) => id);
  if (replaces) await endScans(manager, ids, `replaced: ${reason}`);
  else if (kind === 'full') await endWaitingPushes(manager, ids, reason);
  const rows: { id: number }[] = await manager.query(
    `WITH fresh AS (
       INSERT INTO scans (installation_id, repository_id, kind, reason)
       SELECT r.installation_id, r.id, CASE WHEN r.scanned_at IS NULL THEN 'full' ELSE $2 END, $3 FROM repositories r
        WHERE r.id = ANY ($1)
          AND NOT EXISTS (SELECT FROM scans s WHERE s.repository_id = r.id AND s.status = 'pending' AND s.kind <> 'history')
        ORDER BY r.id
       RETURNING id, installation_id
     ), queued AS MATERIALIZED (
       SELECT dbos.enqueue_workflow(workflow_name => 'scan_repository', queue_name => 'scans',
                positional_args => ARRAY[to_json(id)], workflow_id => 'scan:' || id,
                queue_partition_key => installation_id::text) FROM fresh
     )
     SELECT id::float8 AS id, (SELECT count(*) FROM queued) FROM fresh ORDER BY id`,
    [ids, kind, reason],
  );
  return rows.map(({ id }) => id);
}

async function endWaitingPushes(manager: EntityManager, ids: readonly number[], reason: string): Promise<void> {
  await endScans(manager, ids, `replaced: ${reason}`, { only: 'waiting pushes' });
}
