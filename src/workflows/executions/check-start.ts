import type { WorkflowPorts } from '../ports.js';
import { judge, type Judged } from './judge.js';
import type { ExecutionRecord } from './execution-record.js';
import { appendLog } from '../runs/execution-log.js';

/**
 * Whether a run begins: its condition is true. What was asked and answered stays with the run. Throws what GitHub and the
 * database throw.
 */
export async function checkStart(ports: WorkflowPorts, run: ExecutionRecord, signal: AbortSignal): Promise<Judged> {
  const judged = await judge(ports, run, run.definition.if, signal);
  await ports.source.query('UPDATE workflow_runs SET condition = $3 WHERE id = $1 AND attempt = $2', [
    run.id,
    run.attempt,
    JSON.stringify(judged.trace),
  ]);
  const by = run.requestedBy === null ? '' : `, started by ${run.requestedBy}`;
  const message =
    judged.value === true
      ? `begins${run.dryRun ? ' as a dry run' : ''}${by}`
      : `does not begin: its condition is ${judged.value}`;
  await appendLog(ports.source, run, {
    level: 'INFO',
    message,
    step: null,
    actionId: null,
    metadata: { trace: judged.trace },
  });
  return judged;
}
