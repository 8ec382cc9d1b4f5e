import type { KnownRepository } from '../api/door/api-env.js';
import { requireLevel, visibleRepositories, type Needs } from '../api/door/needs.js';
import { notFound } from '../api/door/problem.js';
import { findPlace } from '../api/queries/find-place.js';
import type { McpSession } from './mcp-session.js';

/** The repository that a finding is in; a Problem if it cannot be seen, or not changed. */
export async function findingPlace(session: McpSession, id: string, level: Needs['level']): Promise<KnownRepository> {
  const repositories = visibleRepositories(await session.access());
  const repositoryIds = repositories.map((repository) => repository.id);
  const place = await session.tenant((manager) => findPlace(manager, 'finding', { id, repositoryIds }));
  const repository = repositories.find((one) => one.id === place);
  if (repository === undefined) throw notFound('finding');
  requireLevel(repository, level);
  return repository;
}
