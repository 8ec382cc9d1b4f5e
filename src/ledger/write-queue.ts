import type { DataSource } from 'typeorm';

export interface QueuePace {
  /** What one write counts for: a minute has as many of these as GitHub may get writes of one installation. */
  intervalMs: number;
  /** A longer wait is none for a step. */
  longestMs: number;
}

/**
 * A run's place in the queue of its installation's writers, whichever processes they are in: as many intervals after
 * the one before as that one has writes. Returns the milliseconds until its turn. Whoever would wait for more than
 * `longestMs` keeps its place and comes again. A crash loses nothing but the time of one place. The pace of the writes
 * themselves is kept where they are sent (github-pace.ts); here runs wait that would otherwise all come at once.
 */
export async function queueForWriting(
  source: DataSource,
  run: { id: string; githubInstallationId: number },
  writes: number,
  { intervalMs, longestMs }: QueuePace,
): Promise<number> {
  const place =
    (await keptPlace(source, run.id)) ?? (await nextPlace(source, run.githubInstallationId, writes * intervalMs));
  const keep = place.delay > longestMs;
  if (keep || place.kept) {
    await source.query('UPDATE workflow_runs SET write_at = $2 WHERE id = $1', [run.id, keep ? place.at : null]);
  }
  return Math.max(0, Math.ceil(place.delay));
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

async function nextPlace(source: DataSource, githubInstallationId: number, lengthMs: number): Promise<Place> {
  const rows: Place[] = await source.query(
    `WITH place AS (
       INSERT INTO github_paces AS mine (github_installation_id, next_write_at)
       VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (github_installation_id) DO UPDATE
          SET next_write_at = GREATEST(mine.next_write_at, clock_timestamp()) + make_interval(secs => $2)
       RETURNING next_write_at - make_interval(secs => $2) AS at)
     SELECT at::text, (extract(epoch FROM at - clock_timestamp()) * 1000)::float8 AS delay, false AS kept FROM place`,
    [githubInstallationId, lengthMs / 1000],
  );
  const [place] = rows;
  if (!place) throw new Error('PostgreSQL gave no place');
  return place;
}
