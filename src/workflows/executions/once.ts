import type { DataSource } from 'typeorm';
import { OutboundRefusedError } from '../../access/outbound/outbound-refused-error.js';
import { jsonText } from '../../database/json-text.js';
import { prepared } from '../../database/prepared.js';
import { errorStatus } from '../../github/client/classify-error.js';
import { GitHubLimitedError, GitHubTerminalError, WritesQueuedError } from '../../github/client/github-error.js';
import {
  ServiceLimitedError,
  ServiceRefusedError,
  ServiceUnavailableError,
} from '../../integrations/services/service-error.js';
import { LeaseHeldError, LeaseLostError } from '../../ledger/pull-lease.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { untilPrompt } from '../../turns/until-prompt.js';
import { RunFailedError } from '../durable/durable-step.js';
import type { WorkflowPorts } from '../ports.js';
import { RunFencedError } from '../runs/run-record.js';
import type { ExecutionRecord } from './execution-record.js';

/** The place of what belongs to no step. */
const AT_END = -1;

/** Something that is done outside. */
export interface Deed<T> {
  /** Does it. */
  work(): Promise<T>;
  /** Looks whether it was done before, after its answer was lost; null: it was not. Absent: nobody can be asked. */
  find?(): Promise<T | null>;
  /** Doing it again is the same as doing it once. */
  isIdempotent?: boolean;
}

/** `unknown`: it may have been done, its answer was lost, and it is not done again. */
export type Done<T> = { kind: 'done'; value: T } | { kind: 'unknown' };

/** Does something outside once for a key of a run. Values are small and survive JSON. Throws what the deed throws. */
export type Once = <T>(key: string, deed: Deed<T>) => Promise<Done<T>>;

/**
 * The book of what one step does outside: each deed is entered before it is done, and its answer after. What was entered
 * and has no answer is looked for; where that is not possible it is not done a second time.
 */
export function createOnce(
  ports: Pick<WorkflowPorts, 'source' | 'reached'>,
  { id, attempt, installationId }: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
  position: number,
): Once {
  return createBook(ports, { id, attempt, installationId }, position, ['running']);
}

/** What came of a deed of a step that was done; null: it was not, or nobody knows. */
export async function knownDeed<T>(
  source: DataSource,
  { id }: Pick<ExecutionRecord, 'id'>,
  position: number,
  name: string,
): Promise<T | null> {
  const rows: { result: T }[] = await source.query(
    `SELECT result FROM effects WHERE run_id = $1 AND key = $2 AND state = 'done'`,
    [id, `${position}:${name}`],
  );
  return rows[0]?.result ?? null;
}

/** The same for what is done after the end. */
export function createEndOnce(
  ports: Pick<WorkflowPorts, 'source' | 'reached'>,
  run: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
): Once {
  return createBook(ports, run, AT_END, ['completed', 'failed', 'timeout']);
}

function createBook(
  { source, reached }: Pick<WorkflowPorts, 'source' | 'reached'>,
  { id, attempt, installationId }: Pick<ExecutionRecord, 'id' | 'attempt' | 'installationId'>,
  position: number,
  statuses: readonly string[],
): Once {
  return async <T>(name: string, deed: Deed<T>): Promise<Done<T>> => {
    const key = `${position}:${name}`;
    const entry = { id, attempt, installationId, position, key, statuses };
    let isNew = false;
    const known = await untilPrompt(async () => {
      const entered = await enter(source, entry);
      isNew ||= entered.isNew;
      return entered;
    });
    if (known.state === 'done') return { kind: 'done', value: known.result as T };
    if (known.state === 'unknown') return { kind: 'unknown' };
    if (!isNew) {
      const found = (await deed.find?.()) ?? null;
      if (found !== null) return keep(source, id, key, found);
      if (deed.find === undefined && deed.isIdempotent !== true) {
        await source.query(`UPDATE effects SET state = 'unknown' WHERE run_id = $1 AND key = $2 AND state = 'begun'`, [
          id,
          key,
        ]);
        return { kind: 'unknown' };
      }
      // The look may have taken long.
      await untilPrompt(() => enter(source, entry));
    }
    let value: T;
    try {
      value = await deed.work();
    } catch (error) {
      if (!mayBeDone(error)) await forget(source, { id, attempt }, key);
      throw error;
    }
    reached('after-deed');
    return keep(source, id, key, value);
  };
}

interface Entry {
  state: 'begun' | 'done' | 'unknown';
  result: unknown;
  isNew: boolean;
}

/** Throws RunFencedError unless this attempt is the one that runs. */
async function enter(
  source: DataSource,
  of: {
    id: string;
    attempt: number;
    installationId: number;
    position: number;
    key: string;
    statuses: readonly string[];
  },
): Promise<Entry> {
  const values = [of.id, of.attempt, of.installationId, of.position, of.key, of.statuses];
  const rows: Entry[] = await source.query(ENTER, values);
  const [entry] = rows;
  if (entry === undefined) throw new RunFencedError('the run is another worker’s now');
  return entry;
}

const ENTER = prepared(`
  WITH run AS (SELECT id FROM workflow_runs WHERE id = $1 AND attempt = $2 AND status = ANY ($6)),
       added AS (INSERT INTO effects (run_id, installation_id, position, key) SELECT id, $3, $4, $5 FROM run
                 ON CONFLICT (run_id, key) DO NOTHING RETURNING state, result)
  SELECT state, result, true AS "isNew" FROM added
  UNION ALL SELECT state, result, false FROM effects, run WHERE run_id = $1 AND key = $5`);

/** Only by the attempt that runs: what another worker has entered or done since is its own. */
async function forget(
  source: DataSource,
  { id, attempt }: Pick<ExecutionRecord, 'id' | 'attempt'>,
  key: string,
): Promise<void> {
  await source.query(
    `DELETE FROM effects WHERE run_id = $1 AND key = $2 AND state = 'begun'
        AND EXISTS (SELECT FROM workflow_runs WHERE id = $1 AND attempt = $3)`,
    [id, key, attempt],
  );
}

async function keep<T>(source: DataSource, id: string, key: string, value: T): Promise<Done<T>> {
  await source.query(KEEP, [id, key, jsonText(maskValues(value ?? null))]);
  return { kind: 'done', value };
}

const KEEP = prepared(`UPDATE effects SET state = 'done', result = $3, done_at = now() WHERE run_id = $1 AND key = $2`);

/** Errors that are an answer, or come before anything is sent. */
const ANSWERED = [
  GitHubLimitedError,
  GitHubTerminalError,
  WritesQueuedError,
  ServiceLimitedError,
  ServiceRefusedError,
  OutboundRefusedError,
  RunFencedError,
  RunFailedError,
  LeaseHeldError,
  LeaseLostError,
] as const;

/** Whether what threw may have been done all the same. */
function mayBeDone(error: unknown): boolean {
  if (error instanceof ServiceUnavailableError) return error.mayBeDone;
  const status = errorStatus(error);
  if (status !== null && status < 500) return false;
  return !ANSWERED.some((kind) => error instanceof kind);
}
