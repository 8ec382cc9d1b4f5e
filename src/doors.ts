import { Hono } from 'hono';
import pg from 'pg';
import { readCookie } from './access/cookies.js';
import { createUserTokens } from './access/login/user-tokens.js';
import type { OAuthApp } from './access/login/oauth-app.js';
import { SignedOutError } from './access/login/errors.js';
import { registerSecret } from './access/redact.js';
import { sessionCookie } from './access/sessions/session-cookie.js';
import { createReadAccess } from './access/tenancy/read-access.js';
import { authenticate } from './api/auth/authenticate.js';
import { isAdministrator } from './api/auth/is-administrator.js';
import { createAuth } from './api/auth/create-auth.js';
import { createApi } from './api/create-api.js';
import type { ApiPorts } from './api/ports.js';
import { serviceHealth } from './api/service-health.js';
import { createOpenStreams } from './api/door/open-streams.js';
import type { AnsweredRequest } from './api/door/request-log.js';
import { watchChanges } from './api/stream/watch-changes.js';
import { pricedName } from './claude/providers/provider.js';
import type { AppConfig, Config } from './config.js';
import { createDiagnosis } from './create-diagnosis.js';
import { dashboardPages } from './dashboard-pages.js';
import { createDataSource } from './database/data-source.js';
import { setScope } from './database/set-scope.js';
import { askAsUser } from './github/read/ask-as-user.js';
import type { GitHubApp } from './github/read/read-app.js';
import { readFileAsApp } from './github/read/read-file-as-app.js';
import { readSettingsAsApp } from './github/settings/read-settings-as-app.js';
import { openGraph } from './graph/open-graph.js';
import { createReceiveHook } from './inbox/receive-hook.js';
import { createReceiveIntegrationEvent } from './inbox/receive-integration-event.js';
import { mcpRoutes } from './mcp/create-mcp.js';
import type { AppHealth } from './operations/app-health.js';
import { appSettingsUrl } from './operations/app-settings-url.js';
import type { ServiceProbes } from './operations/service-probes.js';
import { githubApiUrl } from './services.js';
import type { Log } from './workflows/ports.js';

/** Connections of the API: its own, which see what `withTenant` names, and few of the system's for what is asked first. */
const POOLS = { tenant: 6, system: 2 };
const QUERY_MS = 10_000;

export interface DoorSettings {
  config: Config & { app: AppConfig };
  /** The database, already migrated. */
  url: string;
  secretKeys: readonly [string, ...string[]];
  log: Log;
  /** Where people reach us if nothing is configured: known when the server listens. */
  ownAddress(): string;
  /** Null: GitHub did not tell. */
  githubApp: Pick<GitHubApp, 'slug' | 'owner'> | null;
  answered(request: AnsweredRequest): void;
  /** A look at each part, for `/health`. */
  probes: ServiceProbes;
  /** How the App is connected to GitHub. */
  appHealth(): Promise<AppHealth>;
}

/** What people and programs come in by. */
export interface Doors {
  routes: Hono;
  /** Whether who sends a request administers an installation. */
  isAdministrator(request: Request): Promise<boolean>;
  /** Ends the live streams, and those that come: the server is about to stop. */
  endStreams(): void;
  close(): Promise<void>;
}

/** Puts login, REST, the live stream and the MCP server together. Throws if the database is away. */
export async function openDoors(settings: DoorSettings): Promise<Doors> {
  const { config, url, secretKeys, log, githubApp, answered } = settings;
  const base = { url, queryTimeoutMs: QUERY_MS };
  const source = createDataSource({ ...base, scope: 'tenant', poolSize: POOLS.tenant, applicationName: 'nectr api' });
  const system = createDataSource({
    ...base,
    scope: 'system',
    poolSize: POOLS.system,
    applicationName: 'nectr access',
  });
  await Promise.all([source.initialize(), system.initialize()]);
  const graph = await openGraph(config, system);
  const githubUrl = config.gheHost === null ? 'https://github.com' : `${config.GHE_PROTOCOL}://${config.gheHost}`;
  const addresses = {
    get backend() {
      return config.backendUrl ?? settings.ownAddress();
    },
    frontend: config.frontendUrl,
  };
  const app = oauthApp(config, githubUrl);
  const keys = [...secretKeys] as [string, ...string[]];
  const readAccess = createReadAccess({
    source: system,
    tokens: app === null ? nobody : createUserTokens(system, app, keys),
    github: (token) => askAsUser({ baseUrl: githubApiUrl(config) }, token),
  });
  const changes = watchChanges({ connect: () => connectListener(url), log });
  const install = githubApp === null ? 'settings/installations' : `apps/${githubApp.slug}/installations/new`;
  const who: ApiPorts['authenticate'] = (request, how) =>
    authenticate({ source, secretKeys: keys, addresses }, request, how);
  const doorState = (cookies: string | null) => {
    if (app === null) return 'closed';
    return readCookie(sessionCookie(addresses), cookies) === null ? 'stranger' : 'open';
  };
  const openStreams = createOpenStreams();
  const { frontendUrl } = config;
  const shared = { source, log, graph, readAccess, authenticate: who, githubUrl, frontendUrl, openStreams };
  const installUrl = `${githubUrl}/${install}`;
  const { allowedPrivateHosts } = config;
  const api = createApi({
    ...shared,
    reviewModel: config.claude === null ? null : pricedName(config.claude.provider, config.claude.model),
    isDevelopment: config.appEnv === 'development',
    changes,
    installUrl,
    answered,
    ...readersAsApp(config, log),
    secretKeys: keys,
    allowedPrivateHosts,
    hooks: {
      receive: createReceiveHook(system, keys),
      urlOf: (triggerId) => `${addresses.backend}/api/v1/hooks/${triggerId}`,
    },
    backendUrl: () => addresses.backend,
    appHealth: settings.appHealth,
    diagnose: createDiagnosis(config, system),
    receiveEvent: createReceiveIntegrationEvent(system, keys),
  });
  const auth = createAuth({
    source,
    log,
    app,
    secretKeys: keys,
    addresses,
    readAccess,
    settingsUrl: githubApp === null ? `${githubUrl}/settings/apps` : appSettingsUrl(githubUrl, githubApp),
    answered,
  });
  const routes = new Hono();
  routes.route(
    '/',
    serviceHealth({ probes: settings.probes, environment: config.appEnv, authenticate: who, readAccess }),
  );
  routes.route('/', auth);
  // Asked as a whole: mounted, each step of each request would be guarded by itself.
  routes.all('/api/v1/*', ({ req, env }) => api.fetch(req.raw, env as object));
  routes.route('/', mcpRoutes({ ...shared, addresses, sse: config.mcpSse }));
  const pages = frontendUrl === null ? dashboardPages({ githubUrl, door: doorState }) : null;
  // A server without its pages has its documents.
  if (pages === null) routes.get('/', (context) => context.redirect('/api/v1/docs'));
  else routes.route('/', pages);
  return {
    routes,
    isAdministrator: (request) => isAdministrator({ authenticate: who, readAccess }, request),
    endStreams: () => openStreams.endAll(),
    close: async () => {
      await changes.close();
      await graph.close();
      await Promise.all([source.destroy(), system.destroy()]);
    },
  };
}

/** Where nobody can sign in, tokens of people are none either. */
const nobody = {
  token: () => Promise.reject(new SignedOutError()),
  refused: () => Promise.resolve(),
};

function oauthApp({ login, ...config }: Config, web: string): OAuthApp | null {
  if (login === null) return null;
  registerSecret(login.clientSecret);
  return { ...login, web, api: githubApiUrl(config) };
}

/** Read files of a repository in the name of the App. */
function readersAsApp(config: DoorSettings['config'], log: Log): Pick<ApiPorts, 'readFileSettings' | 'readFile'> {
  const { appId, privateKey } = config.app;
  const octokitLog = { warn: (text: string) => log.warn({}, text), error: (text: string) => log.error({}, text) };
  const options = { appId, privateKey, baseUrl: githubApiUrl(config), log: octokitLog };
  return {
    readFileSettings: ({ fullName, githubRepoId, installation: { githubInstallationId } }, below) =>
      readSettingsAsApp(options, { fullName, githubRepoId, githubInstallationId }, below),
    readFile: ({ fullName, githubRepoId, installation: { githubInstallationId } }, asked) =>
      readFileAsApp(options, { fullName, githubRepoId, githubInstallationId }, asked),
  };
}

async function connectListener(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'nectr listen', keepAlive: true });
  // A connection that breaks before anybody listens to it fails the query under way, not the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await setScope('system')(client);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}
