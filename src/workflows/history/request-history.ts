import type { EntityManager } from 'typeorm';

/**
 * Asks for the import of a repository's history, in the caller's transaction; not while one waits or runs, not within
 * an hour of one that failed because somebody gave no answer, and not within a day of one that failed otherwise.
 * Returns its id, or null.
 */
export async function requestHistory(manager: EntityManager, repositoryId: number): Promise<number | null> {
  // Two who ask at the same time must see each other's.
  await manager.query('SELECT FROM repositories WHERE id = $1 FOR NO KEY UPDATE', [repositoryId]);
  const rows: { id: number }[] = await manager.query(
    `WITH fresh AS (
       INSERT INTO scans (installation_id, repository_id, kind, reason)
       SELECT r.installation_id, r.id, 'history', 'scanned' FROM repositories r JOIN installations i ON i.id = r.installation_id
        WHERE r.id = $1 AND r.is_active AND i.is_active
          AND NOT EXISTS (SELECT FROM scans s WHERE s.repository_id = r.id AND s.kind = 'history'
                             AND (s.status IN ('pending', 'running')
                                  OR (s.status = 'failed' AND s.completed_at > now() -
                                      CASE WHEN s.details->>'failure' IN ('store', 'no answer')
                                           THEN interval '55 minutes' ELSE interval '24 hours' END)))
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
