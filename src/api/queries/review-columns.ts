/** A row of the list of reviews: a posted round, or a run that posted none (yet). */
export interface ReviewRow {
  id: string;
  repo: string;
  pr_number: number;
  pr_title: string;
  pr_state: 'open' | 'closed';
  author: string;
  origin: 'human' | 'assisted' | 'agent' | 'bot';
  outcome: 'reviewed' | 'partial' | 'skipped' | 'failed' | null;
  reason: string | null;
  verdict: 'APPROVE' | 'REQUEST_CHANGES' | 'NEEDS_DISCUSSION' | null;
  round: number | null;
  head_sha: string;
  findings: { must_fix: number; should_fix: number; minor: number };
  coverage: { read: number; total: number } | null;
  cost_usd: number;
  duration_ms: number | null;
  created_at: Date;
}

/** SQL of the columns of `ReviewRow`, of review `r` or run `w` (the other is null), its pull request `q` and repository `p`. */
export const REVIEW_COLUMNS = `COALESCE(r.id, w.id) AS id, p.full_name AS repo, q.number AS pr_number, q.title AS pr_title,
  q.state AS pr_state, q.author, q.origin,
  CASE WHEN r.id IS NOT NULL THEN r.outcome WHEN w.status NOT IN ('pending', 'running') THEN w.outcome END AS outcome,
  CASE WHEN r.id IS NOT NULL THEN r.reason ELSE w.outcome_reason END AS reason, r.verdict, r.round,
  COALESCE(r.head_sha, w.head_sha, '') AS head_sha, found.findings,
  CASE WHEN r.coverage ? 'total' THEN json_build_object('read', jsonb_array_length(r.coverage->'read'),
    'total', (r.coverage->>'total')::int) END AS coverage,
  COALESCE(r.cost, w.model_cost, 0)::float8 AS cost_usd,
  CASE WHEN r.id IS NOT NULL THEN r.duration_ms
    ELSE round(extract(epoch FROM w.completed_at - w.started_at) * 1000) END::float8 AS duration_ms,
  COALESCE(r.created_at, w.queued_at) AS created_at`;

/** SQL of what a round found first, by severity, whatever became of it: joins `found` to review `r`. */
export const FOUND = `CROSS JOIN LATERAL (
  SELECT json_build_object('must_fix', count(*) FILTER (WHERE f.severity = 'must-fix'),
    'should_fix', count(*) FILTER (WHERE f.severity = 'should-fix'),
    'minor', count(*) FILTER (WHERE f.severity = 'minor')) AS findings
    FROM findings f WHERE f.review_id = r.id) found`;

/** SQL of the runs that may be shown as reviews, as the indexes over them have it: they wait or run, or ended without one. */
export const MAY_LACK_REVIEW = `one.workflow_type = 'pr_review' AND one.workflow_version IS NULL
    AND (one.status IN ('pending', 'running') OR one.outcome IN ('skipped', 'failed'))`;

/** SQL of those of them of which no round was posted, which are shown. */
export const LACKS_REVIEW = 'NOT EXISTS (SELECT FROM reviews posted WHERE posted.run_id = one.id)';

/** SQL of the review runs `one` of a pull request that ended without a posted round: they failed, or were skipped. */
export const ENDED_WITHOUT_REVIEW = `${MAY_LACK_REVIEW} AND one.outcome IN ('skipped', 'failed')
    AND one.pull_request_id IS NOT NULL AND ${LACKS_REVIEW}`;
