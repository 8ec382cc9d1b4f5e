import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { lifeCycleEvents } from '../../src/inbox/life-cycle-events.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const definitions = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const INSTALLATION = 4_400;
const SENDER = 5_500;
const MEMBER = 6_600;

let database: TestDatabase;
let source: DataSource;
let ended: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  ended = [];
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM users');
  await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
     SELECT id, 'acme' || id, id, 'Organization' FROM unnest(ARRAY[$1::int, $1 + 1]) id`,
    [INSTALLATION],
  );
  await source.query(`INSERT INTO users (github_id, login) SELECT id, 'user' || id FROM unnest($1::int[]) id`, [
    [SENDER, MEMBER, 7],
  ]);
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** GitHub's own example of an event, of our installation and our people. */
function example(type: string): Record<string, unknown> {
  const [name, action] = type.split('.');
  const all = definitions.find((each) => each.name === name)?.examples ?? [];
  // There is not one of every action; they have the same shape.
  const found = all.find((each) => each['action'] === action) ?? all[0];
  if (!found) throw new Error(`GitHub has no example of ${type}`);
  const payload = structuredClone(found) as Record<string, { id?: number; user?: { id: number } } | undefined>;
  payload['sender'] = { ...payload['sender'], id: SENDER };
  payload['installation'] = { ...payload['installation'], id: INSTALLATION };
  if (payload['member']) payload['member'].id = MEMBER;
  if (payload['membership']?.user) payload['membership'].user.id = MEMBER;
  return payload;
}

async function handle(type: string, payload: unknown) {
  const rows: { id: string }[] = await source.query(
    `INSERT INTO events (source, event_type, delivery_id, github_installation_id, payload)
     VALUES ('github', $1, $2, $3, $4) RETURNING id`,
    [type, randomUUID(), INSTALLATION, JSON.stringify(payload)],
  );
  return handleEvent(
    {
      source,
      github: { self: async () => ({ appSlug: 'nectr' }) },
      timings: defaultTimings,
      log: quiet,
      endSessionsOf: async (githubId) => void ended.push(githubId),
    },
    rows[0]?.id ?? '',
  );
}

/** What was counted up, by GitHub's ids. */
async function changed(): Promise<number[]> {
  const rows: { id: number }[] = await source.query(
    `SELECT github_installation_id::int AS id FROM installations WHERE access_version > 0
      UNION ALL SELECT github_id::int FROM users WHERE access_version > 0 ORDER BY 1`,
  );
  return rows.map(({ id }) => id);
}

describe('an event after which somebody sees more or less', () => {
  it.each<[string, number[]]>([
    ['installation.created', [INSTALLATION, SENDER]],
    ['installation.deleted', [INSTALLATION, SENDER]],
    ['installation.suspend', [INSTALLATION, SENDER]],
    ['installation.unsuspend', [INSTALLATION, SENDER]],
    ['installation.new_permissions_accepted', [INSTALLATION, SENDER]],
    ['installation_repositories.added', [INSTALLATION, SENDER]],
    ['installation_repositories.removed', [INSTALLATION, SENDER]],
    ['repository.privatized', [INSTALLATION, SENDER]],
    ['repository.publicized', [INSTALLATION, SENDER]],
    ['repository.renamed', [INSTALLATION, SENDER]],
    ['repository.deleted', [INSTALLATION, SENDER]],
    ['repository.transferred', [INSTALLATION, SENDER]],
    ['member.added', [INSTALLATION, SENDER, MEMBER]],
    ['member.edited', [INSTALLATION, SENDER, MEMBER]],
    ['member.removed', [INSTALLATION, SENDER, MEMBER]],
    ['membership.added', [INSTALLATION, SENDER, MEMBER]],
    ['membership.removed', [INSTALLATION, SENDER, MEMBER]],
    ['organization.member_added', [INSTALLATION, SENDER, MEMBER]],
    ['organization.member_removed', [INSTALLATION, SENDER, MEMBER]],
    ['organization.renamed', [INSTALLATION, SENDER]],
    ['organization.deleted', [INSTALLATION, SENDER, MEMBER]],
  ])('%s is waited for, and makes GitHub be asked again of those it names alone', async (type, wanted) => {
    expect(lifeCycleEvents.has(type)).toBe(true);
    expect(await handle(type, example(type))).toMatchObject({ status: 'completed' });
    expect(await changed()).toEqual(wanted);
    expect(ended).toEqual([]);
  });

  it('reaches the installation too from which a repository has gone to another one', async () => {
    const payload = example('repository.transferred') as { repository: { id: number } };
    await source.query(
      `INSERT INTO repositories (installation_id, github_repo_id, full_name)
       SELECT id, $2, 'old/home' FROM installations WHERE github_installation_id = $1`,
      [INSTALLATION + 1, payload.repository.id],
    );
    await handle('repository.transferred', payload);
    expect(await changed()).toEqual([INSTALLATION, INSTALLATION + 1, SENDER]);
  });

  it('is nothing else: a push changes nobody’s access', async () => {
    await handle('push', { ...example('member.added'), ref: 'refs/heads/x' });
    expect(await changed()).toEqual([]);
  });

  it.each([[{}], [{ installation: { id: 'x' }, sender: null, member: 3 }], [[]]])(
    'changes nothing with %j',
    async (odd) => {
      await handle('member.added', odd);
      expect(await changed()).toEqual([]);
    },
  );
});

describe('github_app_authorization.revoked', () => {
  const type = 'github_app_authorization.revoked';

  it('ends all sessions of the person, once', async () => {
    expect(lifeCycleEvents.has(type)).toBe(true);
    expect(await handle(type, { action: 'revoked', sender: { id: SENDER, login: 'dora' } })).toMatchObject({
      status: 'completed',
    });
    expect(ended).toEqual([SENDER]);
    expect(await changed()).toEqual([SENDER]);
  });

  it('is tried again if the sessions could not be ended', async () => {
    const rows: { id: string }[] = await source.query(
      `INSERT INTO events (source, event_type, delivery_id, payload) VALUES ('github', $1, $2, $3) RETURNING id`,
      [type, randomUUID(), JSON.stringify({ action: 'revoked', sender: { id: SENDER } })],
    );
    const ports = { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet };
    const fails = { ...ports, endSessionsOf: () => Promise.reject(new Error('away')) };
    const id = rows[0]?.id ?? '';
    await expect(handleEvent(fails, id)).rejects.toThrow('away');
    await handleEvent({ ...ports, endSessionsOf: async (githubId) => void ended.push(githubId) }, id);
    await handleEvent({ ...ports, endSessionsOf: async (githubId) => void ended.push(githubId) }, id);
    expect(ended).toEqual([SENDER]);
  });

  it('ends nobody’s sessions without a person', async () => {
    await handle(type, { action: 'revoked', sender: { id: '1; DROP TABLE users' } });
    expect(ended).toEqual([]);
  });
});
