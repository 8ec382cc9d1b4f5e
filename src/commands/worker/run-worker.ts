import { createLog } from '../../access/log.js';
import type { DataSource } from 'typeorm';
import { readConfig, type AppConfig, type Config } from '../../config.js';
import { createDataSource } from '../../database/data-source.js';
import { openDatabase } from '../../database/open-database.js';
import { appOctokit } from '../../github/client/app-octokit.js';
import { readApp } from '../../github/read/read-app.js';
import { faultAt } from '../../test-switches.js';
import type { LossCause } from '../../review/analyzers/thread-share.js';
import { askApp } from '../../operations/ask-app.js';
import { reportCalls, type CallCounts } from '../../operations/call-counts.js';
import { watchAttendance } from '../../operations/watch-attendance.js';
import { startWatchdog } from '../../operations/watchdog.js';
import { watchLoop, type LoopHold } from '../../operations/watch-loop.js';
import type { Log } from '../../workflows/ports.js';
import { version } from '../../version.js';
import { startTracing } from '../../telemetry/start-tracing.js';
import { createStops } from '../../serving/serving.js';
import { storedSettings, type Stored } from '../../setup/stored.js';
import { watchStored } from '../../setup/watch-stored.js';
import { withStored } from '../../setup/with-stored.js';
import { githubApiUrl } from '../../services.js';
import { startWorker } from '../../worker.js';
import { defaultTimings, type Timings } from '../../workflows/durable/timings.js';
import type { Env } from '../command-line.js';
import { configOrExit, leaveParent, untilSignal } from '../process-life.js';

/** Stopping ends then, whatever it waits for: its database may be gone for good, and nobody else ends an orphan. */
const LONGEST_STOP_MS = 30_000;

/**
 * Takes work from the queues until SIGTERM, SIGINT or the end of its parent. `readsStored`: what set-up stored counts,
 * too, and when it changes the work begins anew with it.
 */
export async function runWorker(env: Env, { readsStored = true }: { readsStored?: boolean } = {}): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const log = createLog({ level: config.LOG_LEVEL, name: 'worker' });
  if (config.mode === 'setup' && !readsStored) {
    log.fatal({}, 'no GitHub App is configured: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET');
    process.exitCode = 1;
    return;
  }
  // A signal that comes while it starts must not end it at once: others see its heartbeat before it is ready.
  const stopped = untilSignal();
  void stopped.then(() => endAfter(LONGEST_STOP_MS, log));
  const endBeats = beatForWatchers({ ...defaultTimings, ...config.test.timings }, config.LOG_LEVEL);
  const { databaseUrl, dataFolder, secretKeys } = config;
  const stops = createStops((error) => log.error({ err: error }, 'stopping'));
  let work: { stop(): Promise<void> };
  try {
    const database = await openDatabase({ databaseUrl, folder: dataFolder, secretKeys, as: 'server' }, log);
    stops.add(() => database.stop());
    const tracing = await startTracing(config.tracing, { role: 'worker', version, environment: config.appEnv }, log);
    stops.add(() => tracing.stop());
    const settings: WorkSettings = { env, database, log };
    work = readsStored ? await workByStored(settings) : await workBy(config, settings);
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'the start failed');
    await stops.all();
    process.exit(1);
  }
  const signal = await stopped;
  log.info({ signal }, 'stopping');
  try {
    await work.stop();
    await stops.all();
    await endBeats();
    log.info({}, 'stopped');
  } catch (error) {
    log.error({ err: error }, 'the worker could not give its work back: another one takes it over');
    process.exit(1);
  }
  leaveParent();
}

interface WorkSettings {
  env: Env;
  database: { url: string; secretKeys: [string, ...string[]] };
  log: Log & { fatal: Log['error'] };
}

interface Work {
  source: DataSource;
  /** Throws where the work could not be given back. */
  stop(): Promise<void>;
}

/** Works by the environment and by what set-up stored; waits while that names no App, and begins anew when it changes. */
async function workByStored({ env, database, log }: WorkSettings): Promise<{ stop(): Promise<void> }> {
  const { url, secretKeys } = database;
  const own = createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'nectr settings' });
  await own.initialize();
  let work: Work | null = null;
  // While it works it asks by the connections that it has anyway: its own is let go of after a while.
  const query = (text: string, values?: unknown[]) => (work?.source ?? own).query(text, values);
  const stored = storedSettings({ query: query as DataSource['query'] }, secretKeys);
  const begin = async (next: Stored): Promise<void> => {
    const config = readConfig(withStored(env, next));
    if (config.mode === 'setup') log.warn({}, 'no GitHub App is configured: the work begins when one is set up');
    else work = await workBy(config, { env, database, log });
  };
  const first = await stored.read().catch(whereMissing);
  await begin(first);
  const watch = watchStored({
    stored,
    first,
    used: (next) => withStored(env, next),
    log,
    isWaiting: () => work === null,
    changed: async (next) => {
      const before = work;
      work = null;
      await before?.stop();
      await begin(next);
    },
  });
  return {
    stop: async () => {
      await watch.stop();
      await work?.stop();
      await own.destroy();
    },
  };
}

/** Where the database is not of this version yet nothing was stored: the server brings it there. */
function whereMissing(error: unknown): Stored {
  const isMissing = error instanceof Error && 'code' in error && error.code === '42P01';
  if (!isMissing) throw error;
  return { reach: null, github: null, app: null, claude: null };
}

async function workBy(config: Config, { database, log }: WorkSettings): Promise<Work> {
  if (config.mode === 'setup') throw new Error('no GitHub App is configured');
  const timings = { ...defaultTimings, ...config.test.timings };
  // A server has asked for its child; a worker by itself would learn it from work that fails.
  if (process.send === undefined) await askAsApp(config.app, githubApiUrl(config), log);
  let tell: (counts: CallCounts) => unknown = () => undefined;
  let tellLoss: (cause: LossCause) => unknown = (cause) => process.send?.({ threadLost: cause });
  const reporter = reportCalls((counts) => tell(counts));
  const worker = await startWorker({
    observe: reporter,
    threadLost: (cause) => tellLoss(cause),
    config,
    url: database.url,
    secretKeys: database.secretKeys,
    dataFolder: config.dataFolder,
    timings,
    log,
    role: config.ROLE,
    version,
    reached: faultAt(config.test),
    lost: () => {
      log.fatal({}, 'another worker has taken over: this one ends');
      process.exit(1);
    },
  });
  process.send?.({ ready: true });
  // The parent has a listener for metrics; a worker by itself needs its own.
  const metrics = process.send ? null : await serveMetrics(config, worker.source, timings, log);
  tell = (counts) => (metrics ? metrics.called(counts) : process.send?.({ githubCalls: counts }));
  if (metrics) tellLoss = (cause) => metrics.threadLost(cause);
  const loop = watchLoop({ log, held: (hold) => (metrics ? metrics.held(hold) : process.send?.(hold)) });
  return {
    source: worker.source,
    stop: async () => {
      reporter.stop();
      loop.stop();
      await worker.stop();
      await metrics?.close();
    },
  };
}

/** Throws AppRefusedError where GitHub does not know the App by what is configured. */
async function askAsApp({ appId, privateKey }: AppConfig, baseUrl: string, log: Log): Promise<void> {
  const octokit = appOctokit({ appId, privateKey, baseUrl, pace: null, retryDelayMs: 100 });
  await askApp({ readApp: () => readApp(octokit), appId, log });
}

/** From the first moment on: an own thread watches the event loop, and the parent the whole process. */
function beatForWatchers({ loopBeat, loopSilence }: Timings, level: string): () => Promise<void> {
  const tellParent = setInterval(() => {
    if (process.connected) process.send?.({ beat: true });
  }, loopBeat);
  tellParent.unref();
  const endWatchdog = startWatchdog({ everyMs: loopBeat, silenceMs: loopSilence, level });
  return async () => {
    clearInterval(tellParent);
    await endWatchdog();
  };
}

function endAfter(ms: number, log: Log & { fatal: Log['error'] }): void {
  setTimeout(() => {
    log.fatal({}, `stopping took longer than ${ms / 1000} s: another worker takes over what is left`);
    process.exit(1);
  }, ms).unref();
}

/** Metrics, and `/livez` for a supervisor. A port that another process holds is no reason not to work. */
async function serveMetrics({ HOST, METRICS_PORT }: Config, source: DataSource, timings: Timings, log: Log) {
  // Loaded here only: most workers have a parent that counts, and start sooner without.
  const { createMetrics } = await import('../../operations/metrics.js');
  const { startMetricsServer } = await import('../../operations/metrics-server.js');
  const metrics = createMetrics(source);
  const isAttended = watchAttendance(source, timings.unattended);
  try {
    const { close } = await startMetricsServer({ host: HOST, port: METRICS_PORT, metrics, isAttended });
    return {
      called: (counts: CallCounts) => metrics.githubCalled(counts),
      threadLost: (cause: LossCause) => metrics.threadLost(cause),
      held: (hold: LoopHold) => metrics.loopHeld('worker', hold),
      close,
    };
  } catch (error) {
    log.warn({ err: error, port: METRICS_PORT }, 'no metrics of this worker: give it a METRICS_PORT of its own');
    return null;
  }
}
