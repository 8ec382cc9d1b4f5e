import type { WorkflowPorts } from '../ports.js';
import { RunStoppedError } from '../durable/durable-step.js';
import { judge, type Judged } from './judge.js';
import type { ExecutionRecord } from './execution-record.js';
import { appendLog } from '../runs/execution-log.js';

/**
 * Whether a run begins: its repository and installation are served, and its condition is true. What was asked and answered
 * stays with the run. Throws RunStoppedError where nothing may run, and what GitHub and the database throw.
 */
export async function checkStart(ports: WorkflowPorts, run: ExecutionRecord, signal: AbortSignal): Promise<Judged> {
  await refuseAway(ports, run);
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

async function refuseAway({ source }: WorkflowPorts, run: ExecutionRecord): Promise<void> {
  const rows: { installation: boolean; repository: boolean }[] = await source.query(
    `SELECT i.is_active AS installation, COALESCE(p.is_active, true) AS repository FROM installations i
       LEFT JOIN repositories p ON p.id = $2 WHERE i.id = $1`,
    [run.installationId, run.repository?.id ?? null],
  );
  if (rows[0]?.installation !== true) throw new RunStoppedError('the App is not installed any more, or suspended');
  if (!rows[0].repository) throw new RunStoppedError('the repository is not served any more');
}
