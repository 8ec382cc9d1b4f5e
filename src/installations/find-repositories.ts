import type { DataSource } from 'typeorm';

/** A repository that Nectr serves. */
export interface ServedRepository {
  installationId: number;
  /** Ours. */
  repositoryId: number;
  fullName: string;
}

/** The repositories of this name that are served, whatever its case: one, unless two installations have it. */
export function findRepositories(source: Pick<DataSource, 'query'>, fullName: string): Promise<ServedRepository[]> {
  return source.query(
    `SELECT r.installation_id AS "installationId", r.id AS "repositoryId", r.full_name AS "fullName"
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.is_active AND i.is_active AND lower(r.full_name) = lower($1) ORDER BY r.id`,
    [fullName],
  );
}
