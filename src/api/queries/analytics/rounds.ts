import { ENDED_WITHOUT_REVIEW } from '../review-columns.js';
import { isDismissedNow, isOpenNow, stateNow } from '../../../ledger/finding-state.js';

/**
 * SQL of the begin of the first day, and of the day after the last one; spelled out, because the planner looks into no
 * subquery to see how long ago they are.
 */
export const SINCE = `(((now() AT TIME ZONE 'UTC')::date - ($2::int - 1) - $3::int)::timestamp AT TIME ZONE 'UTC')`;
export const UNTIL = `(((now() AT TIME ZONE 'UTC')::date + 1 - $3::int)::timestamp AT TIME ZONE 'UTC')`;

/**
 * What the analytics are computed of: `$1` repositories, `$2` days that end `$3` days before today (UTC). `rounds`: the reviews
 * of that time as their list has them, posted rounds and runs that ended without one; `last`: of each pull request the last of
 * them; `found`: how many findings of that time are alike (`n`), by what became of them, each looked at once. Of the tables
 * only what `idx_reviews_repository_id`, `idx_workflow_runs_without_review`, `idx_findings_repository_id` and
 * `idx_pull_requests_repository_id` hold is asked for: a run without a round has no cost here.
 */
export const ROUNDS = `
  since AS (SELECT (now() AT TIME ZONE 'UTC')::date - ($2::int - 1) - $3::int AS day),
  rounds AS (
    SELECT e.*, (e.created_at AT TIME ZONE 'UTC')::date AS day, e.outcome IN ('reviewed', 'partial') AS counts,
           q.author, q.origin, q.opened_at
      FROM (
        SELECT v.repository_id, v.pull_request_id, v.round, v.outcome, v.verdict, v.cost, v.duration_ms, v.created_at
          FROM reviews v WHERE v.repository_id = ANY ($1) AND v.created_at >= ${SINCE} AND v.created_at < ${UNTIL}
        UNION ALL
        SELECT one.repository_id, one.pull_request_id, NULL, one.outcome, NULL, 0, NULL, one.queued_at
          FROM workflow_runs one WHERE one.repository_id = ANY ($1) AND one.queued_at >= ${SINCE}
           AND one.queued_at < ${UNTIL} AND ${ENDED_WITHOUT_REVIEW}) e
      LEFT JOIN pull_requests q ON q.id = e.pull_request_id AND q.repository_id = ANY ($1))`;

/** Of `rounds`: whose author has nothing against being named. */
export const IS_NAMED = `coalesce(author <> ALL (ARRAY(SELECT login FROM users WHERE NOT is_named)), true)`;

/**
 * Apart from `ROUNDS`: what is looked at twice is stored in between. A run that was skipped takes nothing from the review
 * before it: it is the last one only where there is no other.
 */
export const LAST = `
  last AS (SELECT DISTINCT ON (pull_request_id) * FROM rounds
            ORDER BY pull_request_id, outcome = 'skipped', created_at DESC, round DESC NULLS LAST)`;

const ALIKE = {
  repository_id: 'f.repository_id',
  category: 'f.category',
  severity: 'f.severity',
  origin: 'q.origin',
  source: `CASE WHEN f.rule LIKE 'claude/%' THEN 'claude' WHEN f.rule LIKE 'tool/%' THEN 'tools' ELSE 'rules' END`,
};

/** `found`, with what findings that are alike have in common. */
export function foundBy(...common: (keyof typeof ALIKE)[]): string {
  const columns = common.map((name) => `${ALIKE[name]} AS ${name}`);
  const what = `CASE WHEN ${isOpenNow('f')} AND q.state = 'closed' THEN 'ignored' ELSE ${stateNow('f')} END`;
  const wrong = `coalesce(${isDismissedNow('f')} AND f.dismissed_reason IN ('not a bug', 'wrong fact'), false)`;
  return `
  found AS MATERIALIZED (
    SELECT ${[...columns, `${what} AS what`, `${wrong} AS wrong`].join(', ')}, count(*) AS n
      FROM findings f JOIN pull_requests q ON q.id = f.pull_request_id
     WHERE f.repository_id = ANY ($1) AND q.repository_id = ANY ($1)
       AND f.created_at >= ${SINCE} AND f.created_at < ${UNTIL}
     GROUP BY ${[...columns, what, wrong].map((_, at) => at + 1).join(', ')})`;
}

/** Of rows of `found`: the part that was fixed, and the part that was wrong, of those that are decided; null: none is. */
export const RATES = `
  coalesce(sum(n) FILTER (WHERE what = 'fixed'), 0)::float8 / nullif(sum(n) FILTER (WHERE what IN ('fixed', 'dismissed', 'ignored')), 0) AS addressed_rate,
  coalesce(sum(n) FILTER (WHERE wrong), 0)::float8 / nullif(sum(n) FILTER (WHERE what IN ('fixed', 'dismissed', 'ignored')), 0) AS false_positive_rate`;

/** Of rows of `found`: how many there are, by what became of them. */
export const COUNTS = `
  coalesce(sum(n), 0)::int AS findings, coalesce(sum(n) FILTER (WHERE what = 'fixed'), 0)::int AS fixed,
  coalesce(sum(n) FILTER (WHERE what = 'dismissed'), 0)::int AS dismissed, coalesce(sum(n) FILTER (WHERE what = 'ignored'), 0)::int AS ignored,
  coalesce(sum(n) FILTER (WHERE what = 'open'), 0)::int AS open,
  coalesce(sum(n) FILTER (WHERE what = 'outdated'), 0)::int AS outdated`;

/** Which repositories and which days. */
export interface Window {
  repositoryIds: readonly number[];
  /** 1 to 365, the last one included. */
  days: number;
  /** How many days before today the last one is; today unless told. */
  back?: number;
}
