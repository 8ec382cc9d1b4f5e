import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
const ids: Record<string, string> = {};
/** In two parts, so that nobody takes it for a real one. */
const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  callers.ada = { userId: await addUser(system, 'ada'), login: 'ada', access: acme.access('admin', 'admin') };
  callers.bob = { userId: await addUser(system, 'bob'), login: 'bob', access: acme.access('admin') };
  const add = async (
    name: string,
    installation: number,
    type: string,
    status: string,
    payload: object,
    error: string | null,
  ) => {
    const rows: { id: string }[] = await system.query(
      `INSERT INTO events (installation_id, source, event_type, delivery_id, payload, status, error_message, processed_at)
       VALUES ($1, 'github', $2, $3, $4, $5::varchar, $6, CASE WHEN $5::varchar <> 'pending' THEN now() END) RETURNING id`,
      [installation, type, name, JSON.stringify(payload), status, error],
    );
    ids[name] = rows[0]!.id;
  };
  await add('opened', acme.id, 'pull_request.opened', 'completed', { body: `my key is ${TOKEN}`, number: 7 }, null);
  await add('large', acme.id, 'push', 'completed', { blob: 'x'.repeat(300_000) }, null);
  await add('dead', acme.id, 'pull_request.closed', 'failed', {}, `could not be read: ${TOKEN}`);
  await add('stuck', acme.id, 'issues.opened', 'completed', {}, null);
  await add('foreign', other.id, 'pull_request.opened', 'failed', { body: 'canary' }, 'canary');
  await system.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, event_id, installation_id, workflow_type, status, completed_at, started_at)
     SELECT 'run:1', (SELECT id FROM workflows LIMIT 1), $1, $2, 'pr_review', 'failed', now(), now()`,
    [ids.stuck, acme.id],
  );
});
afterAll(() => rig.close());

const names = async (path: string) => {
  const { items } = (await (await rig.ask('ada', path)).json()) as { items: { id: string }[] };
  return items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));
};

describe('events', () => {
  it('are listed to administrators, newest first, and page by page', async () => {
    expect(await names('/events')).toEqual(['stuck', 'dead', 'large', 'opened']);
    const first = (await (await rig.ask('ada', '/events?limit=3')).json()) as { next_cursor: string };
    expect(await names(`/events?limit=3&cursor=${first.next_cursor}`)).toEqual(['opened']);
    expect(await (await rig.ask('bob', '/events')).json()).toEqual({ items: [], next_cursor: null });
  });

  it('tell what they are about, and of another delivery which one counts', async () => {
    const { system } = rig;
    const set = (id: string | undefined, status: string, payload: object) =>
      system.query(`UPDATE events SET deduplication_hash = 'same', status = $2, payload = $3 WHERE id = $1`, [
        id,
        status,
        JSON.stringify(payload),
      ]);
    await set(ids.dead, 'failed', { pull_request: { number: 12 } });
    await set(ids.stuck, 'ignored', { issue: { number: 'none' } });
    try {
      const { items } = (await (await rig.ask('ada', '/events')).json()) as { items: object[] };
      expect(items).toMatchObject([
        { id: ids.stuck, number: null, duplicate_of: ids.dead },
        { id: ids.dead, number: 12, duplicate_of: null },
        { id: ids.large, number: null, duplicate_of: null },
        { id: ids.opened, number: null, duplicate_of: null },
      ]);
    } finally {
      await system.query('UPDATE events SET deduplication_hash = NULL, payload = $2 WHERE id = ANY ($1)', [
        [ids.dead, ids.stuck],
        '{}',
      ]);
      await system.query(`UPDATE events SET status = 'completed' WHERE id = $1`, [ids.stuck]);
    }
  });

  it('are dead letters if they failed, or a run of them did', async () => {
    expect(await names('/events?status=failed')).toEqual(['stuck', 'dead']);
    expect(await names('/events?type=pull_request')).toEqual(['dead', 'opened']);
    expect(await names('/events?type=pull_request.opened')).toEqual(['opened']);
    expect(await names('/events?type=pull%25')).toEqual([]);
  });

  it('show their payload without a credential, and none that is too large to be looked through', async () => {
    const shown = await (await rig.ask('ada', `/events/${ids.opened}`)).text();
    expect(shown).toContain('"number":7');
    expect(shown).not.toContain(TOKEN);
    expect(await (await rig.ask('ada', '/events?status=failed')).text()).not.toContain(TOKEN);
    expect(await (await rig.ask('ada', `/events/${ids.large}`)).json()).toMatchObject({ payload: null });
  });

  it('are not there for others', async () => {
    for (const [who, id] of [
      ['ada', ids.foreign],
      ['bob', ids.opened],
      ['ada', '00000000-0000-4000-8000-000000000000'],
    ] as const)
      expect((await rig.ask(who, `/events/${id}`)).status).toBe(404);
    expect((await rig.ask('ada', '/events/7')).status).toBe(400);
    const ancient = JSON.stringify(['0000-01-01T00:00:00Z', '9ecd61d5-a942-4110-8999-25528f87daa5']);
    const cursor = Buffer.from(ancient).toString('base64url');
    expect((await rig.ask('ada', `/events?cursor=${cursor}`)).status).toBe(400);
  });
});
