import { jsonText } from '../../database/json-text.js';
import { prepared } from '../../database/prepared.js';
import { QUICK_COMMIT } from '../../database/quick-commit.js';
import type { WorkflowPorts } from '../ports.js';
import { judge, type Judged } from './judge.js';
import type { ExecutionRecord } from './execution-record.js';
import type { StepRows } from './step-rows.js';

/**
 * Whether a run begins: its condition is true. What was asked and answered stays with the run, and the log says it with what
 * is written next. Throws what GitHub and the database throw.
 */
export async function checkStart(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  rows: StepRows,
  signal: AbortSignal,
): Promise<Judged> {
  const judged = await judge(ports, run, run.definition.if, signal);
  const { value, trace } = judged;
  if (run.definition.if !== null) await ports.source.query(KEEP, [run.id, run.attempt, jsonText(trace)]);
  const by = run.requestedBy === null ? '' : `, started by ${run.requestedBy}`;
  const message =
    value === true ? `begins${run.dryRun ? ' as a dry run' : ''}${by}` : `does not begin: its condition is ${value}`;
  rows.note({ level: 'INFO', message, step: null, metadata: { trace } });
  return judged;
}

/** A run that goes on after a crash of the server judges again: nothing rests on it yet. */
const KEEP = prepared(
  `UPDATE workflow_runs SET condition = $3::jsonb WHERE id = $1 AND attempt = $2 AND ${QUICK_COMMIT}`,
);
