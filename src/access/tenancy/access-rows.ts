import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';

/** An installation in service, as our tables have it. */
export interface InstallationRow {
  id: number;
  githubInstallationId: number;
  accountId: number;
  accountLogin: string;
  accountType: string;
  version: number;
}

/** A person, by `users.id`; null: there is none. */
export async function readPersonRow(
  source: DataSource,
  userId: number,
): Promise<{ githubId: number; version: number } | null> {
  const rows: { githubId: number; version: number }[] = await source.query(
    'SELECT github_id::float8 AS "githubId", access_version AS version FROM users WHERE id = $1',
    [userId],
  );
  return rows[0] ?? null;
}

/** Those of these installations (GitHub's ids) that are neither deleted nor suspended. */
export async function readInstallationRows(
  source: DataSource,
  githubInstallationIds: readonly number[],
): Promise<InstallationRow[]> {
  return source.query(
    `SELECT id, github_installation_id::float8 AS "githubInstallationId", account_id::float8 AS "accountId",
            account_login AS "accountLogin", account_type AS "accountType", access_version AS version
       FROM installations WHERE github_installation_id = ANY ($1) AND is_active ORDER BY id`,
    [githubInstallationIds],
  );
}

/**
 * Our ids of the repositories of an installation, by GitHub's. Also of those that were disconnected: who may read them
 * on GitHub may see that they are, and connect them again.
 */
export async function readRepositoryIds(source: DataSource, installationId: number): Promise<Map<number, number>> {
  const rows: { id: number; githubRepoId: number }[] = await source.query(
    'SELECT id, github_repo_id::float8 AS "githubRepoId" FROM repositories WHERE installation_id = $1',
    [installationId],
  );
  return new Map(rows.map(({ id, githubRepoId }) => [githubRepoId, id]));
}

const VERSIONS = prepared(
  `SELECT u.access_version AS person,
          (SELECT string_agg(i.id || ':' || i.access_version, ' ' ORDER BY i.id) FROM installations i
            WHERE i.id = ANY ($2) AND i.is_active) AS installations
     FROM users u WHERE u.id = $1`,
);

/**
 * What has to be the same for an answer to hold: the versions of the person and of the installations, all of them in
 * service. One short statement for every request.
 */
export async function readVersions(
  source: DataSource,
  userId: number,
  installationIds: readonly number[],
): Promise<string> {
  const rows: { person: number; installations: string | null }[] = await source.query(VERSIONS, [
    userId,
    installationIds,
  ]);
  const row = rows[0];
  return row === undefined ? '' : versionsOf(row.person, row.installations ?? '');
}

/** The same of rows that were read. */
export function versionsOf(person: number, installations: readonly InstallationRow[] | string): string {
  const text =
    typeof installations === 'string'
      ? installations
      : installations.map(({ id, version }) => `${id}:${version}`).join(' ');
  return `${person} ${text}`;
}
