import { apiUrl, nodeId, type SandboxState } from '../state.js';
import type { Repository, User } from '../types.js';

/** A person, organisation or bot as GitHub's `simple-user`. */
export function renderUser(state: SandboxState, user: User): Record<string, unknown> {
  const url = `${apiUrl(state)}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('U', user.id),
    avatar_url: `${state.url}/avatars/u/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${state.url}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

/** How a person stands to the repository, as GitHub's `author_association`. */
export function association(repository: Repository, user: User): string {
  if (user.id === repository.owner.id) return 'OWNER';
  const held = repository.collaborators.get(user.login.toLowerCase());
  return held === 'admin' || held === 'write' ? 'COLLABORATOR' : 'NONE';
}
