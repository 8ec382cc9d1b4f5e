import { apiUrl, botUser, defaultPermissions, nodeId, type SandboxState } from '../state.js';
import type { Installation } from '../types.js';
import { renderUser } from './user.js';

/** The App itself, as `GET /app` and check runs show it. */
export function renderApp(state: SandboxState): Record<string, unknown> {
  return {
    id: state.appId,
    slug: state.appSlug,
    node_id: nodeId('A', state.appId),
    client_id: `Iv1.${String(state.appId).padStart(16, '0')}`,
    owner: renderUser(state, botUser(state)),
    name: 'Nectr',
    description: 'Reviews pull requests',
    external_url: `${state.url}/apps/${state.appSlug}`,
    html_url: `${state.url}/apps/${state.appSlug}`,
    created_at: state.startedAt,
    updated_at: state.startedAt,
    permissions: defaultPermissions,
    events: state.events,
  };
}

/** An installation of the App. */
export function renderInstallation(state: SandboxState, installation: Installation): Record<string, unknown> {
  return {
    id: installation.id,
    client_id: `Iv1.${String(state.appId).padStart(16, '0')}`,
    account: renderUser(state, installation.account),
    repository_selection: 'selected',
    access_tokens_url: `${apiUrl(state)}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl(state)}/installation/repositories`,
    html_url: `${state.url}/settings/installations/${installation.id}`,
    app_id: state.appId,
    app_slug: state.appSlug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspended ? renderUser(state, installation.account) : null,
    suspended_at: installation.suspended ? installation.createdAt : null,
  };
}
