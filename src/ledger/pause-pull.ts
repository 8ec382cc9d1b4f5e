import type { DataSource, EntityManager } from 'typeorm';

export interface Pausing {
  paused: boolean;
  /** Null: we did it ourselves. */
  pausedBy: string | null;
}

/** Whether automatic reviews of a pull request are paused, and by whom. */
export async function readPausing(source: DataSource, pullRequestId: string): Promise<Pausing> {
  const rows: Pausing[] = await source.query(
    'SELECT paused, paused_by AS "pausedBy" FROM pull_requests WHERE id = $1',
    [pullRequestId],
  );
  return rows[0] ?? { paused: false, pausedBy: null };
}

/** Pauses the automatic reviews; `by`: a login, or null for ourselves. Paused already, it stays as it is. */
export async function pausePull(
  source: Pick<DataSource, 'query'>,
  pullRequestId: string,
  by: string | null,
): Promise<void> {
  await source.query(
    'UPDATE pull_requests SET paused = true, paused_by = $2, paused_at = now() WHERE id = $1 AND NOT paused',
    [pullRequestId, by],
  );
}

/** Ends a pause. True: the head has not been reviewed and is open for one. */
export async function resumePull(manager: EntityManager, pullRequestId: string): Promise<boolean> {
  const [rows]: [{ unreviewed: boolean }[], number] = await manager.query(
    `UPDATE pull_requests SET paused = false, paused_by = NULL, paused_at = NULL, resumed_at = now() WHERE id = $1
     RETURNING state = 'open' AND last_reviewed_sha IS DISTINCT FROM head_sha AS unreviewed`,
    [pullRequestId],
  );
  return rows[0]?.unreviewed ?? false;
}

/** How many automatic reviews a pull request got in the last `minutes`, counted from when it was last resumed. */
export async function countAutomaticReviews(
  source: DataSource,
  pullRequestId: string,
  minutes: number,
): Promise<number> {
  const rows: { count: number }[] = await source.query(
    `SELECT count(*)::int AS count FROM reviews r JOIN pull_requests p ON p.id = r.pull_request_id
      WHERE p.id = $1 AND r.trigger LIKE 'auto:%' AND r.outcome IN ('reviewed', 'partial')
        AND r.created_at > greatest(now() - make_interval(mins => $2), p.resumed_at)`,
    [pullRequestId, minutes],
  );
  return rows[0]?.count ?? 0;
}
