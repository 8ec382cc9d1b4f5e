import type { DataSource } from 'typeorm';
import { isLoopback } from '../access/is-loopback.js';
import { appSettingsUrl } from '../operations/app-settings-url.js';
import { version } from '../version.js';
import { GITHUB } from './addresses.js';
import { suggestName } from './app-manifest.js';
import { grantReasons, type GrantReasons } from './grant-reasons.js';
import type { SetupPorts } from './ports.js';
import type { Stored } from './stored.js';
import { hasOtherProvider, isSet, namesApp } from './with-stored.js';

/** Who says so: a variable of the environment, or what was stored here. */
export type Source = 'environment' | 'stored';

/** How far set-up has come; nothing secret is part of it. */
export interface SetupProgress {
  version: string;
  /** `configured`: the App is in use, deliveries are taken. */
  mode: 'setup' | 'configured';
  /** Why what is stored cannot be used. */
  trouble: string | null;
  reach: {
    url: string | null;
    /** Deliveries come over a channel of this host. */
    channelHost: string | null;
    isLocal: boolean;
    source: Source;
  } | null;
  github: { url: string; source: Source | null };
  grants: GrantReasons;
  suggestedName: string;
  app: {
    id: number;
    name: string | null;
    settingsUrl: string;
    installUrl: string;
    canSignIn: boolean;
    source: Source;
    /** When it was stored. */
    since: string | null;
  } | null;
  claude: { source: Source; skipped: boolean; model: string } | null;
  installations: { account: string; repositories: number }[];
  deliveries: { count: number; newest: { event: string; at: string }[] };
  firstPull: { repository: string; number: number; url: string; reviewed: boolean } | null;
}

/** Looks how far set-up has come, in any process of the database. */
export async function readProgress(ports: SetupPorts): Promise<SetupProgress> {
  const { source, env } = ports;
  const config = ports.config();
  const stored = await ports.stored.read();
  const [installations, deliveries, pull, since] = await Promise.all([
    readInstallations(source),
    readDeliveries(source),
    readFirstPull(source),
    readSince(source),
  ]);
  const githubUrl = config.gheHost === null ? GITHUB : `${config.GHE_PROTOCOL}://${config.gheHost}`;
  return {
    version,
    mode: config.mode,
    trouble: ports.trouble(),
    reach: reachOf(ports, stored),
    github: {
      url: githubUrl,
      source: isSet(env, 'GHE_HOST') ? 'environment' : stored.github === null && stored.app === null ? null : 'stored',
    },
    grants: grantReasons(),
    suggestedName: suggestName(null),
    app: appOf(ports, stored, githubUrl, since),
    claude: claudeOf(ports, stored),
    installations,
    deliveries,
    firstPull: pull && { ...pull, url: `${githubUrl}/${pull.repository}/pull/${pull.number}` },
  };
}

function reachOf({ env, config: current }: SetupPorts, { reach }: Stored): SetupProgress['reach'] {
  const config = current();
  const given = isSet(env, 'BACKEND_URL') || isSet(env, 'WEBHOOK_PROXY_URL');
  if (!given && reach === null) return null;
  const url = given || reach?.backendUrl ? config.backendUrl : null;
  return {
    url,
    channelHost: config.webhookProxyUrl === null ? null : new URL(config.webhookProxyUrl).host,
    isLocal: config.webhookProxyUrl === null && url !== null && isLoopback(new URL(url).hostname),
    source: given ? 'environment' : 'stored',
  };
}

function appOf(
  { env, config: current }: SetupPorts,
  { app }: Stored,
  githubUrl: string,
  since: string | null,
): SetupProgress['app'] {
  const config = current();
  const canSignIn = config.login !== null;
  if (namesApp(env)) {
    if (config.mode === 'setup') return null;
    const settingsUrl = `${githubUrl}/settings/apps`;
    const installUrl = `${githubUrl}/settings/installations`;
    return { id: config.app.appId, name: null, settingsUrl, installUrl, canSignIn, source: 'environment', since: null };
  }
  if (app === null) return null;
  return {
    id: app.appId,
    name: app.name,
    settingsUrl: appSettingsUrl(app.githubUrl, { slug: app.slug, owner: app.owner }),
    installUrl: `${app.githubUrl}/apps/${app.slug}/installations/new`,
    canSignIn,
    source: 'stored',
    since,
  };
}

function claudeOf({ env, config }: SetupPorts, { claude }: Stored): SetupProgress['claude'] {
  const model = config().claude?.model ?? '';
  if (isSet(env, 'ANTHROPIC_API_KEY') || hasOtherProvider(env)) return { source: 'environment', skipped: false, model };
  return claude && { source: 'stored', skipped: claude.apiKey === null, model };
}

function readInstallations(source: DataSource): Promise<SetupProgress['installations']> {
  return source.query(
    `SELECT i.account_login AS account, count(r.id) FILTER (WHERE r.is_active)::int AS repositories
       FROM installations i LEFT JOIN repositories r ON r.installation_id = i.id
      WHERE i.deleted_at IS NULL GROUP BY i.id ORDER BY i.id LIMIT 20`,
  );
}

async function readDeliveries(source: DataSource): Promise<SetupProgress['deliveries']> {
  const newest: { event: string; at: Date }[] = await source.query(
    `SELECT event_type AS event, created_at AS at FROM events WHERE source = 'github' ORDER BY created_at DESC LIMIT 5`,
  );
  const rows: { count: number }[] = await source.query(
    `SELECT count(*)::int AS count FROM (SELECT FROM events WHERE source = 'github' LIMIT 1000) e`,
  );
  return {
    count: rows[0]?.count ?? 0,
    newest: newest.map(({ event, at }) => ({ event, at: at.toISOString() })),
  };
}

async function readFirstPull(source: DataSource) {
  const rows: { repository: string; number: number; reviewed: boolean }[] = await source.query(
    `SELECT r.full_name AS repository, p.number, EXISTS (SELECT FROM reviews v WHERE v.pull_request_id = p.id) AS reviewed
       FROM pull_requests p JOIN repositories r ON r.id = p.repository_id ORDER BY reviewed DESC, p.id DESC LIMIT 1`,
  );
  return rows[0] ?? null;
}

async function readSince(source: DataSource): Promise<string | null> {
  const rows: { at: Date }[] = await source.query(`SELECT updated_at AS at FROM app_credentials WHERE name = 'app'`);
  return rows[0]?.at.toISOString() ?? null;
}
