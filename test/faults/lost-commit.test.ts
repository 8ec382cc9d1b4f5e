import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../database/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { buildFlow, type Flow } from '../flows/flow-stage.js';

let database: TestDatabase;
let proxy: TcpProxy;
let flow: Flow;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startTcpProxy(database.url);
  flow = await buildFlow({ url: proxy.url });
});
afterEach(() => flow.sandbox.state.faults.clear());
afterAll(async () => {
  await flow.close();
  await proxy.close();
  await database.close();
});

describe('C13: the answer to a commit is lost', () => {
  it.each<[string, RegExp, string?]>([
    ['when an event becomes a run', /INSERT INTO workflow_runs/],
    ['when a run is claimed', /UPDATE workflow_runs SET status = 'running'/],
    ['when a lease is taken', /UPDATE pull_requests SET locked_by = \$2/],
    ['when the review enters the ledger', /INSERT INTO reviews/],
    ['when the run is finished', /UPDATE workflow_runs SET status = \$3/],
    ['when the engine stores the answer of a step', /INSERT INTO "?dbos"?\."?operation_outputs/],
    ['when the engine takes work from a queue', /rate_limited = (?:\$4|FALSE)/, 'gave back work that'],
    ['when the engine ends the workflow', /UPDATE "?dbos"?\."?workflow_status\s+SET status=\$2/],
  ])(
    '%s: one run, one review, one row in the ledger',
    async (_, statement, warning) => {
      const before = proxy.lost();
      proxy.loseCommitOf(statement);
      const issue = await flow.openPull();
      expect(await flow.untilEnded(issue.number)).toMatchObject([{ status: 'completed', outcome: 'partial' }]);
      expect(proxy.lost()).toBe(before + 1);
      if (warning !== undefined) expect(flow.warnings.splice(0).join('\n')).toContain(warning);
      expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
      expect(flow.seen(issue).summaries).toHaveLength(1);
      const rows: unknown[] = await flow.source.query('SELECT outcome FROM reviews WHERE pull_number = $1', [
        issue.number,
      ]);
      expect(rows).toEqual([{ outcome: 'partial' }]);
      const handles: { handle: number }[] = await flow.source.query(
        `SELECT handle FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id WHERE p.number = $1 ORDER BY handle`,
        [issue.number],
      );
      expect(handles.map(({ handle }) => handle)).toEqual(handles.map((__, index) => index + 1));
      await expect
        .poll(
          () =>
            flow.source.query(
              `SELECT workflow_uuid FROM dbos.workflow_status WHERE status IN ('PENDING', 'ENQUEUED', 'DELAYED') AND queue_name <> 'maintenance'`,
            ),
          { timeout: 90_000 },
        )
        .toEqual([]);
    },
    60_000,
  );
});
