import { readAppManifest } from '../../app-manifest.js';
import { clientIdOf } from '../oauth.js';
import { botUser, nodeId, type SandboxState } from '../state.js';
import { renderUser } from './render-user.js';

/** The App, as it sees itself and as its check runs name it. */
export function renderApp(state: SandboxState) {
  const registered = readAppManifest();
  const [first] = state.installations.values();
  return {
    id: state.appId,
    slug: state.appSlug,
    node_id: nodeId('A', state.appId),
    client_id: clientIdOf(state),
    owner: renderUser(state, state.appOwner ?? first?.account ?? botUser(state)),
    name: state.appName,
    description: null,
    external_url: state.url,
    html_url: `${state.url}/apps/${state.appSlug}`,
    created_at: state.startedAt,
    updated_at: state.startedAt,
    permissions: first?.permissions ?? state.grants?.permissions ?? registered.default_permissions,
    events: first?.events ?? state.grants?.events ?? registered.default_events,
    installations_count: state.installations.size,
  };
}
