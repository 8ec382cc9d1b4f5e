import type { EntityManager } from 'typeorm';

/**
 * Asks for the import of a repository's history, in the caller's transaction; not while one waits or runs, and not within
 * an hour of one that failed. Returns its id, or null.
 */
export async function requestHistory(manager: EntityManager, repositoryId: number): Promise<number | null> {
  const rows: { id: number }[] = await manager.query(
    `WITH fresh AS (
       INSERT INTO scans (installation_id, repository_id, kind, reason)
       SELECT r.installation_id, r.id, 'history', 'scanned' FROM repositories r JOIN installations i ON i.id = r.installation_id
        WHERE r.id = $1 AND r.is_active AND i.is_active
          AND NOT EXISTS (SELECT FROM scans s WHERE s.repository_id = r.id AND s.kind = 'history'
                             AND (s.status IN ('pending', 'running')
                                  OR (s.status = 'failed' AND s.completed_at > now() - interval '1 hour')))
       RETURNING id, installation_id
     ), queued AS MATERIALIZED (
       SELECT dbos.enqueue_workflow(workflow_name => 'import_history', queue_name => 'histories',
                positional_args => ARRAY[to_json(id)], workflow_id => 'scan:' || id,
                queue_partition_key => installation_id::text) FROM fresh
     )
     SELECT id::float8 AS id, (SELECT count(*) FROM queued) FROM fresh`,
    [repositoryId],
  );
  return rows[0]?.id ?? null;
}
