import type { DataSource } from 'typeorm';

/** Of repositories (GitHub's ids), those that an installation still gives us. */
export async function servedRepositories(source: DataSource, ids: readonly number[]): Promise<number[]> {
  const rows: { id: number }[] = await source.query(
    `SELECT DISTINCT r.github_repo_id::float8 AS id FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.github_repo_id = ANY ($1) AND r.is_active AND i.deleted_at IS NULL`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
