import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appOctokit } from '../../src/github/client/app-octokit.js';
import { listDeliveries, redeliver } from '../../src/github/read/list-deliveries.js';
import { reconcileDeliveries } from '../../src/inbox/reconcile-deliveries.js';
import type { Issue } from '../../src/sandbox/types.js';
import { buildStage, runsOf, seenOn, untilEnded, type Process, type Stage } from '../e2e/stage.js';

/** Twice shows that the second time is as the first; more by hand. */
const ROUNDS = Number(process.env['NECTR_ROUNDS'] ?? 2);

let stage: Stage;
/** Four workers start at once here: longer than `hasty`, or a busy machine looks like a dead worker. */
const timings = { heartbeat: 400, takeover: 200, silence: 4000 };

beforeAll(async () => {
  stage = await buildStage();
});
afterAll(() => stage.close());

describe('C2: kill -9 of all workers', () => {
  it(
    'again and again, each time with two reviews under way: every pull request ends with one review',
    async () => {
      let workers: Process[] = [await stage.startWorker({ timings }), await stage.startWorker({ timings })];
      const issues: Issue[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const path = /\/files$/;
        stage.sandbox.state.faults.add({ kind: 'delay', delayMs: 600, match: { path }, times: 2 });
        const opened = [await stage.openPull(), await stage.openPull()];
        issues.push(...opened);
        await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
        for (const { child } of workers) child.kill('SIGKILL');
        for (const { ended } of workers) expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
        const states = (await Promise.all(opened.map(({ number }) => runsOf(stage, number)))).flat();
        expect(states.map(({ status }) => status)).toEqual(['running', 'running']);
        workers = [await stage.startWorker({ timings }), await stage.startWorker({ timings })];
        for (const { number } of opened) {
          expect(await untilEnded(stage, number)).toMatchObject([
            { status: 'completed', outcome: 'partial', attempt: 2 },
          ]);
        }
      }
      for (const issue of issues) {
        expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: 2, unfinishedChecks: 0 });
        expect(seenOn(stage, issue).summaries).toHaveLength(1);
      }
      for (const worker of workers) await worker.stop();
    },
    30_000 + ROUNDS * 60_000,
  );
});

describe('A11: the receiver is killed before the commit', () => {
  it.each([
    ['and PostgreSQL ends its session: the sweep asks for the delivery again', 1],
    ['and its session lives on and commits: the sweep has nothing to ask for', 0],
  ])(
    '%s, and it is worked once',
    async (_, redelivered) => {
      const runner = stage.source.createQueryRunner();
      await runner.startTransaction();
      await runner.query('LOCK TABLE events IN SHARE MODE');
      const doomed = await stage.startWeb();
      stage.sandbox.setWebhookUrl(`http://127.0.0.1:${doomed.port}/api/github/webhooks`);
      const opening = stage.openPull();
      // By another connection: a transaction sees the sessions as they were when it first looked.
      await expect
        .poll(
          () =>
            stage.source.query(
              `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'nectr web' AND wait_event_type = 'Lock'`,
            ),
          { timeout: 90_000 },
        )
        .toHaveLength(1);
      doomed.child.kill('SIGKILL');
      const issue = await opening;
      if (redelivered === 1) {
        await stage.source.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'nectr web' AND wait_event_type = 'Lock'`,
        );
      }
      await runner.rollbackTransaction();
      await runner.release();
      const delivery = stage.sandbox.state.deliveries.at(-1);
      expect(delivery).toMatchObject({ event: 'pull_request', redelivery: false });
      expect(delivery?.statusCode).not.toBe(202);
      const recorded = () => stage.source.query('SELECT status FROM events WHERE delivery_id = $1', [delivery?.guid]);
      await expect.poll(recorded, { timeout: 90_000 }).toHaveLength(1 - redelivered);

      stage.sandbox.setWebhookUrl(`http://127.0.0.1:${stage.web.port}/api/github/webhooks`);
      const worker = await stage.startWorker();
      const sweep = () => {
        const octokit = appOctokit({
          appId: 1,
          privateKey: stage.privateKey,
          baseUrl: `${stage.sandbox.url}/api/v3`,
          pace: null,
        });
        return reconcileDeliveries({
          source: stage.source,
          listDeliveries: (since) => listDeliveries(octokit, since),
          redeliver: (id) => redeliver(octokit, id),
          now: new Date(),
        });
      };
      expect(await sweep()).toMatchObject({ redelivered });
      await expect.poll(recorded, { timeout: 90_000 }).toHaveLength(1);
      expect(await sweep()).toMatchObject({ redelivered: 0 });
      expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial' }]);
      expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
      await worker.stop();
    },
    180_000,
  );
});
