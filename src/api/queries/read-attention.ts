import type { EntityManager } from 'typeorm';
import { FINDING_COLUMNS, type FindingRow } from './finding-columns.js';
import { branchesOfState } from '../../ledger/finding-state.js';
import {
  EXECUTION_COLUMNS,
  EXECUTION_TABLES,
  isSeen,
  type ExecutionRow,
  type SeenExecutions,
} from './list-executions.js';

/** Who has not looked for so long has seen it, or never will. */
const FAILED_DAYS = 7;
const MOST_SHOWN = 5;

/** The newest of them, and how many there are. */
interface FirstOf<Row> {
  first: Row[];
  of: number;
}

/** What waits for a person now. */
export interface Attention {
  /** Must-fix findings that are open in pull requests that are open. */
  mustFix: FirstOf<FindingRow>;
  /** Runs of the last days that failed, and that nothing newer has taken the place of. */
  failedRuns: FirstOf<ExecutionRow>;
  /** Runs that wait for an approval. */
  approvals: FirstOf<ExecutionRow & { wanted: string[] }>;
}

/** Looks for what waits; `installationIds`: those of the runs that are seen. */
export async function readAttention(
  manager: EntityManager,
  seen: SeenExecutions & { installationIds: readonly number[] },
): Promise<Attention> {
  const { repositoryIds, administered, installationIds } = seen;
  const open = branchesOfState('f', 'open').map((branch) => `(${branch})`);
  const mustFix = await manager.query<(FindingRow & Counted)[]>(
    `SELECT ${FINDING_COLUMNS}, count(*) OVER ()::int AS all_of_them
       FROM pull_requests q JOIN findings f ON f.pull_request_id = q.id JOIN repositories p ON p.id = f.repository_id
      WHERE q.repository_id = ANY ($1) AND q.state = 'open' AND f.repository_id = ANY ($1)
        AND f.severity = 'must-fix' AND (${open.join(' OR ')})
      ORDER BY f.created_at DESC, f.id DESC LIMIT ${MOST_SHOWN}`,
    [repositoryIds],
  );
  const runs = [repositoryIds, administered, installationIds];
  const failed = await manager.query<(ExecutionRow & Counted)[]>(
    `SELECT ${EXECUTION_COLUMNS}, count(*) OVER ()::int AS all_of_them FROM ${EXECUTION_TABLES}
      WHERE r.installation_id = ANY ($3) AND ${isSeen(['$1', '$2'])} AND NOT r.dry_run
        AND r.queued_at > now() - interval '${FAILED_DAYS} days'
        AND (r.status IN ('failed', 'timeout') OR (r.status = 'completed' AND r.outcome = 'failed'))
        AND (r.pull_request_id IS NULL OR q.state = 'open')
        AND NOT EXISTS (SELECT FROM workflow_runs o WHERE o.parent_execution_id = r.id)
        AND NOT EXISTS (SELECT FROM workflow_runs o WHERE o.pull_request_id = r.pull_request_id
              AND o.workflow_id = r.workflow_id AND o.queued_at > r.queued_at)
      ORDER BY r.queued_at DESC, r.id DESC LIMIT ${MOST_SHOWN}`,
    runs,
  );
  const approvals = await manager.query<(ExecutionRow & Counted & { wanted: string[] })[]>(
    `SELECT ${EXECUTION_COLUMNS}, a.wanted, count(*) OVER ()::int AS all_of_them
       FROM ${EXECUTION_TABLES} JOIN approvals a ON a.run_id = r.id
      WHERE a.installation_id = ANY ($3) AND a.decision IS NULL AND a.expires_at > now() AND r.status = 'running'
        AND ${isSeen(['$1', '$2'])}
      ORDER BY a.expires_at, a.id LIMIT ${MOST_SHOWN}`,
    runs,
  );
  return { mustFix: firstOf(mustFix), failedRuns: firstOf(failed), approvals: firstOf(approvals) };
}

interface Counted {
  all_of_them: number;
}

function firstOf<Row extends Counted>(rows: readonly Row[]): FirstOf<Omit<Row, 'all_of_them'>> {
  return { first: rows.map(({ all_of_them: _all, ...row }) => row), of: rows[0]?.all_of_them ?? 0 };
}
