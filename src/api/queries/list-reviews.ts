import type { EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { isBehind, microsOf, type Place } from '../lists/newest-first.js';
import {
  columnsOf,
  isWalked,
  newestFirst,
  placesOf,
  rowsOfRepositories,
  walkedRows,
  walkOf,
  type Choice,
} from '../lists/newest-of.js';
import { parameters, type Parameters } from '../lists/parameters.js';
import { FOUND, LACKS_REVIEW, MAY_LACK_REVIEW, REVIEW_COLUMNS, type ReviewRow } from './review-columns.js';

/** Rows that are read at least: those of a usual page and one more, so that few statements differ in it. */
const USUAL = 21;

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

/** The reviews of some repositories, newest first, with runs that posted none (yet) among them. */
export async function listReviews(
  manager: EntityManager,
  filter: ReviewFilter,
): Promise<(ReviewRow & { micros: string })[]> {
  const given = parameters(filter.repositoryIds);
  const statement = statementOf(filter, given);
  const rows: (ReviewRow & { micros: string })[] = await manager.query(
    isAskedOften(filter) ? prepared(statement) : statement,
    [...given.values],
  );
  return rows.slice(0, filter.limit);
}

/** What is asked for makes the text: PostgreSQL plans for what is there, and once for what is asked often. */
function statementOf(filter: ReviewFilter, given: Parameters): string {
  const limit = Math.max(filter.limit, USUAL);
  const pulls = pullsWanted(filter, given);
  const choices = choicesOf(filter, given);
  const walked = isWalked(filter.repositoryIds);
  const parts = byPull(filter)
    ? partsByPull(choices, pulls, { limit, walked: walked && filter.title !== null })
    : partsByTime(
        choices.map((choice) => withPulls(choice, pulls)),
        { limit, walked },
      );
  return `WITH ${[placesOf(filter.repositoryIds), ...parts.before].join(', ')},
    newest AS MATERIALIZED (
      SELECT * FROM (${parts.rows.map((rows) => `(${rows})`).join(' UNION ALL ')}) every
       ORDER BY at DESC, id DESC LIMIT ${limit})
    SELECT ${REVIEW_COLUMNS}, ${microsOf('n.at')} AS micros FROM newest n
      LEFT JOIN reviews r ON n.kind = 'reviews' AND r.id = n.id
      LEFT JOIN workflow_runs w ON n.kind = 'workflow_runs' AND w.id = n.id
      JOIN pull_requests q ON q.id = n.pull_request_id
      JOIN repositories p ON p.id = q.repository_id ${FOUND}
     ORDER BY n.at DESC, n.id DESC`;
}

interface Parts {
  /** What has to stand before. */
  before: string[];
  rows: string[];
}

/** Most pull requests are made by people: their reviews are soon found on the way along the time. */
function byPull({ title, number, author, origin }: ReviewFilter): boolean {
  return title !== null || number !== null || author !== null || (origin !== null && origin !== 'human');
}

function partsByTime(choices: readonly Choice[], how: { limit: number; walked: boolean }): Parts {
  return {
    before: how.walked ? choices.map((choice) => walkOf(choice, how.limit)) : [],
    rows: choices.flatMap((choice) =>
      [...(how.walked ? [walkedRows(choice)] : []), rowsOfRepositories(choice, how)].map(kinded(choice)),
    ),
  };
}

/**
 * Chooses pull requests and then their reviews. Of words that are in many titles (`walked`) a page is soon found along
 * the time: pull requests are chosen only where it is not, of which there are few then.
 */
function partsByPull(
  choices: readonly Choice[],
  pulls: string,
  { limit, walked }: { limit: number; walked: boolean },
): Parts {
  const lacking = choices.map(({ table }) => `installation_id NOT IN (SELECT installation_id FROM ${table}_enough)`);
  const chosen = `chosen AS MATERIALIZED (SELECT q.id, q.installation_id FROM pull_requests q
      WHERE q.repository_id IN (SELECT id FROM places ${walked ? `WHERE ${lacking.join(' OR ')}` : ''}) AND ${pulls})`;
  const rows = choices.map((choice, at) => {
    const { table, among, wanted } = choice;
    const ofPulls = `(SELECT ${columnsOf(choice)} FROM chosen q JOIN ${table} one ON one.pull_request_id = q.id
        WHERE one.repository_id = ANY ($1) AND ${among} AND ${wanted.join(' AND ')}
          AND ${walked ? `q.${lacking[at]}` : 'true'} ${newestFirst(choice, limit)})`;
    return [...(walked ? [walkedRows(choice)] : []), ofPulls].map(kinded(choice));
  });
  const walks = walked ? choices.map((choice) => walkOf(withPulls(choice, pulls), limit)) : [];
  return { before: [...walks, chosen], rows: rows.flat() };
}

/** A pull request is looked at only where something is asked of it. */
function withPulls(choice: Choice, pulls: string): Choice {
  if (pulls === 'true') return choice;
  const joined = 'JOIN pull_requests q ON q.id = one.pull_request_id';
  return { ...choice, joined, wanted: choice.wanted.map((condition) => `${condition} AND ${pulls}`) };
}

function kinded({ table }: Choice): (rows: string) => string {
  return (rows) => `SELECT id, at, pull_request_id, '${table}' AS kind FROM (${rows}) of_kind`;
}

/** SQL of what is asked of the pull request `q`. */
function pullsWanted({ title, number, author, origin }: ReviewFilter, given: Parameters): string {
  const named = [
    ...(title === null ? [] : [`q.title ILIKE ${given.add(title)}::text`]),
    ...(number === null ? [] : [`q.number = ${given.add(number)}::int`]),
  ];
  const all = [
    ...(named.length === 0 ? [] : [`(${named.join(' OR ')})`]),
    ...(author === null ? [] : [`lower(q.author) = lower(${given.add(author)}::text)`]),
    ...(origin === null ? [] : [`q.origin = ${given.add(origin)}::text`]),
  ];
  return all.join(' AND ') || 'true';
}

/** Posted rounds, and the runs without one where such have an outcome that is wanted. */
function choicesOf({ outcomes, since, after }: ReviewFilter, given: Parameters): Choice[] {
  const ofOutcome = outcomes === null ? null : given.add(outcomes);
  const from = since === null ? null : given.add(since);
  const place = (at: string) =>
    [
      ...(after === null ? [] : [isBehind([at, 'one.id'], after, given)]),
      ...(from === null ? [] : [`${at} >= ${from}::timestamptz`]),
    ].join(' AND ') || 'true';
  const posted: Choice = {
    table: 'reviews',
    at: 'created_at',
    kept: ['pull_request_id'],
    asked: ['outcome'],
    among: place('one.created_at'),
    wanted: [ofOutcome === null ? 'true' : `one.outcome = ANY (${ofOutcome}::text[])`],
  };
  // Parameters are given only to what is asked.
  if (outcomes?.every(isPosted) === true) return [posted];
  const hasOne = ofOutcome === null ? 'true' : `COALESCE(one.outcome, 'pending') = ANY (${ofOutcome}::text[])`;
  const lacking: Choice = {
    ...posted,
    table: 'workflow_runs',
    at: 'queued_at',
    among: `${MAY_LACK_REVIEW} AND one.pull_request_id IS NOT NULL AND ${place('one.queued_at')}`,
    wanted: [`${hasOne} AND ${LACKS_REVIEW}`],
  };
  return [posted, lacking];
}

/** Who ends with this has posted a round; a run has its outcome once it has ended. */
function isPosted(outcome: string): boolean {
  return outcome === 'reviewed' || outcome === 'partial';
}

/** The first page of what screens show, of which there is plenty: one plan is good for all. */
function isAskedOften(filter: ReviewFilter): boolean {
  const { outcomes, since, after, limit } = filter;
  const plenty = outcomes === null || outcomes.every(isPosted);
  return plenty && !byPull(filter) && filter.origin === null && since === null && after === null && limit <= USUAL;
}
