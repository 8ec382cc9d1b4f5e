import { readAppManifest } from '../app-manifest.js';
import { suggestName } from '../setup/app-manifest.js';

/**
 * The page on GitHub that registers the App with everything of `app.yml` filled in (GitHub's URL parameters for
 * registering an App). For an organisation with `org`.
 */
export function appLink(options: {
  gheHost: string | null;
  protocol: string;
  org?: string | undefined;
  webhookUrl?: string | undefined;
}): string {
  const { gheHost, protocol, org, webhookUrl } = options;
  const web = gheHost === null ? 'https://github.com' : `${protocol}://${gheHost}`;
  const page = org === undefined ? '/settings/apps/new' : `/organizations/${encodeURIComponent(org)}/settings/apps/new`;
  const link = new URL(page, web);
  const manifest = readAppManifest();
  link.searchParams.set('name', suggestName(org ?? null));
  link.searchParams.set('description', manifest.description);
  link.searchParams.set('url', 'https://github.com');
  link.searchParams.set('public', String(manifest.public));
  link.searchParams.set('webhook_active', 'true');
  if (webhookUrl !== undefined) link.searchParams.set('webhook_url', webhookUrl);
  for (const [name, level] of Object.entries(manifest.default_permissions)) link.searchParams.set(name, level);
  for (const event of manifest.default_events) link.searchParams.append('events[]', event);
  return link.href;
}
