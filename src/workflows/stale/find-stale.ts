import type { DataSource } from 'typeorm';
import type { PostedPart } from '../../markdown/own-link.js';
import { isOpenNow } from '../../ledger/finding-state.js';

export interface StaleRules {
  /** Days that a pull request is open before its findings count. */
  openDays: number;
  /** Days after a merge for which its findings count. */
  mergedDays: number;
  severities: readonly ('must-fix' | 'should-fix')[];
}

/** An open finding of a pull request that is merged, or open for long. */
export interface StaleFinding {
  /** `F<handle>` in commands. */
  handle: number;
  severity: 'must-fix' | 'should-fix';
  title: string;
  path: string;
  line: number;
  /** GitHub's id of its comment; null: it stands in the text of a review. */
  commentId: number | null;
  pull: { number: number; title: string; author: string; mergedAt: Date | null; openedAt: Date | null };
}

export interface StaleRepository {
  id: number;
  githubRepoId: number;
  fullName: string;
  findings: StaleFinding[];
}

/** Of one repository; what there is more of is counted in the next week. */
const MOST_FINDINGS = 300;

/** Where a finding was posted; null: only its pull request is known. */
export function placeOfFinding({ commentId }: Pick<StaleFinding, 'commentId'>): PostedPart | null {
  return commentId === null ? null : { kind: 'comment', id: commentId };
}

/**
 * Findings that may be stale, of the repositories of an installation that are served (or of one of them): open in the ledger,
 * not said to be fixed, and found useless by nobody. What was said in their threads GitHub knows. Worst first, then the oldest.
 */
export async function findStale(
  source: DataSource,
  { installationId, repositoryId }: { installationId: number; repositoryId: number | null },
  { openDays, mergedDays, severities }: StaleRules,
): Promise<StaleRepository[]> {
  const rows: { id: number; githubRepoId: number; fullName: string; findings: StaleRow[] }[] = await source.query(
    `SELECT r.id, r.github_repo_id::float8 AS "githubRepoId", r.full_name AS "fullName", s.findings
       FROM repositories r CROSS JOIN LATERAL (
         SELECT json_agg(one ORDER BY one.severity, one.since, one.handle) AS findings FROM (
           SELECT f.handle, f.severity, f.title, f.path, f.line, f.github_comment_id::float8 AS "commentId", q.number, q.title AS "pullTitle",
                  q.author, q.merged_at AS "mergedAt", q.opened_at AS "openedAt", COALESCE(q.merged_at, q.opened_at) AS since
             FROM findings f JOIN pull_requests q ON q.id = f.pull_request_id
            WHERE f.repository_id = r.id AND ${isOpenNow('f')} AND f.severity = ANY ($5) AND f.reported_fixed_in IS NULL AND f.thumbs_down = 0
              AND (q.merged_at > now() - make_interval(days => $4)
                   OR q.state = 'open' AND NOT q.draft AND q.opened_at < now() - make_interval(days => $3))
            ORDER BY f.severity, COALESCE(q.merged_at, q.opened_at), f.handle LIMIT ${MOST_FINDINGS}) one) s
      WHERE r.installation_id = $1 AND r.is_active AND ($2::int IS NULL OR r.id = $2) AND s.findings IS NOT NULL
      ORDER BY r.full_name`,
    [installationId, repositoryId, openDays, mergedDays, severities],
  );
  return rows.map(({ findings, ...repository }) => ({ ...repository, findings: findings.map(findingOf) }));
}

interface StaleRow extends Omit<StaleFinding, 'pull'> {
  number: number;
  pullTitle: string;
  author: string;
  mergedAt: string | null;
  openedAt: string | null;
}

function findingOf({ number, pullTitle, author, mergedAt, openedAt, ...finding }: StaleRow): StaleFinding {
  const { handle, severity, title, path, line, commentId } = finding;
  const date = (text: string | null) => (text === null ? null : new Date(text));
  const pull = { number, title: pullTitle, author, mergedAt: date(mergedAt), openedAt: date(openedAt) };
  return { handle, severity, title, path, line, commentId, pull };
}
