import type { DataSource, EntityManager } from 'typeorm';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { redactValue } from '../../access/redact.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import type { DefinitionStep } from '../definitions/definition-schema.js';
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
  return source.query('SELECT position, status FROM execution_steps WHERE run_id = $1 ORDER BY position', [id]);
}

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

/** Writes how a step stands, unless the run is another worker's by now. */
export async function writeStep(
  source: DataSource,
  { id, attempt, installationId }: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
  { name, type, position }: Pick<DefinitionStep, 'name' | 'type'> & { position: number },
  { status, condition, result, error, said }: StepState,
): Promise<void> {
  const isOver = status !== 'running' && status !== 'waiting';
  await source.query(
    `INSERT INTO execution_steps AS s (run_id, position, installation_id, name, type, status, condition, result, error_message, said,
            attempts, started_at, completed_at)
     SELECT $1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10, 1, now(), CASE WHEN $11 THEN now() END
       FROM workflow_runs WHERE id = $1 AND attempt = $12
     ON CONFLICT (run_id, position) DO UPDATE SET status = EXCLUDED.status, condition = COALESCE(EXCLUDED.condition, s.condition),
       result = EXCLUDED.result, error_message = EXCLUDED.error_message, said = COALESCE(EXCLUDED.said, s.said),
       attempts = s.attempts + CASE WHEN EXCLUDED.status = 'running' THEN 1 ELSE 0 END, completed_at = EXCLUDED.completed_at
     WHERE s.status IN ('running', 'waiting')`,
    [
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
    ],
  );
}

function clean(text: string): string {
  return cleanText(text).slice(0, 10_000);
}
