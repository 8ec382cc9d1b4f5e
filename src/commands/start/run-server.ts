import { createLog } from '../../access/log.js';
import type { Config } from '../../config.js';
import { openDatabase } from '../../database/open-database.js';
import { createStops, type Stops } from '../../serving/serving.js';
import { startTracing } from '../../telemetry/start-tracing.js';
import type { Log } from '../../workflows/ports.js';
import { version } from '../../version.js';
import type { Env } from '../command-line.js';
import { leaveParent, untilSignal } from '../process-life.js';

/**
 * The server, and with ROLE=all the worker as a child of its own; with ROLE=worker that alone. Returns when SIGTERM or
 * SIGINT came and everything is stopped; the exit code is set.
 */
export async function runServer(config: Config, env: Env): Promise<void> {
  if (config.ROLE === 'worker') return (await import('../worker/run-worker.js')).runWorker(env);
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

/** What a database refuses is told before anything larger is loaded. Returns the port. */
async function serve(config: Config, env: Env, log: Log, stops: Stops): Promise<number> {
  const { databaseUrl, dataFolder, secretKeys } = config;
  const tracing = await startTracing(config.tracing, { role: 'web', version, environment: config.appEnv }, log);
  stops.add(() => tracing.stop());
  const database = await openDatabase({ databaseUrl, folder: dataFolder, secretKeys, as: 'server' }, log);
  stops.add(() => database.stop());
  const { serveOn } = await import('../../serving/serve-on.js');
  return serveOn(database, { config, env, log, stops });
}
