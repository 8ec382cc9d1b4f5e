import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createLog } from '../access/log.js';
import { openDatabase } from '../database/open-database.js';
import { version } from '../version.js';
import { startWorker } from '../worker.js';
import { defaultTimings } from '../workflows/durable/timings.js';
import { readLambdaConfig } from './lambda-config.js';

/** What is left for ending steps, giving back and closing before the function is killed. */
const MARGIN_MS = 15_000;
const LOOK_MS = 250;
/** A push that waits for quiet (behaviour.md, "Bursts") need not wait for the next invocation. */
const SOON_MS = 15_000;
/** Work may queue more work: quiet for so long means done. */
const QUIET_MS = 1500;

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

export interface Worked {
  /** Whether nothing that is due was left. */
  drained: boolean;
  /** Pieces of work that wait, those for a later time included. */
  left: number;
}

/**
 * The function that does the work, called by a schedule: takes from the queues, as every worker does, until nothing is
 * due or its time less a margin is over. Then steps under way end, what is not finished goes back, and the next
 * invocation, or one that runs beside this one, goes on. Throws one line if the configuration is wrong, or if another
 * worker took this one for dead.
 */
export function createWork(
  env: Readonly<Record<string, string | undefined>>,
): (event: unknown, context: LambdaContext) => Promise<Worked> {
  return async (_, context) => {
    const config = readLambdaConfig(env);
    const log = createLog({ level: config.LOG_LEVEL, name: 'work' });
    const { url, secretKeys } = config;
    // Also refuses a pooler that would take the engine's session away.
    await openDatabase({ databaseUrl: url, folder: '', secretKeys, as: 'server' }, log);
    const lost = new AbortController();
    const worker = await startWorker({
      config,
      url,
      secretKeys,
      dataFolder: join(tmpdir(), 'nectr'),
      timings: { ...defaultTimings, ...config.test.timings },
      log,
      role: 'lambda',
      version,
      pools: { app: 2, engine: 2 },
      lost: () => lost.abort(new Error('another worker has taken over the work of this function')),
    });
    try {
      await worker.catchUp(new Date());
      const worked = await drain(worker.source, worker.executorId, context, lost.signal);
      log.info({ ...worked }, 'the function has worked');
      return worked;
    } finally {
      await worker.stop();
    }
  };
}

/** Waits until nothing is due for a while, or the time is over. */
async function drain(
  source: DataSource,
  executorId: string,
  context: LambdaContext,
  lost: AbortSignal,
): Promise<Worked> {
  let quietSince: number | null = null;
  for (;;) {
    lost.throwIfAborted();
    const { due, later } = await countWork(source, executorId);
    if (due > 0) quietSince = null;
    else quietSince ??= Date.now();
    const drained = quietSince !== null && Date.now() - quietSince >= QUIET_MS;
    if (drained || context.getRemainingTimeInMillis() <= MARGIN_MS) return { drained, left: due + later };
    await sleep(LOOK_MS);
  }
}

/** What another worker has under way is its own; what comes due in a moment is worth waiting for. */
async function countWork(source: DataSource, executorId: string): Promise<{ due: number; later: number }> {
  const rows: { due: number; later: number }[] = await source.query(
    `SELECT count(*) FILTER (WHERE NOT later)::int AS due, count(*) FILTER (WHERE later)::int AS later
       FROM (SELECT status = 'DELAYED' AND delay_until_epoch_ms > (extract(epoch FROM now()) * 1000)::bigint + $2 AS later
               FROM dbos.workflow_status
              WHERE status IN ('ENQUEUED', 'DELAYED') OR (status = 'PENDING' AND executor_id = $1)) AS work`,
    [executorId, SOON_MS],
  );
  return rows[0] ?? { due: 0, later: 0 };
}
