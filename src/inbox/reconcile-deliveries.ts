import type { DataSource } from 'typeorm';
import { z } from 'zod';

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
/** GitHub redelivers for three days; a little less, so that none is asked for too late. */
const WINDOW_MS = 3 * 86_400_000 - 600_000;
/** Each look goes back over what the last one saw: an attempt may have been under way then. */
const OVERLAP_MS = 15 * 60_000;
const MOST_ATTEMPTS = 5;

/**
 * Asks GitHub to deliver again what failed and never came: GitHub does not do so by itself. Oldest first, at most five
 * attempts for each. A limit or fault ends this look; the cursor then stays where it was, and the next one goes on.
 */
export async function reconcileDeliveries(ports: ReconcilePorts): Promise<{ failed: number; redelivered: number }> {
  const since = await readCursor(ports);
  const attempts = await ports.listDeliveries(since);
  const missing = await neverReceived(ports.source, failedOnly(attempts));
  let redelivered = 0;
  for (const attempt of missing.toSorted((a, b) => a.deliveredAt.getTime() - b.deliveredAt.getTime())) {
    await ports.redeliver(attempt.id);
    redelivered += 1;
  }
  await ports.source.query(
    `INSERT INTO sync_cursors (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, updated_at = now()`,
    [CURSOR, JSON.stringify({ until: ports.now.toISOString() })],
  );
  return { failed: missing.length, redelivered };
}

/** The newest attempt of each event of which none succeeded and not too many were made. Pure. */
export function failedOnly(attempts: readonly Attempt[]): Attempt[] {
  const byGuid = new Map<string, Attempt[]>();
  for (const attempt of attempts) byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  return [...byGuid.values()].flatMap((same) => {
    const succeeded = same.some(({ statusCode }) => statusCode >= 200 && statusCode < 300);
    const newest = same.toSorted((a, b) => b.deliveredAt.getTime() - a.deliveredAt.getTime())[0];
    return succeeded || newest === undefined || same.length >= MOST_ATTEMPTS ? [] : [newest];
  });
}

async function readCursor({ source, now }: ReconcilePorts): Promise<Date> {
  const rows: { value: unknown }[] = await source.query('SELECT value FROM sync_cursors WHERE name = $1', [CURSOR]);
  const cursor = z.object({ until: z.coerce.date() }).safeParse(rows[0]?.value);
  const oldest = now.getTime() - WINDOW_MS;
  return new Date(cursor.success ? Math.max(oldest, cursor.data.until.getTime() - OVERLAP_MS) : oldest);
}

/** Those of which no attempt is in the inbox. */
export async function neverReceived(
  source: Pick<DataSource, 'query'>,
  attempts: readonly Attempt[],
): Promise<Attempt[]> {
  const rows: { delivery_id: string }[] = await source.query(
    `SELECT delivery_id FROM events WHERE source = 'github' AND delivery_id = ANY ($1)`,
    [attempts.map(({ guid }) => guid)],
  );
  const received = new Set(rows.map(({ delivery_id }) => delivery_id));
  return attempts.filter(({ guid }) => !received.has(guid));
}
