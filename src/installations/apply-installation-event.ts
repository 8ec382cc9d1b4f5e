import type { EntityManager } from 'typeorm';
import {
  HAS_WORK_OR_GRAPH,
  installationIdOf,
  removeRepositories,
  repositoryIdsOf,
  upsertInstallation,
  upsertRepositories,
} from './installation-rows.js';
import {
  InstallationEvent,
  RepositoriesEvent,
  RepositoryEvent,
  TargetEvent,
  type RepositoryFacts,
} from './payloads.js';

/** What a life-cycle event changed. */
export interface Applied {
  changed: string[];
  /** Our ids of repositories for which nothing may run any more. */
  ended: { repositoryIds: number[] };
  /** Our ids of repositories that are served from now on, and of those that have another name or default branch. */
  added: { repositoryIds: number[] };
  moved: { repositoryIds: number[] };
  /** What is known of these goes: repositories by our id, or all of an installation of ours. */
  removed: { repositoryIds: number[]; installationId: number | null };
}

const NOTHING: Applied = {
  changed: [],
  ended: { repositoryIds: [] },
  added: { repositoryIds: [] },
  moved: { repositoryIds: [] },
  removed: { repositoryIds: [], installationId: null },
};

/**
 * Lets our rows follow an installation or repository event, by numeric ids. An event of another kind, or a payload
 * without what it should have, changes nothing. Repeating an event changes nothing more; what came too late or not at
 * all is mended by `syncInstallations`.
 */
export async function applyInstallationEvent(
  manager: EntityManager,
  { eventType, payload }: { eventType: string; payload: unknown },
): Promise<Applied> {
  const [name, action = ''] = eventType.split('.');
  if (name === 'installation') return applyInstallation(manager, action, payload);
  if (name === 'installation_repositories') return applyRepositories(manager, payload);
  if (name === 'installation_target') return applyTarget(manager, payload);
  if (name === 'repository') return applyRepository(manager, action, payload);
  return NOTHING;
}

async function applyInstallation(manager: EntityManager, action: string, payload: unknown): Promise<Applied> {
  const parsed = InstallationEvent.safeParse(payload);
  if (!parsed.success) return NOTHING;
  const { installation, repositories } = parsed.data;
  if (action === 'deleted') return endInstallation(manager, installation.id, 'deleted_at');
  const suspended = action === 'suspend' ? (installation.suspended_at ?? new Date().toISOString()) : null;
  const { id, outdated } = await upsertInstallation(manager, { ...installation, suspended_at: suspended });
  // The first event of all has the repositories, however late it comes.
  if (outdated && action !== 'created') return NOTHING;
  if (action === 'suspend') return endInstallation(manager, installation.id, 'suspended_at');
  const added = await upsertRepositories(manager, id, repositories ?? []);
  const known = action === 'unsuspend' ? await repositoryIdsOf(manager, installation.id) : [];
  return {
    ...NOTHING,
    changed: [`installation ${installation.id} ${action}`],
    added: { repositoryIds: added.map((repository) => repository.id) },
    // Their pushes were not delivered meanwhile.
    moved: { repositoryIds: known },
  };
}

async function endInstallation(
  manager: EntityManager,
  githubInstallationId: number,
  column: 'deleted_at' | 'suspended_at',
): Promise<Applied> {
  await manager.query(
    `UPDATE installations SET ${column} = COALESCE(${column}, now()), is_active = false WHERE github_installation_id = $1`,
    [githubInstallationId],
  );
  const repositoryIds = await repositoryIdsOf(manager, githubInstallationId);
  const installationId = column === 'deleted_at' ? await installationIdOf(manager, githubInstallationId) : null;
  return {
    ...NOTHING,
    changed: [`installation ${githubInstallationId} ended`],
    ended: { repositoryIds },
    removed: { repositoryIds: [], installationId },
  };
}

async function applyRepositories(manager: EntityManager, payload: unknown): Promise<Applied> {
  const parsed = RepositoriesEvent.safeParse(payload);
  if (!parsed.success) return NOTHING;
  const { installation, repositories_added: added, repositories_removed: removed } = parsed.data;
  const { id } = await upsertInstallation(manager, installation);
  const fresh = await upsertRepositories(manager, id, added);
  const gone = removed.map((repository) => repository.id);
  const repositoryIds = await removeRepositories(manager, installation.id, gone);
  return {
    ...NOTHING,
    changed: [...added, ...removed].map(({ full_name }) => full_name),
    ended: { repositoryIds },
    added: { repositoryIds: fresh.map((repository) => repository.id) },
    removed: { repositoryIds, installationId: null },
  };
}

async function applyTarget(manager: EntityManager, payload: unknown): Promise<Applied> {
  const parsed = TargetEvent.safeParse(payload);
  if (!parsed.success) return NOTHING;
  const { installation, account } = parsed.data;
  await manager.query('UPDATE installations SET account_login = $2 WHERE github_installation_id = $1', [
    installation.id,
    account.login,
  ]);
  await manager.query(
    `UPDATE repositories SET full_name = $2 || '/' || split_part(full_name, '/', 2)
      WHERE installation_id = (SELECT id FROM installations WHERE github_installation_id = $1)`,
    [installation.id, account.login],
  );
  const moved = { repositoryIds: await repositoryIdsOf(manager, installation.id) };
  return { ...NOTHING, changed: [account.login], moved };
}

/** A transfer to another owner starts clean there: the old installation's row goes out of service. */
async function applyRepository(manager: EntityManager, action: string, payload: unknown): Promise<Applied> {
  const parsed = RepositoryEvent.safeParse(payload);
  if (!parsed.success) return NOTHING;
  const { installation, repository } = parsed.data;
  if (action === 'deleted') {
    const repositoryIds = await removeRepositories(manager, installation.id, [repository.id]);
    return {
      ...NOTHING,
      changed: [repository.full_name],
      ended: { repositoryIds },
      removed: { repositoryIds, installationId: null },
    };
  }
  const repositoryIds = action === 'transferred' ? await removeElsewhere(manager, installation.id, repository.id) : [];
  const moved = await updateRepository(manager, repository);
  return {
    ...NOTHING,
    changed: [repository.full_name],
    ended: { repositoryIds },
    moved: { repositoryIds: moved },
    removed: { repositoryIds, installationId: null },
  };
}

async function removeElsewhere(manager: EntityManager, here: number, githubRepoId: number): Promise<number[]> {
  const [rows]: [{ id: number }[], number] = await manager.query(
    `UPDATE repositories r SET is_active = false, scanned_at = CASE WHEN r.disconnected_at IS NULL THEN r.scanned_at END
       FROM installations i
      WHERE i.id = r.installation_id AND i.github_installation_id <> $1 AND r.github_repo_id = $2 AND ${HAS_WORK_OR_GRAPH}
     RETURNING r.id`,
    [here, githubRepoId],
  );
  return rows.map(({ id }) => id);
}

/** Our ids of those whose name or default branch is another one now. */
async function updateRepository(manager: EntityManager, repository: RepositoryFacts): Promise<number[]> {
  const rows: { id: number; full_name: string; default_branch: string }[] = await manager.query(
    'SELECT id, full_name, default_branch FROM repositories WHERE github_repo_id = $1 AND is_active FOR UPDATE',
    [repository.id],
  );
  await manager.query(
    `UPDATE repositories SET full_name = $2, private = $3, default_branch = COALESCE($4, default_branch)
      WHERE github_repo_id = $1 AND is_active`,
    [repository.id, repository.full_name, repository.private, repository.default_branch ?? null],
  );
  const branch = repository.default_branch;
  return rows
    .filter((row) => row.full_name !== repository.full_name || (branch !== undefined && row.default_branch !== branch))
    .map(({ id }) => id);
}
