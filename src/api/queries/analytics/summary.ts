import type { EntityManager } from 'typeorm';
import { LAST, ROUNDS, SINCE, type Window } from './rounds.js';
import { TIMELINE, type TimelineDay } from './timeline.js';

/** The figures of the first page (the seed's names). Null: nothing is known of it. */
export interface Summary {
  /** Rounds with an outcome reviewed or partial. */
  total_reviews: number;
  pull_requests: number;
  /** Completed pull requests of those that completed or failed. */
  success_rate: number | null;
  avg_processing_seconds: number | null;
  connected_repos: number;
  reviews_today: number;
  reviews_this_week: number;
  /** Of pull requests that were merged within 30 days. */
  avg_merge_hours: number | null;
  /** Lines added and removed, of merged pull requests. */
  avg_pr_size: number | null;
  last_week_activity: TimelineDay[];
}

/** Computes the summary in one statement. */
export async function readSummary(manager: EntityManager, { repositoryIds, days }: Window): Promise<Summary> {
  const rows: { summary: Summary }[] = await manager.query(
    `WITH ${ROUNDS}, ${LAST}, ${TIMELINE},
     figures AS (
       SELECT count(*) FILTER (WHERE counts)::int AS total_reviews, count(DISTINCT pull_request_id)::int AS pull_requests,
              (avg(duration_ms) FILTER (WHERE counts) / 1000)::float8 AS avg_processing_seconds,
              count(*) FILTER (WHERE counts AND day = (now() AT TIME ZONE 'UTC')::date)::int AS reviews_today,
              count(*) FILTER (WHERE counts AND day > (now() AT TIME ZONE 'UTC')::date - 7)::int AS reviews_this_week
         FROM rounds),
     ended AS (
       SELECT count(*) FILTER (WHERE outcome IN ('reviewed', 'partial'))::float8 /
              nullif(count(*) FILTER (WHERE outcome IN ('reviewed', 'partial', 'failed')), 0) AS success_rate FROM last),
     pulls AS (
       SELECT avg(extract(epoch FROM merged_at - opened_at) / 3600) FILTER (
                WHERE merged_at - opened_at BETWEEN interval '0' AND interval '720 hours')::float8 AS avg_merge_hours,
              avg(additions + deletions)::float8 AS avg_pr_size
         FROM pull_requests
        WHERE repository_id = ANY ($1) AND merged_at >= ${SINCE})
     SELECT to_json(s) AS summary FROM (
       SELECT f.total_reviews, f.pull_requests, e.success_rate, f.avg_processing_seconds,
              (SELECT count(*)::int FROM repositories WHERE id = ANY ($1) AND is_active) AS connected_repos, f.reviews_today,
              f.reviews_this_week, p.avg_merge_hours, p.avg_pr_size,
              (SELECT coalesce(json_agg(t ORDER BY t.date), '[]') FROM (SELECT * FROM timeline ORDER BY date DESC LIMIT 7) t) AS last_week_activity
         FROM figures f, ended e, pulls p) s`,
    [repositoryIds, Math.max(days, 7), 0],
  );
  const summary = rows[0]?.summary;
  if (summary === undefined) throw new Error('PostgreSQL gave no summary');
  return summary;
}
