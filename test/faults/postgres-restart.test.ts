import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readLockFile } from '../../src/database/embedded/embedded-lock-file.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { buildFlow, type Flow } from '../flows/flow-stage.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'nectr-restart-'));
// The server runs as another user for root: it must reach its data.
chmodSync(folder, 0o755);

let postgres: EmbeddedPostgres;
let flow: Flow;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres(join(folder, 'data'), quiet);
  await migrate(postgres.url);
  flow = await buildFlow({ url: postgres.url });
});
afterEach(() => flow.sandbox.state.faults.clear());
afterAll(async () => {
  await flow.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('C7: PostgreSQL ends during a step and is started again', () => {
  it.each([
    ['fast, while the files are read', 'SIGINT', { method: 'GET', path: /\/files$/ }],
    ['at once, while the review is posted', 'SIGQUIT', { method: 'POST', path: /\/reviews$/ }],
    ['killed, while the check run is concluded', 'SIGKILL', { method: 'PATCH', path: /\/check-runs\/\d+$/ }],
  ] as const)(
    '%s: the review is posted once, and the receiver takes deliveries again',
    async (_, signal, match) => {
      flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 700, match, times: 1 });
      const issue = await flow.openPull();
      await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 15_000 }).toBe(0);
      const pid = readLockFile(join(folder, 'data'))?.pid ?? 0;
      process.kill(pid, signal);
      await expect.poll(() => readLockFile(join(folder, 'data'))?.pid, { timeout: 20_000 }).not.toBe(pid);
      await expect
        .poll(async () => (await flow.sandbox.deliver('ping', { zen: 'again' })).statusCode, { timeout: 20_000 })
        .toBe(202);
      await expect.poll(() => flow.runsOf(issue.number).catch(() => []), { timeout: 20_000 }).toHaveLength(1);
      expect(await flow.untilEnded(issue.number, 1, 45_000)).toMatchObject([
        { status: 'completed', outcome: 'partial' },
      ]);
      await expect.poll(() => flow.seen(issue).unfinishedChecks, { timeout: 10_000 }).toBe(0);
      expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0 });
      expect(flow.lost()).toBe(0);
    },
    90_000,
  );
});
