import type { Access } from '../../access/tenancy/access.js';
import type { KnownRepository } from '../door/api-env.js';
import { findRepository, visibleRepositories } from '../door/needs.js';
import { notFound } from '../door/problem.js';

/** What a list is read of: the repository of the filter, or all that the caller can see. Throws 404 where it cannot. */
export function wantedRepositories(access: Access, fullName: string | undefined): KnownRepository[] {
  if (fullName === undefined) return visibleRepositories(access);
  const repository = findRepository(access, fullName);
  if (repository === null) throw notFound('repository');
  return [repository];
}
