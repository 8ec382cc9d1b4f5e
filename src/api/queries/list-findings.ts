import type { EntityManager } from 'typeorm';
import { isAfter, microsOf, type Place } from '../lists/newest-first.js';
import { FINDING_COLUMNS, type FindingRow } from './finding-columns.js';
import { branchesOfState } from './finding-state.js';

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

/** Of a file or folder: one range of the index, in which such as `src/a.ts` lies between `src/a` and `src/a/b.ts`. */
const WANTED = `($2::text IS NULL OR f.severity = $2) AND ($3::text IS NULL OR f.category = $3)
        AND ($4::text IS NULL OR (f.path COLLATE "C" >= $4 AND f.path COLLATE "C" < $4 || '0'
          AND (f.path COLLATE "C" = $4 OR f.path COLLATE "C" > $4 || '/')))
        AND ${isAfter('f.created_at', 'f.id', ['$5', '$6'])}`;

/** Of each repository the newest so many, by its index; then the newest of all. */
function statementOf(state: FindingFilter['state']): string {
  const branches = branchesOfState(state).map(
    (branch) => `(SELECT f.id, f.created_at FROM findings f WHERE f.repository_id = repo.id AND ${branch} AND ${WANTED}
        ORDER BY f.created_at DESC, f.id DESC LIMIT $7)`,
  );
  return `WITH newest AS MATERIALIZED (
      SELECT each.* FROM unnest($1::int[]) AS repo (id) CROSS JOIN LATERAL (${branches.join(' UNION ALL ')}) each
      ORDER BY each.created_at DESC, each.id DESC LIMIT $7)
    SELECT ${FINDING_COLUMNS}, ${microsOf('f.created_at')} AS micros
      FROM newest JOIN findings f ON f.id = newest.id JOIN pull_requests q ON q.id = f.pull_request_id
      JOIN repositories p ON p.id = f.repository_id
     ORDER BY newest.created_at DESC, newest.id DESC`;
}

/** The findings of some repositories, newest first. */
export async function listFindings(
  manager: EntityManager,
  filter: FindingFilter,
): Promise<(FindingRow & { micros: string })[]> {
  const { repositoryIds, state, severity, category, path, after, limit } = filter;
  const place = [after?.micros ?? null, after?.id ?? null];
  return manager.query(statementOf(state), [repositoryIds, severity, category, path, ...place, limit]);
}
