import { mayWriteAs, type Repository } from '../../api/repositories.js';
import type { SignedIn } from '../../api/session.js';
import type { Memory } from './memory-queries.js';

/**
 * Whether a person may change a memory: one of a repository takes write there, one of all repositories an
 * administrator. Pure.
 */
export function mayChange(
  memory: Pick<Memory, 'repo' | 'installation_id'>,
  { installations }: Pick<SignedIn, 'installations'>,
  repos: readonly Pick<Repository, 'full_name' | 'role'>[],
): boolean {
  if (memory.repo === null)
    return installations.some(({ id, role }) => id === memory.installation_id && role === 'admin');
  return mayWriteAs(repos.find((repo) => repo.full_name === memory.repo)?.role);
}
