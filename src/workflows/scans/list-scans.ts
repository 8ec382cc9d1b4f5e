import type { DataSource } from 'typeorm';

/** A scan or history import that waits or runs. */
export interface ScanUnderWay {
  id: number;
  kind: string;
  reason: string;
  status: string;
  phase: string | null;
  sha: string | null;
  filesTotal: number | null;
  filesRead: number;
  symbols: number;
  edges: number;
  startedAt: Date | null;
  /** When its phase ends at this pace; null: nobody knows. */
  etaAt: Date | null;
}

/** What is known of a repository's scans. */
export interface RepositoryScans {
  /** Ours. */
  repositoryId: number;
  installationId: number;
  githubRepoId: number;
  fullName: string;
  account: string;
  scannedAt: Date | null;
  underWay: ScanUnderWay[];
  /** The last one that ended; `cancelled` says that something else came first. */
  last: {
    id: number;
    kind: string;
    reason: string;
    status: string;
    error: string | null;
    sha: string | null;
    completedAt: Date | null;
    details: Record<string, unknown>;
  } | null;
}

/**
 * The repositories that are served, or the one of this name whoever has it, or those with these ids (ours), with their
 * scans; in the order of their names.
 */
export async function listScans(
  source: Pick<DataSource, 'query'>,
  fullName: string | null,
  repositoryIds: readonly number[] | null = null,
): Promise<RepositoryScans[]> {
  const rows: RepositoryScans[] = await source.query(
    `SELECT r.id AS "repositoryId", r.installation_id AS "installationId", r.github_repo_id::float8 AS "githubRepoId",
            r.full_name AS "fullName", i.account_login AS account, r.scanned_at AS "scannedAt",
            COALESCE((SELECT json_agg(json_build_object('id', s.id, 'kind', s.kind, 'reason', s.reason, 'status', s.status,
                'phase', s.phase, 'sha', s.sha, 'filesTotal', s.files_total, 'filesRead', s.files_read,
                'symbols', s.symbols, 'edges', s.edges, 'startedAt', s.started_at,
                'etaAt', CASE WHEN s.phase IS DISTINCT FROM 'edges' AND s.files_read > 0 AND s.files_total >= s.files_read
                  THEN s.started_at + (now() - s.started_at) * s.files_total / s.files_read END) ORDER BY s.id)
              FROM scans s WHERE s.repository_id = r.id AND s.status IN ('pending', 'running')), '[]') AS "underWay",
            (SELECT json_build_object('id', s.id, 'kind', s.kind, 'reason', s.reason, 'status', s.status,
                'error', s.error_message, 'sha', s.sha, 'completedAt', s.completed_at, 'details', s.details)
              FROM scans s WHERE s.repository_id = r.id AND s.kind <> 'history' AND s.status NOT IN ('pending', 'running')
              ORDER BY s.id DESC LIMIT 1) AS last
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.is_active AND i.is_active AND ($1::text IS NULL OR lower(r.full_name) = lower($1))
        AND ($2::int[] IS NULL OR r.id = ANY ($2))
      ORDER BY r.full_name, r.id`,
    [fullName, repositoryIds],
  );
  return rows.map(({ underWay, last, ...repository }) => ({
    ...repository,
    underWay: underWay.map((scan) => ({ ...scan, startedAt: dateOf(scan.startedAt), etaAt: dateOf(scan.etaAt) })),
    last: last && { ...last, completedAt: dateOf(last.completedAt) },
  }));
}

/** JSON has no dates. */
function dateOf(value: Date | string | null): Date | null {
  return value === null ? null : new Date(value);
}
