import type { DataSource } from 'typeorm';
import { FORGOTTEN } from './is-forgotten.js';
import { requestScans } from './request-scans.js';

/** Whoever holds this lock of a transaction looks; the others need not. */
const BACKFILL_LOCK = 7_306_118_456;

/**
 * Asks for a scan of every repository that is served and was never scanned, and of those that fell behind because their
 * last scan failed; once for all workers that look at the same time. What was forgotten on purpose stays so; what
 * failed for a reason of its own is left alone for `failedHours`, and what killed the workers for a day. Returns how
 * many.
 */
export async function backfillScans(source: DataSource, { failedHours }: { failedHours: number }): Promise<number> {
  return source.transaction(async (manager) => {
    const locked: { locked: boolean }[] = await manager.query('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      BACKFILL_LOCK,
    ]);
    if (locked[0]?.locked !== true) return 0;
    const rows: { id: number; scanned: boolean }[] = await manager.query(
      `SELECT r.id, r.scanned_at IS NOT NULL AS scanned
         FROM repositories r JOIN installations i ON i.id = r.installation_id
         LEFT JOIN LATERAL (SELECT s.reason, s.status, s.completed_at, s.details FROM scans s
                             WHERE s.repository_id = r.id AND s.kind <> 'history' ORDER BY s.id DESC LIMIT 1) last ON true
        WHERE r.is_active AND i.is_active
          AND (r.scanned_at IS NULL OR last.status = 'failed')
          AND COALESCE(last.reason <> $1, true)
          AND COALESCE(last.status NOT IN ('pending', 'running'), true)
          AND NOT COALESCE(last.status = 'failed'
                AND COALESCE(last.details->>'failure', 'repository') NOT IN ('store', 'no answer')
                AND last.completed_at > now() - make_interval(
                      hours => CASE WHEN last.details->>'failure' = 'worker' THEN GREATEST(24, $2::int)
                                    ELSE $2::int END), false)`,
      [FORGOTTEN, failedHours],
    );
    const ask = (kind: 'full' | 'push', of: typeof rows) =>
      requestScans(manager, { repositoryIds: of.map(({ id }) => id), kind, reason: 'backfill' });
    const never = rows.filter(({ scanned }) => !scanned);
    const behind = rows.filter(({ scanned }) => scanned);
    return (await ask('full', never)).length + (await ask('push', behind)).length;
  });
}
