import { readAppManifest } from '../app-manifest.js';
import type { GitHubApp } from '../github/read/read-app.js';

/** What `app.yml` asks for and the App does not have: permissions such as `checks: write`, and events. */
export function missingGrants({ permissions, events }: Pick<GitHubApp, 'permissions' | 'events'>): {
  permissions: string[];
  events: string[];
} {
  const manifest = readAppManifest();
  return {
    permissions: Object.entries(manifest.default_permissions)
      .filter(([name, level]) => permissions[name] !== level && permissions[name] !== 'write')
      .map(([name, level]) => `${name}: ${level}`),
    events: manifest.default_events.filter((event) => !events.includes(event)),
  };
}
