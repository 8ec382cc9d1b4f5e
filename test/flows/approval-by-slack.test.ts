import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { encryptText } from '../../src/access/encrypt.js';
import { createReceiveIntegrationEvent } from '../../src/inbox/receive-integration-event.js';
import { signButton } from '../../src/integrations/services/button-value.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { decideApproval, openApproval } from '../../src/workflows/executions/decide-approval.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET } from '../integrations/slack/local-slack.js';
import { FORM, pressOf, signedBySlack } from '../integrations/slack/sent-by-slack.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** A workflow that waits for a press of a button in Slack: from the message to the run that goes on. */
const KEYS = ['k'.repeat(40)] as const;
const CHANNEL = 'C0123456789';
const PEOPLE = { dora: 'U0000000001', reader: 'U0000000003', unknown: 'U0000000004', silent: 'U0000000002' } as const;
const slack = new LocalSlack();
let flow: Flow;
let installationId = 0;
let chat = '';

beforeAll(async () => {
  await slack.start();
  slack.users.push({ id: PEOPLE.reader, email: 'reader@acme.dev' }, { id: PEOPLE.unknown, email: 'nobody@acme.dev' });
  flow = await buildFlow({ env: { ALLOWED_PRIVATE_HOSTS: '127.0.0.1' } });
  flow.repository.collaborators.set('dora', 'write').set('reader', 'read');
  await flow.openPull();
  while ((await flow.source.query('SELECT 1 FROM pull_requests')).length === 0) await sleep(50);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  const credentials = encryptText(JSON.stringify({ bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET }), KEYS);
  const config = { base_url: `${slack.url}/api`, channel: CHANNEL };
  const rows: { id: string }[] = await flow.source.query(
    `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, 'chat', 'slack', $2, $3) RETURNING id`,
    [installationId, config, credentials],
  );
  chat = rows[0]!.id;
  await flow.source.query(
    `INSERT INTO users (github_id, login, email) VALUES (1027, 'dora', 'Dora@acme.dev'), (1028, 'reader', 'reader@acme.dev')`,
  );
});
afterAll(async () => {
  await flow.close();
  await slack.stop();
});
beforeEach(async () => {
  slack.messages.length = 0;
  await flow.source.query('DELETE FROM workflows WHERE definition IS NOT NULL');
});

async function define(notify: string): Promise<string> {
  const read = readDefinition({
    name: 'ask in Slack',
    on: [{ event: 'pull_request.opened' }],
    do: [{ approval: { from: ['write'], within: '1h', notify } }],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  return saved!.id;
}

interface Run {
  id: string;
  status: string;
  waiting_for: string | null;
}
async function untilRun(workflowId: string, test: (run: Run | undefined) => boolean): Promise<Run> {
  let run: Run | undefined;
  await expect
    .poll(
      async () => {
        [run] = await flow.source.query('SELECT id, status, waiting_for FROM workflow_runs WHERE workflow_id = $1', [
          workflowId,
        ]);
        return test(run);
      },
      { timeout: 90_000, interval: 30 },
    )
    .toBe(true);
  return run!;
}
const decisionOf = async (runId: string) =>
  (await flow.source.query('SELECT decision, decided_by FROM approvals WHERE run_id = $1', [runId]))[0];

interface Element {
  action_id: string;
  value: string;
}
const buttonsOf = (message: { blocks: Record<string, unknown>[] } | undefined) =>
  (message?.blocks ?? []).flatMap(({ type, elements }) => (type === 'actions' ? (elements as Element[]) : []));

/** Presses a button; returns the row of the event, once it is handled. */
async function press(button: Element, userId: string, ts = '1.1', integration = chat) {
  const at = String(Math.random());
  const sent = signedBySlack(
    pressOf({ actionId: button.action_id, value: button.value, userId, channel: CHANNEL, ts, at }),
    { type: FORM },
  );
  const receive = createReceiveIntegrationEvent(flow.source, KEYS);
  const request = { ...sent, headers: new Headers(sent.headers), body: Buffer.from(sent.body), now: new Date() };
  expect(await receive(integration, request)).toEqual({ kind: 'pressed' });
  let row: { status: string; reason: string | null } | undefined;
  await expect
    .poll(
      async () => {
        [row] = await flow.source.query(
          `SELECT status, error_message AS reason FROM events WHERE delivery_id = $1 AND status NOT IN ('pending', 'processing')`,
          [`${integration}:press:${userId}:${ts}:${at}`],
        );
        return row !== undefined;
      },
      { timeout: 90_000, interval: 30 },
    )
    .toBe(true);
  return row!;
}
const toldTo = (userId: string) => slack.messages.filter(({ channel }) => channel === `D${userId.slice(1)}`);

it('asks once, goes on by the press of who may decide, and says so where it asked', async () => {
  const workflow = await define('chat');
  const issue = await flow.openPull();
  const waiting = await untilRun(workflow, (run) => run?.waiting_for != null);
  const [asked, ...more] = slack.messages;
  expect(more).toEqual([]);
  expect(JSON.stringify(asked!.blocks)).toContain(`orchard#${issue.number}`);
  const [approve, reject] = buttonsOf(asked);
  expect([approve?.action_id, reject?.action_id]).toEqual(['nectr:approve:0', 'nectr:reject:1']);
  const [known]: { ok: boolean }[] = await flow.source.query(
    'SELECT last_delivery_ok AS ok FROM integrations WHERE id = $1',
    [chat],
  );
  expect(known).toEqual({ ok: true });

  // Who may not, or is not known, changes nothing and is told why.
  expect(await press(approve!, PEOPLE.reader, asked!.ts)).toMatchObject({
    status: 'ignored',
    reason: 'This is for write to decide: on GitHub you are reader, with the permission read.',
  });
  expect(await press(approve!, PEOPLE.unknown, asked!.ts)).toMatchObject({
    status: 'ignored',
    reason: expect.stringContaining('belongs to nobody who has signed in here'),
  });
  expect(await press(reject!, PEOPLE.silent, asked!.ts)).toMatchObject({
    status: 'ignored',
    reason: expect.stringContaining('does not tell your e-mail address'),
  });
  for (const userId of [PEOPLE.reader, PEOPLE.unknown, PEOPLE.silent])
    await expect.poll(() => JSON.stringify(toldTo(userId))).toContain('Nothing was done');
  expect(await decisionOf(waiting.id)).toEqual({ decision: null, decided_by: null });

  expect(await press(approve!, PEOPLE.dora, asked!.ts)).toMatchObject({ status: 'completed' });
  await untilRun(workflow, (run) => run?.status === 'completed');
  expect(await decisionOf(waiting.id)).toEqual({ decision: 'granted', decided_by: 'dora' });
  await expect.poll(() => buttonsOf(asked)).toEqual([]);
  expect(JSON.stringify(asked!.blocks)).toContain('Approved by dora.');
  expect(JSON.stringify(asked!.blocks)).toContain(`orchard#${issue.number}`);
  expect(await press(reject!, PEOPLE.dora, asked!.ts)).toMatchObject({
    status: 'ignored',
    reason: 'It was decided already, or its time is over.',
  });
  expect(await decisionOf(waiting.id)).toEqual({ decision: 'granted', decided_by: 'dora' });
  const audited = await flow.source.query(
    `SELECT actor_login, via, action, details FROM audit_log WHERE object_id = $1`,
    [waiting.id],
  );
  expect(audited).toEqual([
    {
      actor_login: 'dora',
      via: 'integration',
      action: 'approval.granted',
      details: { workflow: 'ask in Slack', run: expect.any(String), integration: 'chat', type: 'slack' },
    },
  ]);
});

it('is rejected by the other button', async () => {
  const workflow = await define('slack');
  await flow.openPull();
  const waiting = await untilRun(workflow, (run) => run?.waiting_for != null);
  // What the run of the test before says of its end may come now.
  const asked = slack.messages.find((message) => buttonsOf(message).length > 0);
  await press(buttonsOf(asked)[1]!, PEOPLE.dora, asked!.ts);
  await untilRun(workflow, (run) => run?.status === 'completed');
  expect(await decisionOf(waiting.id)).toEqual({ decision: 'rejected', decided_by: 'dora' });
});

it('is decided elsewhere, or by nobody in time: the message says so in the place of its buttons', async () => {
  const workflow = await define('chat');
  const ask = async () => {
    await flow.openPull();
    const waiting = await untilRun(workflow, (run) => run?.waiting_for != null);
    const asked = slack.messages.find((message) => buttonsOf(message).length > 0)!;
    return { waiting, asked };
  };
  const first = await ask();
  await flow.source.transaction(async (manager) => {
    const open = await openApproval(manager, first.waiting.id);
    await decideApproval(manager, open!, { decision: 'rejected', by: 'reader', note: 'Not *today*' });
  });
  await untilRun(workflow, (run) => run?.status === 'completed');
  expect(buttonsOf(first.asked)).toEqual([]);
  expect(JSON.stringify(first.asked.blocks)).toContain('Rejected by reader.');
  expect(JSON.stringify(first.asked.blocks)).toContain('Not _today_');
  await flow.source.query('DELETE FROM workflow_runs WHERE workflow_id = $1', [workflow]);
  const second = await ask();
  await flow.source.query(`UPDATE approvals SET expires_at = now() - interval '1 s' WHERE run_id = $1`, [
    second.waiting.id,
  ]);
  await flow.source.query('UPDATE workflow_runs SET resume_at = now() WHERE id = $1', [second.waiting.id]);
  await untilRun(workflow, (run) => run?.status === 'completed');
  expect(buttonsOf(second.asked)).toEqual([]);
  expect(JSON.stringify(second.asked.blocks)).toContain('Nobody decided in time.');
});

it('goes on where the message that asked is gone, and the log says so', async () => {
  const workflow = await define('chat');
  await flow.openPull();
  const waiting = await untilRun(workflow, (run) => run?.waiting_for != null);
  slack.messages.length = 0;
  await flow.source.transaction(async (manager) => {
    const open = await openApproval(manager, waiting.id);
    await decideApproval(manager, open!, { decision: 'granted', by: 'dora', note: null });
  });
  await untilRun(workflow, (run) => run?.status === 'completed');
  const lines: { message: string }[] = await flow.source.query(
    `SELECT message FROM execution_logs WHERE execution_id = $1 AND level = 'WARNING'`,
    [waiting.id],
  );
  expect(lines).toEqual([
    {
      message: 'chat could not say so where it had asked: Slack: the message was deleted (message_not_found)',
    },
  ]);
});

it('messages of one pull request go to one thread of the channel where they ask for it', async () => {
  const read = readDefinition({
    name: 'tell in a thread',
    on: [{ event: 'pull_request.opened, pull_request.reopened' }],
    do: ['one', 'two'].map((text) => ({ notify: { integration: 'chat', text, thread: true }, name: text })),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  const textOf = ({ text }: { text: string }) => text;
  await flow.openPull();
  await expect.poll(() => slack.messages.map(textOf), { timeout: 90_000 }).toEqual(['one', 'two']);
  await flow.openPull();
  await expect.poll(() => slack.messages.map(textOf), { timeout: 90_000 }).toEqual(['one', 'two', 'one', 'two']);
  const [first, second, third, fourth] = slack.messages;
  expect([first, second, third, fourth].map((message) => message?.thread)).toEqual([
    undefined,
    first?.ts,
    undefined,
    third?.ts,
  ]);
});

it('waits all the same where the messenger refuses, and the log says so', async () => {
  const workflow = await define('nowhere');
  await flow.openPull();
  const { id } = await untilRun(workflow, (run) => run?.waiting_for != null);
  const lines: { message: string }[] = await flow.source.query(
    `SELECT message FROM execution_logs WHERE execution_id = $1 AND level = 'WARNING'`,
    [id],
  );
  expect(lines).toEqual([{ message: 'nowhere could not ask: There is no integration nowhere: add one first' }]);
});

it('a finding is dismissed for who may write, and for nobody of another installation', async () => {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const [finding]: { id: string }[] = await flow.source.query(
    `SELECT f.id FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id WHERE p.number = $1 ORDER BY handle LIMIT 1`,
    [issue.number],
  );
  const stateOf = async () =>
    (await flow.source.query('SELECT count(*)::int AS count FROM audit_log WHERE object_id = $1', [finding!.id]))[0];
  const value = signButton({ kind: 'finding', findingId: finding!.id }, chat, KEYS);
  const button = { action_id: 'nectr:dismiss:0', value };
  expect(await press(button, PEOPLE.reader)).toMatchObject({
    status: 'ignored',
    reason: expect.stringContaining('write permission'),
  });
  expect(await stateOf()).toEqual({ count: 0 });
  // Somebody who connects Slack to another installation signs what they like, and reaches nothing of ours.
  const [spy]: { id: string }[] = await flow.source.query(
    `WITH globex AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
       VALUES (772, 'globex', 772, 'Organization') RETURNING id)
     INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted)
     SELECT globex.id, 'spy', type, config, credentials_encrypted FROM integrations i, globex WHERE i.id = $1 RETURNING id`,
    [chat],
  );
  const foreign = signButton({ kind: 'finding', findingId: finding!.id }, spy!.id, KEYS);
  expect(await press({ ...button, value: foreign }, PEOPLE.dora, '1.1', spy!.id)).toMatchObject({
    status: 'ignored',
    reason: 'What this button is about is gone.',
  });
  expect(await press({ ...button, action_id: 'nectr:approve:0' }, PEOPLE.dora)).toMatchObject({ status: 'ignored' });
  expect(await press(button, PEOPLE.dora)).toMatchObject({ status: 'completed' });
  expect(await stateOf()).toEqual({ count: 1 });
  const dismissed: { by: string }[] = await flow.source.query(
    `SELECT payload #>> '{person,login}' AS by FROM events WHERE source = 'manual' AND event_type = 'request.dismiss'`,
  );
  expect(dismissed).toEqual([{ by: 'dora' }]);
});

it('keeps what is secret out of every row', async () => {
  for (const table of ['events', 'audit_log', 'execution_logs', 'execution_steps', 'effects', 'workflow_runs']) {
    const rows: { text: string }[] = await flow.source.query(`SELECT t::text AS text FROM ${table} t`);
    const text = rows.map((row) => row.text).join('\n');
    expect([table, /canary-of-the-bot|8f742231b10e8888/.test(text)]).toEqual([table, false]);
  }
});
