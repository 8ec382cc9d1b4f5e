import type { SandboxState } from './state.js';
import type { Repository, Role, User } from './types.js';

/** What a person may do in a repository: an organisation's owners everything, others what they were given. */
export function roleIn(state: SandboxState, repository: Repository, person: User): Role {
  const login = person.login.toLowerCase();
  if (state.owners.get(repository.owner.login.toLowerCase())?.has(login)) return 'admin';
  return repository.collaborators.get(login) ?? 'none';
}
