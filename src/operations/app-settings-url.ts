import type { GitHubApp } from '../github/read/read-app.js';

/** The page of the App's settings on GitHub, where client ID and secrets are found; `web` is GitHub's address. */
export function appSettingsUrl(web: string, { slug, owner }: Pick<GitHubApp, 'slug' | 'owner'>): string {
  const of = owner?.type === 'Organization' ? `/organizations/${owner.login}` : '';
  return `${web}${of}/settings/apps/${slug}`;
}
