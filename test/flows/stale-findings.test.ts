import { afterAll, beforeAll, expect, it } from 'vitest';
import { encryptText } from '../../src/access/encrypt.js';
import { switchWorkflow } from '../../src/api/queries/switch-workflow.js';
import type { Issue } from '../../src/sandbox/types.js';
import { fireSchedules } from '../../src/workflows/executions/fire-schedules.js';
import { BOT_TOKEN, LocalSlack } from '../integrations/slack/local-slack.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** What reviews found and nobody answered, week after week: from the clock to the issue, or to the channel. */
const KEYS = ['k'.repeat(40)] as const;
const slack = new LocalSlack();
let flow: Flow;
let installationId = 0;
let workflowId = '';
let pull: Issue;

beforeAll(async () => {
  await slack.start();
  flow = await buildFlow({ env: { ALLOWED_PRIVATE_HOSTS: '127.0.0.1' } });
  flow.repository.collaborators.set('dora', 'write');
});
afterAll(async () => {
  await flow.close();
  await slack.stop();
});

interface Run {
  status: string;
  steps: { said: string | null; error: string | null; result: { findings: number } | null }[];
}
const quiet = () => undefined;
const QUIET = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** The next Monday comes. */
async function week(): Promise<Run> {
  const [{ count }] = await flow.source.query(
    'SELECT count(*)::int AS count FROM workflow_runs WHERE workflow_id = $1',
    [workflowId],
  );
  await flow.source.query(
    `UPDATE workflow_triggers SET next_at = now() - interval '1 second' WHERE workflow_id = $1 AND trigger_type = 'schedule'`,
    [workflowId],
  );
  await fireSchedules(flow.source, QUIET);
  let runs: Run[] = [];
  await expect
    .poll(
      async () => {
        runs = await flow.source.query(
          `SELECT r.status, (SELECT json_agg(json_build_object('said', s.said, 'error', s.error_message, 'result', s.result))
                    FROM execution_steps s WHERE s.run_id = r.id) AS steps
             FROM workflow_runs r WHERE r.workflow_id = $1 ORDER BY r.queued_at`,
          [workflowId],
        );
        return runs.filter(({ status }) => !['pending', 'running'].includes(status)).length;
      },
      { timeout: 90_000, interval: 50 },
    )
    .toBe(count + 1);
  const run = runs.at(-1)!;
  expect(run, JSON.stringify(run)).toMatchObject({ status: 'completed' });
  return run;
}
const set = (steps: object | null) =>
  flow.source.transaction((manager) =>
    switchWorkflow(
      manager,
      { workflowId, installationId, by: 'dora' },
      { enabled: true, config: steps === null ? {} : { steps: { stale_findings: steps } }, standard: false },
    ),
  );
const reports = () =>
  [...flow.repository.issues.values()].filter(({ title }) => title === 'Findings that nobody answered');
const writes = () =>
  flow.sandbox.state.journal.filter(
    ({ method, path, status }) => method !== 'GET' && !/access_tokens|graphql/.test(path) && status < 400,
  ).length;
const openFindings = (): Promise<{ handle: number; commentId: number }[]> =>
  flow.source.query(
    `SELECT f.handle, f.github_comment_id::float8 AS "commentId" FROM findings f JOIN pull_requests q ON q.id = f.pull_request_id
      WHERE f.state = 'open' AND f.severity IN ('must-fix', 'should-fix') AND q.number = $1 ORDER BY f.severity, f.handle`,
    [pull.number],
  );
const older = (number: number, days: number) =>
  flow.source.query('UPDATE pull_requests SET opened_at = now() - make_interval(days => $2) WHERE number = $1', [
    number,
    days,
  ]);

it('says nothing while nothing is stale', async () => {
  pull = await flow.openPull();
  await flow.untilEnded(pull.number);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  [{ id: workflowId }] = await flow.source.query(`SELECT id FROM workflows WHERE name = 'stale_findings'`);
  await set(null);
  expect((await openFindings()).length).toBeGreaterThan(2);
  const before = writes();
  expect((await week()).steps[0]).toMatchObject({ said: 'every finding was answered', result: { findings: 0 } });
  expect(reports()).toEqual([]);
  expect(writes()).toBe(before);
});

it('keeps one issue of what nobody answered, with a link to each', async () => {
  await older(pull.number, 20);
  const findings = await openFindings();
  expect((await week()).steps[0]!.result).toMatchObject({ findings: findings.length, refused: [] });
  const [report, ...more] = reports();
  expect(more).toEqual([]);
  const url = `http://${flow.sandbox.host}/acme/orchard/pull/${pull.number}`;
  for (const { handle, commentId } of findings)
    // What speaks of the whole change has no comment of its own.
    expect(report!.body).toContain(
      `  - [\`F${handle}\`](${url}${commentId === null ? '' : `#discussion_r${commentId}`}) `,
    );
  expect(report!.body).toContain('**In pull requests that are open for long**');
  expect(report!.body).not.toContain('**Merged with the change**');
  expect(flow.warnings.filter((line) => line.includes('posted as code'))).toEqual([]);
  // The next week nothing is new: nothing is written.
  const before = writes();
  await week();
  expect(writes()).toBe(before);
});

it('takes off what somebody answered or resolved, and says that of a merged one it was merged', async () => {
  const [first, second, ...rest] = await openFindings();
  flow.sandbox.resolveThread(flow.repository, first!.commentId, 'dora');
  await flow.sandbox.replyTo(flow.repository, pull.number, second!.commentId, 'dora', 'We know.');
  // We answer, too.
  await flow.untilEnded(pull.number, 2);
  await flow.source.query(
    `UPDATE pull_requests SET state = 'closed', merged_at = now() - interval '3 days' WHERE number = $1`,
    [pull.number],
  );
  expect((await week()).steps[0]!.result).toMatchObject({ findings: rest.length });
  const [report, ...more] = reports();
  expect(more).toEqual([]);
  expect(report!.body).not.toContain(`\`F${first!.handle}\``);
  expect(report!.body).not.toContain(`\`F${second!.handle}\``);
  expect(report!.body).toContain(`\`F${rest[0]!.handle}\``);
  expect(report!.body).toContain('**Merged with the change**');
});

it('leaves an issue as it is where GitHub does not let it look', async () => {
  const [report] = reports();
  const { body } = report!;
  const match = { method: 'GET', path: /\/pulls\/\d+\/comments$/ };
  flow.sandbox.state.faults.add({
    kind: 'status',
    status: 403,
    body: { message: 'Resource not accessible' },
    match,
    times: 20,
  });
  const { steps } = await week();
  flow.sandbox.state.faults.clear();
  expect(steps[0]!.result).toMatchObject({ findings: 0, refused: [expect.stringContaining('acme/orchard: ')] });
  expect(reports()[0]!.body).toBe(body);
});

it('leaves an issue closed until there is something new, and says when nothing is left', async () => {
  const [report] = reports();
  Object.assign(report!, { state: 'closed', closedAt: new Date().toISOString() });
  const before = writes();
  await week();
  expect([report!.state, writes()]).toEqual(['closed', before]);
  const next = await flow.openPull();
  await flow.untilEnded(next.number);
  await older(next.number, 30);
  await week();
  expect(report!.state).toBe('open');
  expect(report!.body).toContain(`/pull/${next.number}#discussion_r`);
  await flow.source.query(`UPDATE findings SET state = 'dismissed'`);
  expect((await week()).steps[0]!.result).toMatchObject({ findings: 0 });
  expect(report!.body).toMatch(/^Every finding was answered\./);
  const after = writes();
  await week();
  expect([reports().length, writes()]).toEqual([1, after]);
  await flow.source.query(`UPDATE findings SET state = 'open'`);
});

it('goes to a channel instead, once a week and in one message', async () => {
  const credentials = encryptText(JSON.stringify({ bot_token: BOT_TOKEN }), KEYS);
  await flow.source.query(
    `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, 'chat', 'slack', $2, $3)`,
    [installationId, { base_url: `${slack.url}/api`, channel: 'C0123456789' }, credentials],
  );
  await set({ integration: 'chat' });
  const before = writes();
  const { steps } = await week();
  expect(steps[0]!.result!.findings).toBeGreaterThan(0);
  expect(slack.messages).toHaveLength(1);
  expect(JSON.stringify(slack.messages[0])).toContain('acme/orchard');
  expect(writes()).toBe(before);
  await flow.source.query(`UPDATE findings SET state = 'dismissed'`);
  await week();
  expect(slack.messages).toHaveLength(1);
});
