import { Hono } from 'hono';
import type { DataSource } from 'typeorm';
import { requestLevel } from '../api/door/request-log.js';
import { forkWorker } from '../commands/fork-worker.js';
import type { AppConfig, Config } from '../config.js';
import { openDoors } from '../doors.js';
import { appOctokit } from '../github/client/app-octokit.js';
import { readApp, type GitHubApp } from '../github/read/read-app.js';
import { listInstallations } from '../github/read/list-installations.js';
import { readHook } from '../github/read/read-hook.js';
import { createAppHealth } from '../operations/app-health.js';
import { askApp } from '../operations/ask-app.js';
import { reportCalls } from '../operations/call-counts.js';
import { healthRoutes } from '../operations/health.js';
import { createMetrics } from '../operations/metrics.js';
import { startMetricsServer } from '../operations/metrics-server.js';
import { serviceProbes } from '../operations/service-probes.js';
import { keepSmee, startSmee } from '../operations/smee.js';
import { watchGitHub } from '../operations/watch-github.js';
import { watchLoop } from '../operations/watch-loop.js';
import { createGitHubReceiver } from '../receiver.js';
import { githubApiUrl } from '../services.js';
import { setupDoor } from '../setup/setup-door.js';
import type { SetupPorts } from '../setup/ports.js';
import { isSet } from '../setup/with-stored.js';
import { version } from '../version.js';
import { createCallPaces } from '../workflows/durable/call-paces.js';
import { defaultTimings } from '../workflows/durable/timings.js';
import type { Log } from '../workflows/ports.js';
import { createStops, type Serving } from './serving.js';
import { startLines } from './start-lines.js';

export interface ServingSettings {
  config: Config & { app: AppConfig };
  /** What `config` was read from, for the worker. */
  env: Readonly<Record<string, string | undefined>>;
  database: { url: string; secretKeys: [string, ...string[]] };
  /** The system's. */
  source: DataSource;
  log: Log;
  /** Of the listener, once it is there. */
  port(): number;
  setup: Omit<SetupPorts, 'isAdministrator'>;
}

/**
 * The server with its App: takes deliveries, has all doors, and with ROLE=all the worker as a child of its own. Throws
 * what stops the start, such as an App that GitHub refuses.
 */
export async function serveConfigured(settings: ServingSettings): Promise<Serving> {
  const stops = createStops((error) => settings.log.error({ err: error }, 'stopping'));
  try {
    return await compose(settings, stops);
  } catch (error) {
    await stops.all();
    throw error;
  }
}

async function compose(
  { config, env, database: { url, secretKeys }, source, log, port, setup }: ServingSettings,
  stops: ReturnType<typeof createStops>,
): Promise<Serving> {
  const timings = { ...defaultTimings, ...config.test.timings };
  const { appId, privateKey } = config.app;
  const credentials = { appId, privateKey, baseUrl: githubApiUrl(config) };
  const asking = appOctokit({ ...credentials, pace: null, retryDelayMs: 100 });
  let githubApp: GitHubApp | null = null;
  const readOwn = async () => void (githubApp = await readApp(asking));
  await askApp({ readApp: readOwn, appId, log });
  const metrics = createMetrics(source, { recallIndex: config.mem0 !== null });
  const reporter = reportCalls((counts) => metrics.githubCalled(counts));
  stops.add(() => reporter.stop());
  const loop = watchLoop({ log, held: (hold) => metrics.loopHeld('web', hold) });
  stops.add(() => loop.stop());
  const paces = createCallPaces({
    source,
    intervalMs: timings.writeInterval,
    writerSilenceMs: timings.writerSilence,
    longestWaitMs: 0,
    aside: (wait) => wait(),
  });
  const octokit = appOctokit({ ...credentials, observe: reporter, pace: paces.asApp });
  const github = watchGitHub({ readHook: () => readHook(octokit), proxyUrl: config.webhookProxyUrl, log });
  stops.add(() => github.stop());
  const receiver = await createGitHubReceiver({
    app: config.app,
    source,
    answered: (status, seconds) => {
      metrics.acknowledged(status, seconds);
      if (status < 300) github.delivered();
    },
    log,
  });
  stops.add(() => receiver.close());
  const services = serviceProbes({
    config,
    source,
    askGitHub: () => readApp(octokit),
    degraded: () => github.degraded(),
  });
  stops.add(() => services.close());
  const doors = await openDoors({
    config,
    url,
    secretKeys,
    log,
    ownAddress: () => `http://localhost:${port()}`,
    githubApp,
    probes: services.probes,
    appHealth: createAppHealth({
      readApp: () => readApp(octokit),
      readHook: () => readHook(octokit),
      proxyUrl: config.webhookProxyUrl,
    }),
    answered: (request) => {
      metrics.requestAnswered(request);
      log[requestLevel(request)](request, 'request');
    },
  });
  stops.add(() => doors.close());
  const routes = new Hono();
  routes.route(
    '/',
    healthRoutes({
      source,
      expectWorker: config.ROLE === 'all',
      expectIndex: config.mem0 !== null,
      unattendedMs: timings.unattended,
      degraded: () => github.degraded(),
    }),
  );
  routes.route('/', setupDoor({ ...setup, isAdministrator: (request) => doors.isAdministrator(request) }));
  routes.route('/', doors.routes);
  let endChannel = () => Promise.resolve();
  /** Nobody waits for GitHub: what it does not tell is left out. */
  const tellStart = async (): Promise<void> => {
    try {
      const installed = githubApp === null ? null : await listInstallations(asking).catch(() => null);
      const accounts = installed?.flatMap(({ account }) => account?.login ?? []) ?? null;
      const [row]: { count: number }[] = await source.query(
        'SELECT count(*)::int AS count FROM repositories WHERE is_active',
      );
      const url = config.backendUrl ?? `http://localhost:${port()}`;
      for (const line of startLines({ config, app: githubApp, accounts, repositories: row?.count ?? 0, url }))
        log.info({}, line);
    } catch (error) {
      log.warn({ err: error }, 'what is installed where is not known');
    }
  };
  return {
    receive: (request, response) => receiver.handle(request, response),
    routes,
    begin: async () => {
      if (config.ROLE === 'all') {
        const worker = forkWorker({
          env,
          url,
          secretKeys,
          timings,
          log,
          called: (counts) => metrics.githubCalled(counts),
          threadLost: (cause) => metrics.threadLost(cause),
          held: (hold) => metrics.loopHeld('worker', hold),
        });
        stops.add(() => worker.stop());
      }
      const metricsServer = await startMetricsServer({ host: config.HOST, port: config.METRICS_PORT, metrics });
      stops.add(() => metricsServer.close());
      if (config.webhookProxyUrl !== null) {
        const target = `http://127.0.0.1:${port()}/api/github/webhooks`;
        const channel = { source: config.webhookProxyUrl, target, log };
        // What set-up stored is in use while people look: a channel that is away must not take the rest along.
        const smee = isSet(setup.env, 'WEBHOOK_PROXY_URL') ? await startSmee(channel) : keepSmee(channel);
        endChannel = () => smee.stop();
      }
      void tellStart();
      log.info(
        { port: port(), metricsPort: metricsServer.port, role: config.ROLE, dataFolder: config.dataFolder, version },
        'listening',
      );
    },
    endStreams: async () => {
      doors.endStreams();
      await endChannel();
    },
    close: () => stops.all(),
  };
}
