import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { QUICK_COMMIT } from '../../database/quick-commit.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { redactValue } from '../../access/redact.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import type { Facts } from '../conditions/variables.js';
import type { DefinitionStep } from '../definitions/definition-schema.js';
import { lineValues, type LogLine } from '../runs/execution-log.js';
import type { ExecutionRecord } from './execution-record.js';

/** How far a step is, as its row has it. */
export interface StepRow {
  position: number;
  status: 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled';
}

/** How a step stands now. */
export interface StepState {
  status: StepRow['status'];
  condition?: unknown;
  result?: Record<string, unknown> | null;
  error?: string | null;
  /** What it did, or would do. */
  said?: string | null;
}

/** The steps of a run that are over or under way. */
export function readSteps(source: DataSource, { id }: Pick<ExecutionRecord, 'id'>): Promise<StepRow[]> {
  return source.query(READ, [id]);
}

const READ = prepared('SELECT position, status FROM execution_steps WHERE run_id = $1 ORDER BY position');

/**
 * Gives a run (by its uuid) what another one has behind it: the steps that ended well, and what any of them did outside or
 * may have done.
 */
export async function copySteps(manager: EntityManager, from: string, to: string): Promise<void> {
  await manager.query(
    `INSERT INTO execution_steps (run_id, position, installation_id, name, type, status, condition, result, said, attempts,
            started_at, completed_at)
     SELECT $2, position, installation_id, name, type, status, condition, result, said, attempts, started_at, completed_at
       FROM execution_steps WHERE run_id = $1 AND status IN ('completed', 'skipped')`,
    [from, to],
  );
  await manager.query(
    `INSERT INTO effects (run_id, installation_id, position, key, state, result, created_at, done_at)
     SELECT $2, installation_id, position, key, state, result, created_at, done_at FROM effects WHERE run_id = $1 AND position >= 0`,
    [from, to],
  );
}

type PlacedStep = Pick<DefinitionStep, 'name' | 'type'> & { position: number };

/** Writes how a step stands, unless the run is another worker's by now; with it a line of the log, if there is one. */
export async function writeStep(
  source: DataSource,
  run: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
  step: PlacedStep,
  state: StepState,
  line: LogLine | null = null,
): Promise<void> {
  const values = valuesOf(run, step, state);
  if (line === null) await source.query(WRITE, values);
  else await source.query(WRITE_WITH_LINE, [...values, ...lineValues(line)]);
}

/** Writes that a step is under way, and tells what came of those before it, by their names. */
export async function openStep(
  source: DataSource,
  run: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
  step: PlacedStep,
): Promise<NonNullable<Facts['steps']>> {
  return factsOf(await source.query(OPEN, valuesOf(run, step, { status: 'running' })));
}

/** What came of the steps of a run that are over, by their names. */
export async function stepFacts(
  source: DataSource,
  { id }: Pick<ExecutionRecord, 'id'>,
): Promise<NonNullable<Facts['steps']>> {
  return factsOf(await source.query(RESULTS, [id]));
}

function factsOf(rows: readonly { name: string; status: string; result: Record<string, unknown> | null }[]) {
  return Object.fromEntries(rows.map(({ name, status, result }) => [name, { ...result, status }]));
}

function valuesOf(
  { id, attempt, installationId }: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
  { name, type, position }: PlacedStep,
  { status, condition, result, error, said }: StepState,
): unknown[] {
  const isOver = status !== 'running' && status !== 'waiting';
  return [
    id,
    position,
    installationId,
    name,
    type,
    status,
    condition === undefined ? null : JSON.stringify(condition),
    result == null ? null : JSON.stringify(redactValue(maskValues(result))),
    error == null ? null : clean(error),
    said == null ? null : clean(said),
    isOver,
    attempt,
  ];
}

/** What the engine or the book of effects keeps of a step follows before anybody rests on its row. */
const WRITE =
  prepared(`INSERT INTO execution_steps AS s (run_id, position, installation_id, name, type, status, condition, result,
        error_message, said, attempts, started_at, completed_at)
     SELECT $1, $2::int, $3::int, $4::text, $5, $6, $7::jsonb, $8::jsonb, $9, $10, 1, now(), CASE WHEN $11 THEN now() END
       FROM workflow_runs WHERE id = $1 AND attempt = $12 AND ${QUICK_COMMIT}
     ON CONFLICT (run_id, position) DO UPDATE SET status = EXCLUDED.status, condition = COALESCE(EXCLUDED.condition, s.condition),
       result = EXCLUDED.result, error_message = EXCLUDED.error_message, said = COALESCE(EXCLUDED.said, s.said),
       attempts = s.attempts + CASE WHEN EXCLUDED.status = 'running' THEN 1 ELSE 0 END, completed_at = EXCLUDED.completed_at
     WHERE s.status IN ('running', 'waiting')`);

const WRITE_WITH_LINE = prepared(`WITH written AS (${WRITE})
  INSERT INTO execution_logs (installation_id, execution_id, step_name, action_id, level, message, metadata)
  VALUES ($3::int, $1, $4::text, $13, $14, $15, $16)`);

const RESULTS = prepared(
  `SELECT name, status, result FROM execution_steps WHERE run_id = $1 AND status IN ('completed', 'skipped', 'failed')`,
);

const OPEN = prepared(`WITH written AS (${WRITE}) ${RESULTS}`);

function clean(text: string): string {
  return cleanText(text).slice(0, 10_000);
}
