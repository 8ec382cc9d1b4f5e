import type { DataSource } from 'typeorm';

/** The summary of the newest review of a pull request as it was rendered, or null. */
export async function readLastSummary(source: DataSource, pullRequestId: string): Promise<string | null> {
  const rows: { summary: string }[] = await source.query(
    `SELECT summary FROM reviews WHERE pull_request_id = $1 AND summary IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
    [pullRequestId],
  );
  return rows[0]?.summary ?? null;
}
