import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { jsonText } from '../database/json-text.js';

export interface Attempt {
  id: number;
  guid: string;
  deliveredAt: Date;
  statusCode: number;
}

export interface ReconcilePorts {
  source: DataSource;
  /** Attempts since a moment, newest first. */
  listDeliveries(since: Date): Promise<Attempt[]>;
  redeliver(attemptId: number): Promise<void>;
  now: Date;
}

const CURSOR = 'deliveries';
/** With the guid: what is known of a delivery that failed. */
const PREFIX = 'delivery ';
/** GitHub redelivers for three days; a little less, so that none is asked for too late. */
const WINDOW_MS = 3 * 86_400_000 - 600_000;
/** Each look goes back over what the last one saw: an attempt may have been under way then. */
const OVERLAP_MS = 15 * 60_000;
/** How long after the first attempt, the second and so on the next is asked for, in seconds; after the fifth, none. */
const PAUSES = [0, 10 * 60, 2 * 3600, 24 * 3600];

/** The attempts of one event that failed: `id` is the newest, which is the one to ask for again. */
export interface FailedDelivery {
  guid: string;
  id: number;
  attempts: number;
  firstAt: string;
  lastAt: string;
}

/**
 * Asks GitHub to deliver again what failed and never came: GitHub does not do so by itself. Oldest first, at most five
 * attempts for each, with a longer pause each time. What failed is kept beside the cursor, so that neither a later look
 * nor another process forgets how often it was asked for. A limit or fault ends this look, and the next one goes on.
 */
export async function reconcileDeliveries(ports: ReconcilePorts): Promise<{ failed: number; redelivered: number }> {
  const { source, now } = ports;
  const attempts = await ports.listDeliveries(await readCursor(ports));
  await noteFailed(source, await neverReceived(source, failedOnly(attempts)));
  await source.query(
    `INSERT INTO sync_cursors (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, updated_at = now()`,
    [CURSOR, jsonText({ until: now.toISOString() })],
  );
  await forgetEnded(source, attempts, now);
  const due = await readDue(source, now);
  let redelivered = 0;
  for (const delivery of due) {
    if (!(await countAttempt(source, delivery, now))) continue;
    await ports.redeliver(delivery.id);
    redelivered += 1;
  }
  return { failed: due.length, redelivered };
}

/** The events of which no attempt succeeded, each with its newest attempt. Pure. */
export function failedOnly(attempts: readonly Attempt[]): FailedDelivery[] {
  const byGuid = new Map<string, Attempt[]>();
  for (const attempt of attempts.toSorted((a, b) => a.deliveredAt.getTime() - b.deliveredAt.getTime()))
    byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  return [...byGuid.values()].flatMap((same) => {
    const [first, last] = [same[0], same.at(-1)];
    if (first === undefined || last === undefined || same.some(succeeded)) return [];
    const { guid, id, deliveredAt } = last;
    const at = { firstAt: first.deliveredAt.toISOString(), lastAt: deliveredAt.toISOString() };
    return [{ guid, id, attempts: same.length, ...at }];
  });
}

function succeeded({ statusCode }: Attempt): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function readCursor({ source, now }: ReconcilePorts): Promise<Date> {
  const rows: { value: unknown }[] = await source.query('SELECT value FROM sync_cursors WHERE name = $1', [CURSOR]);
  const cursor = z.object({ until: z.coerce.date() }).safeParse(rows[0]?.value);
  const oldest = now.getTime() - WINDOW_MS;
  return new Date(cursor.success ? Math.max(oldest, cursor.data.until.getTime() - OVERLAP_MS) : oldest);
}

/** A look sees the last attempts only: what it counts never lowers what is known. */
async function noteFailed(source: DataSource, failed: readonly FailedDelivery[]): Promise<void> {
  await source.query(
    `INSERT INTO sync_cursors AS mine (name, value)
     SELECT $1 || (seen->>'guid'), seen - 'guid' FROM jsonb_array_elements($2::jsonb) seen
     ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value || jsonb_build_object(
       'attempts', greatest(mine.value->'attempts', EXCLUDED.value->'attempts'),
       'firstAt', least(mine.value->>'firstAt', EXCLUDED.value->>'firstAt'),
       'lastAt', greatest(mine.value->>'lastAt', EXCLUDED.value->>'lastAt'))`,
    [PREFIX, jsonText(failed)],
  );
}

/** Forgets what came in the end. What never did is known for as long as a look can still see an attempt that was asked for. */
async function forgetEnded(source: DataSource, attempts: readonly Attempt[], now: Date): Promise<void> {
  await source.query(
    `DELETE FROM sync_cursors WHERE starts_with(name, $1)
        AND (name = ANY ($2) OR (value->>'firstAt')::timestamptz < $3
             OR EXISTS (SELECT FROM events WHERE source = 'github' AND delivery_id = substr(name, length($1) + 1)))`,
    [PREFIX, attempts.filter(succeeded).map(({ guid }) => PREFIX + guid), new Date(now.getTime() - 2 * WINDOW_MS)],
  );
}

/** Oldest first. */
function readDue(source: DataSource, now: Date): Promise<Pick<FailedDelivery, 'guid' | 'id' | 'attempts'>[]> {
  return source.query(
    `SELECT substr(name, length($1) + 1) AS guid, (value->>'id')::float8 AS id, (value->'attempts')::int AS attempts
       FROM sync_cursors
      WHERE starts_with(name, $1) AND (value->>'firstAt')::timestamptz > $2
        AND (value->>'lastAt')::timestamptz + make_interval(secs => ($3::float8[])[(value->'attempts')::int]) <= $4
      ORDER BY value->>'firstAt', id`,
    [PREFIX, new Date(now.getTime() - WINDOW_MS), PAUSES, now],
  );
}

/** Before it is asked for: one that fails or is cut short counts too. False: somebody else has just asked for it. */
async function countAttempt(
  source: DataSource,
  { guid, attempts }: Pick<FailedDelivery, 'guid' | 'attempts'>,
  now: Date,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await source.query(
    `UPDATE sync_cursors SET value = value || jsonb_build_object('attempts', $2::int + 1, 'lastAt', $3::text)
      WHERE name = $1 AND (value->'attempts')::int = $2 RETURNING 1`,
    [PREFIX + guid, attempts, now.toISOString()],
  );
  return rows.length > 0;
}

/** Those of which no attempt is in the inbox. */
export async function neverReceived<D extends { guid: string }>(
  source: Pick<DataSource, 'query'>,
  deliveries: readonly D[],
): Promise<D[]> {
  const rows: { delivery_id: string }[] = await source.query(
    `SELECT delivery_id FROM events WHERE source = 'github' AND delivery_id = ANY ($1)`,
    [deliveries.map(({ guid }) => guid)],
  );
  const received = new Set(rows.map(({ delivery_id }) => delivery_id));
  return deliveries.filter(({ guid }) => !received.has(guid));
}
