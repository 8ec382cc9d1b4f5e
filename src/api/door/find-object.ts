import { findPlace } from '../queries/find-place.js';
import type { KnownRepository } from './api-env.js';
import { requireLevel, visibleRepositories, type Needs } from './needs.js';
import type { Tenant } from './open-tenant.js';
import { notFound } from './problem.js';

/**
 * The repository that a finding, review or replay is in, with the permission that is needed: 404 if it cannot be seen, 403 if
 * it can but the caller may not.
 */
export async function repositoryOf(
  { access, tenant }: Tenant,
  what: 'finding' | 'review' | 'replay',
  { id, level }: { id: string; level: Needs['level'] },
): Promise<KnownRepository> {
  const repositories = visibleRepositories(await access());
  const repositoryIds = repositories.map((repository) => repository.id);
  const place = await tenant((manager) => findPlace(manager, what, { id, repositoryIds }));
  const repository = repositories.find((one) => one.id === place);
  if (repository === undefined) throw notFound(what);
  requireLevel(repository, level);
  return repository;
}
