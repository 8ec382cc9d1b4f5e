import type { DataSource } from 'typeorm';

/**
 * What our last review said of pull requests of a repository (our id), by number and in lower case; none for those
 * without one.
 */
export async function readVerdicts(
  source: DataSource,
  repositoryId: number,
  numbers: readonly number[],
): Promise<Map<number, string>> {
  const rows: { number: number; verdict: string }[] = await source.query(
    `SELECT DISTINCT ON (pull_number) pull_number AS number, lower(verdict) AS verdict FROM reviews
      WHERE repository_id = $1 AND pull_number = ANY ($2) AND verdict IS NOT NULL ORDER BY pull_number, created_at DESC`,
    [repositoryId, numbers],
  );
  return new Map(rows.map(({ number, verdict }) => [number, verdict]));
}
