import type { DataSource } from 'typeorm';
import { eventRow, type EventRow, type Incoming } from './event-row.js';

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
  wanted: boolean;
  resolve(result: Recorded): void;
  reject(error: unknown): void;
}

const LARGEST_BATCH = 64;
/** What jsonb refuses: stack depth, numeric overflow, bad escapes (behaviour.md). Repeating would fail for ever. */
const REFUSED = new Set(['54001', '22003', '22P02', '22P05']);

/** Another process recorded an equal event between our look and our insert. */
const UNIQUE_VIOLATION = '23505';

/**
 * Writes events and queues their work, in one transaction. Those that arrive while one commit is under way share the
 * next one; a lone event waits for nobody.
 */
export function createRecorder({
  source,
  isWanted,
}: {
  source: DataSource;
  isWanted: (eventType: string) => boolean;
}): Recorder {
  const queue: Waiting[] = [];
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    while (queue.length > 0) await writeBatch(source, queue.splice(0, LARGEST_BATCH));
    working = null;
  };
  return {
    record: (incoming) =>
      new Promise((resolve, reject) => {
        const row = eventRow(incoming);
        queue.push({ row, wanted: isWanted(row.eventType), resolve, reject });
        working ??= work();
      }),
    close: async () => {
      while (working !== null) await working;
    },
  };
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

async function writeAlone(source: DataSource, waiting: Waiting, error: unknown, again = true): Promise<void> {
  const { row, resolve, reject } = waiting;
  if (stateOf(error) === UNIQUE_VIOLATION && again) {
    return insert(source, [waiting]).then(
      ([result]) => resolve(result ?? 'duplicate'),
      (second: unknown) => writeAlone(source, waiting, second, false),
    );
  }
  // Node's own limit of nesting is a RangeError.
  if (!REFUSED.has(stateOf(error) ?? '') && !(error instanceof RangeError)) return reject(error);
  try {
    await source.query(
      `INSERT INTO events (source, delivery_id, event_type, github_installation_id, github_repository_id, payload,
              payload_sha256, status, error_message, processed_at)
       VALUES ($1, $2, $3, $4, $5, '{}', $6, 'failed', $7, now()) ON CONFLICT (source, delivery_id) DO NOTHING`,
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
 * One statement, so one commit. The first of equal delivery ids or hashes wins, within the batch too; an equal hash is
 * kept as `ignored`. Two processes that insert the same hash at once: the later one fails and is written again.
 */
async function insert(source: DataSource, batch: readonly Waiting[]): Promise<Recorded[]> {
  const input = batch.map(({ row, wanted }, index) => ({
    place: index,
    source: row.source,
    delivery_id: row.deliveryId,
    event_type: row.eventType,
    installation: row.githubInstallationId,
    repository: row.githubRepositoryId,
    hash: row.deduplicationHash,
    sha256: row.sha256,
    wanted,
  }));
  const rows: { place: number; status: string }[] = await source.query(STATEMENT, [
    JSON.stringify(input),
    batch.map(({ row }) => JSON.stringify(row.payload)),
  ]);
  const found = new Map(rows.map(({ place, status }) => [place, status]));
  return batch.map((_, index) => {
    const status = found.get(index);
    return status === undefined ? 'duplicate' : status === 'pending' ? 'recorded' : 'ignored';
  });
}

const STATEMENT = `
  WITH input AS (
    SELECT i.*, ($2::text[])[i.place + 1]::jsonb AS payload
      FROM json_to_recordset($1::json) AS i(place int, source text, delivery_id text, event_type text, installation bigint,
             repository bigint, hash text, sha256 text, wanted boolean)
  ), first AS (
    SELECT DISTINCT ON (source, delivery_id) * FROM input ORDER BY source, delivery_id, place
  ), judged AS (
    SELECT f.*, f.wanted AND (f.hash IS NULL OR (
             row_number() OVER (PARTITION BY f.hash ORDER BY f.wanted DESC, f.place) = 1
             AND NOT EXISTS (SELECT FROM events e WHERE e.deduplication_hash = f.hash AND e.status <> 'ignored'))) AS pending
      FROM first f
  ), inserted AS (
    INSERT INTO events (source, delivery_id, event_type, github_installation_id, github_repository_id, deduplication_hash,
           payload, payload_sha256, status, processed_at, installation_id)
    SELECT j.source, j.delivery_id, j.event_type, j.installation, j.repository, j.hash, j.payload, j.sha256,
           CASE WHEN j.pending THEN 'pending' ELSE 'ignored' END, CASE WHEN j.pending THEN NULL ELSE now() END,
           (SELECT id FROM installations WHERE github_installation_id = j.installation)
      FROM judged j
    ON CONFLICT (source, delivery_id) DO NOTHING
    RETURNING id, source, delivery_id, status
  ), queued AS MATERIALIZED (
    SELECT dbos.enqueue_workflow(workflow_name => 'handle_event', queue_name => 'events',
             positional_args => ARRAY[to_json(id)], workflow_id => 'event:' || id)
      FROM inserted WHERE status = 'pending'
  )
  SELECT f.place, i.status, (SELECT count(*) FROM queued) AS queued
    FROM inserted i JOIN first f ON f.source = i.source AND f.delivery_id = i.delivery_id`;

/** SQLSTATE, or null where the server did not answer. */
function stateOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
