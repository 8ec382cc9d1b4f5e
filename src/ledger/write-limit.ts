import type { DataSource } from 'typeorm';

export interface WritePace {
  /** Least time between two writes of one installation that notify. */
  intervalMs: number;
  /** A longer wait is none for a step. */
  longestMs: number;
}

/**
 * A run's place in the queue of its installation's writers, whichever processes they are in: as many intervals after
 * the one before as that one has writes. Returns the milliseconds until its turn. Whoever would wait for more than
 * `longestMs` keeps its place and comes again. A crash loses nothing but the time of one place.
 */
export async function queueForWriting(
  source: DataSource,
  run: { id: string; installationId: number },
  writes: number,
  { intervalMs, longestMs }: WritePace,
): Promise<number> {
  const place = (await keptPlace(source, run.id)) ?? (await nextPlace(source, run.installationId, writes * intervalMs));
  const keep = place.delay > longestMs;
  if (keep || place.kept) {
    await source.query('UPDATE workflow_runs SET write_at = $2 WHERE id = $1', [run.id, keep ? place.at : null]);
  }
  return Math.max(0, Math.ceil(place.delay));
}

/** Takes the next moment at which the installation may be written to. Returns how many milliseconds to wait for it. */
export async function nextWriteDelay(source: DataSource, installationId: number, intervalMs: number): Promise<number> {
  const rows: { delay: number }[] = await source.query(
    `WITH turn AS (
       INSERT INTO write_limits AS mine (installation_id, last_write_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (installation_id) DO UPDATE
          SET last_write_at = GREATEST(clock_timestamp(), mine.last_write_at + make_interval(secs => $2))
       RETURNING last_write_at)
     SELECT GREATEST(0, extract(epoch FROM last_write_at - clock_timestamp()) * 1000)::float8 AS delay FROM turn`,
    [installationId, intervalMs / 1000],
  );
  return Math.ceil(rows[0]?.delay ?? 0);
}

interface Place {
  /** As PostgreSQL writes it: a Date would lose its microseconds. */
  at: string;
  delay: number;
  kept: boolean;
}

async function keptPlace(source: DataSource, runId: string): Promise<Place | undefined> {
  const rows: Place[] = await source.query(
    `SELECT write_at::text AS at, (extract(epoch FROM write_at - clock_timestamp()) * 1000)::float8 AS delay, true AS kept
       FROM workflow_runs WHERE id = $1 AND write_at IS NOT NULL`,
    [runId],
  );
  return rows[0];
}

async function nextPlace(source: DataSource, installationId: number, lengthMs: number): Promise<Place> {
  const rows: Place[] = await source.query(
    `WITH place AS (
       INSERT INTO write_limits AS mine (installation_id, next_write_at)
       VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (installation_id) DO UPDATE
          SET next_write_at = GREATEST(mine.next_write_at, clock_timestamp()) + make_interval(secs => $2)
       RETURNING next_write_at - make_interval(secs => $2) AS at)
     SELECT at::text, (extract(epoch FROM at - clock_timestamp()) * 1000)::float8 AS delay, false AS kept FROM place`,
    [installationId, lengthMs / 1000],
  );
  const [place] = rows;
  if (!place) throw new Error('PostgreSQL gave no place');
  return place;
}
