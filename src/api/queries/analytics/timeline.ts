import type { EntityManager } from 'typeorm';
import { ROUNDS, type Window } from './rounds.js';

/** One day (UTC). A pull request counts once a day, by its best outcome: completed, failed, skipped. */
export interface TimelineDay {
  date: string;
  /** Rounds with an outcome reviewed or partial. */
  reviews: number;
  pull_requests: number;
  completed: number;
  failed: number;
  skipped: number;
}

/** Rows of `TimelineDay`, empty days included; needs `ROUNDS`. */
export const TIMELINE = `
  each_day AS (
    SELECT day, pull_request_id, count(*) FILTER (WHERE counts) AS reviews,
           CASE WHEN bool_or(counts) THEN 'completed' WHEN bool_or(outcome = 'failed') THEN 'failed' ELSE 'skipped' END AS best
      FROM rounds GROUP BY day, pull_request_id),
  timeline AS (
    SELECT to_char(d.day, 'YYYY-MM-DD') AS date, coalesce(sum(e.reviews), 0)::int AS reviews, count(e.best)::int AS pull_requests,
           count(*) FILTER (WHERE best = 'completed')::int AS completed, count(*) FILTER (WHERE best = 'failed')::int AS failed,
           count(*) FILTER (WHERE best = 'skipped')::int AS skipped
      FROM since, LATERAL generate_series(since.day::timestamp, since.day::timestamp + ($2::int - 1) * interval '1 day', '1 day') d(day)
      LEFT JOIN each_day e ON e.day = d.day GROUP BY d.day ORDER BY d.day)`;

/** What became of pull requests, day by day. */
export function readTimeline(
  manager: EntityManager,
  { repositoryIds, days, back = 0 }: Window,
): Promise<TimelineDay[]> {
  return manager.query(`WITH ${ROUNDS}, ${TIMELINE} SELECT * FROM timeline`, [repositoryIds, days, back]);
}
