import { readAppManifest } from '../app-manifest.js';

/** GitHub takes no longer names of Apps. */
const LONGEST_NAME = 34;

export interface AppPlace {
  /** Where the browser is that sets up: GitHub leads back there. */
  origin: string;
  /** Where people sign in; null: at `origin`. */
  backendUrl: string | null;
  /** The channel over which deliveries come. */
  proxyUrl: string | null;
  /** Of the App; GitHub lets nobody have a name that somebody else has. */
  name: string;
}

/**
 * The manifest from which GitHub makes the App: https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 * Permissions and events are those of `app.yml`.
 */
export function appManifest({ origin, backendUrl, proxyUrl, name }: AppPlace) {
  const { description, public: isPublic, default_permissions, default_events } = readAppManifest();
  const backend = backendUrl ?? origin;
  return {
    name,
    url: backend,
    description,
    public: isPublic,
    hook_attributes: { url: hookUrl(backend, proxyUrl), active: true },
    redirect_url: `${origin}/setup/github`,
    callback_urls: [`${backend}/auth/github/callback`],
    setup_url: `${origin}/setup/installed`,
    setup_on_update: false,
    request_oauth_on_install: false,
    default_permissions,
    default_events,
  };
}

/** Where GitHub delivers to. */
export function hookUrl(backend: string, proxyUrl: string | null): string {
  return proxyUrl ?? `${backend}/api/github/webhooks`;
}

/** A name that is hardly taken: that of the App with its owner's. */
export function suggestName(owner: string | null): string {
  return owner === null ? readAppManifest().name : `${readAppManifest().name} ${owner}`.slice(0, LONGEST_NAME).trim();
}

/** The page on GitHub that takes the manifest. */
export function manifestForm(githubUrl: string, organisation: string | null, state: string): string {
  const of = organisation === null ? '' : `/organizations/${encodeURIComponent(organisation)}`;
  return `${githubUrl}${of}/settings/apps/new?state=${encodeURIComponent(state)}`;
}
