import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { fillLedger } from './api/fill-ledger.js';
import { measureMixedLoad } from './api/mixed-load.js';
import { measureRoutes } from './api/measure-routes.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const FILLING_MS = 300_000;
/** Of each of two installations. */
const SIZES = {
  full: { repositories: 50, pulls: 25_000, reviewsOfPull: 2, findingsOfReview: 10 },
  small: { repositories: 5, pulls: 1000, reviewsOfPull: 2, findingsOfReview: 10 },
};

/**
 * How fast the API answers over a large ledger (100,000 reviews with 1,000,000 findings of two years in 100
 * repositories, or a fiftieth of it with `small`): every list and every analysis in this process, then mixed reads
 * beside deliveries at the real server. PostgreSQL is the embedded one, with its 32 MB of buffers. `routes` or `load`
 * measures only that part.
 */
export async function bench(args: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = await startEmbeddedPostgres(folder, quiet);
  const open = (url: string, queryTimeoutMs = 30_000) =>
    createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'bench', queryTimeoutMs }).initialize();
  try {
    await migrate(embedded.url);
    const size = args.includes('small') ? 'small' : 'full';
    const from = performance.now();
    const superuserUrl = new URL(embedded.superuserUrl);
    superuserUrl.pathname = new URL(embedded.url).pathname;
    const above = await open(superuserUrl.href, FILLING_MS);
    const access = await fillLedger(above, SIZES[size]);
    await above.destroy();
    const system = await open(embedded.url);
    console.log(
      `${size} ledger, filled in ${((performance.now() - from) / 1000).toFixed(0)} s; ${await described(system)}\n` +
        `${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)}: figures of a busy machine say little`,
    );
    if (!args.includes('load')) await measureRoutes(system, embedded.url, access);
    if (!args.includes('routes')) await measureMixedLoad({ system, url: embedded.url, access, folder });
    console.log(`load average at the end: ${loadavg()[0]?.toFixed(1)}`);
    await system.destroy();
  } finally {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function described(system: { query<T>(statement: string): Promise<T> }): Promise<string> {
  const rows: { text: string }[] = await system.query(
    `SELECT format('%s reviews, %s findings, %s of tables and indexes', (SELECT count(*) FROM reviews),
              (SELECT count(*) FROM findings), pg_size_pretty(pg_database_size(current_database()))) AS text`,
  );
  return rows[0]?.text ?? '';
}
