import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { app } from './ingest/app-environment.js';
import { startServerProcess } from './ingest/server-process.js';
import { readCosts, spentBetween } from './workflows/run-costs.js';

/** What was loaded is compiled, and what is done once after a start is over. */
const WARM_SECONDS = 45;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * What an instance with nothing to do takes, server and worker in one process: of a processor, by itself and by its
 * PostgreSQL, transactions a second, memory. `args` may hold for how many seconds, and the address of an empty database
 * to use instead of the embedded one.
 */
export async function bench([seconds = '30', databaseUrl]: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = databaseUrl === undefined ? await startEmbeddedPostgres(folder, quiet) : null;
  const url = databaseUrl ?? embedded?.url ?? '';
  await migrate(url);
  const source = createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'bench' });
  await source.initialize();
  const server = await startServerProcess(new URL('../../dist/src/main.js', import.meta.url), {
    name: 'ours',
    folder,
    env: {
      ...app,
      DATABASE_URL: url,
      SECRET_KEY: 'k'.repeat(40),
      PORT: '0',
      METRICS_PORT: '0',
      LOG_FORMAT: 'json',
      ROLE: 'all',
    },
  });
  try {
    await sleep(WARM_SECONDS * 1000);
    const before = await readCosts(source, server.pid);
    const from = performance.now();
    await sleep(Number(seconds) * 1000);
    const after = await readCosts(source, server.pid);
    const spent = spentBetween(before, after, (performance.now() - from) / 1000);
    for (const [name, value] of Object.entries(spent)) console.log(`${name} each second: ${value.toFixed(1)}`);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    console.log(`memory of the service: ${Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024)} MB`);
  } finally {
    await server.stop();
    await source.destroy();
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
