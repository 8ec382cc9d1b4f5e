import type { EntityManager } from 'typeorm';
import { isOpenNow } from './finding-state.js';

/**
 * Keeps that somebody says a finding is fixed in a commit; it stays open until the next round does not find it any more,
 * and one that does takes the report back. Null: there is no open finding of this id in these repositories.
 */
export async function reportFixed(
  manager: Pick<EntityManager, 'query'>,
  report: { findingId: string; repositoryId: number; sha: string; by: string },
): Promise<{ handle: number; pullNumber: number; headSha: string } | null> {
  const [rows]: [{ handle: number; pullNumber: number; headSha: string }[], number] = await manager.query(
    `UPDATE findings f SET reported_fixed_in = $3, reported_fixed_by = $4 FROM pull_requests q
      WHERE q.id = f.pull_request_id AND f.id = $1 AND f.repository_id = $2 AND ${isOpenNow('f')}
      RETURNING f.handle, q.number AS "pullNumber", q.head_sha AS "headSha"`,
    [report.findingId, report.repositoryId, report.sha, report.by],
  );
  return rows[0] ?? null;
}
