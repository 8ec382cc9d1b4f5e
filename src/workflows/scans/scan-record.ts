import type { DataSource, EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';

/** What a scan needs to know of itself. */
export interface ScanRecord {
  id: number;
  kind: 'full' | 'push' | 'history';
  reason: string;
  installationId: number;
  githubInstallationId: number;
  /** Ours. */
  repositoryId: number;
  githubRepoId: number;
  fullName: string;
  defaultBranch: string;
}

/** How a scan ended. */
export interface ScanEnd {
  status: 'completed' | 'failed' | 'cancelled';
  reason: string | null;
  /** Joins what is kept of it. */
  details?: Record<string, unknown>;
}

const RECORD = `SELECT s.id::float8 AS id, s.kind, s.reason, s.installation_id AS "installationId",
         i.github_installation_id::float8 AS "githubInstallationId", s.repository_id AS "repositoryId",
         r.github_repo_id::float8 AS "githubRepoId", r.full_name AS "fullName", r.default_branch AS "defaultBranch"
    FROM scans s JOIN installations i ON i.id = s.installation_id JOIN repositories r ON r.id = s.repository_id`;

/**
 * Marks a queued scan as running and returns its record; null if it has ended, is gone, or nothing may be read there.
 */
export async function claimScan(source: DataSource, scanId: number): Promise<ScanRecord | null> {
  const [claimed]: [unknown[], number] = await source.query(
    `UPDATE scans s SET status = 'running', started_at = COALESCE(started_at, now())
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE s.id = $1 AND s.status IN ('pending', 'running') AND r.id = s.repository_id AND r.is_active AND i.is_active
     RETURNING s.id`,
    [scanId],
  );
  if (claimed.length === 0) {
    await endScan(source.manager, scanId, { status: 'cancelled', reason: 'the repository is not served any more' });
    return null;
  }
  const rows: ScanRecord[] = await source.query(`${RECORD} WHERE s.id = $1`, [scanId]);
  return rows[0] ?? null;
}

/** The record of a scan, whatever became of it; null: it is gone. */
export async function readScan(source: DataSource, scanId: number): Promise<ScanRecord | null> {
  const rows: ScanRecord[] = await source.query(`${RECORD} WHERE s.id = $1`, [scanId]);
  return rows[0] ?? null;
}

/** Writes how a scan ended, only once. */
export async function endScan(manager: EntityManager, scanId: number, end: ScanEnd): Promise<void> {
  await manager.query(
    `UPDATE scans SET status = $2::varchar, error_message = $3, details = details || $4::jsonb, completed_at = now(),
            phase = CASE WHEN $2::varchar = 'completed' THEN NULL ELSE phase END
      WHERE id = $1 AND status IN ('pending', 'running')`,
    [scanId, end.status, end.reason, jsonText(end.details ?? {})],
  );
}
