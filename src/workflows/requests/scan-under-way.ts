import type { EntityManager } from 'typeorm';

/** A scan that was asked for. */
export interface ScanStarted {
  id: number;
  kind: 'full' | 'push';
  reason: string;
  status: 'pending' | 'running';
}

/**
 * The newest scan of a repository (our id) that waits or runs; `kind`: of that kind only. Null: there is none. Imports of
 * the history are none.
 */
export async function scanUnderWay(
  manager: EntityManager,
  repositoryId: number,
  kind: ScanStarted['kind'] | null = null,
): Promise<ScanStarted | null> {
  const rows: ScanStarted[] = await manager.query(
    `SELECT id::float8 AS id, kind, reason, status FROM scans
      WHERE repository_id = $1 AND kind <> 'history' AND status IN ('pending', 'running') AND ($2::text IS NULL OR kind = $2)
      ORDER BY id DESC LIMIT 1`,
    [repositoryId, kind],
  );
  return rows[0] ?? null;
}
