import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decryptText } from '../../src/access/encrypt.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { matchWorkflows } from '../../src/workflows/events/match-workflows.js';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';

interface Trigger {
  id: string;
  type: string;
  enabled: boolean;
  url: string | null;
  has_secret: boolean;
  secret?: string;
  next_at: string | null;
}
interface Workflow {
  id: string;
  installation_id: number;
  name: string;
  origin: string;
  status: string;
  enabled: boolean;
  version: number;
  do: { name: string; config: Record<string, unknown> }[];
  triggers: Trigger[];
  written: Record<string, unknown>;
}
interface Problem {
  detail: string;
  errors?: { field: string; detail: string }[];
}

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: Awaited<ReturnType<typeof addTenant>>;
let other: Awaited<ReturnType<typeof addTenant>>;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop', 'vault'] });
  other = await addTenant(rig.system, { account: 'other', repositories: ['secret'] });
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(rig.system, login), login, access };
  };
  await add('admin', acme.access('admin', 'admin'));
  await add('writer', onlySeeing(acme.access('write'), ['acme/shop']));
  await add('reader', onlySeeing(acme.access('read'), ['acme/shop']));
  await add('both', {
    installations: [...acme.access('admin', 'admin').installations, ...other.access('admin', 'admin').installations],
  });
  await add('stranger', { installations: [] });
  callers.script = { ...callers.admin!, scopes: ['read', 'write'] };
});
afterAll(() => rig.close());
beforeEach(() => rig.system.query('DELETE FROM workflows WHERE installation_id IS NOT NULL'));

const send = (who: string, method: string, path: string, body?: unknown) => rig.ask(who, path, { method, body });
async function read<T>(response: Response | Promise<Response>, status = 200): Promise<T> {
  const answer = await response;
  const text = await answer.text();
  expect([answer.status, text.slice(0, 500)]).toEqual([status, expect.anything()]);
  return JSON.parse(text) as T;
}
const written = (more: object = {}) => ({
  name: 'Tell',
  on: [{ event: 'pull_request.opened, pull_request.closed' }, { manual: { inputs: { why: 'string' } } }],
  if: 'event.base == "main"',
  do: [{ delay: { for: '1h' } }, { approval: { from: ['write'] }, name: 'ask' }],
  ...more,
});
const create = (more: object = {}, who = 'admin') =>
  send(who, 'POST', '/workflows', { installation_id: acme.id, ...written(more) });
const made = (more: object = {}) => read<Workflow>(create(more), 201);
const audited = (id: string): Promise<{ action: string; details: object }[]> =>
  rig.system.query('SELECT action, details FROM audit_log WHERE object_id = $1 ORDER BY id', [id]);

describe('workflows', () => {
  it('are made of JSON, shown in their normalised form, changed in parts and removed', async () => {
    const workflow = await made();
    expect(workflow).toMatchObject({
      name: 'Tell',
      origin: 'api',
      status: 'active',
      enabled: true,
      version: 1,
      created_by: 'admin',
      on: [
        { type: 'event', events: ['pull_request.opened', 'pull_request.closed'] },
        { type: 'manual', inputs: { why: 'string' } },
      ],
      do: [
        { name: 'delay', type: 'delay', config: { for: '1h' }, if: null },
        { name: 'ask', type: 'approval', config: { from: ['write'] }, if: null },
      ],
      config: { max_concurrent_executions: 5, timeout: 300 },
      errors: [],
    });
    const path = `/workflows/${workflow.id}`;
    const shown = await rig.ask('reader', path);
    const etag = shown.headers.get('etag')!;
    expect((await rig.ask('reader', path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    // What is shown as written may be sent again, and is the same.
    const same = await read<Workflow>(send('admin', 'PATCH', path, workflow.written));
    expect(same.version).toBe(1);
    const changed = await read<Workflow>(
      send('admin', 'PATCH', path, { if: null, config: { retry_policy: { delay: 9 } }, description: 'Says it' }),
    );
    expect(changed).toMatchObject({
      version: 2,
      if: null,
      description: 'Says it',
      config: { timeout: 300, retry_policy: { max_attempts: 3, delay: 9 } },
    });
    expect(changed.triggers.map(({ id }) => id)).toEqual(workflow.triggers.map(({ id }) => id));
    const late = await read<Problem>(send('admin', 'PATCH', `${path}?version=1`, { description: 'Late' }), 409);
    expect(late.detail).toBe('Version 2 was saved meanwhile: look at it first.');
    const seen = await read<Workflow>(send('admin', 'PATCH', `${path}?version=2`, { description: 'Says it' }));
    expect(seen).toMatchObject({ version: 2, description: 'Says it' });
    const off = await read<Workflow>(send('admin', 'PATCH', path, { status: 'inactive' }));
    expect(off).toMatchObject({ version: 2, status: 'inactive', enabled: false });
    expect((await create()).status).toBe(409);
    const second = await made({ name: 'Second' });
    const taken = await read<Problem>(send('admin', 'PATCH', `/workflows/${second.id}`, { name: 'Tell' }), 409);
    expect(taken.detail).toContain('named Tell');
    expect((await send('admin', 'DELETE', path)).status).toBe(204);
    expect((await send('admin', 'DELETE', path)).status).toBe(404);
    expect((await audited(workflow.id)).map(({ action }) => action)).toEqual([
      'workflow.created',
      'workflow.changed',
      'workflow.changed',
      'workflow.changed',
      'workflow.changed',
      'workflow.deleted',
    ]);
  });

  it('are not called as another one is, whatever the capitals and spaces', async () => {
    const workflow = await made();
    const refused = async (name: string, field: string, path = '/workflows') => {
      const answer = path === '/workflows' ? create({ name }) : send('admin', 'PATCH', path, { name });
      const { detail, errors } = await read<Problem>(answer, 409);
      expect(errors).toEqual([{ field: 'body.name', detail: field }]);
      return detail;
    };
    const own = 'is the name of another workflow, Tell: choose another name';
    expect(await refused('Tell', own)).toBe('acme has a workflow named Tell already: choose another name.');
    for (const name of ['TELL', 'tell ', 'Tell\u00a0']) await refused(name, own);
    const builtIn = 'is the name of the built-in workflow pr_review: choose another name';
    expect(await refused('pr_review', builtIn)).toBe(`The name pr_review ${builtIn}.`);
    await refused('PR_Review', builtIn);
    const files = 'begins with file:, as the names of workflow files do: choose another name';
    await refused('File: labels', files);
    // Also by another name later; its own it keeps, however it is written.
    const path = `/workflows/${workflow.id}`;
    await refused('size_label', 'is the name of the built-in workflow size_label: choose another name', path);
    expect(await read<Workflow>(send('admin', 'PATCH', path, { name: 'TELL' }))).toMatchObject({ name: 'TELL' });
    // Another installation has names of its own, and a file of that name is called otherwise.
    await read(send('both', 'POST', '/workflows', { installation_id: other.id, ...written() }), 201);
    await made({ name: 'Te ll' });
  });

  it('of one name, made at once, are one', async () => {
    const answers = await Promise.all(['Twice', 'TWICE', 'twice '].map((name) => create({ name })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  it('are told of a taken name before they are kept', async () => {
    const { id } = await made();
    const check = async (who: string, query: string, name: string) =>
      (await read<{ errors: object[] }>(send(who, 'POST', `/workflows/check${query}`, written({ name })))).errors;
    const here = `?installation_id=${acme.id}`;
    const taken = [{ field: 'name', detail: 'is the name of another workflow, Tell: choose another name' }];
    expect(await check('admin', here, 'tell')).toEqual(taken);
    expect(await check('admin', `${here}&workflow_id=${id}`, 'tell')).toEqual([]);
    expect(await check('admin', here, 'Free')).toEqual([]);
    expect(await check('admin', '', 'tell')).toEqual([]);
    // Who may not make one is told no names; who is not of the installation nothing at all.
    expect(await check('reader', here, 'tell')).toEqual([]);
    await read(send('stranger', 'POST', `/workflows/check${here}`, written()), 404);
  });

  it('are made of YAML as well', async () => {
    const yaml = (text: string, query = `?installation_id=${acme.id}`, type = 'application/yaml') =>
      rig.api.request(`/api/v1/workflows${query}`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-type': type },
        body: text,
      });
    const text =
      'name: Weekly\non:\n  - schedule: "0 9 * * 1"\n    timezone: Europe/Berlin\ndo:\n  - delay: { for: 1m }\n';
    const made = await read<Workflow>(yaml(text), 201);
    expect(made).toMatchObject({ name: 'Weekly', on: [{ type: 'schedule', timezone: 'Europe/Berlin' }] });
    expect(Date.parse(made.triggers[0]!.next_at!)).toBeGreaterThan(Date.now());
    expect(await read<Problem>(yaml('name: [', undefined), 400)).toMatchObject({
      errors: [{ field: 'body', detail: expect.stringContaining('not valid YAML') }],
    });
    expect(await read<Problem>(yaml('- a'), 400)).toMatchObject({ errors: [{ field: 'body' }] });
    expect(await read<Problem>(yaml(text, ''), 400)).toMatchObject({ errors: [{ field: 'body.installation_id' }] });
    expect((await yaml(text, undefined, 'text/plain')).status).toBe(415);
    expect(await read<Problem>(yaml('name: "a\\0b"\n'), 400)).toMatchObject({ errors: [{ field: 'body.name' }] });
    expect(await read<Problem>(yaml('name: X\n'), 422)).toMatchObject({
      errors: [{ field: 'body.on' }, { field: 'body.do' }],
    });
  });

  it('are refused with all that is wrong, by field, in our words', async () => {
    const wrong = await read<Problem>(
      create({ on: [{ schedule: 'now' }], if: 'event.base ==', do: [{ fly: {} }, { delay: { for: 'soon' } }] }),
      422,
    );
    expect(wrong.errors).toContainEqual({ field: 'body.on[0].schedule', detail: expect.stringContaining('cron') });
    const deeper = await read<Problem>(
      create({ if: 'event.base ==', do: [{ fly: {} }, { delay: { for: 'soon' } }] }),
      422,
    );
    expect(deeper.errors!.map(({ field }) => field)).toEqual(['body.if', 'body.do[0]', 'body.do[1].delay.for']);
    expect((await create({ name: 'a\0b' })).status).toBe(400);
    expect((await create({ enabled: true })).status).toBe(422);
    expect((await send('admin', 'POST', '/workflows')).status).toBe(400);
    expect(rig.errors).toEqual([]);
  });

  it('are seen by who sees the installation, and changed by its administrators', async () => {
    const { id } = await made();
    for (const who of ['writer', 'reader', 'script']) {
      expect((await rig.ask(who, `/workflows/${id}`)).status).toBe(200);
      expect((await send(who, 'PATCH', `/workflows/${id}`, { status: 'inactive' })).status).toBe(403);
      expect((await send(who, 'DELETE', `/workflows/${id}`)).status).toBe(403);
      expect((await send(who, 'POST', `/workflows/${id}/triggers`, { webhook: {} })).status).toBe(403);
      expect((await create({ name: 'more' }, who)).status).toBe(403);
    }
    expect((await rig.ask('stranger', `/workflows/${id}`)).status).toBe(404);
    expect((await create({ name: 'more' }, 'stranger')).status).toBe(404);
    expect(await read(rig.ask('stranger', '/workflows'))).toEqual({ items: [], next_cursor: null });
    expect((await send('admin', 'POST', '/workflows', { installation_id: other.id, ...written() })).status).toBe(404);
    expect((await rig.ask('admin', `/workflows?installation_id=${other.id}`)).status).toBe(404);
  });

  it('are listed with files, which are changed where they lie, and those that cannot be used', async () => {
    await made();
    const file = async (repository: number, name: string, errors: object[] | null) => {
      const rows: { id: string }[] = await rig.system.query(
        `INSERT INTO workflows (installation_id, repository_id, name, origin, errors) VALUES ($1, $2, $3, 'file', $4) RETURNING id`,
        [acme.id, repository, name, errors && JSON.stringify(errors)],
      );
      return rows[0]!.id;
    };
    const broken = await file(acme.repositoryIds[0]!, 'broken.yml', [
      { field: 'do[0]', detail: 'must name an action' },
    ]);
    const hidden = await file(acme.repositoryIds[1]!, 'canary.yml', null);
    type List = { items: Workflow[]; next_cursor: string | null };
    const list = await read<List>(rig.ask('reader', '/workflows?limit=100'));
    expect(list.items.map(({ name, status }) => `${name} ${status}`)).toEqual(
      expect.arrayContaining(['file:broken.yml invalid', 'Tell active', 'pr_review active']),
    );
    expect(JSON.stringify(list)).not.toContain('canary');
    expect(list.items.find(({ id }) => id === broken)).toMatchObject({
      origin: 'file',
      repo: 'acme/shop',
      errors: [{ field: 'do[0]', detail: 'must name an action' }],
    });
    const names = async (query: string) =>
      (await read<List>(rig.ask('admin', `/workflows?${query}`))).items.map(({ name }) => name);
    expect(await names('status=invalid')).toEqual(['file:broken.yml']);
    expect(await names('q=TEL')).toEqual(['Tell']);
    expect(await names('q=%25')).toEqual([]);
    // Page by page nothing is lost and nothing comes twice.
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List = await read(rig.ask('both', `/workflows?limit=2${cursor && `&cursor=${cursor}`}`));
      seen.push(...page.items.map(({ id, installation_id }) => `${id} ${installation_id}`));
      cursor = page.next_cursor;
    }
    const all = await read<List>(rig.ask('both', '/workflows?limit=100'));
    expect(seen).toEqual(all.items.map(({ id, installation_id }) => `${id} ${installation_id}`));
    expect(new Set(seen).size).toBe(seen.length);
    expect((await rig.ask('reader', `/workflows/${hidden}`)).status).toBe(404);
    const refused = await read<Problem>(send('admin', 'PATCH', `/workflows/${broken}`, { status: 'inactive' }), 409);
    expect(refused.detail).toContain('a file of acme/shop');
    expect((await send('admin', 'DELETE', `/workflows/${broken}`)).status).toBe(409);
    await rig.system.query(`UPDATE workflows SET status = 'archived', errors = NULL WHERE id = $1`, [broken]);
    expect((await send('admin', 'DELETE', `/workflows/${broken}`)).status).toBe(204);
    expect(await names('status=archived')).toEqual([]);
  });

  it('are removed with all their runs, however many', async () => {
    const { id } = await made();
    await rig.system.query(
      `INSERT INTO workflow_runs (installation_id, workflow_id, workflow_type, workflow_version, execution_id, status, completed_at)
       SELECT $1, $2::uuid, 'Tell', 1, 'run:' || $2::text || ':' || n, 'completed', now() FROM generate_series(1, 1201) AS n`,
      [acme.id, id],
    );
    expect((await send('admin', 'DELETE', `/workflows/${id}`)).status).toBe(204);
    expect(await rig.system.query('SELECT 1 FROM workflow_runs WHERE workflow_id = $1', [id])).toEqual([]);
  });

  it('that are built in are switched for each installation, and no more', async () => {
    const [review]: { id: string }[] = await rig.system.query(
      `SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL`,
    );
    const path = `/workflows/${review!.id}`;
    expect(await read(rig.ask('admin', path))).toMatchObject({
      origin: 'builtin',
      enabled: true,
      on: [{ type: 'event', events: expect.arrayContaining(['pull_request.opened']) }],
      if: null,
      concurrency: 'pull_request',
      do: [{ name: 'pr_review_analyzer', type: 'pr_review_analyzer', config: {}, if: null }],
      written: { name: 'pr_review', do: [{ pr_review_analyzer: {} }] },
    });
    expect(await read<Problem>(rig.ask('both', path), 400)).toMatchObject({
      errors: [{ field: 'query.installation_id' }],
    });
    const of = `${path}?installation_id=${acme.id}`;
    expect(await read(send('both', 'PATCH', of, { enabled: false }))).toMatchObject({ enabled: false });
    expect(await read(rig.ask('both', `${path}?installation_id=${other.id}`))).toMatchObject({ enabled: true });
    const waiting = async (installationId: number) =>
      (await matchWorkflows(rig.system.manager, { type: 'pull_request.opened', command: null }, installationId)).map(
        ({ name }) => name,
      );
    expect(await waiting(acme.id)).toEqual([]);
    expect(await waiting(other.id)).toEqual(['pr_review']);
    expect((await send('writer', 'PATCH', path, { enabled: true })).status).toBe(403);
    expect(await read(send('admin', 'PATCH', path, { enabled: true }))).toMatchObject({ enabled: true });
    expect((await send('admin', 'PATCH', path, { config: { timeout: 1 } })).status).toBe(409);
    expect((await send('admin', 'PATCH', path, { name: 'mine' })).status).toBe(409);
    expect((await send('admin', 'DELETE', path)).status).toBe(409);
    expect((await send('admin', 'POST', `${path}/triggers`, { webhook: {} })).status).toBe(409);
    expect((await send('admin', 'POST', `${path}/run`, { repo: 'acme/shop' })).status).toBe(409);
    expect((await audited(review!.id)).map(({ details }) => details)).toEqual([
      { name: 'pr_review', enabled: false },
      { name: 'pr_review', enabled: true },
    ]);
    const condition = 'event.draft == false && !label("docs")';
    const limited = await read<Workflow>(send('admin', 'PATCH', path, { if: condition }));
    expect(limited).toMatchObject({ enabled: true, if: condition, written: { if: condition } });
    expect(await read(rig.ask('both', `${path}?installation_id=${other.id}`))).toMatchObject({ if: null });
    for (const [wrong, detail] of [
      ['event.nothing == 1', expect.stringContaining('nothing')],
      ['event.title', expect.stringContaining('true or false')],
      ['review.findings.must_fix > 0', expect.stringContaining('not known before the review')],
      [5, expect.anything()],
    ])
      expect(await read<Problem>(send('admin', 'PATCH', path, { if: wrong }), 422)).toMatchObject({
        errors: [{ field: 'body.if', detail }],
      });
    expect((await send('writer', 'PATCH', path, { if: null })).status).toBe(403);
    expect(await read(send('admin', 'PATCH', path, { enabled: false }))).toMatchObject({ if: condition });
    expect(await read(send('admin', 'PATCH', path, { enabled: true, if: null }))).toMatchObject({ if: null });
    const [defined]: { id: string }[] = await rig.system.query(
      `INSERT INTO workflows (name, origin, status, definition) VALUES ('weekly', 'builtin', 'active', $1) RETURNING id`,
      [JSON.stringify(await definitionOf((await made()).id))],
    );
    const off = await read<Workflow>(rig.ask('admin', `/workflows/${defined!.id}`));
    expect(off.enabled).toBe(false);
    const on = send('admin', 'PATCH', `/workflows/${defined!.id}`, { enabled: true, config: { timeout: 60 } });
    expect(await read(on)).toMatchObject({ enabled: true, config: { timeout: 60, max_concurrent_executions: 5 } });
    const retries = send('admin', 'PATCH', `/workflows/${defined!.id}`, { config: { retry_policy: { delay: 9 } } });
    expect(await read(retries)).toMatchObject({
      config: { timeout: 60, retry_policy: { max_attempts: 3, delay: 9 } },
    });
    const wrong = (config: object) =>
      read<Problem>(send('admin', 'PATCH', `/workflows/${defined!.id}`, { config }), 422);
    expect((await wrong({ max_concurrent_executions: 'many' })).errors).toMatchObject([
      { field: 'body.config.max_concurrent_executions' },
    ]);
    expect((await wrong({ timeout: 100_000 })).errors).toMatchObject([{ field: 'body.config.timeout' }]);
    const [step] = off.do;
    const settings = (steps: unknown) => send('admin', 'PATCH', `/workflows/${defined!.id}`, { config: { steps } });
    const set = await read<Workflow>(settings({ [step!.name]: { for: '2d' } }));
    expect(set).toMatchObject({ config: { timeout: 60 } });
    expect(set.do).toEqual([{ ...step, config: { for: '2d' } }, ...off.do.slice(1)]);
    expect(off.do[0]!.config).not.toMatchObject({ for: '2d' });
    expect(await read<Problem>(settings({ [step!.name]: { colour: 'red' } }), 422)).toMatchObject({
      errors: [{ field: expect.stringContaining('do[0]') }],
    });
    for (const wrong of [{ nobody: {} }, [], { [step!.name]: 'red' }])
      expect(await read<Problem>(settings(wrong), 422)).toMatchObject({
        errors: [{ field: expect.stringContaining('config.steps') }],
      });
    await rig.system.query('DELETE FROM workflows WHERE id = $1', [defined!.id]);
  });
});

async function definitionOf(id: string): Promise<object> {
  const [row]: { definition: object }[] = await rig.system.query('SELECT definition FROM workflows WHERE id = $1', [
    id,
  ]);
  return row!.definition;
}

describe('triggers', () => {
  it('are added, switched and taken away, and stay what they are when the rest changes', async () => {
    const { id, triggers } = await made();
    const path = `/workflows/${id}/triggers`;
    const added = await read<Trigger>(send('admin', 'POST', path, { schedule: '0 9 * * 1' }), 201);
    expect(added).toMatchObject({ type: 'schedule', enabled: true, has_secret: false });
    expect((await read<Workflow>(rig.ask('admin', `/workflows/${id}`))).version).toBe(2);
    await rig.system.query(`UPDATE workflow_triggers SET next_at = now() - interval '1 day' WHERE id = $1`, [added.id]);
    const off = await read<Trigger>(send('admin', 'PATCH', `${path}/${added.id}`, { enabled: false }));
    expect(off.enabled).toBe(false);
    const on = await read<Trigger>(send('admin', 'PATCH', `${path}/${added.id}`, { enabled: true }));
    // What was due while it was off is not made good.
    expect(Date.parse(on.next_at!)).toBeGreaterThan(Date.now());
    const list = await read<{ items: Trigger[]; next_cursor: string }>(rig.ask('reader', `${path}?limit=2`));
    expect(list.items.map((one) => one.id)).toEqual(triggers.map((one) => one.id));
    const rest = await read<{ items: Trigger[] }>(rig.ask('reader', `${path}?cursor=${list.next_cursor}`));
    expect(rest.items.map((one) => one.id)).toEqual([added.id]);
    expect((await send('admin', 'POST', path, { schedule: 'x' })).status).toBe(422);
    const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const key of [[3_000_000_000], [randomUUID()], ['x'], {}])
      expect((await rig.ask('reader', `${path}?cursor=${cursor(key)}`)).status).toBe(400);
    expect((await send('admin', 'PATCH', `${path}/${added.id}`, {})).status).toBe(400);
    expect((await send('admin', 'PATCH', `${path}/${added.id}`, { rotate_secret: true })).status).toBe(409);
    expect((await send('admin', 'PATCH', `${path}/${randomUUID()}`, { enabled: true })).status).toBe(404);
    for (const one of [triggers[0]!, added])
      expect((await send('admin', 'DELETE', `${path}/${one.id}`)).status).toBe(204);
    expect((await send('admin', 'DELETE', `${path}/${triggers[1]!.id}`)).status).toBe(409);
    expect(await definitionOf(id)).toMatchObject({ on: [{ type: 'manual' }] });
    expect((await audited(added.id)).map(({ action }) => action)).toEqual([
      'trigger.added',
      'trigger.changed',
      'trigger.changed',
      'trigger.removed',
    ]);
  });

  it('that are added at once are all kept', async () => {
    const { id } = await made();
    const times = ['0 7 * * *', '0 8 * * *', '0 9 * * *', '0 10 * * *'];
    const added = await Promise.all(
      times.map((schedule) => send('admin', 'POST', `/workflows/${id}/triggers`, { schedule })),
    );
    expect(added.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const { triggers, version } = await read<Workflow>(rig.ask('admin', `/workflows/${id}`));
    expect(triggers.filter(({ type }) => type === 'schedule')).toHaveLength(4);
    expect(version).toBe(5);
  });

  it('of a page whose last one was removed since begin nothing again', async () => {
    const { id, triggers } = await made();
    const path = `/workflows/${id}/triggers`;
    const { next_cursor: cursor } = await read<{ next_cursor: string }>(rig.ask('admin', `${path}?limit=1`));
    expect((await send('admin', 'DELETE', `${path}/${triggers[0]!.id}`)).status).toBe(204);
    expect((await rig.ask('admin', `${path}?cursor=${cursor}`)).status).toBe(400);
  });

  it('of webhooks show their secret once, and keep it encrypted', async () => {
    const response = await create({ on: [{ webhook: {} }, { webhook: {} }] });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const workflow = await read<Workflow>(response, 201);
    const [first, second] = workflow.triggers as [Trigger, Trigger];
    expect(first.url).toBe(`http://127.0.0.1/api/v1/hooks/${first.id}`);
    expect(first.secret).toMatch(/^[\w-]{43}$/);
    expect(first.secret).not.toBe(second.secret);
    const path = `/workflows/${workflow.id}/triggers`;
    const renewed = await read<Trigger>(send('admin', 'PATCH', `${path}/${second.id}`, { rotate_secret: true }));
    expect(renewed.secret).not.toBe(second.secret);
    const [row]: { secret: string }[] = await rig.system.query(
      'SELECT secret_encrypted AS secret FROM workflow_triggers WHERE id = $1',
      [second.id],
    );
    expect(decryptText(row!.secret, ['k'.repeat(64)])).toBe(renewed.secret);
    expect((await send('admin', 'DELETE', `${path}/${first.id}`)).status).toBe(204);
    const shown = await (await rig.ask('admin', `/workflows/${workflow.id}`)).text();
    const log = JSON.stringify(await rig.system.query('SELECT details FROM audit_log'));
    for (const secret of [first.secret!, renewed.secret!]) expect(shown + log).not.toContain(secret);
    expect(JSON.parse(shown)).toMatchObject({ triggers: [{ id: second.id, has_secret: true }] });
  });
});

describe('secrets', () => {
  const VALUE = 'canary-8c1f "x" 42';
  const at = (name = '') => `/workflows/secrets${name === '' ? '' : `/${name}`}?installation_id=${acme.id}`;
  const asking = (name: string) => ({
    do: [
      {
        http_request: {
          url: 'https://deploy.example.com/',
          headers: { authorization: `Bearer \${{ secrets.${name} }}` },
        },
      },
    ],
  });

  it('are set, changed and removed by administrators, shown to nobody, and kept encrypted', async () => {
    const first = await send('admin', 'PUT', at('DEPLOY_TOKEN'), { value: VALUE });
    expect(await read(first, 201)).toEqual({
      name: 'DEPLOY_TOKEN',
      updated_by: 'admin',
      created_at: expect.anything(),
      updated_at: expect.anything(),
    });
    const [row]: { value: string }[] = await rig.system.query('SELECT value_encrypted AS value FROM workflow_secrets');
    expect(decryptText(row!.value, ['k'.repeat(64)])).toBe(VALUE);
    await read(send('admin', 'PUT', at('DEPLOY_TOKEN'), { value: `${VALUE}, another` }));
    const listed = await (await rig.ask('admin', at())).text();
    expect(JSON.parse(listed)).toMatchObject({ items: [{ name: 'DEPLOY_TOKEN', updated_by: 'admin' }] });
    for (const [name, value] of [
      ['deploy', VALUE],
      ['DEPLOY', 'short'],
      ['DEPLOY', 'x'.repeat(4097)],
      ['DEPLOY', `${VALUE}\0`],
    ])
      expect((await send('admin', 'PUT', at(name), { value })).status, name).toBe(400);
    const elsewhere = `/workflows/secrets/DEPLOY_TOKEN?installation_id=${other.id}`;
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { value: VALUE }],
      ['DELETE', undefined],
    ] as const) {
      const path = method === 'GET' ? at() : at('DEPLOY_TOKEN');
      expect((await send('writer', method, path, body)).status, method).toBe(403);
      expect((await send('stranger', method, path, body)).status, method).toBe(404);
      expect((await send('script', method, path, body)).status, method).toBe(403);
      if (method !== 'GET') expect((await send('admin', method, elsewhere, body)).status, method).toBe(404);
    }
    expect((await send('admin', 'DELETE', at('DEPLOY_TOKEN'))).status).toBe(204);
    expect((await send('admin', 'DELETE', at('DEPLOY_TOKEN'))).status).toBe(404);
    const log = await rig.system.query(
      `SELECT action, object_id, details FROM audit_log WHERE object_type = 'workflow_secret' ORDER BY id`,
    );
    expect(log.map((entry: { action: string }) => entry.action)).toEqual([
      'workflow_secret.set',
      'workflow_secret.changed',
      'workflow_secret.removed',
    ]);
    expect(JSON.stringify(log) + listed).not.toContain('canary-8c1f');
  });

  it('have to be there when a workflow that names them is saved; one that is gone since holds up no other change', async () => {
    expect(await read<Problem>(create(asking('PUSH_KEY')), 422)).toMatchObject({
      errors: [
        {
          field: 'body.do[0].http_request.headers.authorization',
          detail: expect.stringContaining('there is no secret PUSH_KEY'),
        },
      ],
    });
    await read(send('admin', 'PUT', at('PUSH_KEY'), { value: VALUE }), 201);
    const { id } = await made(asking('PUSH_KEY'));
    expect((await send('admin', 'DELETE', at('PUSH_KEY'))).status).toBe(204);
    expect((await send('admin', 'PATCH', `/workflows/${id}`, { status: 'inactive' })).status).toBe(200);
    expect((await send('admin', 'PATCH', `/workflows/${id}`, asking('OTHER_KEY'))).status).toBe(422);
    // That of another installation is none of this one.
    await read(send('both', 'PUT', `/workflows/secrets/OTHER_KEY?installation_id=${other.id}`, { value: VALUE }), 201);
    expect((await send('admin', 'PATCH', `/workflows/${id}`, asking('OTHER_KEY'))).status).toBe(422);
  });
});

describe('webhooks', () => {
  let trigger: Trigger;
  let workflow: Workflow;

  beforeEach(async () => {
    workflow = await made({ on: [{ webhook: {} }], if: 'payload.kind == "release"', do: [{ delay: { for: '1h' } }] });
    [trigger] = workflow.triggers as [Trigger];
  });

  const sign = (body: string, secret = trigger.secret!) =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const call = (body: string, headers: Record<string, string>, id = trigger.id) =>
    rig.api.request(`/api/v1/hooks/${id}`, { method: 'POST', body, headers });
  const signed = (body: string, delivery: string) =>
    call(body, { 'X-Nectr-Signature-256': sign(body), 'X-Nectr-Delivery': delivery });
  const quiet = () => undefined;
  const ports = {
    timings: defaultTimings,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    github: { self: () => Promise.reject(new Error('not asked')) },
  };
  const eventsOf = (id: string): Promise<{ payload: unknown; status: string; delivery_id: string }[]> =>
    rig.system.query('SELECT * FROM events WHERE id = $1', [id]);

  it('start their workflow once for a delivery, with the body as payload', async () => {
    const body = JSON.stringify({ kind: 'release', text: 'a\0b' });
    const { event_id: id } = await read<{ event_id: string }>(signed(body, 'one'), 202);
    expect(await read(signed(body, 'one'), 202)).toEqual({ event_id: id, duplicate: true });
    const [event] = await eventsOf(id);
    expect(event).toMatchObject({
      source: 'webhook',
      event_type: 'webhook',
      delivery_id: `${trigger.id}:one`,
      installation_id: acme.id,
      status: 'pending',
      payload: { trigger_id: trigger.id, body: { kind: 'release', text: 'a\ufffdb' } },
    });
    const [queued]: { count: number }[] = await rig.system.query(
      `SELECT count(*)::int AS count FROM dbos.workflow_status WHERE workflow_uuid = $1 AND name = 'handle_event'`,
      [`event:${id}`],
    );
    expect(queued!.count).toBe(1);
    const handled = await handleEvent({ source: rig.system, ...ports } as never, id);
    expect(handled).toMatchObject({ status: 'completed', runs: [`run:${workflow.id}:${id}`] });
    const execution = await read(rig.ask('admin', `/executions/run:${workflow.id}:${id}`));
    expect(execution).toMatchObject({ trigger_type: 'webhook', trigger_id: trigger.id, repo: null, event_id: id });
    const explained = await read<{ items: object[] }>(send('admin', 'POST', '/workflows/explain', { event_id: id }));
    expect(explained.items).toContainEqual(
      expect.objectContaining({ ran: true, execution_id: `run:${workflow.id}:${id}` }),
    );
  });

  it('take a token instead of a signature, and any JSON', async () => {
    const bearer = { Authorization: `Bearer ${trigger.secret}` };
    expect((await call('{"kind":1}', bearer)).status).toBe(202);
    // Without a name the same body within the minute is the same delivery.
    const again = await read<{ event_id: string; duplicate: boolean }>(call('[1,2]', bearer), 202);
    expect(await read(call('[1,2]', bearer), 202)).toEqual({ event_id: again.event_id, duplicate: true });
    expect((await eventsOf(again.event_id))[0]).toMatchObject({ payload: { trigger_id: trigger.id, body: [1, 2] } });
    const large = JSON.stringify({ text: 'x'.repeat(900_000), list: Array(1000).fill('y') });
    const { event_id: id } = await read<{ event_id: string }>(call(large, bearer), 202);
    expect((await eventsOf(id))[0]!.payload).toEqual({ trigger_id: trigger.id, body: JSON.parse(large) });
    expect((await call('x'.repeat(1024 * 1024 + 1), bearer)).status).toBe(413);
    for (const body of ['', 'not json', '1}', '1,"trigger_id":"00000000-0000-0000-0000-000000000000"', '{"a":1}]'])
      expect((await call(body, bearer)).status).toBe(400);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const refused = await read<{ event_id: string }>(call(deep, bearer), 202);
    expect((await eventsOf(refused.event_id))[0]).toMatchObject({ status: 'failed', payload: {} });
  });

  it('let nobody in without the secret', async () => {
    const body = '{"kind":"release"}';
    const statuses = await Promise.all(
      [
        call(body, {}),
        call(body, { 'X-Nectr-Signature-256': sign(body, 'other') }),
        call(`${body} `, { 'X-Nectr-Signature-256': sign(body) }),
        call(body, { 'X-Nectr-Signature-256': sign(body).toUpperCase() }),
        call(body, { Authorization: 'Bearer other' }),
        call(body, { Authorization: `Bearer ${trigger.secret}`, 'X-Nectr-Signature-256': sign(body, 'other') }),
        call(body, { Authorization: 'Bearer admin' }),
      ].map(async (response) => (await response).status),
    );
    expect(statuses).toEqual(Array(7).fill(401));
    for (const id of [randomUUID(), 'x', '%00'])
      expect((await call(body, { 'X-Nectr-Signature-256': sign(body) }, id)).status).toBe(404);
    expect(
      (await call(body, { 'X-Nectr-Signature-256': sign(body), 'X-Nectr-Delivery': 'x'.repeat(129) })).status,
    ).toBe(400);
    const [{ count }] = await rig.system.query(`SELECT count(*)::int AS count FROM events WHERE delivery_id LIKE $1`, [
      `${trigger.id}:%`,
    ]);
    expect(count).toBe(0);
    expect(rig.errors).toEqual([]);
  });

  it('take nothing while they are off', async () => {
    const path = `/workflows/${workflow.id}`;
    await read(send('admin', 'PATCH', `${path}/triggers/${trigger.id}`, { enabled: false }));
    expect(await read<Problem>(signed('{}', 'off'), 409)).toMatchObject({ detail: 'This trigger is switched off.' });
    await read(send('admin', 'PATCH', `${path}/triggers/${trigger.id}`, { enabled: true }));
    await read(send('admin', 'PATCH', path, { status: 'inactive' }));
    expect((await signed('{}', 'off')).status).toBe(409);
    await read(send('admin', 'PATCH', path, { status: 'active' }));
    expect((await signed('{}', 'off')).status).toBe(202);
  });
});

describe('actions', () => {
  it('are told with the JSON schemas of what they take and give', async () => {
    const { items } = await read<{ items: { type: string; config_schema: { properties: object } }[] }>(
      rig.ask('reader', '/actions?limit=100'),
    );
    expect(items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['approval', 'delay', 'notify', 'http_request']),
    );
    expect(items.find(({ type }) => type === 'approval')).toMatchObject({
      needs: 'nothing',
      config_schema: { properties: { from: { type: 'array' }, within: { type: 'string' } }, required: ['from'] },
      result_schema: { properties: { granted: { type: 'boolean' } } },
    });
  });
});
