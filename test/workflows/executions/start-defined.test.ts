import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ticketReference } from '../../../src/integrations/services/ticket-reference.js';
import { referenceLabel } from '../../../src/integrations/jira/reference-label.js';
import { issueIdOf } from '../../../src/integrations/linear/find-ticket.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { eventPlace } from '../../../src/workflows/executions/event-place.js';
import { explainEvent } from '../../../src/workflows/executions/explain-event.js';
import { handleEvent } from '../../../src/workflows/handle-event.js';
import { insertEvent, pullPayload } from '../pull-event.js';
import { buildExecutionRig, type ExecutionRig } from './execution-rig.js';

/** Which events start what people have defined, and which do not. */
let rig: ExecutionRig;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const us = { id: 1, login: 'nectr[bot]', type: 'Bot' };
const dependabot = { id: 2, login: 'dependabot[bot]', type: 'Bot' };

beforeAll(async () => {
  rig = await buildExecutionRig();
  await rig.source.query('UPDATE installations SET github_installation_id = 90 WHERE id = $1', [rig.acme.id]);
  await rig.source.query('UPDATE repositories SET github_repo_id = 30 WHERE id = $1', [rig.owner.repositoryId]);
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.source.query('DELETE FROM workflow_runs');
  await rig.source.query('DELETE FROM workflows WHERE installation_id IS NOT NULL');
});

const github = { self: async () => ({ appSlug: 'nectr' }) };
const handle = (eventId: string) =>
  handleEvent({ source: rig.source, github, timings: defaultTimings, log: quiet }, eventId);
async function arrive(type: string, payload: object) {
  const id = await insertEvent(rig.source, type, { ...pullPayload(), ...payload });
  return { id, runs: (await handle(id)).runs.filter((run) => !run.startsWith('run:pr_review:')) };
}
async function fromService(source: string, type: string, payload: object): Promise<string[]> {
  const rows: { id: string }[] = await rig.source.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, payload) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [source, type, randomUUID(), rig.acme.id, JSON.stringify(payload)],
  );
  return (await handle(rows[0]!.id)).runs;
}

it('nothing that our App does on GitHub starts a workflow, and the explanation says so', async () => {
  const workflow = await rig.define({ on: [{ event: 'pull_request.labeled' }] });
  expect((await arrive('pull_request.labeled', { sender: dependabot })).runs).toHaveLength(1);
  expect((await arrive('pull_request.labeled', { sender: { id: 3, login: 'dora', type: 'User' } })).runs).toHaveLength(
    1,
  );
  const own = await arrive('pull_request.labeled', { sender: us });
  expect(own.runs).toEqual([]);
  const explained = await rig.source.transaction(async (manager) =>
    explainEvent(manager, (await eventPlace(manager, own.id))!),
  );
  expect(explained.find((one) => one.workflow.id === workflow.id)).toMatchObject({
    ran: false,
    reason: 'Nectr made this itself: no workflow starts on it.',
  });
});

it('our reviews and their check runs start workflows, the check runs of workflows do not', async () => {
  await rig.define({ on: [{ event: 'pull_request_review.submitted' }, { event: 'check_run.completed' }] });
  const check = (externalId: string, slug: string) => ({
    sender: { id: 3, login: 'dora', type: 'User' },
    check_run: { head_sha: 'a'.repeat(40), external_id: externalId, app: { slug }, pull_requests: [{ number: 7 }] },
  });
  expect((await arrive('pull_request_review.submitted', { sender: us })).runs).toHaveLength(1);
  expect((await arrive('check_run.completed', check('run:pr_review:1', 'nectr'))).runs).toHaveLength(1);
  expect((await arrive('check_run.completed', check('check:1', 'ci'))).runs).toHaveLength(1);
  expect((await arrive('check_run.completed', check('check:1', 'nectr'))).runs).toEqual([]);
});

it('a ticket that a step has created, or is about to, starts no workflow; one of a person does', async () => {
  const workflow = await rig.define({
    on: [{ event: 'linear.issue.create' }, { event: 'jira.issue.created' }],
    do: [{ issue_creator: { target: 'linear', title: 'x', body: 'y' } }],
  });
  const run = await rig.start(workflow);
  const reference = ticketReference({
    workflowId: workflow.id,
    step: 'issue_creator',
    subject: { kind: 'event', eventId: 'x' },
  });
  await rig.source.query(`INSERT INTO effects (run_id, installation_id, position, key) VALUES ($1, $2, 0, $3)`, [
    run,
    rig.acme.id,
    `0:ticket ${reference}`,
  ]);
  const linear = (id: string) =>
    fromService('linear', 'linear.issue.create', { organizationId: 'ours', data: { id, title: 'x' } });
  expect(await linear(issueIdOf('ours', reference))).toEqual([]);
  expect(await linear(issueIdOf('theirs', reference))).toHaveLength(1);
  const jira = (...labels: string[]) =>
    fromService('jira', 'jira.issue.created', { issue: { key: 'A-1', fields: { labels } } });
  expect(await jira('bug', referenceLabel(reference))).toEqual([]);
  expect(await jira('bug')).toHaveLength(1);
});

it('a definition that this version cannot read starts nothing, and the review of its event is made all the same', async () => {
  const broken = await rig.define({ on: [{ event: 'pull_request.opened' }], if: 'event.draft' });
  const fine = await rig.define({ on: [{ event: 'pull_request.opened' }] });
  await rig.source.query(
    `UPDATE workflows SET definition = jsonb_set(definition, '{if}', '"no_such_function()"') WHERE id = $1`,
    [broken.id],
  );
  const id = await insertEvent(rig.source, 'pull_request.opened', pullPayload());
  const handled = await handle(id);
  expect(handled).toMatchObject({ status: 'completed' });
  expect(handled.runs.map((run) => run.split(':')[1])).toEqual(['pr_review', fine.id]);
  const explained = await rig.source.transaction(async (manager) =>
    explainEvent(manager, (await eventPlace(manager, id))!),
  );
  expect(explained.find((one) => one.workflow.id === broken.id)).toMatchObject({
    ran: false,
    reason: 'Its definition cannot be read by this version.',
  });
});

it('the time of a condition is that of the event', async () => {
  await rig.define({ on: [{ event: 'pull_request.closed' }], if: 'now < timestamp("2027-06-01T00:00:00Z")' });
  const [early, late] = [
    await insertEvent(rig.source, 'pull_request.closed', pullPayload({ state: 'closed', action: 'closed' })),
    await insertEvent(rig.source, 'pull_request.closed', pullPayload({ state: 'closed', action: 'closed' })),
  ];
  await rig.source.query(`UPDATE events SET created_at = '2027-05-01T00:00:00Z' WHERE id = $1`, [early]);
  await rig.source.query(`UPDATE events SET created_at = '2027-07-01T00:00:00Z' WHERE id = $1`, [late]);
  expect((await handle(early)).runs).toHaveLength(1);
  expect((await handle(late)).runs).toEqual([]);
});

it('a pull request that the sweep found, whose delivery was lost, starts what waits for it, and is explained', async () => {
  const workflow = await rig.define({ on: [{ event: 'pull_request.opened' }], if: 'event.number == 7' });
  const id = await insertEvent(rig.source, 'pull_request.opened', pullPayload());
  await rig.source.query(`UPDATE events SET source = 'schedule' WHERE id = $1`, [id]);
  const { runs } = await handle(id);
  expect(runs.map((run) => run.split(':')[1])).toEqual(['pr_review', workflow.id]);
  const [run] = await rig.source.query(
    `SELECT p.number FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id WHERE r.workflow_id = $1`,
    [workflow.id],
  );
  expect(run).toEqual({ number: 7 });
  const place = await rig.source.transaction((manager) => eventPlace(manager, id));
  expect(place?.pull).not.toBeNull();
});

it('explains what is built in too, says of another delivery which one counts, and leaves out what was tried by hand', async () => {
  const explained = async (id: string) => {
    const all = await rig.source.transaction(async (manager) =>
      explainEvent(manager, (await eventPlace(manager, id))!),
    );
    return new Map(all.map(({ workflow: { name }, ran, reason }) => [name, { ran, reason }]));
  };
  const comment = (body: string) => ({
    action: 'created',
    sender: { id: 3, login: 'dora', type: 'User' },
    issue: { number: 7, title: 'x', state: 'open', user: { login: 'dora' }, pull_request: {} },
    comment: {
      id: Math.floor(Math.random() * 1e9),
      body,
      created_at: '2026-11-01T00:00:00Z',
      user: { id: 3, login: 'dora', type: 'User' },
    },
  });
  const talk = await arrive('issue_comment.created', comment('Thanks!'));
  expect(talk.runs).toEqual([]);
  expect((await explained(talk.id)).get('conversation')).toEqual({
    ran: false,
    reason: 'It asked for nothing that this workflow does: no command.',
  });
  const help = await arrive('issue_comment.created', comment('/nectr help'));
  expect(help.runs).toHaveLength(1);
  expect((await explained(help.id)).get('conversation')).toMatchObject({ ran: true });
  expect((await explained(help.id)).get('pr_review')).toMatchObject({ ran: false });

  const { id: workflow } = await rig.define({ name: 'tried', on: [{ event: 'pull_request.closed' }] });
  const opened = await arrive('pull_request.opened', {});
  expect((await explained(opened.id)).get('conversation')).toEqual({
    ran: false,
    reason: 'None of its triggers waits for pull_request.opened.',
  });
  await rig.source.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type, event_id, installation_id, status, dry_run, requested_by)
     VALUES ($1, $2, 'tried', $3, $4, 'pending', true, 'dora')`,
    [`run:${workflow}:${opened.id}:replay:x`, workflow, opened.id, rig.acme.id],
  );
  expect((await explained(opened.id)).get('tried')).toEqual({
    ran: false,
    reason: 'None of its triggers waits for pull_request.opened.',
  });

  await rig.source.query(`UPDATE events SET deduplication_hash = 'same' WHERE id = $1`, [opened.id]);
  const again = await insertEvent(rig.source, 'pull_request.opened', pullPayload());
  await rig.source.query(
    `UPDATE events SET status = 'ignored', deduplication_hash = 'same', installation_id = $2 WHERE id = $1`,
    [again, rig.acme.id],
  );
  expect(new Set([...(await explained(again)).values()].map(({ reason }) => reason))).toEqual(
    new Set([`This is another delivery of the event ${opened.id}, which counts.`]),
  );
});
