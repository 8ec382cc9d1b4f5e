import type { EntityManager } from 'typeorm';
import { isAfter, microsOf, type Place } from '../lists/newest-first.js';
import { FOUND, REVIEW_COLUMNS, withoutReview, type ReviewRow } from './review-columns.js';

/** What is wanted of the list; null: any. */
export interface ReviewFilter {
  repositoryIds: readonly number[];
  /** Outcomes; `pending`: none yet. */
  outcomes: readonly string[] | null;
  /** A part of the title, as a `LIKE` pattern. */
  title: string | null;
  /** Or this number; with a `title` of null only this number. */
  number: number | null;
  author: string | null;
  origin: ReviewRow['origin'] | null;
  since: Date | null;
  after: Place | null;
  limit: number;
}

/** Where rows are looked for: along each repository by time, or at few pull requests that were chosen before. */
type Way = 'by time' | 'by pull request';

/**
 * The newest of one kind: of one repository, or of the chosen pull requests. Along the time a pull request is looked at
 * only where something is asked of it: PostgreSQL leaves an outer join out that adds nothing.
 */
function newestOf(table: 'reviews' | 'workflow_runs', { at, where }: { at: string; where: string }, way: Way): string {
  const places = {
    'by time': [`${table} one LEFT JOIN pull_requests q ON q.id = one.pull_request_id`, 'one.repository_id = repo.id'],
    'by pull request': [`chosen q JOIN ${table} one ON one.pull_request_id = q.id`, 'one.repository_id = ANY ($1)'],
  };
  const [from, place] = places[way];
  return `(SELECT one.id, one.pull_request_id, ${at} AS at, '${table}' AS kind FROM ${from}
      WHERE ${place} AND ${where}
        AND ${isAfter(at, 'one.id', ['$6', '$7'])} AND ($5::timestamptz IS NULL OR ${at} >= $5)
        AND ${way === 'by time' ? CHOSEN : 'true'}
      ORDER BY ${at} DESC, one.id DESC LIMIT $10)`;
}

const CHOSEN = `(($3::text IS NULL AND $8::int IS NULL) OR q.title ILIKE $3 OR q.number = $8::int)
        AND ($4::text IS NULL OR lower(q.author) = lower($4)) AND ($9::text IS NULL OR q.origin = $9)`;

const POSTED = { at: 'one.created_at', where: '($2::text[] IS NULL OR one.outcome = ANY ($2))' };
const NOT_POSTED = {
  at: 'one.queued_at',
  where: `${withoutReview('one')} AND one.pull_request_id IS NOT NULL AND ($2::text[] IS NULL OR COALESCE(one.outcome, 'pending') = ANY ($2))`,
};

const PULLS = `chosen AS MATERIALIZED (
    SELECT q.id FROM pull_requests q WHERE q.repository_id = ANY ($1) AND ${CHOSEN}),`;

const statementOf = (way: Way) => `WITH ${way === 'by time' ? '' : PULLS}
  newest AS MATERIALIZED (
    SELECT each.* FROM ${way === 'by time' ? 'unnest($1::int[]) AS repo (id) CROSS JOIN LATERAL' : ''} (
      ${newestOf('reviews', POSTED, way)} UNION ALL ${newestOf('workflow_runs', NOT_POSTED, way)}) each
    ORDER BY each.at DESC, each.id DESC LIMIT $10)
  SELECT ${REVIEW_COLUMNS}, ${microsOf('n.at')} AS micros FROM newest n
    LEFT JOIN reviews r ON n.kind = 'reviews' AND r.id = n.id
    LEFT JOIN workflow_runs w ON n.kind = 'workflow_runs' AND w.id = n.id
    JOIN pull_requests q ON q.id = n.pull_request_id
    JOIN repositories p ON p.id = q.repository_id ${FOUND}
   ORDER BY n.at DESC, n.id DESC`;

/** Most pull requests are made by people: their reviews are soon found on the way. */
function wayOf({ title, number, author, origin }: ReviewFilter): Way {
  return title !== null || number !== null || author !== null || (origin !== null && origin !== 'human')
    ? 'by pull request'
    : 'by time';
}

/** The reviews of some repositories, newest first, with runs that posted none (yet) among them. */
export async function listReviews(
  manager: EntityManager,
  filter: ReviewFilter,
): Promise<(ReviewRow & { micros: string })[]> {
  const { repositoryIds, outcomes, title, number, author, origin, since, after, limit } = filter;
  return manager.query(statementOf(wayOf(filter)), [
    repositoryIds,
    outcomes,
    title,
    author,
    since,
    after?.micros ?? null,
    after?.id ?? null,
    number,
    origin,
    limit,
  ]);
}
