import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchChanges, type Changes } from '../../../src/api/stream/watch-changes.js';
import { setScope } from '../../../src/database/set-scope.js';
import { addTenant, addUser, openApiRig, type TestCaller } from '../api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let changes: Changes;
let acme: Awaited<ReturnType<typeof addTenant>>;
let other: Awaited<ReturnType<typeof addTenant>>;
const quiet = () => undefined;
const connections: pg.Client[] = [];
/** What a look at who sees what does first: it takes a moment, as a statement does. */
let beforeAccess: () => Promise<void>;

beforeAll(async () => {
  rig = await openApiRig(
    () => callers,
    (url) => {
      changes = watchChanges({
        connect: async () => {
          const client = new pg.Client(url);
          await client.connect();
          await setScope('system')(client);
          connections.push(client);
          return client;
        },
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
        pollMs: 60_000,
      });
      const readAccess = async (userId: number) => {
        await beforeAccess();
        return Object.values(callers).find((who) => who.userId === userId)?.access ?? { installations: [] };
      };
      return { changes, readAccess, streamTimes: { lookAgainMs: 50, heartbeatMs: 50 } };
    },
  );
  acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop', 'hidden'] });
  other = await addTenant(rig.system, { account: 'other', repositories: ['secret'] });
  const [first] = acme.access('read').installations;
  const access = { installations: [{ ...first!, repositories: first!.repositories.slice(0, 1) }] };
  for (const login of ['ada', 'bob', 'cleo']) {
    callers[login] = { userId: await addUser(rig.system, login), login, access };
  }
  await vi.waitFor(() => expect(connections).not.toEqual([]));
});
beforeEach(() => {
  beforeAccess = () => setTimeout(1);
});
afterAll(async () => {
  await changes.close();
  await rig.close();
});

/** A stream that is read in the background. */
async function listen(who: string, lastEventId?: string) {
  const response = await rig.ask(who, '/stream', { ...(lastEventId && { headers: { 'Last-Event-ID': lastEventId } }) });
  const reader = response.body!.getReader();
  const heard = { text: '', ended: false };
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      heard.text += Buffer.from(value).toString('utf8');
    }
    heard.ended = true;
  })();
  return { response, heard, close: () => reader.cancel() };
}

const scan = async (tenant: typeof acme, nth: number, phase: string) =>
  rig.system.query(
    `INSERT INTO scans (installation_id, repository_id, kind, reason, status, phase) VALUES ($1, $2, 'full', 'test', 'running', $3)`,
    [tenant.id, tenant.repositoryIds[nth], phase],
  );

describe('the live stream', () => {
  it('tells what changes in the repositories that the caller sees, and nothing else', async () => {
    const { response, heard, close } = await listen('ada');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await scan(other, 0, 'canary');
    await scan(acme, 1, 'canary');
    await scan(acme, 0, 'reading');
    await expect.poll(() => heard.text, { timeout: 5000 }).toContain('"phase": "reading"'.replace(': ', ':'));
    expect(heard.text).toMatch(/event: scan\.updated\ndata: \{.*"repo":"acme\/shop".*\}\nid: \d+-\d+\n/);
    expect(heard.text).not.toContain('canary');
    await expect.poll(() => heard.text).toContain(': still here');
    await close();
  });

  it('tells of runs with what they wait for and their steps, to administrators of those that are about no repository', async () => {
    const [workflow]: { id: string }[] = await rig.system.query(`SELECT id FROM workflows WHERE name = 'pr_review'`);
    const addRun = async (name: string, repositoryId: number | null) => {
      const rows: { id: string }[] = await rig.system.query(
        `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type, workflow_version, installation_id, repository_id, status, waiting_for)
         VALUES ($1, $2, 'Tell', 1, $3, $4, 'running', 'approval') RETURNING id`,
        [name, workflow!.id, acme.id, repositoryId],
      );
      return rows[0]!.id;
    };
    callers.boss = { userId: await addUser(rig.system, 'boss'), login: 'boss', access: acme.access('admin', 'admin') };
    const [ada, boss] = [await listen('ada'), await listen('boss')];
    const shop = await addRun('run:shop', acme.repositoryIds[0]!);
    await addRun('run:none', null);
    await expect
      .poll(() => boss.heard.text, { timeout: 5000 })
      .toMatch(/"id":"run:none".*"repo":null|"repo":null.*"id":"run:none"/);
    await rig.system.query(
      `INSERT INTO execution_steps (run_id, position, installation_id, name, type, status) VALUES ($1, 0, $2, 'ask', 'approval', 'waiting')`,
      [shop, acme.id],
    );
    await expect.poll(() => ada.heard.text, { timeout: 5000 }).toContain('"waiting_for":"approval"');
    await expect.poll(() => ada.heard.text, { timeout: 5000 }).toContain('"steps":[{"name":"ask","status":"waiting"}]');
    await rig.system.query(`UPDATE execution_steps SET status = 'completed' WHERE run_id = $1`, [shop]);
    await expect
      .poll(() => ada.heard.text, { timeout: 5000 })
      .toContain('"steps":[{"name":"ask","status":"completed"}]');
    expect(ada.heard.text).not.toContain('run:none');
    await Promise.all([ada.close(), boss.close()]);
  });

  it('goes on after what was heard last', async () => {
    const first = await listen('ada');
    await scan(acme, 0, 'one');
    await expect.poll(() => first.heard.text, { timeout: 5000 }).toContain('one');
    await first.close();
    const id = [...first.heard.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
    await scan(acme, 0, 'two');
    const second = await listen('ada', id);
    await expect.poll(() => second.heard.text, { timeout: 5000 }).toContain('two');
    expect(second.heard.text).not.toContain('"one"');
    await second.close();
  });

  it('waits for no transaction, and tells what one changed when it has ended', async () => {
    const { heard, close } = await listen('ada');
    const runner = rig.system.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `INSERT INTO scans (installation_id, repository_id, kind, reason, status, phase) VALUES ($1, $2, 'full', 't', 'running', 'slow')`,
      [acme.id, acme.repositoryIds[0]],
    );
    await scan(acme, 0, 'quick');
    await expect.poll(() => heard.text, { timeout: 5000 }).toContain('quick');
    expect(heard.text).not.toContain('slow');
    await runner.commitTransaction();
    await runner.release();
    await expect.poll(() => heard.text, { timeout: 5000 }).toContain('slow');
    expect(heard.text.match(/"quick"/g)).toHaveLength(1);
    await close();
  });

  it('ends when its caller is signed out, and stops telling what is not seen any more', async () => {
    const bob = await listen('bob');
    const cleo = await listen('cleo');
    callers.cleo = { ...callers.cleo!, access: { installations: [] } };
    const { bob: gone } = callers;
    delete callers.bob;
    await expect.poll(() => bob.heard.ended, { timeout: 5000 }).toBe(true);
    await setTimeout(150);
    await scan(acme, 0, 'unseen');
    const ada = await listen('ada');
    await scan(acme, 0, 'seen');
    await expect.poll(() => ada.heard.text, { timeout: 5000 }).toContain('"seen"');
    expect(cleo.heard.text).not.toContain('unseen');
    await Promise.all([cleo.close(), ada.close()]);
    callers.bob = gone!;
  });

  it('opens five for one person and refuses the others, of fifty tabs', async () => {
    const tabs = await Promise.all(Array.from({ length: 50 }, () => rig.ask('bob', '/stream')));
    expect(tabs.map(({ status }) => status).toSorted()).toEqual([...Array(5).fill(200), ...Array(45).fill(429)]);
    const [first, ...others] = tabs.filter(({ status }) => status === 200);
    await first!.body?.cancel();
    // One that ends makes room for one.
    const next = async () => (await rig.ask('bob', '/stream')).status;
    await expect.poll(next, { timeout: 5000 }).toBe(200);
    expect(await next()).toBe(429);
    await Promise.all(others.map((tab) => tab.body?.cancel()));
  });

  it('does not count one that never began', async () => {
    beforeAccess = () => Promise.reject(new Error('the database is away'));
    const failed = await Promise.all(Array.from({ length: 5 }, () => rig.ask('cleo', '/stream')));
    expect(failed.map(({ status }) => status)).toEqual(Array(5).fill(500));
    beforeAccess = async () => undefined;
    const tabs = await Promise.all(Array.from({ length: 6 }, () => rig.ask('cleo', '/stream')));
    expect(tabs.map(({ status }) => status).toSorted()).toEqual([...Array(5).fill(200), 429]);
    await Promise.all(tabs.map((tab) => tab.body?.cancel()));
  });

  it('finds its way back after the connection is lost', async () => {
    const { heard, close } = await listen('ada');
    const before = connections.length;
    await rig.system.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%FROM changes%' AND pid <> pg_backend_pid() AND datname = current_database()`,
    );
    await scan(acme, 0, 'missed');
    await expect.poll(() => heard.text, { timeout: 8000 }).toContain('missed');
    expect(connections.length).toBeGreaterThan(before);
    await close();
  });
});
