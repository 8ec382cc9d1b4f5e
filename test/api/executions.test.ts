import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';
import { addPull, addReview, addRun } from './ledger-rows.js';

interface Execution {
  id: string;
  execution_id: string;
  status: string;
  repo: string | null;
  pr_number: number | null;
  requested_by: string | null;
  dry_run: boolean;
  reason: string | null;
  steps: { name: string; status: string }[];
  approvals: { decision: string | null; decided_by: string | null; note: string | null }[];
  parent: { id: string } | null;
  children: { id: string }[];
}
interface Problem {
  detail: string;
  errors?: { field: string; detail: string }[];
}

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: Awaited<ReturnType<typeof addTenant>>;
let workflow: string;
let pull: string;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop', 'vault'] });
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(rig.system, login), login, access };
  };
  await add('admin', acme.access('admin', 'admin'));
  await add('writer', onlySeeing(acme.access('write'), ['acme/shop']));
  await add('reader', onlySeeing(acme.access('read'), ['acme/shop']));
  await add('stranger', { installations: [] });
  callers.script = { ...callers.admin!, scopes: ['read', 'write'] };
  pull = await addPull(rig.system, { installationId: acme.id, repositoryId: acme.repositoryIds[0]! }, { number: 7 });
  ({ id: workflow } = await make('Ask first'));
});
afterAll(() => rig.close());

const send = (who: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  rig.ask(who, path, { method, body, headers });
async function read<T = Execution>(response: Response | Promise<Response>, status = 200): Promise<T> {
  const answer = await response;
  const text = await answer.text();
  expect([answer.status, text.slice(0, 500)]).toEqual([status, expect.anything()]);
  return JSON.parse(text) as T;
}
const make = (name: string, more: object = {}) =>
  read<{ id: string }>(
    send('admin', 'POST', '/workflows', {
      installation_id: acme.id,
      name,
      on: [{ manual: { inputs: { why: 'string' } } }, { event: 'pull_request.opened' }],
      if: 'event.base == "main"',
      concurrency: 'none',
      config: { max_concurrent_executions: 50 },
      do: [{ approval: { from: ['admin', 'writer'] } }, { delay: { for: '1h' } }],
      ...more,
    }),
    201,
  );
const run = (who: string, body: object = {}, headers = {}, id = workflow) =>
  send(who, 'POST', `/workflows/${id}/run`, { inputs: { why: 'x' }, ...body }, headers);
const start = (body: object = { repo: 'acme/shop' }, who = 'admin') => read(run(who, body), 202);
/** What the engine would have done by now. */
const set = (id: string, columns: string) =>
  rig.system.query(`UPDATE workflow_runs SET ${columns} WHERE id = $1`, [id]);
async function waiting(): Promise<Execution> {
  const execution = await start();
  await set(
    execution.id,
    `status = 'running', started_at = now(), engine_id = NULL, waiting_for = 'approval:' || id || ':0', resume_at = now() + interval '1 hour',
     condition = '[{"text": "event.base == \\"main\\"", "value": true}]'`,
  );
  await rig.system.query(
    `INSERT INTO execution_steps (run_id, position, installation_id, name, type, status, said, attempts, started_at)
     VALUES ($1, 0, $2, 'approval', 'approval', 'waiting', 'waits for approval', 1, now())`,
    [execution.id, acme.id],
  );
  await rig.system.query(
    `INSERT INTO approvals (installation_id, run_id, position, wanted, expires_at) VALUES ($2, $1, 0, '["admin", "writer"]', now() + interval '1 hour')`,
    [execution.id, acme.id],
  );
  return execution;
}

describe('starting by hand', () => {
  it('needs write permission in the repository, and an administrator without one', async () => {
    const execution = await start({ repo: 'acme/shop', pr_number: 7 }, 'writer');
    expect(execution).toMatchObject({
      status: 'pending',
      repo: 'acme/shop',
      pr_number: 7,
      trigger_type: 'manual',
      requested_by: 'writer',
      inputs: { why: 'x' },
      steps: [
        { name: 'approval', status: 'pending' },
        { name: 'delay', status: 'pending' },
      ],
    });
    expect((await run('reader', { repo: 'acme/shop' })).status).toBe(403);
    expect((await run('reader', { repo: 'acme/vault' })).status).toBe(404);
    expect((await run('writer')).status).toBe(403);
    expect((await run('script')).status).toBe(403);
    expect((await run('stranger', { repo: 'acme/shop' })).status).toBe(404);
    expect(await start({}, 'admin')).toMatchObject({ repo: null, pr_number: null });
    const log = await rig.system.query('SELECT action, details FROM audit_log WHERE object_id = $1', [execution.id]);
    expect(log).toMatchObject([{ action: 'execution.started', details: { workflow: 'Ask first', dry_run: false } }]);
  });

  it('refuses what does not fit, by field', async () => {
    expect(await read<Problem>(run('admin', { inputs: { who: 'x', why: 1 } }), 422)).toMatchObject({
      errors: [
        { field: 'body.inputs.who', detail: 'is no input of this workflow' },
        { field: 'body.inputs.why', detail: 'must be a string' },
      ],
    });
    expect((await run('admin', { pr_number: 7 })).status).toBe(400);
    expect((await run('admin', { repo: 'acme/shop', pr_number: 99 })).status).toBe(409);
    expect((await run('admin', { inputs: { why: 'a\0b' } })).status).toBe(400);
    const { id } = await make('Only the vault', { repositories: ['acme/vault'], on: [{ event: 'push' }] });
    expect(await read<Problem>(run('admin', { repo: 'acme/shop', inputs: {} }, {}, id), 409)).toMatchObject({
      detail: 'This workflow is not for acme/shop.',
    });
    const noHand = run('admin', { repo: 'acme/vault', inputs: {} }, {}, id);
    expect((await read<Problem>(noHand, 409)).detail).toContain('not started by hand');
    const dry = await read(run('admin', { repo: 'acme/vault', inputs: {}, dry_run: true }, {}, id), 202);
    expect(dry.dry_run).toBe(true);
    expect(rig.errors).toEqual([]);
  });

  it('is done once for a key of a person, and counts for what a program may start', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const first = await read(run('admin', {}, key), 202);
    expect(await read(run('admin', {}, key), 202)).toMatchObject({ id: first.id });
    const other = await read(run('writer', { repo: 'acme/shop' }, key), 202);
    expect(other.id).not.toBe(first.id);
    const byToken = await run('admin');
    expect(byToken.headers.get('RateLimit')).toContain('"runs"');
    callers.person = { ...callers.admin!, sessionId: 'one' };
    expect((await run('person')).headers.get('RateLimit')).toContain('"starting"');
    delete callers.person;
  });
});

describe('an event of the past', () => {
  const addEvent = async (repository: number | null) => {
    const rows: { id: string }[] = await rig.system.query(
      `INSERT INTO events (source, delivery_id, event_type, installation_id, github_repository_id, payload, status)
       SELECT 'github', gen_random_uuid(), 'pull_request.opened', $1, (SELECT github_repo_id FROM repositories WHERE id = $2),
              '{"action": "opened", "pull_request": {"number": 7, "title": "T", "base": {"ref": "dev", "sha": "a"}}}', 'completed' RETURNING id`,
      [acme.id, repository],
    );
    return rows[0]!.id;
  };

  it('is replayed and explained by who may, where it happened', async () => {
    const event = await addEvent(acme.repositoryIds[0]!);
    const replay = (who: string, event_id: string, dry_run = true) =>
      send(who, 'POST', `/workflows/${workflow}/replay`, { event_id, dry_run });
    const explain = (who: string, event_id: string) => send(who, 'POST', '/workflows/explain', { event_id });
    const explained = await read<{ items: object[] }>(explain('reader', event));
    expect(explained.items).toContainEqual(
      expect.objectContaining({
        workflow: { id: workflow, name: 'Ask first' },
        ran: false,
        reason: 'Its condition is false.',
        condition: [{ text: 'event.base == "main"', value: false }],
      }),
    );
    expect((await replay('reader', event)).status).toBe(403);
    const execution = await read(replay('writer', event), 202);
    expect(execution).toMatchObject({ event_id: event, pr_number: 7, dry_run: true, requested_by: 'writer' });
    const ran = async () => {
      const { items } = await read<{ items: { ran: boolean; execution_id: string }[] }>(explain('reader', event));
      return items.filter((one) => one.ran).map((one) => one.execution_id);
    };
    expect(await ran()).toEqual([]);
    const real = await read(replay('writer', event, false), 202);
    expect(await ran()).toEqual([real.execution_id]);
    for (const id of [await addEvent(acme.repositoryIds[1]!), await addEvent(null)]) {
      expect((await replay('writer', id)).status).toBe(404);
      expect((await explain('writer', id)).status).toBe(404);
      expect((await explain('admin', id)).status).toBe(200);
    }
    expect((await explain('stranger', event)).status).toBe(404);
    const { id: old } = await make('Put away');
    await rig.system.query(`UPDATE workflows SET status = 'archived' WHERE id = $1`, [old]);
    const refused = send('admin', 'POST', `/workflows/${old}/replay`, { event_id: event });
    expect((await read<Problem>(refused, 409)).detail).toContain('archived');
  });
});

describe('executions', () => {
  it('are seen by who can read their repository, and without one by administrators', async () => {
    const shop = await start();
    const vault = await start({ repo: 'acme/vault' });
    const none = await start({});
    const sees = async (who: string, { id, execution_id: name }: Execution) => {
      const one = await rig.ask(who, `/executions/${id}`);
      expect((await rig.ask(who, `/executions/${encodeURIComponent(name)}`)).status).toBe(one.status);
      expect((await rig.ask(who, `/executions/${id}/logs`)).status).toBe(one.status);
      expect((await send(who, 'POST', `/executions/${id}/cancel`)).status).not.toBe(202);
      return one.status === 200;
    };
    expect(await Promise.all([shop, vault, none].map((one) => sees('reader', one)))).toEqual([true, false, false]);
    expect(await sees('stranger', shop)).toBe(false);
    const listed = async (who: string, query = '') => {
      const path = `/workflows/${workflow}/executions?limit=100${query}`;
      return (await read<{ items: Execution[] }>(rig.ask(who, path))).items.map(({ id }) => id);
    };
    expect(await listed('reader')).toContain(shop.id);
    expect(await listed('reader')).not.toContain(vault.id);
    expect((await listed('admin')).slice(0, 3)).toEqual([none.id, vault.id, shop.id]);
    expect(await listed('admin', '&status=failed')).toEqual([]);
    type Page = { items: Execution[]; next_cursor: string };
    const first = await read<Page>(rig.ask('admin', `/workflows/${workflow}/executions?limit=1`));
    const path = `/workflows/${workflow}/executions?limit=1&cursor=${first.next_cursor}`;
    expect((await read<Page>(rig.ask('admin', path))).items[0]!.id).toBe(vault.id);
  });

  it('have a log that is searched by words and level', async () => {
    const { id } = await start();
    const line = (message: string, level: string, ms: number) =>
      rig.system.query(
        `INSERT INTO execution_logs (installation_id, execution_id, level, message, step_name, created_at)
         VALUES ($1, $2, $3, $4, 'ask', now() + make_interval(secs => $5))`,
        [acme.id, id, level, message, ms / 1000],
      );
    await line('sent to the payments team', 'INFO', 1);
    await line('the payments team did not answer', 'ERROR', 2);
    await line('asked once more', 'INFO', 3);
    const messages = async (query: string) => {
      const { items } = await read<{ items: { message: string }[] }>(
        rig.ask('reader', `/executions/${id}/logs?${query}`),
      );
      return items.map(({ message }) => message);
    };
    expect(await messages('q=payments -answer')).toEqual(['sent to the payments team']);
    expect(await messages('q="payments team"&level=ERROR')).toEqual(['the payments team did not answer']);
    expect(await messages("q=')%26!:*")).toEqual([]);
    const page = await read<{ items: { message: string }[]; next_cursor: string }>(
      rig.ask('reader', `/executions/${id}/logs?limit=2`),
    );
    expect(page.items).toHaveLength(2);
    expect(await messages(`cursor=${page.next_cursor}`)).toEqual(['asked once more']);
  });

  it('are cancelled and tried again by who can write there', async () => {
    const { id } = await start();
    expect((await send('reader', 'POST', `/executions/${id}/cancel`)).status).toBe(403);
    const cancelled = await read(send('writer', 'POST', `/executions/${id}/cancel`), 202);
    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'cancelled by writer' });
    expect((await send('writer', 'POST', `/executions/${id}/cancel`)).status).toBe(409);
    expect((await send('reader', 'POST', `/executions/${id}/retry`)).status).toBe(403);
    const retried = await read(send('writer', 'POST', `/executions/${id}/retry`), 202);
    expect(retried).toMatchObject({ status: 'pending', retry_count: 1, parent: { id }, requested_by: 'writer' });
    expect((await send('writer', 'POST', `/executions/${id}/retry`)).status).toBe(409);
    expect(await read(rig.ask('reader', `/executions/${id}`))).toMatchObject({ children: [{ id: retried.id }] });
    await set(retried.id, `status = 'running', started_at = now()`);
    await rig.system.query(`UPDATE dbos.workflow_status SET status = 'PENDING' WHERE workflow_uuid = $1`, [
      retried.execution_id,
    ]);
    expect(await read(send('writer', 'POST', `/executions/${retried.id}/cancel`), 202)).toMatchObject({
      status: 'running',
    });
    const none = await start({});
    expect((await send('script', 'POST', `/executions/${none.id}/cancel`)).status).toBe(403);
    expect((await send('admin', 'POST', `/executions/${none.id}/cancel`)).status).toBe(202);
    const log = await rig.system.query('SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id', [id]);
    expect(log).toEqual([
      { action: 'execution.started' },
      { action: 'execution.cancelled' },
      { action: 'execution.retried' },
    ]);
  });

  it('go on when somebody approves who was asked to', async () => {
    const { id } = await waiting();
    expect(await read(rig.ask('reader', `/executions/${id}`))).toMatchObject({
      waiting_for: `approval:${id}:0`,
      condition: [{ text: 'event.base == "main"', value: true }],
      steps: [
        { name: 'approval', status: 'waiting' },
        { name: 'delay', status: 'pending' },
      ],
      approvals: [{ step: 'approval', wanted: ['admin', 'writer'], decision: null }],
    });
    expect((await send('reader', 'POST', `/executions/${id}/approve`)).status).toBe(403);
    expect((await send('stranger', 'POST', `/executions/${id}/approve`)).status).toBe(404);
    const approved = await read(send('writer', 'POST', `/executions/${id}/approve`, { note: 'Looks right' }));
    expect(approved.approvals).toMatchObject([{ decision: 'granted', decided_by: 'writer', note: 'Looks right' }]);
    const late = await read<Problem>(send('admin', 'POST', `/executions/${id}/reject`), 409);
    expect(late.detail).toBe('This run waits for no approval: writer decided (granted).');
    // It is let in at once.
    const [row]: { engine: string | null }[] = await rig.system.query(
      'SELECT engine_id AS engine FROM workflow_runs WHERE id = $1',
      [id],
    );
    expect(row!.engine).not.toBeNull();
    const second = await waiting();
    // A program may not decide what asks for an administrator, unless it was let.
    expect((await send('script', 'POST', `/executions/${second.id}/approve`)).status).toBe(403);
    const rejected = await read(send('admin', 'POST', `/executions/${second.id}/reject`));
    expect(rejected.approvals).toMatchObject([{ decision: 'rejected', decided_by: 'admin', note: null }]);
    const log = await rig.system.query(`SELECT action FROM audit_log WHERE action LIKE 'approval.%' ORDER BY id`);
    expect(log).toEqual([{ action: 'approval.granted' }, { action: 'approval.rejected' }]);
  });

  it('are no reviews, whatever their workflow is called', async () => {
    const { id } = await make('Named as another one');
    // As one of before names were compared with those that are built in.
    await rig.system.query(`UPDATE workflows SET name = 'pr_review' WHERE id = $1`, [id]);
    const execution = await read(run('admin', { repo: 'acme/shop', pr_number: 7 }, {}, id), 202);
    const list = await (await rig.ask('reader', '/reviews')).text();
    expect(list).not.toContain(execution.id);
    expect((await rig.ask('reader', `/reviews/${execution.id}`)).status).toBe(404);
    expect(await read<{ total_reviews: number }>(rig.ask('reader', '/analytics'))).toMatchObject({ total_reviews: 0 });
    const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
    const review = await addRun(rig.system, owner, { pull_request_id: pull });
    await addReview(rig.system, owner, { pull_request_id: pull, pull_number: 7, run_id: review });
    expect(await read(rig.ask('reader', `/executions/${review}`))).toMatchObject({
      workflow: 'pr_review',
      version: null,
    });
    for (const verb of ['cancel', 'retry'])
      expect((await send('writer', 'POST', `/executions/${review}/${verb}`)).status).toBe(409);
    expect(rig.errors).toEqual([]);
  });
});
