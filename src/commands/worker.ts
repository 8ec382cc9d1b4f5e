import { resolve } from 'node:path';
import { createLog } from '../access/log.js';
import { openDatabase } from '../database/open-database.js';
import { faultAt } from '../test-switches.js';
import { version } from '../version.js';
import { startWorker } from '../worker.js';
import { defaultTimings } from '../workflows/timings.js';
import { configOrExit, DATA_FOLDER, leaveParent, untilSignal } from './process-life.js';

/** `nectr worker`: takes work from the queues until SIGTERM, SIGINT or the end of its parent. */
export async function runWorker(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const log = createLog({ level: config.LOG_LEVEL, name: 'worker' });
  if (config.mode === 'setup') {
    log.fatal({}, 'no GitHub App is configured: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET');
    process.exitCode = 1;
    return;
  }
  const dataFolder = resolve(DATA_FOLDER);
  const { databaseUrl, secretKeys } = config;
  const database = await openDatabase({ databaseUrl, folder: dataFolder, secretKeys }, log);
  const worker = await startWorker({
    config,
    url: database.url,
    secretKeys: database.secretKeys,
    dataFolder,
    timings: { ...defaultTimings, ...config.test.timings },
    log,
    role: config.ROLE,
    version,
    reached: faultAt(config.test.barrier),
    lost: () => {
      log.fatal({}, 'another worker has taken over: this one ends');
      process.exit(1);
    },
  });
  process.send?.({ ready: true });
  const signal = await untilSignal();
  log.info({ signal }, 'stopping');
  await worker.stop();
  await database.stop();
  log.info({}, 'stopped');
  leaveParent();
}
