import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { openDoorsStage } from '../doors/doors-stage.js';
import { fuzzDoors } from '../doors/fuzz-doors.js';

const LONGEST_MS = 2000;
/** What the heap may grow by after a tenth of all requests. */
const MOST_GROWTH_MB = 30;

export const usage = 'doors [requests] [seed]';

/**
 * `npm run chaos doors [requests] [seed]`: right and broken requests, made from the OpenAPI document and the tools of the
 * MCP server, of every kind of caller, to all doors. None may be answered with an internal error, with something of
 * another tenant, with a secret, after more than two seconds; the heap stays as it is. Prints each fault with its
 * request; the exit code is 1 if there was one.
 */
export async function campaign([count = '100000', seed = '1']: readonly string[]): Promise<void> {
  if (![count, seed].every((each) => /^\d+$/.test(each))) throw new Error('requests and seed are numbers');
  const folder = mkdtempSync(join(tmpdir(), 'nectr-doors-'));
  chmodSync(folder, 0o755);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const embedded = await startEmbeddedPostgres(folder, quiet);
  try {
    await migrate(embedded.url);
    const above = new URL(embedded.superuserUrl);
    above.pathname = new URL(embedded.url).pathname;
    const stage = await openDoorsStage({ url: embedded.url, above: above.href });
    const from = Date.now();
    const result = await fuzzDoors(stage, {
      count: Number(count),
      seed: Number(seed),
      longestMs: LONGEST_MS,
      tell: (fault) => process.stdout.write(`${fault}\n\n`),
    });
    await stage.close();
    const { requests, statuses, slowestMs, heapMb, faults } = result;
    const grown = heapMb.end - heapMb.early;
    process.stdout.write(
      `${requests} requests, seed ${seed}, ${Math.round((Date.now() - from) / 1000)} s: ${faults.length} faults, slowest ${Math.round(slowestMs)} ms, ` +
        `heap ${heapMb.early} MB after a tenth, ${heapMb.end} MB at the end\n${JSON.stringify(statuses)}\n`,
    );
    process.exitCode = faults.length > 0 || grown > MOST_GROWTH_MB ? 1 : 0;
  } finally {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
