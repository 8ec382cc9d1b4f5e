import type { EntityManager } from 'typeorm';
import { COUNTS, foundBy, LAST, RATES, ROUNDS, SINCE, UNTIL, type Window } from './rounds.js';
import type { FoundCounts } from './overview.js';

/** What stands behind the overview: merging, verdicts, categories, repositories. Nothing by person. */
export interface Insights {
  /** Hours; of pull requests that were merged in that time. */
  merge_time: {
    avg: number | null;
    median: number | null;
    fastest: number | null;
    slowest: number | null;
    sample: number;
  };
  verdicts: { approve: number; request_changes: number; needs_discussion: number };
  issue_categories: (FoundCounts & { category: string })[];
  per_repo: (FoundCounts & { repo: string; pull_requests: number; reviews: number; cost_usd: number })[];
}

const MOST_REPOSITORIES = 100;

/** Computes the insights in one statement. */
export async function readInsights(
  manager: EntityManager,
  { repositoryIds, days, back = 0 }: Window,
): Promise<Insights> {
  const rows: { insights: Insights }[] = await manager.query(
    `WITH ${ROUNDS}, ${LAST}, ${foundBy('repository_id', 'category')},
     merged AS (
       SELECT extract(epoch FROM merged_at - opened_at)::float8 / 3600 AS hours FROM pull_requests
        WHERE repository_id = ANY ($1) AND merged_at >= ${SINCE} AND merged_at < ${UNTIL} AND merged_at >= opened_at),
     merge_time AS (
       SELECT avg(hours) AS avg, percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median, min(hours) AS fastest,
              max(hours) AS slowest, count(*)::int AS sample FROM merged),
     verdicts AS (
       SELECT count(*) FILTER (WHERE verdict = 'APPROVE')::int AS approve,
              count(*) FILTER (WHERE verdict = 'REQUEST_CHANGES')::int AS request_changes,
              count(*) FILTER (WHERE verdict = 'NEEDS_DISCUSSION')::int AS needs_discussion FROM last),
     categories AS (SELECT category, ${COUNTS}, ${RATES} FROM found GROUP BY category ORDER BY findings DESC, category),
     round_counts AS (
       SELECT repository_id, count(DISTINCT pull_request_id)::int AS pull_requests, count(*) FILTER (WHERE counts)::int AS reviews,
              sum(cost)::float8 AS cost_usd FROM rounds GROUP BY repository_id),
     found_counts AS (SELECT repository_id, ${COUNTS}, ${RATES} FROM found GROUP BY repository_id),
     repos AS (
       SELECT r.full_name AS repo, c.pull_requests, c.reviews, c.cost_usd, coalesce(f.findings, 0) AS findings,
              coalesce(f.fixed, 0) AS fixed, coalesce(f.dismissed, 0) AS dismissed, coalesce(f.ignored, 0) AS ignored,
              coalesce(f.open, 0) AS open, coalesce(f.outdated, 0) AS outdated, f.addressed_rate, f.false_positive_rate
         FROM round_counts c JOIN repositories r ON r.id = c.repository_id LEFT JOIN found_counts f USING (repository_id)
        ORDER BY c.pull_requests DESC, r.full_name LIMIT ${MOST_REPOSITORIES})
     SELECT json_build_object(
       'merge_time', (SELECT to_json(m) FROM merge_time m), 'verdicts', (SELECT to_json(v) FROM verdicts v),
       'issue_categories', (SELECT coalesce(json_agg(c), '[]') FROM categories c),
       'per_repo', (SELECT coalesce(json_agg(r), '[]') FROM repos r)) AS insights`,
    [repositoryIds, days, back],
  );
  const insights = rows[0]?.insights;
  if (insights === undefined) throw new Error('PostgreSQL gave no insights');
  return insights;
}
