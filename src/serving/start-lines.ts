import type { Config } from '../config.js';
import type { GitHubApp } from '../github/read/read-app.js';
import { providerName } from '../claude/providers/provider.js';
import { countOf } from '../words/count-of.js';

export interface StartFacts {
  config: Pick<Config, 'claude' | 'gheHost' | 'GHE_PROTOCOL' | 'databaseUrl' | 'dataFolder' | 'webhookProxyUrl'>;
  /** Null: GitHub did not tell. */
  app: Pick<GitHubApp, 'slug' | 'html_url' | 'id'> | null;
  /** Logins of the accounts on which GitHub says that the App is installed; null: it did not tell. */
  accounts: readonly string[] | null;
  /** Of all installations, as the database knows them. */
  repositories: number;
  /** Where people reach the server. */
  url: string;
}

const NAMED = 3;

/** What people want to know when the server has started, a line for each. Pure. */
export function startLines({ config, app, accounts, repositories, url }: StartFacts): string[] {
  const { claude, databaseUrl, dataFolder } = config;
  return [
    app === null
      ? 'GitHub App: GitHub has not answered yet'
      : `GitHub App: ${app.slug} (${pageOf(app, config)}), ${placesOf(accounts, repositories)}`,
    ...(app === null ? [] : [`Install it on more repositories: ${pageOf(app, config)}/installations/new`]),
    claude === null
      ? 'Claude: off, the rules review alone; ANTHROPIC_API_KEY or CLAUDE_PROVIDER lets it take part'
      : `Claude: on, ${claude.model} through ${providerName(claude.provider)}`,
    databaseUrl === null
      ? `Data: in ${dataFolder}, with its own PostgreSQL; NECTR_DATA names another folder`
      : `Data: in the PostgreSQL of DATABASE_URL; snapshots in ${dataFolder}`,
    `Open ${url}, and \`nectr doctor\` looks whether all is well`,
  ];
}

function pageOf(
  { slug, html_url }: Pick<GitHubApp, 'slug' | 'html_url'>,
  { gheHost, GHE_PROTOCOL }: StartFacts['config'],
) {
  return (
    html_url ??
    (gheHost === null ? `https://github.com/apps/${slug}` : `${GHE_PROTOCOL}://${gheHost}/github-apps/${slug}`)
  );
}

function placesOf(accounts: StartFacts['accounts'], repositories: number): string {
  if (accounts === null) return `${countOf(repositories, 'repository', 'repositories')} known`;
  if (accounts.length === 0) return 'installed nowhere yet';
  const more = accounts.length > NAMED ? ` and ${accounts.length - NAMED} more` : '';
  // Before the first look at what is installed there is nothing to count.
  const counted = repositories === 0 ? '' : `, ${countOf(repositories, 'repository', 'repositories')}`;
  return `installed on ${accounts.slice(0, NAMED).join(', ')}${more}${counted}`;
}
