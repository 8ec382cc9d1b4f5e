import { createLog } from '../access/log.js';
import type { Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { openServer } from '../serving/open-server.js';
import { createStops, type Stops } from '../serving/serving.js';
import { startServer } from '../server.js';
import { setupGrants } from '../setup/grants.js';
import { storedSettings } from '../setup/stored.js';
import { tellLink } from '../setup/tell-link.js';
import { startTracing } from '../telemetry/start-tracing.js';
import type { Log } from '../workflows/ports.js';
import { version } from '../version.js';
import type { Env } from './command-line.js';
import { leaveParent, untilSignal } from './process-life.js';
import { runWorker } from './worker.js';

/** How long requests and steps under way may take after SIGTERM (fault A12 of the threat list). */
const GRACE_MS = 10_000;

/**
 * The server, and with ROLE=all the worker as a child of its own; with ROLE=worker that alone. Returns when SIGTERM or
 * SIGINT came and everything is stopped; the exit code is set.
 */
export async function runServer(config: Config, env: Env): Promise<void> {
  if (config.ROLE === 'worker') return runWorker(env);
  const log = createLog({ level: config.LOG_LEVEL, name: 'web' });
  if (config.unused.length > 0) log.warn({ variables: config.unused }, 'set, but not used by this version');
  const stops = createStops((error) => log.error({ err: error }, 'stopping'));
  let stopped: Promise<string>;
  try {
    const port = await serve(config, env, log, stops);
    stopped = untilSignal();
    process.send?.({ listening: port });
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'the start failed');
    process.exitCode = 1;
    await stops.all();
    leaveParent();
    return;
  }
  const signal = await stopped;
  log.info({ signal }, 'stopping');
  await stops.all();
  log.info({}, 'stopped');
  leaveParent();
}

async function serve(config: Config, env: Env, log: Log, stops: Stops): Promise<number> {
  const { databaseUrl, dataFolder, secretKeys } = config;
  const tracing = await startTracing(config.tracing, { role: 'web', version, environment: config.appEnv }, log);
  stops.add(() => tracing.stop());
  const database = await openDatabase({ databaseUrl, folder: dataFolder, secretKeys, as: 'server' }, log);
  stops.add(() => database.stop());
  await migrate(database.url);
  const source = createDataSource({
    scope: 'system',
    url: database.url,
    poolSize: 4,
    applicationName: 'nectr web',
    queryTimeoutMs: 5000,
  });
  await source.initialize();
  stops.add(() => source.destroy());
  let { PORT: port } = config;
  const grants = setupGrants(source);
  const server = await openServer({
    env,
    log,
    database,
    source,
    stored: storedSettings(source, database.secretKeys),
    grants,
    port: () => port,
  });
  stops.add(() => server.close());
  const { front } = server;
  const listener = await startServer({
    host: config.HOST,
    port: config.PORT,
    receive: (request, response) => front.receive(request, response),
    dropped: (count) => log.warn({ count }, 'connections were closed: there are too many at once'),
    routes: front.routes,
  });
  ({ port } = listener);
  stops.add(async () => {
    await front.endStreams();
    await listener.close(GRACE_MS);
  });
  await server.begin();
  if (server.mode() === 'setup') await tellLink(grants, { port, backendUrl: config.backendUrl }, log);
  return port;
}
