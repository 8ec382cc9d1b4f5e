import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Repository } from '../types.js';
import { renderUser } from './render-user.js';

/** A repository as it stands in lists and in payloads. */
export function renderRepository(state: SandboxState, repository: Repository) {
  const name = fullName(repository);
  const api = `${apiUrl(state)}/repos/${name}`;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: renderUser(state, repository.owner),
    html_url: `${state.url}/${name}`,
    description: null,
    fork: false,
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    contents_url: `${api}/contents/{+path}`,
    pulls_url: `${api}/pulls{/number}`,
    issues_url: `${api}/issues{/number}`,
    clone_url: `${state.url}/${name}.git`,
    default_branch: repository.defaultBranch,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
  };
}
