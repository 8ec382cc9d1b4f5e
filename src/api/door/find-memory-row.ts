import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { listMemoryRows, type MemoryRow, type SeenMemories } from '../queries/list-memories.js';
import type { ApiEnv } from './api-env.js';
import { findRepository, requireAdmin, requireLevel, requireScope, visibleRepositories } from './needs.js';
import { notFound } from './problem.js';

/**
 * Which memories the caller may see: of one repository with what holds in all of its installation, or of all that they
 * can see. 404 if the repository is not among them.
 */
export async function seenMemories(
  context: Context<ApiEnv>,
  repo: string | undefined,
): Promise<SeenMemories & { fullName: string | null }> {
  const access = await context.get('access')();
  const viewer = context.get('caller').githubId;
  if (repo === undefined) {
    const repositoryIds = visibleRepositories(access).map(({ id }) => id);
    return { repositoryIds, installationIds: access.installations.map(({ id }) => id), viewer, fullName: null };
  }
  const repository = findRepository(access, repo);
  if (repository === null) throw notFound('repository');
  const { id, installation, fullName } = repository;
  return { repositoryIds: [id], installationIds: [installation.id], viewer, fullName };
}

/** A memory in any state; 404 if the caller cannot see it. */
export async function readMemoryRow(context: Context<ApiEnv>, manager: EntityManager, id: string): Promise<MemoryRow> {
  const seen = await seenMemories(context, undefined);
  const [row] = await listMemoryRows(manager, seen, { id, limit: 1 });
  if (row === undefined) throw notFound('memory');
  return row;
}

/**
 * A memory that the caller wants to change: 404 if it cannot be seen, 403 if the caller
 * may not. What holds in one repository takes write there, what holds in all an administrator of the installation;
 * `ofOneself`: whoever it is about may, too.
 */
export async function findMemoryRow(
  context: Context<ApiEnv>,
  manager: EntityManager,
  { id, ofOneself }: { id: string; ofOneself: boolean },
): Promise<MemoryRow> {
  const row = await readMemoryRow(context, manager, id);
  if (ofOneself && row.about_id === context.get('caller').githubId) return row;
  await requireMemoryPlace(context, row);
  return row;
}

/** Throws 403 if the caller may not change what is remembered of a repository, or of all (null). */
export async function requireMemoryPlace(
  context: Context<ApiEnv>,
  { installation_id, repository_id }: { installation_id: number; repository_id: number | null },
): Promise<void> {
  const access = await context.get('access')();
  if (repository_id === null) {
    const installation = access.installations.find((one) => one.id === installation_id);
    if (installation === undefined) throw notFound('installation');
    requireScope(context.get('caller').scopes, 'admin');
    return requireAdmin(installation);
  }
  const repository = visibleRepositories(access).find((one) => one.id === repository_id);
  if (repository === undefined) throw notFound('repository');
  requireLevel(repository, 'write');
}
