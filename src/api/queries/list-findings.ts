import type { EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { isBehind, microsOf, type Place } from '../lists/newest-first.js';
import { isWalked, placesOf, rowsOfRepositories, walkedRows, walkOf, type Choice } from '../lists/newest-of.js';
import { parameters, type Parameters } from '../lists/parameters.js';
import { FINDING_COLUMNS, type FindingRow } from './finding-columns.js';
import { branchesOfState } from '../../ledger/finding-state.js';

/** Rows that are read at least: those of a usual page and one more, so that few statements differ in it. */
const USUAL = 21;

/** What is wanted of the list; null: any. */
export interface FindingFilter {
  repositoryIds: readonly number[];
  state: FindingRow['state'] | null;
  severity: FindingRow['severity'] | null;
  category: FindingRow['category'] | null;
  /** A file, or a folder with all that lies below it. */
  path: string | null;
  after: Place | null;
  limit: number;
}

/** The findings of some repositories, newest first. */
export async function listFindings(
  manager: EntityManager,
  filter: FindingFilter,
): Promise<(FindingRow & { micros: string })[]> {
  const given = parameters(filter.repositoryIds);
  const statement = statementOf(filter, given);
  const rows: (FindingRow & { micros: string })[] = await manager.query(
    isAskedOften(filter) ? prepared(statement) : statement,
    [...given.values],
  );
  return rows.slice(0, filter.limit);
}

/** What is asked for makes the text: PostgreSQL plans for what is there, and once for what is asked often. */
function statementOf(filter: FindingFilter, given: Parameters): string {
  const limit = Math.max(filter.limit, USUAL);
  const choice = choiceOf(filter, given);
  // The index over an installation does not hold paths.
  const walked = isWalked(filter.repositoryIds) && filter.path === null;
  const each = rowsOfRepositories(choice, { limit, walked });
  return `WITH ${placesOf(filter.repositoryIds)}, ${walked ? `${walkOf(choice, limit)},` : ''}
    newest AS MATERIALIZED (
      SELECT * FROM (${walked ? `${walkedRows(choice)} UNION ALL ${each}` : each}) every
       ORDER BY at DESC, id DESC LIMIT ${limit})
    SELECT ${FINDING_COLUMNS}, ${microsOf('f.created_at')} AS micros
      FROM newest JOIN findings f ON f.id = newest.id JOIN pull_requests q ON q.id = f.pull_request_id
      JOIN repositories p ON p.id = f.repository_id
     ORDER BY newest.at DESC, newest.id DESC`;
}

function choiceOf({ state, severity, category, path, after }: FindingFilter, given: Parameters): Choice {
  const all = [
    ...(severity === null ? [] : [`one.severity = ${given.add(severity)}::text`]),
    ...(category === null ? [] : [`one.category = ${given.add(category)}::text`]),
    ...(path === null ? [] : [isIn(given.add(path))]),
  ];
  return {
    table: 'findings',
    at: 'created_at',
    kept: [],
    asked: ['state', 'dismissed_until', 'severity', 'category'],
    among: after === null ? 'true' : isBehind(['one.created_at', 'one.id'], after, given),
    wanted: branchesOfState('one', state).map((branch) => [branch, ...all].join(' AND ')),
  };
}

/** Of a file or folder: one range of the index, in which such as `src/a.ts` lies between `src/a` and `src/a/b.ts`. */
function isIn(path: string): string {
  return `(one.path COLLATE "C" >= ${path}::text AND one.path COLLATE "C" < ${path} || '0'
          AND (one.path COLLATE "C" = ${path} OR one.path COLLATE "C" > ${path} || '/'))`;
}

/** The first page of what screens show; few of its values are rare, so that one plan is good for all. */
function isAskedOften({ category, path, after, limit }: FindingFilter): boolean {
  return category === null && path === null && after === null && limit <= USUAL;
}
