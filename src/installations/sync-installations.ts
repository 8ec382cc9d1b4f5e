import type { DataSource, EntityManager } from 'typeorm';
import {
  HAS_WORK_OR_GRAPH,
  removeRepositories,
  repositoryIdsOf,
  upsertInstallation,
  upsertRepositories,
} from './installation-rows.js';
import type { InstallationFacts, RepositoryFacts } from './payloads.js';

export interface SyncPorts {
  source: DataSource;
  listInstallations(): Promise<InstallationFacts[]>;
  listRepositories(githubInstallationId: number): Promise<RepositoryFacts[]>;
  /** Ends what runs for these repositories of ours, in the transaction that takes them out of service. */
  endRuns: EndWork;
  /** Told of these repositories of ours, in the transaction that brings them back after a suspension. */
  resumed(manager: EntityManager, repositoryIds: readonly number[]): Promise<unknown>;
}

/** Why nothing runs any more for some repositories. */
export type WorkEnd = 'suspended' | 'uninstalled' | 'repository removed' | 'disconnected';
export type EndWork = (manager: EntityManager, repositoryIds: readonly number[], reason: WorkEnd) => Promise<unknown>;

export interface Synced {
  installations: number;
  repositories: number;
  /** Installations whose repositories could not be listed; nothing of theirs was changed. */
  failed: string[];
}

/**
 * Brings our rows to what GitHub says, whichever events were missed. What is gone there is only taken out of service
 * after a complete list; a list that fails changes nothing. No transaction is open while GitHub is asked.
 * Throws if the installations themselves could not be listed.
 */
export async function syncInstallations(ports: SyncPorts): Promise<Synced> {
  const { source } = ports;
  const listed = await ports.listInstallations();
  const synced: Synced = { installations: 0, repositories: 0, failed: [] };
  for (const facts of listed) {
    try {
      const repositories = facts.suspended_at ? null : await ports.listRepositories(facts.id);
      await source.transaction((manager) => syncOne(ports, manager, facts, repositories));
      synced.installations += 1;
      synced.repositories += repositories?.length ?? 0;
    } catch (error) {
      synced.failed.push(`${facts.account?.login ?? facts.id}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
  await source.transaction((manager) => endMissing(ports, manager, new Set(listed.map(({ id }) => id))));
  return synced;
}

async function syncOne(
  { endRuns, resumed }: SyncPorts,
  manager: EntityManager,
  facts: InstallationFacts,
  repositories: RepositoryFacts[] | null,
): Promise<void> {
  const before: unknown[] = await manager.query(
    'SELECT 1 FROM installations WHERE github_installation_id = $1 AND suspended_at IS NOT NULL',
    [facts.id],
  );
  const { id } = await upsertInstallation(manager, facts);
  if (repositories === null) {
    await endRuns(manager, await repositoryIdsOf(manager, facts.id), 'suspended');
    return;
  }
  await upsertRepositories(manager, id, repositories);
  const active: { github_repo_id: string }[] = await manager.query(
    `SELECT github_repo_id FROM repositories r WHERE installation_id = $1 AND ${HAS_WORK_OR_GRAPH}`,
    [id],
  );
  const present = new Set(repositories.map((repository) => repository.id));
  const gone = active.map((row) => Number(row.github_repo_id)).filter((repository) => !present.has(repository));
  if (gone.length > 0) await endRuns(manager, await removeRepositories(manager, facts.id, gone), 'repository removed');
  if (before.length > 0) await resumed(manager, await repositoryIdsOf(manager, facts.id));
}

async function endMissing({ endRuns }: SyncPorts, manager: EntityManager, present: ReadonlySet<number>): Promise<void> {
  const known: { github_installation_id: string }[] = await manager.query(
    'SELECT github_installation_id FROM installations WHERE deleted_at IS NULL',
  );
  const gone = known.map((row) => Number(row.github_installation_id)).filter((id) => !present.has(id));
  for (const id of gone) {
    await manager.query(
      'UPDATE installations SET deleted_at = now(), is_active = false WHERE github_installation_id = $1',
      [id],
    );
    await endRuns(manager, await repositoryIdsOf(manager, id), 'uninstalled');
  }
}
