import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import { LARGE_BODY } from './byte-budget.js';
import { eventRow, type EventRow, type Incoming } from './event-row.js';
import { HANDED_OVER, PIECE, handOverPayload } from './hand-over-payload.js';
import { jsonbArray } from './jsonb-array.js';
import { lifeCycleEvents } from './life-cycle-events.js';

/** `refused`: PostgreSQL cannot hold this payload; the row says so and nothing follows from it. */
export type Recorded = 'recorded' | 'ignored' | 'duplicate' | 'refused';

export interface Recorder {
  /** Resolves once the event is committed. Rejects if it is not: the sender must hear of it. */
  record(incoming: Incoming): Promise<Recorded>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

interface Waiting {
  row: EventRow;
  asked: boolean;
  resolve(result: Recorded): void;
  reject(error: unknown): void;
}

const LARGEST_BATCH = { rows: 64, bytes: 2 * 1024 * 1024 };
/** What jsonb refuses: stack depth, numeric overflow, bad escapes (behaviour.md). Repeating would fail for ever. */
const REFUSED = new Set(['54001', '22003', '22P02', '22P05']);

/**
 * Writes events and queues their work, in one transaction. Those that arrive while one commit is under way share the
 * next one; a lone event waits for nobody. Large ones go one by one beside the others, which they would delay. Work gets
 * queued for what `isWanted`, the life cycle unless told, and for what an enabled trigger waits for at that moment.
 */
export function createRecorder({
  source,
  isWanted = (eventType) => lifeCycleEvents.has(eventType),
}: {
  source: DataSource;
  isWanted?: ((eventType: string) => boolean) | undefined;
}): Recorder {
  const [small, large] = [createLane(source), createLane(source)];
  return {
    record: (incoming) =>
      new Promise((resolve, reject) => {
        const row = eventRow(incoming);
        const lane = row.size > LARGE_BODY ? large : small;
        lane.add({ row, asked: isWanted(row.eventType), resolve, reject });
      }),
    close: async () => {
      await Promise.all([small.idle(), large.idle()]);
    },
  };
}

/** Events that are written in the order in which they came, one batch after the other. */
function createLane(source: DataSource): { add(waiting: Waiting): void; idle(): Promise<void> } {
  const queue: Waiting[] = [];
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    while (queue.length > 0) await writeBatch(source, takeBatch(queue));
    working = null;
  };
  return {
    add: (waiting) => {
      queue.push(waiting);
      working ??= work();
    },
    idle: async () => {
      while (working !== null) await working;
    },
  };
}

function takeBatch(queue: Waiting[]): Waiting[] {
  let bytes = 0;
  const end = queue.findIndex(({ row }, index) => {
    bytes += row.size;
    return index > 0 && (index >= LARGEST_BATCH.rows || bytes > LARGEST_BATCH.bytes);
  });
  return queue.splice(0, end === -1 ? queue.length : end);
}

/** One that PostgreSQL refuses must not take its neighbours along: a batch that fails is written one by one. */
async function writeBatch(source: DataSource, batch: Waiting[]): Promise<void> {
  try {
    const results = await insert(source, batch);
    for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] ?? 'duplicate');
    return;
  } catch (error) {
    if (batch.length === 1 && batch[0]) return writeAlone(source, batch[0], error);
    if (stateOf(error) === null && !(error instanceof RangeError))
      return batch.forEach((waiting) => waiting.reject(error));
  }
  for (const waiting of batch) {
    try {
      const [result] = await insert(source, [waiting]);
      waiting.resolve(result ?? 'duplicate');
    } catch (error) {
      await writeAlone(source, waiting, error);
    }
  }
}

async function writeAlone(source: DataSource, { row, resolve, reject }: Waiting, error: unknown): Promise<void> {
  // Node's own limit of nesting is a RangeError.
  if (!REFUSED.has(stateOf(error) ?? '') && !(error instanceof RangeError)) return reject(error);
  try {
    await source.query(
      `INSERT INTO events (source, delivery_id, event_type, github_installation_id, github_repository_id, payload,
              payload_sha256, status, error_message, processed_at, installation_id)
       VALUES ($1, $2, $3, $4, $5, '{}', $6, 'failed', $7, now(),
              (SELECT id FROM installations WHERE github_installation_id = $4)) ON CONFLICT (source, delivery_id) DO NOTHING`,
      [
        row.source,
        row.deliveryId,
        row.eventType,
        row.githubInstallationId,
        row.githubRepositoryId,
        row.sha256,
        `the payload cannot be stored: ${error instanceof Error ? error.message : 'unknown'}`,
      ],
    );
    resolve('refused');
  } catch (second) {
    reject(second);
  }
}

/**
 * One statement, so one commit; prepared once for each connection, since planning it takes as long as writing many
 * rows. The first of equal delivery ids wins, within the batch too.
 */
async function insert(source: DataSource, batch: readonly Waiting[]): Promise<Recorded[]> {
  const input = batch.map(({ row, asked }, index) => ({
    place: index + 1,
    source: row.source,
    delivery_id: row.deliveryId,
    event_type: row.eventType,
    installation: row.githubInstallationId,
    repository: row.githubRepositoryId,
    hash: row.deduplicationHash,
    sha256: row.sha256,
    asked,
  }));
  const rows = await writeRows(
    source,
    jsonText(input),
    batch.map(({ row }) => row.json()),
  );
  const inserted = new Map(rows.map(({ key, status }) => [key, status]));
  return batch.map(({ row }) => {
    const key = `${row.source} ${row.deliveryId}`;
    const status = inserted.get(key);
    inserted.delete(key);
    return status === undefined ? 'duplicate' : status === 'pending' ? 'recorded' : 'ignored';
  });
}

interface Written {
  key: string;
  status: string;
}

/** A connection that broke, or whose answer did not come in time, is closed: the next batch must not get it. */
async function writeRows(source: DataSource, input: string, payloads: readonly Buffer[]): Promise<Written[]> {
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    try {
      const [large] = payloads.length === 1 ? payloads.filter(({ length }) => length > PIECE) : [];
      if (large) return await writeLarge(client, input, large);
      const values = [input, jsonbArray(payloads)];
      return (await client.query({ name: 'record_events', text: RECORD_EVENTS, values })).rows;
    } catch (error) {
      if (stateOf(error)?.startsWith('57P') ?? true) void client.end().catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

async function writeLarge(client: PoolClient, input: string, payload: Buffer): Promise<Written[]> {
  await client.query('BEGIN');
  try {
    const values = [input, await handOverPayload(client, payload)];
    const { rows } = await client.query({ name: 'record_large_event', text: RECORD_LARGE_EVENT, values });
    await client.query('COMMIT');
    return rows;
  } catch (error) {
    // Where the server did not answer, the connection is closed instead.
    if (stateOf(error) !== null) await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Asked only where an event is not wanted otherwise. */
const TRIGGERED = `ARRAY(
  SELECT jsonb_array_elements_text(t.conditions->'events')
    FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id
   WHERE t.enabled AND t.trigger_type = 'event' AND w.status = 'active' AND jsonb_typeof(t.conditions->'events') = 'array'
     AND (NOT t.conditions ? 'conditional'
          OR EXISTS (SELECT FROM workflow_switches s WHERE s.workflow_id = w.id AND s.condition IS NOT NULL)))`;

/**
 * What conflicts with nothing is inserted; what is left and has a new delivery id has the hash of another event, and is
 * kept as `ignored`. Conflicts are found by the unique indexes, so within a batch and between processes too. Equal
 * order of hashes keeps two processes from waiting for each other. The payloads stay outside of what is sorted;
 * `payload` is the SQL that finds the one of a row.
 */
const statement = (payload: string): string => `
  WITH input AS (
    SELECT i.place, i.source, i.delivery_id, i.event_type, i.installation, i.repository, i.hash, i.sha256,
           i.asked OR i.event_type = ANY (${TRIGGERED}) AS wanted,
           (SELECT id FROM installations WHERE github_installation_id = i.installation) AS installation_id
      FROM json_to_recordset($1::json) AS i(place int, source text, delivery_id text, event_type text, installation bigint,
             repository bigint, hash text, sha256 text, asked boolean)
     ORDER BY hash, wanted DESC, delivery_id, place
  ), fresh AS (
    INSERT INTO events (source, delivery_id, event_type, github_installation_id, github_repository_id, deduplication_hash,
           payload, payload_sha256, installation_id, status, processed_at)
    SELECT source, delivery_id, event_type, installation, repository, hash, ${payload}, sha256, installation_id,
           CASE WHEN wanted THEN 'pending' ELSE 'ignored' END, CASE WHEN wanted THEN NULL ELSE now() END
      FROM input
    ON CONFLICT DO NOTHING
    RETURNING id, source, delivery_id, status
  ), again AS (
    INSERT INTO events (source, delivery_id, event_type, github_installation_id, github_repository_id, deduplication_hash,
           payload, payload_sha256, installation_id, status, processed_at)
    SELECT source, delivery_id, event_type, installation, repository, hash, ${payload}, sha256, installation_id,
           'ignored', now()
      FROM input i
     WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.source = i.source AND f.delivery_id = i.delivery_id)
    ON CONFLICT (source, delivery_id) DO NOTHING
    RETURNING source, delivery_id, status
  ), queued AS MATERIALIZED (
    SELECT dbos.enqueue_workflow(workflow_name => 'handle_event', queue_name => 'events',
             positional_args => ARRAY[to_json(id)], workflow_id => 'event:' || id)
      FROM fresh WHERE status = 'pending'
  )
  SELECT source || ' ' || delivery_id AS key, status, (SELECT count(*) FROM queued) AS queued
    FROM (SELECT source, delivery_id, status FROM fresh UNION ALL SELECT source, delivery_id, status FROM again) AS inserted`;
const RECORD_EVENTS = statement('($2::jsonb[])[place]');
const RECORD_LARGE_EVENT = statement(HANDED_OVER);

/** SQLSTATE, or null where the server did not answer. */
function stateOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
