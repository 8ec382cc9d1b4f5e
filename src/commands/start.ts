import { createLog } from '../access/log.js';
import type { AppConfig, Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { createWanted } from '../inbox/wanted.js';
import { createCallPaces } from '../workflows/durable/call-paces.js';
import { appOctokit } from '../github/client/app-octokit.js';
import { type GitHubApp, readApp } from '../github/read/read-app.js';
import { readHook } from '../github/read/read-hook.js';
import { askApp } from '../operations/ask-app.js';
import { appLink } from '../operations/app-link.js';
import { reportCalls } from '../operations/call-counts.js';
import { healthRoutes } from '../operations/health.js';
import { createMetrics } from '../operations/metrics.js';
import { startMetricsServer } from '../operations/metrics-server.js';
import { startSmee } from '../operations/smee.js';
import { createAppHealth } from '../operations/app-health.js';
import { watchGitHub } from '../operations/watch-github.js';
import { watchLoop } from '../operations/watch-loop.js';
import { serviceProbes } from '../operations/service-probes.js';
import { requestLevel } from '../api/door/request-log.js';
import { openDoors } from '../doors.js';
import { createGitHubReceiver } from '../receiver.js';
import { startServer } from '../server.js';
import { startTracing } from '../telemetry/start-tracing.js';
import { githubApiUrl } from '../services.js';
import { setupRoutes } from '../setup-routes.js';
import { defaultTimings } from '../workflows/durable/timings.js';
import type { Log } from '../workflows/ports.js';
import { defineCommand, type Env } from './command-line.js';
import { forkWorker } from './fork-worker.js';
import { configOrExit, leaveParent, untilSignal } from './process-life.js';
import { runWorker } from './worker.js';
import { version } from '../version.js';

/** How long requests and steps under way may take after SIGTERM (fault A12 of the threat list). */
const GRACE_MS = 10_000;

/** What was started, in reverse order of which it is stopped. */
type Stop = () => Promise<unknown>;

const HELP = `nectr start

The server: takes deliveries of GitHub and, unless ROLE=web, reviews. Without APP_ID, PRIVATE_KEY and WEBHOOK_SECRET it shows
how to register the App. Ends on SIGTERM or SIGINT after what is under way.
`;

/** `nectr start`, also `npm start`. */
export const command = defineCommand({
  name: 'start',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: 'all',
  run: (_values, _args, env) => start(env),
});

/**
 * The server, and with ROLE=all the worker as a child of its own. Returns when SIGTERM or SIGINT came
 * and everything is stopped; the exit code is set. A wrong configuration ends with one line for each bad variable.
 */
async function start(env: Env): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  if (config.ROLE === 'worker') return runWorker(env);
  const log = createLog({ level: config.LOG_LEVEL, name: 'web' });
  if (config.unused.length > 0) log.warn({ variables: config.unused }, 'set, but not used by this version');
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => log.error({ err: error }, 'stopping'));
  };
  let stopped: Promise<string>;
  try {
    const port =
      config.mode === 'configured' ? await serve(config, env, log, stops) : await serveSetup(config, log, stops);
    stopped = untilSignal();
    process.send?.({ listening: port });
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'the start failed');
    process.exitCode = 1;
    await stopAll();
    leaveParent();
    return;
  }
  const signal = await stopped;
  log.info({ signal }, 'stopping');
  await stopAll();
  log.info({}, 'stopped');
  leaveParent();
}

async function serve(
  config: Config & { app: AppConfig },
  env: Env,
  log: Log & { fatal: Log['error'] },
  stops: Stop[],
): Promise<number> {
  const { databaseUrl, dataFolder, secretKeys } = config;
  const timings = { ...defaultTimings, ...config.test.timings };
  const { appId, privateKey } = config.app;
  const credentials = { appId, privateKey, baseUrl: githubApiUrl(config) };
  const asking = appOctokit({ ...credentials, pace: null, retryDelayMs: 100 });
  const tracing = await startTracing(config.tracing, { role: 'web', version, environment: config.appEnv }, log);
  stops.push(() => tracing.stop());
  let githubApp: GitHubApp | null = null;
  const readOwn = async () => void (githubApp = await readApp(asking));
  await askApp({ readApp: readOwn, appId, log });
  const database = await openDatabase({ databaseUrl, folder: dataFolder, secretKeys, as: 'server' }, log);
  stops.push(() => database.stop());
  await migrate(database.url);
  const source = createDataSource({
    scope: 'system',
    url: database.url,
    poolSize: 4,
    applicationName: 'nectr web',
    queryTimeoutMs: 5000,
  });
  await source.initialize();
  stops.push(() => source.destroy());
  const wanted = await createWanted(source, { refreshMs: 30_000 });
  stops.push(() => wanted.close());
  const metrics = createMetrics(source, { recallIndex: config.mem0 !== null });
  const reporter = reportCalls((counts) => metrics.githubCalled(counts));
  stops.push(async () => reporter.stop());
  const loop = watchLoop({ log, held: (hold) => metrics.loopHeld('web', hold) });
  stops.push(async () => loop.stop());
  const paces = createCallPaces({
    source,
    intervalMs: timings.writeInterval,
    writerSilenceMs: timings.writerSilence,
    longestWaitMs: 0,
    aside: (wait) => wait(),
  });
  const octokit = appOctokit({ ...credentials, observe: reporter, pace: paces.asApp });
  const github = watchGitHub({ readHook: () => readHook(octokit), proxyUrl: config.webhookProxyUrl, log });
  stops.push(async () => github.stop());
  const receiver = await createGitHubReceiver({
    app: config.app,
    source,
    isWanted: (eventType) => wanted.isWanted(eventType),
    answered: (status, seconds) => {
      metrics.acknowledged(status, seconds);
      if (status < 300) github.delivered();
    },
    log,
  });
  stops.push(() => receiver.close());
  if (config.ROLE === 'all') {
    const worker = forkWorker({
      env,
      url: database.url,
      secretKeys: database.secretKeys,
      timings,
      log,
      called: (counts) => metrics.githubCalled(counts),
      threadLost: (cause) => metrics.threadLost(cause),
      held: (hold) => metrics.loopHeld('worker', hold),
    });
    stops.push(() => worker.stop());
  }
  const services = serviceProbes({
    config,
    source,
    askGitHub: () => readApp(octokit),
    degraded: () => github.degraded(),
  });
  stops.push(() => services.close());
  let port = config.PORT;
  const doors = await openDoors({
    config,
    url: database.url,
    secretKeys: database.secretKeys,
    log,
    ownAddress: () => `http://localhost:${port}`,
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
  stops.push(() => doors.close());
  const health = healthRoutes({
    source,
    expectWorker: config.ROLE === 'all',
    expectIndex: config.mem0 !== null,
    unattendedMs: timings.unattended,
    degraded: () => github.degraded(),
  });
  const server = await startServer({
    host: config.HOST,
    port: config.PORT,
    receive: (request, response) => receiver.handle(request, response),
    dropped: (count) => log.warn({ count }, 'connections were closed: there are too many at once'),
    routes: health.route('/', doors.routes),
  });
  ({ port } = server);
  stops.push(() => {
    doors.endStreams();
    return server.close(GRACE_MS);
  });
  const metricsServer = await startMetricsServer({ host: config.HOST, port: config.METRICS_PORT, metrics });
  stops.push(() => metricsServer.close());
  if (config.webhookProxyUrl !== null) {
    const target = `http://127.0.0.1:${server.port}/api/github/webhooks`;
    const smee = await startSmee({
      source: config.webhookProxyUrl,
      target,
      log,
    });
    stops.push(() => smee.stop());
  }
  log.info({ port: server.port, metricsPort: metricsServer.port, role: config.ROLE, dataFolder, version }, 'listening');
  return server.port;
}

/** Nothing of the App is set: the server says how to make one, and takes no deliveries. */
async function serveSetup(config: Config, log: Log, stops: Stop[]): Promise<number> {
  const { gheHost, GHE_PROTOCOL } = config;
  const link = appLink({ gheHost, protocol: GHE_PROTOCOL });
  const server = await startServer({
    host: config.HOST,
    port: config.PORT,
    receive: () => Promise.resolve(false),
    routes: setupRoutes(link),
  });
  stops.push(() => server.close(GRACE_MS));
  log.warn(
    { port: server.port, link },
    'no GitHub App is configured: register one, then set APP_ID, PRIVATE_KEY, WEBHOOK_SECRET',
  );
  return server.port;
}
