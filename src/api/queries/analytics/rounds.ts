/**
 * What the analytics are computed of: `$1` repositories, `$2` days that end with today (UTC). `rounds`: the review rounds
 * of that time; `last`: of each pull request the last of them; `found`: the findings of that time and what became of
 * them (`ignored`: open when the pull request was closed).
 */
export const ROUNDS = `
  since AS (SELECT (now() AT TIME ZONE 'UTC')::date - ($2::int - 1) AS day),
  rounds AS MATERIALIZED (
    SELECT v.id, v.repository_id, v.pull_request_id, v.round, v.outcome, v.verdict, v.cost, v.duration_ms, v.created_at,
           (v.created_at AT TIME ZONE 'UTC')::date AS day, v.outcome IN ('reviewed', 'partial') AS counts,
           q.author, q.origin, q.opened_at, q.state AS pull_state
      FROM reviews v JOIN pull_requests q ON q.id = v.pull_request_id
     WHERE v.repository_id = ANY ($1) AND v.created_at >= ((SELECT day FROM since)::timestamp AT TIME ZONE 'UTC')),
  last AS (SELECT DISTINCT ON (pull_request_id) * FROM rounds ORDER BY pull_request_id, created_at DESC, round DESC)`;

export const FOUND = `
  found AS MATERIALIZED (
    SELECT f.repository_id, f.category, f.severity, q.origin,
           CASE WHEN f.rule LIKE 'claude/%' THEN 'claude' WHEN f.rule LIKE 'tool/%' THEN 'tools' ELSE 'rules' END AS source,
           CASE WHEN f.state = 'open' AND q.state = 'closed' THEN 'ignored' ELSE f.state END AS what,
           f.state = 'dismissed' AND f.dismissed_reason IN ('not a bug', 'wrong fact') AS wrong
      FROM findings f JOIN pull_requests q ON q.id = f.pull_request_id
     WHERE f.repository_id = ANY ($1) AND f.created_at >= ((SELECT day FROM since)::timestamp AT TIME ZONE 'UTC'))`;

/** Of rows of `found`: the part that was fixed, and the part that was wrong, of those that are decided; null: none is. */
export const RATES = `
  (count(*) FILTER (WHERE what = 'fixed'))::float8 / nullif(count(*) FILTER (WHERE what IN ('fixed', 'dismissed', 'ignored')), 0) AS addressed_rate,
  (count(*) FILTER (WHERE wrong))::float8 / nullif(count(*) FILTER (WHERE what IN ('fixed', 'dismissed', 'ignored')), 0) AS false_positive_rate`;

/** Of rows of `found`: how many there are, by what became of them. */
export const COUNTS = `
  count(*)::int AS findings, count(*) FILTER (WHERE what = 'fixed')::int AS fixed,
  count(*) FILTER (WHERE what = 'dismissed')::int AS dismissed, count(*) FILTER (WHERE what = 'ignored')::int AS ignored,
  count(*) FILTER (WHERE what = 'open')::int AS open`;

/** Which repositories and how many days. */
export interface Window {
  repositoryIds: readonly number[];
  /** 1 to 365, today included. */
  days: number;
}
