import type { EntityManager } from 'typeorm';
import type { Coverage } from '../../review/types.js';
import type { RecordedContext } from '../../ledger/recorded-context.js';
import { FOUND, REVIEW_COLUMNS, type ReviewRow } from './review-columns.js';

/** All that is kept of one review, beside its findings. */
export interface ReviewDetail extends ReviewRow {
  repository_id: number;
  pull_request_id: string;
  run_id: string | null;
  base_sha: string | null;
  trigger: string | null;
  summary: string | null;
  whole_coverage: Partial<Coverage> | null;
  /** Empty: an older version made it. */
  context: Partial<RecordedContext> | null;
  model: string | null;
  effort: string | null;
  tokens_in: number;
  tokens_out: number;
  tokens_cached: number;
  model_parts: Record<string, number> | null;
  github_review_id: number | null;
  /** Of a run that waits or runs: `pending` or `running`. */
  run_status: string | null;
  steps: {
    step: string | null;
    level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
    message: string;
    duration_ms: number | null;
    at: string;
  }[];
}

/** Of the log of one run. */
const MOST_STEPS = 200;

/** A review by its id or by that of its run: whoever watched the run finds what came of it under the same id. */
const STATEMENT = `WITH wanted AS MATERIALIZED (
    (SELECT id AS review_id, run_id FROM reviews WHERE (id = $1 OR run_id = $1) AND repository_id = ANY ($2) LIMIT 1)
    UNION ALL
    (SELECT NULL, id FROM workflow_runs WHERE id = $1 AND repository_id = ANY ($2) AND workflow_type = 'pr_review'
        AND workflow_version IS NULL AND pull_request_id IS NOT NULL)
    ORDER BY review_id NULLS LAST LIMIT 1)
  SELECT ${REVIEW_COLUMNS}, q.repository_id, q.id AS pull_request_id, w.id AS run_id, r.base_sha,
         COALESCE(r.trigger, w.trigger_key) AS trigger, r.summary, r.coverage AS whole_coverage, r.context, r.model, r.effort,
         COALESCE(r.tokens_in, 0) AS tokens_in, COALESCE(r.tokens_out, 0) AS tokens_out,
         COALESCE(r.tokens_cached, 0) AS tokens_cached, r.model_parts, r.github_review_id::float8 AS github_review_id,
         CASE WHEN w.status IN ('pending', 'running') THEN w.status END AS run_status,
         COALESCE((SELECT json_agg(json_build_object('step', l.step_name, 'level', l.level, 'message', l.message,
             'duration_ms', CASE WHEN jsonb_typeof(l.metadata->'ms') = 'number' THEN (l.metadata->>'ms')::float8::int END,
             'at', l.created_at) ORDER BY l.created_at, l.id)
           FROM (SELECT * FROM execution_logs WHERE execution_id = w.id ORDER BY created_at LIMIT ${MOST_STEPS}) l), '[]') AS steps
    FROM wanted
    LEFT JOIN reviews r ON r.id = wanted.review_id LEFT JOIN workflow_runs w ON w.id = wanted.run_id
    JOIN pull_requests q ON q.id = COALESCE(r.pull_request_id, w.pull_request_id)
    JOIN repositories p ON p.id = q.repository_id ${FOUND}`;

/** Null: there is none in these repositories. */
export async function readReview(
  manager: EntityManager,
  { id, repositoryIds }: { id: string; repositoryIds: readonly number[] },
): Promise<ReviewDetail | null> {
  const rows: ReviewDetail[] = await manager.query(STATEMENT, [id, repositoryIds]);
  return rows[0] ?? null;
}
