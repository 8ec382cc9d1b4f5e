import type { DataSource } from 'typeorm';

/**
 * The threads of findings, by GraphQL id, where the installation lets its App write contents: GitHub wants that for
 * resolving one. Empty where it does not, or where a thread was never seen.
 */
export async function readFixedThreads(
  source: DataSource,
  installationId: number,
  findingIds: readonly string[],
): Promise<string[]> {
  const rows: { id: string }[] = await source.query(
    `SELECT f.github_thread_id AS id FROM findings f JOIN installations i ON i.id = f.installation_id
      WHERE f.installation_id = $1 AND f.id = ANY($2::uuid[]) AND f.github_thread_id IS NOT NULL
        AND i.permissions->>'contents' = 'write'
      ORDER BY f.handle`,
    [installationId, findingIds],
  );
  return rows.map(({ id }) => id);
}
