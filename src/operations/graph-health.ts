import type { DataSource } from 'typeorm';

export interface GraphHealth {
  /** Repositories that are served, and those of them that are scanned. */
  active: number;
  scanned: number;
  /** Scans that wait or run. */
  waiting: number;
  /** Repositories whose symbols the store has no room for. */
  withoutSymbols: number;
  /** The newest scan that failed of those that are the last of their repository. */
  failed: { repository: string; reason: string; cause: 'store' | 'no answer' | 'repository' | 'worker' } | null;
}

/** What the rows say of the knowledge graph; its store is not asked. Throws what the database throws. */
export async function graphHealth(source: DataSource): Promise<GraphHealth> {
  const rows: GraphHealth[] = await source.query(
    `WITH served AS (
       SELECT r.id, r.full_name, r.scanned_at FROM repositories r JOIN installations i ON i.id = r.installation_id
        WHERE r.is_active AND i.is_active
     ), last AS (
       SELECT DISTINCT ON (s.repository_id) s.id, v.full_name, s.status, s.error_message, s.details
         FROM scans s JOIN served v ON v.id = s.repository_id
        WHERE s.kind <> 'history' AND s.status NOT IN ('pending', 'running') ORDER BY s.repository_id, s.id DESC
     ), whole AS (
       SELECT DISTINCT ON (s.repository_id) s.details FROM scans s JOIN served v ON v.id = s.repository_id
        WHERE s.kind = 'full' AND s.status = 'completed' ORDER BY s.repository_id, s.id DESC
     )
     SELECT (SELECT count(*)::int FROM served) AS active,
            (SELECT count(*)::int FROM served WHERE scanned_at IS NOT NULL) AS scanned,
            (SELECT count(*)::int FROM scans s JOIN served v ON v.id = s.repository_id
              WHERE s.status IN ('pending', 'running')) AS waiting,
            (SELECT count(*)::int FROM whole WHERE details ? 'symbols_dropped') AS "withoutSymbols",
            (SELECT json_build_object('repository', full_name, 'reason', error_message,
                      'cause', COALESCE(details->>'failure', 'repository'))
               FROM last WHERE status = 'failed' ORDER BY id DESC LIMIT 1) AS failed`,
  );
  const [row] = rows;
  return row ?? { active: 0, scanned: 0, waiting: 0, withoutSymbols: 0, failed: null };
}
