import type { DataSource } from 'typeorm';
import { closePool } from './review/analyzers/analyse.js';
import { startHeartbeat } from './operations/heartbeat.js';
import { scheduledJobs } from './schedules.js';
import { createServices, type ServiceSettings } from './services.js';
import { startEngine } from './workflows/engine.js';
import { startBackfill } from './workflows/scans/start-backfill.js';
import { watchExecutors } from './workflows/watch-executors.js';

/** How often a worker puts its cache of snapshots in order, downloads or not. */
const TIDY_MS = 3_600_000;

export interface Worker {
  source: DataSource;
  executorId: string;
  /** Queues what the schedules should have begun last, where it is not begun yet. */
  catchUp(now: Date): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a worker: the durable engine, its heartbeat, the watch over other workers, the scheduled jobs. `lost` is
 * called when another worker has taken this one's work: the process must end (durable-engine.md 25).
 */
export async function startWorker(
  settings: ServiceSettings & { role: string; version: string; lost: () => void },
): Promise<Worker> {
  const { source, ports, paces, snapshots, close } = await createServices(settings);
  const jobs = scheduledJobs(settings.config, ports, {
    secretKeys: settings.secretKeys,
    observe: settings.observe,
    paces,
  });
  const engine = await startEngine(
    ports,
    { url: settings.url, poolSize: settings.pools?.engine ?? 10, listen: false },
    jobs,
  );
  // Stopping gives the executor's row back; a beat in between would read that as a takeover.
  let stopping = false;
  const heartbeat = await startHeartbeat({
    source,
    executorId: engine.executorId,
    role: settings.role,
    version: settings.version,
    intervalMs: settings.timings.heartbeat,
    onLost: () => {
      if (!stopping) settings.lost();
    },
  });
  const endWatch = watchExecutors(ports, engine, heartbeat);
  const endBackfill = startBackfill(ports);
  void snapshots.tidy();
  const tidying = setInterval(() => void snapshots.tidy(), TIDY_MS);
  tidying.unref();
  settings.log.info({ executorId: engine.executorId }, 'the worker is ready');
  return {
    source,
    executorId: engine.executorId,
    catchUp: (now) => engine.catchUp(now),
    stop: async () => {
      stopping = true;
      clearInterval(tidying);
      await endBackfill();
      await endWatch();
      await engine.stop();
      await heartbeat.stop();
      await closePool();
      await close();
    },
  };
}
