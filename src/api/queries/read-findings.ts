import type { EntityManager } from 'typeorm';
import { FINDING_COLUMNS, type FindingRow } from './finding-columns.js';

/** A finding with all that is kept of it. */
export interface FindingDetail extends FindingRow {
  body: string;
  quote: string;
  evidence: string | null;
  suggestion: string | null;
  anchored: boolean;
  thumbs_up: number;
  thumbs_down: number;
  dismissed_by: string | null;
  dismissed_reason: string | null;
  dismissed_until: Date | null;
  /** Null: nobody says so, or a round has looked since. */
  reported_fixed: { sha: string; by: string } | null;
  /** What dismissed it; null: nothing did, or it is not kept. */
  dismissal: {
    by: string | null;
    reason: string | null;
    note: string;
    scope: 'finding' | 'file' | 'repository' | null;
    at: string;
    /** Null: for good. */
    until: string | null;
    link: string | null;
    undone_at: string | null;
    undone_by: string | null;
  } | null;
  /** The rounds of its pull request since it was found, oldest first. */
  rounds: { review_id: string; round: number; outcome: 'reviewed' | 'partial'; head_sha: string; at: string }[];
}

/** Of one pull request. */
const MOST_FINDINGS = 1000;

const STATEMENT = `SELECT ${FINDING_COLUMNS}, f.body, f.quote, f.evidence->>'text' AS evidence, f.suggestion, f.anchored, f.thumbs_up,
    f.thumbs_down, f.dismissed_by, f.dismissed_reason, f.dismissed_until,
    CASE WHEN f.reported_fixed_in IS NOT NULL THEN json_build_object('sha', f.reported_fixed_in, 'by', f.reported_fixed_by)
      END AS reported_fixed,
    (SELECT json_build_object('by', m.author_login, 'reason', m.reason, 'note', m.text, 'scope', m.reach,
        'at', m.created_at, 'until', m.expires_at, 'link', m.source_link, 'undone_at', m.deleted_at, 'undone_by', m.deleted_by)
      FROM memories m WHERE m.id = f.dismissal_id) AS dismissal,
    COALESCE((SELECT json_agg(json_build_object('review_id', o.id, 'round', o.round, 'outcome', o.outcome,
        'head_sha', o.head_sha, 'at', o.created_at) ORDER BY o.round, o.created_at)
      FROM reviews o WHERE o.pull_request_id = f.pull_request_id AND o.outcome IN ('reviewed', 'partial')
        AND o.created_at >= first.created_at), '[]') AS rounds
  FROM findings f JOIN reviews first ON first.id = f.review_id JOIN pull_requests q ON q.id = f.pull_request_id
  JOIN repositories p ON p.id = f.repository_id
 WHERE f.repository_id = ANY ($1) AND ($2::uuid IS NULL OR f.id = $2)
   AND ($3::uuid IS NULL OR (f.pull_request_id = $3 AND first.round <= $4))
 ORDER BY f.handle LIMIT ${MOST_FINDINGS}`;

/** A finding by its id; null: there is none in these repositories. */
export async function readFinding(
  manager: EntityManager,
  { id, repositoryIds }: { id: string; repositoryIds: readonly number[] },
): Promise<FindingDetail | null> {
  const rows: FindingDetail[] = await manager.query(STATEMENT, [repositoryIds, id, null, null]);
  return rows[0] ?? null;
}

/** What a pull request was told up to one of its rounds, in the order in which it was found; at most 1,000. */
export function readFindingsOf(
  manager: EntityManager,
  { pullRequestId, round, repositoryId }: { pullRequestId: string; round: number; repositoryId: number },
): Promise<FindingDetail[]> {
  return manager.query(STATEMENT, [[repositoryId], null, pullRequestId, round]);
}
