import type { DataSource, EntityManager } from 'typeorm';
import { redactValue } from '../../access/redact.js';
import { isTransientDatabaseError } from '../../database/is-transient-error.js';
import { jsonText } from '../../database/json-text.js';
import { prepared } from '../../database/prepared.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { cutText } from '../../words/cut-text.js';
import type { Facts } from '../conditions/variables.js';
import type { DefinitionStep } from '../definitions/definition-schema.js';
import type { Log } from '../ports.js';
import { appendLog, type LogLevel } from '../runs/execution-log.js';
import { RunFencedError } from '../runs/run-record.js';
import type { ExecutionRecord } from './execution-record.js';
import type { Attempts } from './repeat-step.js';

/** How far a step is, as its row has it. */
export interface StepRow {
  position: number;
  name: string;
  status: 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled';
  result: Record<string, unknown> | null;
  error: string | null;
  attempts: Attempts;
}

/** How a step stands now. What is not told stays as it was, but for its result and its error. */
export interface StepState {
  status: StepRow['status'];
  /** An attempt begins. */
  begins?: boolean;
  condition?: unknown;
  result?: Record<string, unknown>;
  error?: string;
  /** What it did, or would do. */
  said?: string;
  attempts?: Attempts;
}

export interface StepLine {
  level: LogLevel;
  message: string;
  /** Its name; null: of none. */
  step: string | null;
  metadata?: Record<string, unknown>;
}

type PlacedStep = Pick<DefinitionStep, 'name' | 'type'> & { position: number };
type Run = Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>;

/** Of a step, as it is given to the database. */
type Written = Record<string, unknown> & { position: number; begins: number };

/**
 * The rows of the steps of a run for the part at work, with the lines of its log that go with them. What is set is written
 * with the next `write`: the end of a step together with the beginning of the one after it. What a crash loses of it is
 * worked out again, what was done outside stands in the book of effects.
 */
export class StepRows {
  /** What came of the steps that are over, by their names. */
  readonly facts: Record<string, NonNullable<Facts['steps']>[string]> = {};
  private readonly rows = new Map<number, Written>();
  /** Positions that have a row, or will have one. */
  private readonly known: Set<number>;
  private lines: StepLine[] = [];

  /** `before`: what the run has behind it. */
  constructor(
    private readonly source: DataSource,
    private readonly run: Run,
    private readonly before: readonly StepRow[],
    private readonly log: Pick<Log, 'warn'>,
  ) {
    this.known = new Set(before.map(({ position }) => position));
    for (const { name, status, result } of before) this.tell(name, status, result);
  }

  /** How far a step was when the part began. */
  at(position: number): StepRow | undefined {
    return this.before.find((row) => row.position === position);
  }

  set({ name, type, position }: PlacedStep, state: StepState, line?: StepLine): void {
    const { status, begins = false, condition, result, error, said, attempts } = state;
    const kept = result === undefined ? null : (JSON.parse(jsonText(redactValue(maskValues(result)))) as typeof result);
    const old = this.rows.get(position);
    const isFirst = !this.known.has(position);
    this.known.add(position);
    this.rows.set(position, {
      position,
      name,
      type,
      status,
      begins: (old?.begins ?? 0) + (begins || isFirst ? 1 : 0),
      condition: condition ?? old?.['condition'],
      result: kept,
      error: error === undefined ? null : clean(error),
      said: said === undefined ? old?.['said'] : clean(said),
      failures: attempts?.failures ?? old?.['failures'],
      retry_at: attempts?.nextAt == null ? null : new Date(attempts.nextAt),
    });
    this.tell(name, status, kept);
    if (line !== undefined) this.note(line);
  }

  /** A line of the log that is written with the rows. */
  note(line: StepLine): void {
    this.lines.push(line);
  }

  /**
   * Writes what was set. Throws RunFencedError where the run is another worker's by now, and what the database throws: then
   * it stays to be written.
   */
  async write(): Promise<void> {
    if (this.rows.size === 0 && this.lines.length === 0) return;
    try {
      await writeSteps(this.source, this.run, [...this.rows.values()], this.lines);
    } catch (error) {
      if (this.lines.length === 0 || error instanceof RunFencedError || isTransientDatabaseError(error)) throw error;
      await writeSteps(this.source, this.run, [...this.rows.values()], []);
      for (const line of this.lines) await this.append(line);
    }
    this.rows.clear();
    this.lines = [];
  }

  /** Writes what was set of steps in the caller's transaction. Throws as `write`; it is still to be written if that fails. */
  async writeIn(manager: EntityManager): Promise<void> {
    await writeSteps(manager, this.run, [...this.rows.values()], []);
  }

  /** Writes a line of the log at once; one that is lost ends no run. */
  async append({ metadata, ...line }: StepLine): Promise<void> {
    await appendLog(this.source, this.run, { ...line, actionId: null, metadata: metadata ?? {} }).catch(
      (error: unknown) => this.log.warn({ err: error }, 'a line of the execution log is lost'),
    );
  }

  private tell(name: string, status: StepRow['status'], result: StepRow['result']): void {
    if (status === 'completed' || status === 'skipped') this.facts[name] = { ...result, status };
  }
}

async function writeSteps(
  database: Pick<EntityManager, 'query'>,
  { id, attempt, installationId }: Run,
  rows: readonly Written[],
  lines: readonly StepLine[],
): Promise<void> {
  const cleaned = lines.map(({ step, level, message, metadata }) => ({
    step,
    level,
    message: cleanText(message),
    metadata: metadata === undefined ? {} : redactValue(maskValues(metadata)),
  }));
  const values = [id, attempt, installationId, jsonText(rows), jsonText(cleaned)];
  const written: unknown[] = await database.query(WRITE, values);
  if (written.length === 0) throw new RunFencedError('the run is another worker’s now');
}

/** Kept for sure: a worker that outlives a crash of the server goes on from here, and the engine notes that a part has ended. */
const WRITE = prepared(`WITH run AS (
    SELECT id FROM workflow_runs WHERE id = $1 AND attempt = $2
  ), written AS (
    INSERT INTO execution_steps AS s (run_id, position, installation_id, name, type, status, condition, result, error_message, said,
           attempts, failures, retry_at, started_at, completed_at)
    SELECT run.id, g.position, $3::int, g.name, g.type, g.status, g.condition, g.result, g.error, g.said, g.begins,
           COALESCE(g.failures, 0), g.retry_at, now(), CASE WHEN g.status NOT IN ('running', 'waiting') THEN now() END
      FROM run, json_to_recordset($4) AS g (position int, name text, type text, status text, condition jsonb, result jsonb,
             error text, said text, begins int, failures int, retry_at timestamptz)
    ON CONFLICT (run_id, position) DO UPDATE SET status = EXCLUDED.status, condition = COALESCE(EXCLUDED.condition, s.condition),
           result = EXCLUDED.result, error_message = EXCLUDED.error_message, said = COALESCE(EXCLUDED.said, s.said),
           attempts = s.attempts + EXCLUDED.attempts, failures = greatest(s.failures, EXCLUDED.failures), retry_at = EXCLUDED.retry_at,
           completed_at = EXCLUDED.completed_at
     WHERE s.status IN ('running', 'waiting')
  ), noted AS (
    INSERT INTO execution_logs (installation_id, execution_id, step_name, level, message, metadata)
    SELECT $3::int, run.id, l.step, l.level, l.message, l.metadata
      FROM run, json_to_recordset($5) AS l (step text, level text, message text, metadata jsonb)
  )
  SELECT id FROM run`);

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

function clean(text: string): string {
  return cutText(cleanText(text), 10_000);
}
