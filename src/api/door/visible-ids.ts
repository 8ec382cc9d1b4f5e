import type { Context } from 'hono';
import type { ApiEnv } from './api-env.js';
import { findRepository, visibleRepositories } from './needs.js';
import { notFound } from './problem.js';

/** The ids of the repositories that the caller can see, or of the one asked for; 404 if that is not among them. */
export async function visibleIds(context: Context<ApiEnv>, repo: string | undefined): Promise<number[]> {
  const access = await context.get('access')();
  if (repo === undefined) return visibleRepositories(access).map(({ id }) => id);
  const repository = findRepository(access, repo);
  if (repository === null) throw notFound('repository');
  return [repository.id];
}

/** The ids of the installations that the caller administers. */
export async function administered(context: Context<ApiEnv>): Promise<number[]> {
  const { installations } = await context.get('access')();
  return installations.filter(({ role }) => role === 'admin').map(({ id }) => id);
}
