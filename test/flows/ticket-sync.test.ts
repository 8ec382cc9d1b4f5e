import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encryptText } from '../../src/access/encrypt.js';
import { switchWorkflow } from '../../src/api/queries/switch-workflow.js';
import { startJira, type LocalJira } from '../integrations/jira/local-jira.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** The built-in workflow that moves tickets, as an installation sets it for its Jira. */
const ACCOUNT = { email: 'bot@acme.dev', apiToken: `ATATT3x${'a1B2c3'.repeat(6)}` };
let flow: Flow;
let jira: LocalJira;

beforeAll(async () => {
  jira = await startJira(ACCOUNT);
  flow = await buildFlow({ env: { ALLOWED_PRIVATE_HOSTS: '127.0.0.1' } });
});
afterAll(async () => {
  await flow.close();
  await jira.close();
});

it('moves the Jira tickets that a merged pull request names', async () => {
  const [named, other] = [jira.add('SHOP', { status: 'In Progress' }), jira.add('SHOP', { status: 'In Progress' })];
  const [pull] = flow.demo.pulls;
  const issue = await flow.sandbox.openPull(flow.repository, { ...pull!, title: `${named.key}: export of orders` });
  while ((await flow.source.query('SELECT 1 FROM pull_requests')).length === 0) await sleep(50);
  const [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  const [{ id: workflowId }] = await flow.source.query(`SELECT id FROM workflows WHERE name = 'ticket_sync'`);
  await flow.source.query(
    `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, 'tickets', 'jira', $2, $3)`,
    [
      installationId,
      { base_url: jira.url, project: 'SHOP' },
      encryptText(JSON.stringify({ email: ACCOUNT.email, api_token: ACCOUNT.apiToken }), ['k'.repeat(40)]),
    ],
  );
  await flow.source.transaction((manager) =>
    switchWorkflow(
      manager,
      { workflowId, installationId, by: 'dora' },
      { enabled: true, config: { steps: { move_ticket: { target: 'jira' } } }, standard: false },
    ),
  );
  await flow.sandbox.mergePull(flow.repository, issue.number);
  const run = () =>
    flow.source.query(
      `SELECT r.status, s.result FROM workflow_runs r JOIN execution_steps s ON s.run_id = r.id WHERE r.workflow_id = $1`,
      [workflowId],
    );
  await expect
    .poll(run, { timeout: 90_000, interval: 50 })
    .toEqual([{ status: 'completed', result: { moved: [named.key], missing: [] } }]);
  expect([named.status, other.status]).toEqual(['Done', 'In Progress']);
});
