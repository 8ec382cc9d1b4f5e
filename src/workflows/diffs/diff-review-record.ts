import type { DataSource } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { watchRow, type RowWatch } from '../durable/watch-row.js';
import type { DiffReviewResult } from './diff-review-result.js';

/** What whoever asked waits for at most: a diff changes meanwhile. */
const LONGEST_MINUTES = 15;

/** What the review of a diff needs to know of itself. */
export interface DiffReviewRecord {
  id: string;
  installationId: number;
  githubInstallationId: number;
  repositoryId: number;
  githubRepoId: number;
  fullName: string;
  defaultBranch: string;
  /** GitHub's id and login of who asked. */
  authorId: number;
  author: string;
  /** A hash of what was asked. */
  key: string;
  base: string | null;
  baseSha: string | null;
  title: string;
  diff: string;
  /** It is no pull request. */
  pullNumber: 0;
}

/** How it ended. */
export type DiffReviewEnd =
  | { status: 'completed'; result: DiffReviewResult }
  | { status: 'failed' | 'cancelled'; reason: string };

const RECORD = `SELECT d.id, d.installation_id AS "installationId", i.github_installation_id::float8 AS "githubInstallationId",
         d.repository_id AS "repositoryId", r.github_repo_id::float8 AS "githubRepoId", r.full_name AS "fullName",
         r.default_branch AS "defaultBranch", u.github_id::float8 AS "authorId", u.login AS author, d.key, d.base,
         d.base_sha AS "baseSha", d.title, COALESCE(d.diff, '') AS diff, 0 AS "pullNumber"
    FROM diff_reviews d JOIN installations i ON i.id = d.installation_id JOIN repositories r ON r.id = d.repository_id
    JOIN users u ON u.id = d.user_id`;

/** Marks one that waits as running and returns its record; null if it has ended, is gone, or is not wanted any more. */
export async function claimDiffReview(source: DataSource, id: string): Promise<DiffReviewRecord | null> {
  await source.query(
    `UPDATE diff_reviews SET status = 'running', started_at = COALESCE(started_at, now())
      WHERE id = $1 AND status IN ('pending', 'running')`,
    [id],
  );
  const reason = await stopReason(source, id);
  if (reason !== null) {
    await endDiffReview(source, id, { status: 'cancelled', reason });
    return null;
  }
  const rows: DiffReviewRecord[] = await source.query(`${RECORD} WHERE d.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Looks every `intervalMs` whether it is still wanted. */
export function watchDiffReview(source: DataSource, id: string, intervalMs: number): RowWatch {
  return watchRow(() => stopReason(source, id), intervalMs);
}

async function stopReason(source: DataSource, id: string): Promise<string | null> {
  const rows: { reason: string | null }[] = await source.query(
    `SELECT CASE WHEN d.status <> 'running' THEN COALESCE(d.error_message, d.status)
                 WHEN NOT (r.is_active AND i.is_active) THEN 'the repository is not served any more'
                 WHEN d.created_at < now() - make_interval(mins => $2) THEN 'it took longer than ' || $2 || ' minutes'
            END AS reason
       FROM diff_reviews d JOIN installations i ON i.id = d.installation_id JOIN repositories r ON r.id = d.repository_id
      WHERE d.id = $1`,
    [id, LONGEST_MINUTES],
  );
  return rows[0] === undefined ? 'removed' : rows[0].reason;
}

/** Notes the commit that the diff is applied to: a later attempt reads the same. */
export async function noteBase(source: DataSource, id: string, sha: string): Promise<void> {
  await source.query('UPDATE diff_reviews SET base_sha = $2 WHERE id = $1', [id, sha]);
}

/** Notes the step it is in, for who waits. */
export async function notePhase(source: DataSource, id: string, phase: string): Promise<void> {
  await source.query(`UPDATE diff_reviews SET phase = $2 WHERE id = $1 AND status = 'running'`, [id, phase]);
}

/** Writes how it ended, only once; the diff goes. */
export async function endDiffReview(source: DataSource, id: string, end: DiffReviewEnd): Promise<void> {
  await source.query(
    `UPDATE diff_reviews SET status = $2, result = $3, error_message = $4, completed_at = now(), diff = NULL,
            checkpoints = '{}', phase = NULL
      WHERE id = $1 AND status IN ('pending', 'running')`,
    [
      id,
      end.status,
      end.status === 'completed' ? jsonText(maskValues(end.result)) : null,
      end.status === 'completed' ? null : end.reason,
    ],
  );
}

/** Ends those that the engine has given up. Returns their ids. */
export async function sweepDiffReviews(source: DataSource): Promise<string[]> {
  const [dead]: [{ id: string }[], number] = await source.query(
    `UPDATE diff_reviews d SET status = 'failed', completed_at = now(), diff = NULL, checkpoints = '{}',
            error_message = 'the worker died at it'
       FROM dbos.workflow_status s
      WHERE s.workflow_uuid = 'diff:' || d.id AND d.status IN ('pending', 'running')
        AND s.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
        AND s.updated_at < (extract(epoch FROM now()) * 1000)::bigint - 1000 RETURNING d.id`,
  );
  return dead.map(({ id }) => id);
}
