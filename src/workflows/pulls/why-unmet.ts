import { jsonText } from '../../database/json-text.js';
import { readOwnRun } from '../executions/execution-record.js';
import { judge } from '../executions/judge.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Why an automatic review must not start by the condition that its installation has set, or null. Judged by what the pull
 * request is now, in the run: a newer push has ended the review of the older one by then, and what is not known of the
 * event is asked for. One that is unknown does not start it either, and says what is missing. The parts with their values
 * stay with the run. Throws what GitHub and the database throw.
 */
export async function whyUnmet(ports: WorkflowPorts, run: RunRecord, signal: AbortSignal): Promise<string | null> {
  const { condition = null } = run;
  if (condition === null) return null;
  const own = await readOwnRun(ports.source, run.executionId);
  const { value, why, trace } = await judge(ports, own, condition, signal, { isAnew: true });
  await ports.source.query('UPDATE workflow_runs SET condition = $3 WHERE id = $1 AND attempt = $2', [
    run.id,
    run.attempt,
    jsonText(trace),
  ]);
  if (value === true) return null;
  const asks = '/nectr review asks for one all the same';
  if (value === false) return `the condition for reviews is false; ${asks}`;
  return `whether the condition for reviews holds is not known${why === null ? '' : ` (${why})`}; ${asks}`;
}
