import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { isAtLeast } from '../../access/tenancy/access.js';
import type { Permission } from '../../workflows/executions/decide-approval.js';
import type { SeenExecutions } from '../queries/list-executions.js';
import { readExecution, type ExecutionDetailRow } from '../queries/read-execution.js';
import type { ApiEnv } from './api-env.js';
import { requireAdmin, requireLevel, requireScope, visibleRepositories } from './needs.js';
import { notFound, Problem } from './problem.js';
import { administered } from './visible-ids.js';

/** The runs that the caller sees: of repositories they can read, and as administrators those that are about none. */
export async function seenExecutions(context: Context<ApiEnv>): Promise<SeenExecutions> {
  const repositories = visibleRepositories(await context.get('access')());
  return { repositoryIds: repositories.map(({ id }) => id), administered: await administered(context) };
}

/** A run that the caller sees, by its uuid or `execution_id`; 404: there is none. */
export async function findExecution(
  context: Context<ApiEnv>,
  manager: EntityManager,
  id: string,
): Promise<ExecutionDetailRow> {
  const row = await readExecution(manager, await seenExecutions(context), id);
  if (row === null) throw notFound('execution');
  return row;
}

/** Where something runs: a repository, or an installation as a whole (our ids). */
interface Place {
  installation_id: number;
  repository_id: number | null;
}

/**
 * Throws 403 unless the caller may start and end what runs there: write permission in its repository; without one it
 * takes an administrator of the installation, and of a token the scope admin. 404 where they do not see it.
 */
export async function requireWorkPlace(
  context: Context<ApiEnv>,
  { installation_id, repository_id }: Place,
): Promise<void> {
  const access = await context.get('access')();
  if (repository_id !== null) {
    const repository = visibleRepositories(access).find(({ id }) => id === repository_id);
    if (repository === undefined) throw notFound('repository');
    return requireLevel(repository, 'write');
  }
  const installation = access.installations.find(({ id }) => id === installation_id);
  if (installation === undefined) throw notFound('installation');
  requireAdmin(installation);
  requireScope(context.get('caller').scopes, 'admin');
}

/** What the caller is where a run is, for `mayDecide`; with a token no more than its scopes. */
export async function permissionAt(
  context: Context<ApiEnv>,
  { installation_id, repository_id }: Place,
): Promise<Permission> {
  const access = await context.get('access')();
  const isAdmin = context.get('caller').scopes.has('admin');
  if (repository_id === null) {
    const role = access.installations.find(({ id }) => id === installation_id)?.role;
    return role === 'admin' && isAdmin ? 'admin' : 'none';
  }
  const repository = visibleRepositories(access).find(({ id }) => id === repository_id);
  if (repository === undefined) return 'none';
  if (repository.permission === 'admin' && isAdmin) return 'admin';
  return isAtLeast(repository.permission, 'write') ? 'write' : 'read';
}

/** Throws 409 for a review and what else is part of Nectr itself: those have ways of their own. */
export function requireDefined({ version }: Pick<ExecutionDetailRow, 'version'>): void {
  if (version !== null) return;
  throw new Problem(
    409,
    'This is no run of a workflow that people define; a review is asked for anew by POST /reviews/{id}/rerun.',
  );
}
