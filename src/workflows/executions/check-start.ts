import { prepared } from '../../database/prepared.js';
import { QUICK_COMMIT } from '../../database/quick-commit.js';
import type { WorkflowPorts } from '../ports.js';
import { judge, type Judged } from './judge.js';
import type { ExecutionRecord } from './execution-record.js';
import { lineValues } from '../runs/execution-log.js';

/**
 * Whether a run begins: its condition is true. What was asked and answered stays with the run. Throws what GitHub and the
 * database throw.
 */
export async function checkStart(ports: WorkflowPorts, run: ExecutionRecord, signal: AbortSignal): Promise<Judged> {
  const judged = await judge(ports, run, run.definition.if, signal);
  const by = run.requestedBy === null ? '' : `, started by ${run.requestedBy}`;
  const message =
    judged.value === true
      ? `begins${run.dryRun ? ' as a dry run' : ''}${by}`
      : `does not begin: its condition is ${judged.value}`;
  const { trace } = judged;
  const line = lineValues({ level: 'INFO', message, step: null, actionId: null, metadata: { trace } });
  await ports.source.query(KEEP, [run.id, run.attempt, JSON.stringify(trace), run.installationId, ...line]);
  return judged;
}

/** The engine keeps the answer before anything rests on it. */
const KEEP = prepared(`WITH kept AS (
    UPDATE workflow_runs SET condition = $3::jsonb WHERE id = $1 AND attempt = $2 AND ${QUICK_COMMIT})
  INSERT INTO execution_logs (installation_id, execution_id, action_id, level, message, metadata) VALUES ($4, $1, $5, $6, $7, $8)`);
