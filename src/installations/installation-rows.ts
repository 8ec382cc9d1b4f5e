import type { EntityManager } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import type { InstallationFacts, RepositoryFacts } from './payloads.js';

/**
 * Brings an installation's row to what GitHub says; made if it is unknown. A row that was deleted stays deleted: GitHub
 * gives a new installation a new id. Returns our id, and whether the facts were `outdated`: deliveries come in any
 * order, and what is older than what the row says changes nothing.
 */
export async function upsertInstallation(
  manager: EntityManager,
  facts: InstallationFacts,
): Promise<{ id: number; outdated: boolean }> {
  const rows: { id: number }[] = await manager.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type, permissions, events, suspended_at,
            is_active, github_updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7::timestamptz IS NULL, $8)
     ON CONFLICT (github_installation_id) DO UPDATE
        SET account_login = EXCLUDED.account_login, account_id = EXCLUDED.account_id, account_type = EXCLUDED.account_type,
            permissions = EXCLUDED.permissions, events = EXCLUDED.events, suspended_at = EXCLUDED.suspended_at,
            is_active = EXCLUDED.suspended_at IS NULL AND installations.deleted_at IS NULL,
            github_updated_at = COALESCE(EXCLUDED.github_updated_at, installations.github_updated_at)
      WHERE NOT COALESCE(EXCLUDED.github_updated_at < installations.github_updated_at, false)
     RETURNING id`,
    [
      facts.id,
      facts.account?.login ?? 'ghost',
      facts.account?.id ?? 0,
      facts.account?.type ?? 'User',
      jsonText(facts.permissions),
      jsonText(facts.events),
      facts.suspended_at ?? null,
      facts.updated_at ?? null,
    ],
  );
  if (rows.length > 0) return { id: idOf(rows), outdated: false };
  const known: { id: number }[] = await manager.query(
    'SELECT id FROM installations WHERE github_installation_id = $1',
    [facts.id],
  );
  return { id: idOf(known), outdated: true };
}

/**
 * Brings a repository's row to what GitHub says, by its numeric id; a removed one becomes active again. Returns our id.
 */
export async function upsertRepository(
  manager: EntityManager,
  installationId: number,
  facts: RepositoryFacts,
): Promise<number> {
  return idOf(await upsertRepositories(manager, installationId, [facts]));
}

/**
 * The same for many with one statement: an installation may have thousands. One that a person disconnected stays so,
 * whatever GitHub says. One that comes back counts as installed now: what happened while it was away is not looked for.
 */
export async function upsertRepositories(
  manager: EntityManager,
  installationId: number,
  all: readonly RepositoryFacts[],
): Promise<{ id: number }[]> {
  return manager.query(
    `INSERT INTO repositories (installation_id, github_repo_id, full_name, private, default_branch)
     SELECT DISTINCT ON (f.id) $1::int, f.id, f.full_name, f.private, COALESCE(f.default_branch, known.default_branch, 'main')
       FROM json_to_recordset($2::json) AS f(id bigint, full_name text, private boolean, default_branch text)
       LEFT JOIN repositories known ON known.installation_id = $1::int AND known.github_repo_id = f.id
     ON CONFLICT (installation_id, github_repo_id) DO UPDATE
        SET full_name = EXCLUDED.full_name, private = EXCLUDED.private, is_active = repositories.disconnected_at IS NULL,
            default_branch = EXCLUDED.default_branch,
            installed_at = CASE WHEN repositories.is_active OR repositories.disconnected_at IS NOT NULL
                                THEN repositories.installed_at ELSE now() END
     RETURNING id`,
    [installationId, jsonText(all)],
  );
}

/**
 * Of `repositories r`: there is something to end or to remove. One that is disconnected keeps what the graph knows of it
 * as long as it says when that was read.
 */
export const HAS_WORK_OR_GRAPH = '(r.is_active OR (r.disconnected_at IS NOT NULL AND r.scanned_at IS NOT NULL))';

/**
 * Takes repositories out of service; what they have is kept until the purge. Returns our ids of those that were active,
 * or disconnected and still in the graph.
 */
export async function removeRepositories(
  manager: EntityManager,
  githubInstallationId: number,
  githubRepoIds: readonly number[] | 'all',
): Promise<number[]> {
  const [rows]: [{ id: number }[], number] = await manager.query(
    `UPDATE repositories r SET is_active = false, scanned_at = CASE WHEN disconnected_at IS NULL THEN scanned_at END
      WHERE installation_id = (SELECT id FROM installations WHERE github_installation_id = $1)
        AND ($2::bigint[] IS NULL OR github_repo_id = ANY ($2)) AND ${HAS_WORK_OR_GRAPH} RETURNING id`,
    [githubInstallationId, githubRepoIds === 'all' ? null : githubRepoIds],
  );
  return rows.map(({ id }) => id);
}

/** Our ids of all repositories of an installation. */
export async function repositoryIdsOf(manager: EntityManager, githubInstallationId: number): Promise<number[]> {
  const rows: { id: number }[] = await manager.query(
    `SELECT id FROM repositories WHERE installation_id = (SELECT id FROM installations WHERE github_installation_id = $1)`,
    [githubInstallationId],
  );
  return rows.map(({ id }) => id);
}

/** Our id of an installation, or null. */
export async function installationIdOf(manager: EntityManager, githubInstallationId: number): Promise<number | null> {
  const rows: { id: number }[] = await manager.query('SELECT id FROM installations WHERE github_installation_id = $1', [
    githubInstallationId,
  ]);
  return rows[0]?.id ?? null;
}

function idOf(rows: { id: number }[]): number {
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('PostgreSQL gave no id');
  return id;
}
