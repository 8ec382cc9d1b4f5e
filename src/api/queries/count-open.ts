import type { EntityManager } from 'typeorm';
import { isOpenNow } from '../../ledger/finding-state.js';

/** What is open in a pull request, by severity. */
export async function countOpen(
  manager: EntityManager,
  pullRequestId: string,
): Promise<{ must_fix: number; should_fix: number; minor: number }> {
  const rows: { must_fix: number; should_fix: number; minor: number }[] = await manager.query(
    `SELECT count(*) FILTER (WHERE severity = 'must-fix')::int AS must_fix,
            count(*) FILTER (WHERE severity = 'should-fix')::int AS should_fix,
            count(*) FILTER (WHERE severity = 'minor')::int AS minor
       FROM findings f WHERE pull_request_id = $1 AND ${isOpenNow('f')}`,
    [pullRequestId],
  );
  return rows[0] ?? { must_fix: 0, should_fix: 0, minor: 0 };
}
