import { nodeId, type SandboxState } from '../state.js';
import type { Installation, Repository, Team, User } from '../types.js';

const NODE = { User: 'U', Bot: 'BOT', Organization: 'O' } as const;

/** GitHub's "simple user". */
export function renderUser(state: SandboxState, user: User) {
  const api = `${state.url}/api/v3/users/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(NODE[user.type], user.id),
    avatar_url: `${state.url}/avatars/${user.id}`,
    gravatar_id: '',
    url: api,
    html_url: `${state.url}/${user.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

/** A team of the organisation that owns the repository. */
export function renderTeam(state: SandboxState, { owner }: Repository, { id, slug, name }: Team) {
  const api = `${state.url}/api/v3/organizations/${owner.id}/team/${id}`;
  return {
    id,
    node_id: nodeId('T', id),
    url: api,
    html_url: `${state.url}/orgs/${owner.login}/teams/${slug}`,
    members_url: `${api}/members{/member}`,
    repositories_url: `${api}/repos`,
    name,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    parent: null,
    type: 'organization',
    organization_id: owner.id,
  };
}

/** A person as `GET /user` shows them. */
export function renderPerson(state: SandboxState, user: User) {
  return {
    ...renderUser(state, user),
    name: user.name ?? null,
    company: null,
    blog: '',
    location: null,
    email: user.email ?? null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: state.startedAt,
    updated_at: state.startedAt,
  };
}

/** An installation of the App as the App itself sees it. */
export function renderInstallation(state: SandboxState, installation: Installation) {
  const { id, account, permissions, events, suspended, createdAt } = installation;
  return {
    id,
    account: renderUser(state, account),
    repository_selection: 'selected',
    access_tokens_url: `${state.url}/api/v3/app/installations/${id}/access_tokens`,
    repositories_url: `${state.url}/api/v3/installation/repositories`,
    html_url: `${state.url}/settings/installations/${id}`,
    app_id: state.appId,
    app_slug: state.appSlug,
    target_id: account.id,
    target_type: account.type,
    permissions,
    events,
    created_at: createdAt,
    updated_at: createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: suspended ? createdAt : null,
  };
}
