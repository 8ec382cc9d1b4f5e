import type { EntityManager } from 'typeorm';
import { COUNTS, foundBy, IS_NAMED, LAST, RATES, ROUNDS, type Window } from './rounds.js';
import { TIMELINE, type TimelineDay } from './timeline.js';

/** What was found, and what became of it. Rates are of what is decided: fixed, dismissed or ignored; null: nothing is. */
export interface FoundCounts {
  findings: number;
  fixed: number;
  dismissed: number;
  ignored: number;
  open: number;
  outdated: number;
  addressed_rate: number | null;
  false_positive_rate: number | null;
}

/** The reviews of some days at a glance. */
export interface Overview {
  /** Rounds with an outcome reviewed or partial. */
  total_reviews: number;
  /** Reviews that failed. */
  failed_reviews: number;
  pull_requests: number;
  /** Of each pull request's last round. */
  verdicts: { approve: number; request_changes: number; needs_discussion: number };
  outcomes: { reviewed: number; partial: number; skipped: number; failed: number };
  top_contributors: { login: string; pull_requests: number; reviews: number }[];
  timeline: TimelineDay[];
  addressed_rate: number | null;
  false_positive_rate: number | null;
  /** The median, of pull requests that were reviewed for the first time. */
  time_to_first_review_seconds: number | null;
  /** Of rounds that were posted. */
  cost_usd: number;
  cost_per_review_usd: number | null;
  categories: (FoundCounts & { category: string })[];
  origins: (FoundCounts & { origin: string; pull_requests: number; reviews: number })[];
}

const MOST_CONTRIBUTORS = 10;

/** Computes the overview in one statement. */
export async function readOverview(
  manager: EntityManager,
  { repositoryIds, days, back = 0 }: Window,
): Promise<Overview> {
  const rows: { overview: Overview }[] = await manager.query(
    `WITH ${ROUNDS}, ${LAST}, ${foundBy('category', 'origin')}, ${TIMELINE},
     contributors AS (
       SELECT author AS login, count(DISTINCT pull_request_id)::int AS pull_requests, count(*)::int AS reviews
         FROM rounds WHERE counts AND origin IN ('human', 'assisted') AND ${IS_NAMED} GROUP BY author
        ORDER BY 2 DESC, author LIMIT ${MOST_CONTRIBUTORS}),
     categories AS (SELECT category, ${COUNTS}, ${RATES} FROM found GROUP BY category ORDER BY findings DESC, category),
     by_origin AS (
       SELECT origin, count(DISTINCT pull_request_id)::int AS pull_requests, count(*) FILTER (WHERE counts)::int AS reviews
         FROM rounds GROUP BY origin),
     found_by_origin AS (SELECT origin, ${COUNTS}, ${RATES} FROM found GROUP BY origin),
     origins AS (
       SELECT o.origin, o.pull_requests, o.reviews, coalesce(f.findings, 0) AS findings, coalesce(f.fixed, 0) AS fixed,
              coalesce(f.dismissed, 0) AS dismissed, coalesce(f.ignored, 0) AS ignored, coalesce(f.open, 0) AS open, coalesce(f.outdated, 0) AS outdated,
              f.addressed_rate, f.false_positive_rate
         FROM by_origin o LEFT JOIN found_by_origin f USING (origin)
        ORDER BY array_position(ARRAY['human', 'assisted', 'agent', 'bot'], o.origin::text)),
     all_rounds AS (
       SELECT count(*) FILTER (WHERE counts)::int AS total_reviews, count(*) FILTER (WHERE outcome = 'failed')::int AS failed_reviews,
              count(DISTINCT pull_request_id)::int AS pull_requests,
              coalesce(sum(cost), 0)::float8 AS cost_usd,
              (sum(cost) FILTER (WHERE counts) / nullif(count(*) FILTER (WHERE counts), 0))::float8 AS cost_per_review_usd,
              percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM created_at - opened_at))
                FILTER (WHERE counts AND round = 1 AND created_at >= opened_at) AS time_to_first_review_seconds
         FROM rounds),
     last_rounds AS (
       SELECT json_build_object('approve', count(*) FILTER (WHERE verdict = 'APPROVE'),
                'request_changes', count(*) FILTER (WHERE verdict = 'REQUEST_CHANGES'),
                'needs_discussion', count(*) FILTER (WHERE verdict = 'NEEDS_DISCUSSION')) AS verdicts,
              json_build_object('reviewed', count(*) FILTER (WHERE outcome = 'reviewed'),
                'partial', count(*) FILTER (WHERE outcome = 'partial'), 'skipped', count(*) FILTER (WHERE outcome = 'skipped'),
                'failed', count(*) FILTER (WHERE outcome = 'failed')) AS outcomes
         FROM last),
     all_found AS (SELECT ${RATES} FROM found)
     SELECT to_json(o) AS overview FROM (
       SELECT a.total_reviews, a.failed_reviews, a.pull_requests, l.verdicts, l.outcomes,
              (SELECT coalesce(json_agg(c), '[]') FROM contributors c) AS top_contributors,
              (SELECT json_agg(t) FROM timeline t) AS timeline, f.addressed_rate, f.false_positive_rate,
              a.time_to_first_review_seconds, a.cost_usd, a.cost_per_review_usd,
              (SELECT coalesce(json_agg(c), '[]') FROM categories c) AS categories,
              (SELECT coalesce(json_agg(o), '[]') FROM origins o) AS origins
         FROM all_rounds a, last_rounds l, all_found f) o`,
    [repositoryIds, days, back],
  );
  const overview = rows[0]?.overview;
  if (overview === undefined) throw new Error('PostgreSQL gave no overview');
  return overview;
}
