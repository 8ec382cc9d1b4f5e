import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFinding, addPull, addReview } from './ledger-rows.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: Awaited<ReturnType<typeof addTenant>>;
let review: string;
let pull: string;
let handle = 0;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop', 'hidden'] });
  const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
  pull = await addPull(rig.system, owner, { number: 7 });
  review = await addReview(rig.system, owner, { pull_request_id: pull, pull_number: 7 });
  const add = async (login: string, access: TestCaller['access'], more: Partial<TestCaller> = {}) => {
    callers[login] = { userId: await addUser(rig.system, login), login, access, ...more };
  };
  const [seen] = acme.access('write').installations;
  const only = (permission: 'read' | 'write') => ({
    installations: [{ ...seen!, repositories: [{ ...seen!.repositories[0]!, permission }] }],
  });
  await add('writer', only('write'));
  await add('reader', only('read'));
  await add('admin', acme.access('admin', 'admin'));
  await add('stranger', { installations: [] });
  callers.script = { ...callers.writer!, scopes: ['read'] };
});
afterAll(() => rig.close());

const addOpen = async (category = 'bug') => {
  handle += 1;
  const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
  return addFinding(rig.system, owner, {
    pull_request_id: pull,
    review_id: review,
    handle,
    category,
    severity: 'minor',
    rule: 'claude/x',
  });
};
const post = (who: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  rig.ask(who, path, { method: 'POST', body, headers });
const audited = async (action: string) => {
  const { items } = (await (await rig.ask('admin', `/audit?action=${action}`)).json()) as {
    items: Record<string, unknown>[];
  };
  return items;
};

describe('what a person does through the API', () => {
  it('dismisses a finding and opens it again, with a name and an entry in the audit log', async () => {
    const id = await addOpen();
    const dismissed = await post('writer', `/findings/${id}/dismiss`, {
      reason: 'intentional',
      scope: 'finding',
      note: 'a demo',
    });
    expect(dismissed.status).toBe(200);
    expect(await dismissed.json()).toMatchObject({ id, state: 'dismissed', handles: [`F${handle}`], scope: 'finding' });
    const shown = (await (await rig.ask('reader', `/findings/${id}`)).json()) as Record<string, unknown>;
    expect(shown).toMatchObject({ state: 'dismissed', dismissed: { by: 'writer', reason: 'intentional here' } });
    expect(await audited('finding.dismissed')).toMatchObject([
      { actor: 'writer', repo: 'acme/shop', object_id: id, details: { reason: 'intentional', scope: 'finding' } },
    ]);
    expect((await post('writer', `/findings/${id}/reopen`)).status).toBe(200);
    expect(await (await rig.ask('reader', `/findings/${id}`)).json()).toMatchObject({ state: 'open' });
    const again = await post('writer', `/findings/${id}/reopen`);
    expect([again.status, ((await again.json()) as { detail: string }).detail]).toEqual([
      409,
      expect.stringContaining('is not dismissed'),
    ]);
  });

  it('lets nobody change what they may only see, and shows nothing to others', async () => {
    const id = await addOpen();
    const body = { reason: 'not_a_bug' };
    expect((await post('reader', `/findings/${id}/dismiss`, body)).status).toBe(403);
    expect((await post('script', `/findings/${id}/dismiss`, body)).status).toBe(403);
    expect((await post('stranger', `/findings/${id}/dismiss`, body)).status).toBe(404);
    expect((await post('reader', `/reviews/${review}/rerun`)).status).toBe(403);
    expect((await post('reader', '/repos/acme/shop/rescan')).status).toBe(403);
    expect((await rig.ask('reader', '/repos/acme/shop/install?purge=true', { method: 'DELETE' })).status).toBe(403);
    expect(await (await rig.ask('reader', `/findings/${id}`)).json()).toMatchObject({ state: 'open' });
  });

  it('names what is wrong in the body', async () => {
    const id = await addOpen();
    const response = await post('writer', `/findings/${id}/dismiss`, {
      reason: 'because',
      expires_in_days: 0,
      state: 'fixed',
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).toSorted()).toEqual(['body.expires_in_days', 'body.reason', 'body.state']);
  });

  it('does once what is asked twice with one key, and gives the same answer', async () => {
    const ask = () => post('writer', `/reviews/${review}/rerun`, { full: true }, { 'Idempotency-Key': 'once' });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([202, 202]);
    const bare = await post('writer', `/reviews/${review}/rerun`, undefined, { 'Content-Type': 'application/json' });
    expect(bare.status).toBe(202);
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await second.json()).toEqual(await first.json());
    const other = await post('writer', `/reviews/${review}/rerun`, { full: false }, { 'Idempotency-Key': 'once' });
    expect(other.status).toBe(422);
    const runs: unknown[] = await rig.system.query(
      `SELECT 1 FROM events WHERE source = 'manual' AND event_type = 'request.review'`,
    );
    expect(runs).toHaveLength(2);
  });

  it('takes requests that share an id for the log for several', async () => {
    const headers = { 'X-Request-Id': 'one-trace' };
    const [one, other] = [await addOpen(), await addOpen()];
    for (const id of [one, other])
      expect((await post('writer', `/findings/${id}/dismiss`, { reason: 'wrong_fact' }, headers)).status).toBe(200);
    const long = 'k'.repeat(200);
    for (const key of [`${long}1`, `${long}2`])
      expect(
        (await post('writer', `/reviews/${review}/rerun`, { full: key.endsWith('1') }, { 'Idempotency-Key': key }))
          .status,
      ).toBe(202);
  });

  it('keeps no key of a request that was refused', async () => {
    const id = await addOpen();
    const ask = (body: unknown) =>
      post('writer', `/findings/${id}/dismiss`, body, { 'Idempotency-Key': 'second try'.replace(' ', '-') });
    expect((await ask({ reason: 'nonsense' })).status).toBe(400);
    expect((await ask({ reason: 'wrong_fact' })).status).toBe(200);
  });

  it('pauses the reviews of a pull request and goes on with them, once for one key', async () => {
    const at = '/repos/ACME/shop/pulls/7';
    const pause = () => post('writer', `${at}/pause`, undefined, { 'Idempotency-Key': 'pause-7' });
    const paused = async () => {
      const [row]: { paused: boolean; by: string | null }[] = await rig.system.query(
        'SELECT paused, paused_by AS by FROM pull_requests WHERE id = $1',
        [pull],
      );
      return row;
    };
    const first = await pause();
    expect(first.status).toBe(202);
    const answer = (await first.json()) as { execution_ids: string[] };
    expect(answer).toMatchObject({ repo: 'acme/shop', pr_number: 7, paused: true });
    expect(answer.execution_ids).toHaveLength(1);
    expect(await (await pause()).json()).toEqual(answer);
    expect(await paused()).toEqual({ paused: true, by: 'writer' });
    const resumed = await post('writer', `${at}/resume`);
    expect([resumed.status, await resumed.json()]).toMatchObject([
      202,
      { paused: false, started: expect.any(Boolean) },
    ]);
    expect(await paused()).toEqual({ paused: false, by: null });
    const entries = [...(await audited('pull.paused')), ...(await audited('pull.resumed'))];
    expect(entries).toMatchObject([
      { actor: 'writer', repo: 'acme/shop', object_id: pull, details: { number: 7 } },
      { actor: 'writer', repo: 'acme/shop', object_id: pull, details: { number: 7 } },
    ]);
    for (const verb of ['pause', 'resume']) {
      expect((await post('reader', `${at}/${verb}`)).status).toBe(403);
      expect((await post('script', `${at}/${verb}`)).status).toBe(403);
      expect((await post('stranger', `${at}/${verb}`)).status).toBe(404);
      expect((await post('writer', `/repos/acme/shop/pulls/99/${verb}`)).status).toBe(404);
      expect((await post('writer', `/repos/acme/shop/pulls/x/${verb}`)).status).toBe(400);
    }
  });

  it('connects, scans and disconnects a repository', async () => {
    const connected = await post('admin', '/repos/acme/hidden/install');
    expect(connected.status).toBe(202);
    expect(await connected.json()).toMatchObject({
      repository: { owner: 'acme', name: 'hidden', full_name: 'acme/hidden', connected: true },
    });
    const scan = await post('admin', '/repos/acme/hidden/rescan');
    expect(scan.status).toBe(202);
    const started = (await scan.json()) as { scan: { id: number } };
    expect(started).toMatchObject({ scan: { state: 'pending', progress: null } });
    await rig.system.query(
      `UPDATE scans SET status = 'running', started_at = now(), files_total = 200, files_read = 50 WHERE id = $1`,
      [started.scan.id],
    );
    const again = await post('admin', '/repos/acme/hidden/rescan');
    expect(await again.json()).toMatchObject({ scan: { id: started.scan.id, state: 'running', progress: 25 } });
    const gone = await rig.ask('admin', '/repos/acme/hidden/install?purge=true', { method: 'DELETE' });
    expect(await gone.json()).toMatchObject({ repository: { connected: false }, memories_deleted: 0 });
    expect((await post('admin', '/repos/acme/hidden/rescan')).status).toBe(409);
    expect((await audited('repository.disconnected'))[0]).toMatchObject({ actor: 'admin', details: { purge: true } });
  });

  it('says where a repository is granted to the App', async () => {
    const outside = await post('admin', '/repos/acme/unknown/install');
    expect(outside.status).toBe(409);
    expect(await outside.json()).toMatchObject({ install_url: 'https://github.com/apps/nectr/installations/new' });
    const nobody = await post('stranger', '/repos/acme/shop/install');
    expect(nobody.status).toBe(404);
    expect(await nobody.json()).toMatchObject({ install_url: 'https://github.com/apps/nectr/installations/new' });
  });

  it('gives a dead letter another try', async () => {
    const [event]: { id: string }[] = await rig.system.query(
      `INSERT INTO events (installation_id, source, event_type, delivery_id, payload, status, processed_at)
       VALUES ($1, 'github', 'pull_request.opened', 'dead', '{"a":1}', 'failed', now()) RETURNING id`,
      [acme.id],
    );
    expect((await post('writer', `/events/${event!.id}/redrive`)).status).toBe(404);
    const tried = await post('admin', `/events/${event!.id}/redrive`);
    expect(tried.status).toBe(202);
    expect(await tried.json()).toMatchObject({ execution_ids: [`event:${event!.id}:1`], refused: [] });
    expect((await post('admin', `/events/${event!.id}/redrive`)).status).toBe(409);
  });
});
