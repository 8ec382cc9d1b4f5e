import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { upsertInstallation, upsertRepository } from './installation-rows.js';
import { Installation, Repository } from './payloads.js';

const Payload = z.object({ installation: Installation.pick({ id: true }), repository: Repository });

export type EnsuredRepository =
  | { installation: { id: number }; repository: { id: number; githubRepoId: number } }
  | { refused: 'no installation' | 'suspended' | 'uninstalled' | 'repository removed' | 'disconnected' };

/**
 * The rows of the installation and repository an event belongs to, made from its payload if `installation.created` has
 * not arrived yet. Refuses where nothing may run: suspended, uninstalled, repository removed or disconnected. Never
 * throws for a payload.
 */
export async function ensureRepository(manager: EntityManager, payload: unknown): Promise<EnsuredRepository> {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return { refused: 'no installation' };
  const { installation, repository } = parsed.data;
  const known = await findInstallation(manager, installation.id);
  if (known?.deleted) return { refused: 'uninstalled' };
  if (known?.suspended) return { refused: 'suspended' };
  const installationId =
    known?.id ??
    (await upsertInstallation(manager, { id: installation.id, account: repository.owner, permissions: {}, events: [] }))
      .id;
  const rows: { is_active: boolean; disconnected: boolean }[] = await manager.query(
    'SELECT is_active, disconnected_at IS NOT NULL AS disconnected FROM repositories WHERE installation_id = $1 AND github_repo_id = $2',
    [installationId, repository.id],
  );
  if (rows[0]?.disconnected === true) return { refused: 'disconnected' };
  if (rows[0]?.is_active === false) return { refused: 'repository removed' };
  const id = await upsertRepository(manager, installationId, repository);
  return { installation: { id: installationId }, repository: { id, githubRepoId: repository.id } };
}

async function findInstallation(
  manager: EntityManager,
  githubInstallationId: number,
): Promise<{ id: number; suspended: boolean; deleted: boolean } | undefined> {
  const rows: { id: number; suspended: boolean; deleted: boolean }[] = await manager.query(
    `SELECT id, suspended_at IS NOT NULL AS suspended, deleted_at IS NOT NULL AS deleted FROM installations
      WHERE github_installation_id = $1`,
    [githubInstallationId],
  );
  return rows[0];
}
