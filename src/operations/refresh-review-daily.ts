import type { DataSource } from 'typeorm';

/**
 * Computes `mv_review_daily` anew; who reads it meanwhile sees what was there. Where another process is at it nothing is
 * done. Returns which of the two it was. Throws what the database throws: then what was there stays.
 */
export async function refreshReviewDaily(source: DataSource): Promise<'refreshed' | 'under way elsewhere'> {
  return source.transaction(async (manager) => {
    const rows: { free: boolean }[] = await manager.query(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('mv_review_daily', 0)) AS free`,
    );
    if (!rows[0]?.free) return 'under way elsewhere';
    await manager.query('REFRESH MATERIALIZED VIEW CONCURRENTLY mv_review_daily');
    return 'refreshed';
  });
}
