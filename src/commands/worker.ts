import { createLog } from '../access/log.js';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { openDatabase } from '../database/open-database.js';
import { faultAt } from '../test-switches.js';
import type { LossCause } from '../review/analyzers/thread-share.js';
import { reportCalls, type CallCounts } from '../operations/call-counts.js';
import { watchAttendance } from '../operations/watch-attendance.js';
import { startWatchdog } from '../operations/watchdog.js';
import { watchLoop, type LoopHold } from '../operations/watch-loop.js';
import type { Log } from '../workflows/ports.js';
import { version } from '../version.js';
import { startTracing } from '../telemetry/start-tracing.js';
import { startWorker } from '../worker.js';
import { defaultTimings, type Timings } from '../workflows/durable/timings.js';
import { defineCommand, type Env } from './command-line.js';
import { configOrExit, leaveParent, untilSignal } from './process-life.js';

/** Stopping ends then, whatever it waits for: its database may be gone for good, and nobody else ends an orphan. */
const LONGEST_STOP_MS = 30_000;

const HELP = `nectr worker

Takes work from the queues, beside a server with ROLE=web and any number of other workers. Needs DATABASE_URL, and ends
on SIGTERM or SIGINT after it has given its work back.
`;

/** `nectr worker`. */
export const command = defineCommand({
  name: 'worker',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: 'all',
  run: (_values, _args, env) => runWorker(env),
});

/** Takes work from the queues until SIGTERM, SIGINT or the end of its parent. */
export async function runWorker(env: Env): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const log = createLog({ level: config.LOG_LEVEL, name: 'worker' });
  if (config.mode === 'setup') {
    log.fatal({}, 'no GitHub App is configured: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET');
    process.exitCode = 1;
    return;
  }
  // A signal that comes while it starts must not end it at once: others see its heartbeat before it is ready.
  const stopped = untilSignal();
  void stopped.then(() => endAfter(LONGEST_STOP_MS, log));
  const timings = { ...defaultTimings, ...config.test.timings };
  const endBeats = beatForWatchers(timings, config.LOG_LEVEL);
  let tell: (counts: CallCounts) => unknown = () => undefined;
  let tellLoss: (cause: LossCause) => unknown = (cause) => process.send?.({ threadLost: cause });
  const { databaseUrl, dataFolder, secretKeys } = config;
  const database = await openDatabase({ databaseUrl, folder: dataFolder, secretKeys, as: 'server' }, log);
  const tracing = await startTracing(config.tracing, { role: 'worker', version, environment: config.appEnv }, log);
  const reporter = reportCalls((counts) => tell(counts));
  const worker = await startWorker({
    observe: reporter,
    threadLost: (cause) => tellLoss(cause),
    config,
    url: database.url,
    secretKeys: database.secretKeys,
    dataFolder,
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
  const signal = await stopped;
  log.info({ signal }, 'stopping');
  reporter.stop();
  loop.stop();
  try {
    await worker.stop();
    await metrics?.close();
    await database.stop();
    await tracing.stop();
    await endBeats();
    log.info({}, 'stopped');
  } catch (error) {
    log.error({ err: error }, 'the worker could not give its work back: another one takes it over');
    process.exit(1);
  }
  leaveParent();
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
  const { createMetrics } = await import('../operations/metrics.js');
  const { startMetricsServer } = await import('../operations/metrics-server.js');
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
