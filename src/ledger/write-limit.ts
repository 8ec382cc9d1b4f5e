import type { DataSource } from 'typeorm';

/**
 * Reserves the next moment at which an installation may be written to so that it notifies, at least `intervalMs` after
 * the one before, whichever process asked for that. Returns how many milliseconds to wait.
 */
export async function nextWriteDelay(source: DataSource, installationId: number, intervalMs: number): Promise<number> {
  const rows: { delay: number }[] = await source.query(
    `WITH slot AS (
       INSERT INTO write_limits AS mine (installation_id, next_write_at)
       VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (installation_id) DO UPDATE
          SET next_write_at = GREATEST(mine.next_write_at, clock_timestamp()) + make_interval(secs => $2)
       RETURNING next_write_at)
     SELECT GREATEST(0, extract(epoch FROM next_write_at - clock_timestamp()) * 1000 - $2 * 1000)::float8 AS delay FROM slot`,
    [installationId, intervalMs / 1000],
  );
  return Math.ceil(rows[0]?.delay ?? 0);
}
