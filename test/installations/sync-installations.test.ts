import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { applyInstallationEvent } from '../../src/installations/apply-installation-event.js';
import { ensureRepository } from '../../src/installations/ensure-repository.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import { purgeInstallations, type PurgePorts } from '../../src/installations/purge-installations.js';
import { markSuspended } from '../../src/installations/mark-suspended.js';
import { syncInstallations, type SyncPorts } from '../../src/installations/sync-installations.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

type World = Map<number, { login: string; suspended: boolean; repositories: Map<number, string> }>;

const account = (login: string) => ({ id: 1, login, type: 'Organization' });

function sync(
  world: World,
  failing = -1,
  endRuns: SyncPorts['endRuns'] = async () => 0,
  resumed: SyncPorts['resumed'] = async () => 0,
) {
  return syncInstallations({
    source,
    listInstallations: async () =>
      [...world].map(([id, { login, suspended }]) => ({
        id,
        account: account(login),
        permissions: {},
        events: [],
        suspended_at: suspended ? '2026-01-01T00:00:00Z' : null,
      })),
    listRepositories: async (id) => {
      if (id === failing) throw new Error('half a list');
      return [...(world.get(id)?.repositories ?? [])].map(([repository, full_name]) => ({
        id: repository,
        full_name,
        private: true,
      }));
    },
    endRuns,
    resumed,
  });
}

/** What runs may be started for, as our rows say. */
async function active(): Promise<string[]> {
  const rows: { name: string }[] = await source.query(
    `SELECT i.github_installation_id || ':' || r.github_repo_id || ':' || r.full_name AS name FROM repositories r
       JOIN installations i ON i.id = r.installation_id
      WHERE r.is_active AND i.suspended_at IS NULL AND i.deleted_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

function truth(world: World): string[] {
  return [...world]
    .flatMap(([id, one]) =>
      one.suspended ? [] : [...one.repositories].map(([repository, name]) => `${id}:${repository}:${name}`),
    )
    .toSorted();
}

/** GitHub gives a new installation a new id. */
const used = new Set<number>();

type Step = { kind: string; installation: number; repository: number };

/** Changes the world and returns the event GitHub would send, or null if it has nothing to say. */
function happen(world: World, { kind, installation: id, repository: repo }: Step): [string, unknown] | null {
  const known = world.get(id);
  const installation = { id, account: account(known?.login ?? 'acme') };
  if (kind === 'install') {
    if (known || used.has(id)) return null;
    used.add(id);
    world.set(id, { login: 'acme', suspended: false, repositories: new Map() });
    return ['installation.created', { installation, repositories: [] }];
  }
  if (!known) return null;
  if (kind === 'suspend' || kind === 'unsuspend') {
    known.suspended = kind === 'suspend';
    return [
      `installation.${kind}`,
      { installation: { ...installation, suspended_at: known.suspended ? '2026-01-01T00:00:00Z' : null } },
    ];
  }
  if (kind === 'uninstall') {
    world.delete(id);
    return ['installation.deleted', { installation }];
  }
  const facts = { id: repo, full_name: `acme/r${repo}`, private: true };
  if (kind === 'add') {
    known.repositories.set(repo, facts.full_name);
    return ['installation_repositories.added', { installation, repositories_added: [facts] }];
  }
  if (!known.repositories.has(repo)) return null;
  if (kind === 'rename') {
    known.repositories.set(repo, `acme/new${repo}`);
    return ['repository.renamed', { installation: { id }, repository: { ...facts, full_name: `acme/new${repo}` } }];
  }
  known.repositories.delete(repo);
  return ['installation_repositories.removed', { installation, repositories_removed: [facts] }];
}

describe('syncInstallations', () => {
  it('L1: converges whatever was dropped, repeated or reordered', async () => {
    let next = 0;
    const step = fc.record({
      kind: fc.constantFrom('install', 'add', 'add', 'rename', 'remove', 'suspend', 'unsuspend', 'uninstall'),
      installation: fc.constantFrom(1, 2),
      repository: fc.constantFrom(11, 12),
      fate: fc.constantFrom('arrives', 'arrives', 'lost', 'late', 'twice'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const world: World = new Map();
        const late: [string, unknown][] = [];
        const offset = (next += 10);
        const deliver = ([eventType, payload]: [string, unknown]) =>
          applyInstallationEvent(source.manager, { eventType, payload });
        for (const { fate, ...each } of steps) {
          const event = happen(world, {
            ...each,
            installation: each.installation + offset,
            repository: each.repository + offset * 10,
          });
          if (event === null || fate === 'lost') continue;
          if (fate === 'late') late.push(event);
          else await deliver(event);
          if (fate === 'twice') await deliver(event);
        }
        for (const event of late.toReversed()) await deliver(event);
        await sync(world);
        expect(await active()).toEqual(truth(world));
        await source.query('DELETE FROM installations');
      }),
      { numRuns: 40 },
    );
  });

  it('a repository that comes back counts as installed now, one that stayed as before', async () => {
    const one = { login: 'acme', suspended: false, repositories: new Map([[11, 'acme/a']]).set(12, 'acme/b') };
    const world: World = new Map([[1, one]]);
    await sync(world);
    await source.query(`UPDATE repositories SET installed_at = '2020-01-01'`);
    one.repositories.delete(11);
    await sync(world);
    one.repositories.set(11, 'acme/a');
    await sync(world);
    const rows: { id: number; isOld: boolean }[] = await source.query(
      `SELECT github_repo_id::int AS id, installed_at = '2020-01-01' AS "isOld" FROM repositories ORDER BY 1`,
    );
    expect(rows).toEqual([
      { id: 11, isOld: false },
      { id: 12, isOld: true },
    ]);
  });

  it('changes nothing of an installation whose list fails', async () => {
    const world: World = new Map([
      [
        1,
        {
          login: 'acme',
          suspended: false,
          repositories: new Map([
            [11, 'acme/a'],
            [12, 'acme/b'],
          ]),
        },
      ],
    ]);
    await sync(world);
    world.get(1)?.repositories.delete(11);
    expect(await sync(world, 1)).toMatchObject({ installations: 0, failed: ['acme: half a list'] });
    expect(await active()).toEqual(['1:11:acme/a', '1:12:acme/b']);
    expect((await sync(world)).failed).toEqual([]);
    expect(await active()).toEqual(['1:12:acme/b']);
  });

  it('L2: a transferred repository starts clean at its new owner', async () => {
    const world: World = new Map([[1, { login: 'acme', suspended: false, repositories: new Map([[11, 'acme/a']]) }]]);
    await sync(world);
    const payload = { installation: { id: 2 }, repository: { id: 11, full_name: 'other/a', owner: account('other') } };
    const { ended } = await applyInstallationEvent(source.manager, { eventType: 'repository.transferred', payload });
    expect(ended.repositoryIds).toHaveLength(1);
    await ensureRepository(source.manager, payload);
    expect(await active()).toEqual(['2:11:other/a']);
  });
});

describe('L1: each event that is missed', () => {
  const facts = (id: number) => ({ id, full_name: `acme/r${id}`, private: true });
  const acme = { id: 1, account: account('acme') };

  it.each<[string, (world: World) => void, string[]]>([
    [
      'installation.created',
      (world) => world.set(2, { login: 'new', suspended: false, repositories: new Map([[21, 'new/a']]) }),
      ['1:11:acme/r11', '1:12:acme/r12', '2:21:new/a'],
    ],
    ['installation.deleted', (world) => world.delete(1), []],
    ['installation.suspend', (world) => Object.assign(world.get(1) ?? {}, { suspended: true }), []],
    [
      'installation_repositories.added',
      (world) => world.get(1)?.repositories.set(13, 'acme/r13'),
      ['1:11:acme/r11', '1:12:acme/r12', '1:13:acme/r13'],
    ],
    ['installation_repositories.removed', (world) => world.get(1)?.repositories.delete(12), ['1:11:acme/r11']],
    [
      'repository.renamed',
      (world) => world.get(1)?.repositories.set(12, 'acme/renamed'),
      ['1:11:acme/r11', '1:12:acme/renamed'],
    ],
    ['repository.deleted', (world) => world.get(1)?.repositories.delete(11), ['1:12:acme/r12']],
    [
      'repository.transferred',
      (world) => {
        world.get(1)?.repositories.delete(11);
        world.set(2, { login: 'other', suspended: false, repositories: new Map([[11, 'other/moved']]) });
      },
      ['1:12:acme/r12', '2:11:other/moved'],
    ],
    [
      'repository.transferred to an account without the App',
      (world) => world.get(1)?.repositories.delete(11),
      ['1:12:acme/r12'],
    ],
    [
      'repository.deleted, and one made with its name',
      (world) => {
        world.get(1)?.repositories.delete(11);
        world.get(1)?.repositories.set(99, 'acme/r11');
      },
      ['1:12:acme/r12', '1:99:acme/r11'],
    ],
    [
      'installation_target.renamed',
      (world) => {
        const one = world.get(1);
        if (one) one.login = 'acme2';
        one?.repositories.set(11, 'acme2/r11').set(12, 'acme2/r12');
      },
      ['1:11:acme2/r11', '1:12:acme2/r12'],
    ],
  ])('%s: the sync ends where GitHub is, and what runs for the others ends', async (_, change, expected) => {
    const world: World = new Map([
      [
        1,
        {
          login: 'acme',
          suspended: false,
          repositories: new Map([
            [11, 'acme/r11'],
            [12, 'acme/r12'],
          ]),
        },
      ],
    ]);
    await sync(world);
    change(world);
    const ended: number[] = [];
    await sync(world, -1, async (__, ids) => ended.push(...ids));
    expect(await active()).toEqual(expected);
    const gone: { id: number }[] = await source.query(
      `SELECT r.id FROM repositories r JOIN installations i ON i.id = r.installation_id
        WHERE NOT r.is_active OR i.suspended_at IS NOT NULL OR i.deleted_at IS NOT NULL ORDER BY 1`,
    );
    expect(ended.toSorted((a, b) => a - b)).toEqual(gone.map(({ id }) => id));
  });

  it('installation.unsuspend', async () => {
    const world: World = new Map([[1, { login: 'acme', suspended: true, repositories: new Map([[11, 'acme/r11']]) }]]);
    await sync(world);
    expect(await active()).toEqual([]);
    const resumed: number[][] = [];
    const note: SyncPorts['resumed'] = async (_, ids) => resumed.push([...ids]);
    await sync(world, -1, undefined, note);
    Object.assign(world.get(1) ?? {}, { suspended: false });
    await sync(world, -1, undefined, note);
    await sync(world, -1, undefined, note);
    expect(await active()).toEqual(['1:11:acme/r11']);
    const known: { id: number }[] = await source.query('SELECT id FROM repositories');
    // What was pushed meanwhile was not delivered: whoever follows it is told once.
    expect(resumed).toEqual([known.map(({ id }) => id)]);
  });

  it('a token that was refused because of a suspension ends what is read, once', async () => {
    await sync(new Map([[1, { login: 'acme', suspended: false, repositories: new Map([[11, 'acme/r11']]) }]]));
    const ended: string[] = [];
    const note: SyncPorts['endRuns'] = async (_, ids, reason) => ended.push(`${ids.length} ${reason}`);
    for (let time = 0; time < 2; time++) await markSuspended(source, 1, note);
    expect(await active()).toEqual([]);
    expect(ended).toEqual(['1 suspended']);
  });

  it('new_permissions_accepted', async () => {
    const listed = { ...acme, permissions: { contents: 'read' }, events: ['push'], suspended_at: null };
    const ports = { source, listRepositories: async () => [], endRuns: async () => 0, resumed: async () => 0 };
    await syncInstallations({ ...ports, listInstallations: async () => [listed] });
    await syncInstallations({
      ...ports,
      listInstallations: async () => [{ ...listed, permissions: { contents: 'read', checks: 'write' } }],
    });
    expect(await source.query('SELECT permissions FROM installations')).toEqual([
      { permissions: { contents: 'read', checks: 'write' } },
    ]);
  });

  it.each([0, 1, 5000])(
    'an installation of %i repositories is taken whole',
    async (count) => {
      const repositories = new Map(Array.from({ length: count }, (_, index) => [1000 + index, `acme/r${index}`]));
      await sync(new Map([[1, { login: 'acme', suspended: false, repositories }]]));
      expect(await active()).toHaveLength(count);
      const created = {
        installation: { id: 2, account: account('big') },
        repositories: [...repositories.keys()].map(facts),
      };
      await applyInstallationEvent(source.manager, { eventType: 'installation.created', payload: created });
      expect(await active()).toHaveLength(2 * count);
    },
    60_000,
  );
});

describe('L1: events of an installation in the wrong order', () => {
  const event = (action: string, updatedAt: string | number, more: object = {}) =>
    applyInstallationEvent(source.manager, {
      eventType: `installation.${action}`,
      payload: { installation: { id: 7001, account: account('acme'), updated_at: updatedAt, ...more } },
    });
  const row = async () =>
    (
      await source.query(
        `SELECT is_active, suspended_at IS NOT NULL AS suspended, permissions FROM installations
          WHERE github_installation_id = 7001`,
      )
    )[0];

  it('the newest one holds, whichever comes last', async () => {
    await event('new_permissions_accepted', '2026-01-02T00:00:00Z', { permissions: { contents: 'write' } });
    await event('created', 1_767_225_600, { permissions: { contents: 'read' }, repositories: [] });
    expect(await row()).toEqual({ is_active: true, suspended: false, permissions: { contents: 'write' } });
    await event('unsuspend', '2026-01-04T00:00:00Z', { permissions: { contents: 'write' } });
    await event('suspend', '2026-01-03T00:00:00Z', { suspended_at: '2026-01-03T00:00:00Z' });
    expect(await row()).toMatchObject({ is_active: true, suspended: false });
    await event('suspend', '2026-01-05T00:00:00Z', { suspended_at: '2026-01-05T00:00:00Z' });
    expect(await row()).toMatchObject({ is_active: false, suspended: true });
  });

  it('one that says no time is taken as it comes', async () => {
    await event('unsuspend', 'yesterday');
    expect(await row()).toMatchObject({ is_active: true, suspended: false });
  });

  it('a late first event still brings its repositories', async () => {
    await applyInstallationEvent(source.manager, {
      eventType: 'installation.created',
      payload: {
        installation: { id: 7001, account: account('acme'), updated_at: '2026-01-01T00:00:00Z' },
        repositories: [{ id: 70011, full_name: 'acme/late', private: true }],
      },
    });
    expect(await source.query(`SELECT full_name FROM repositories WHERE github_repo_id = 70011 AND is_active`)).toEqual(
      [{ full_name: 'acme/late' }],
    );
    expect(await row()).toMatchObject({ is_active: true });
  });
});

describe('L2: what happens to a repository', () => {
  const payload = (change: object, installation = 1) => ({
    installation: { id: installation },
    repository: { id: 11, full_name: 'acme/a', private: true, owner: account('acme'), ...change },
  });
  const apply = (eventType: string, given: unknown) =>
    applyInstallationEvent(source.manager, { eventType, payload: given });

  async function rows(): Promise<unknown[]> {
    return source.query(
      `SELECT i.github_installation_id::int AS installation, github_repo_id::int AS id, full_name AS name, private, r.is_active AS active
         FROM repositories r JOIN installations i ON i.id = r.installation_id ORDER BY 1, 2`,
    );
  }

  async function reviewed(): Promise<void> {
    await sync(new Map([[1, { login: 'acme', suspended: false, repositories: new Map([[11, 'acme/a']]) }]]));
    await fill(1, 11);
  }

  it.each([
    ['repository.renamed', { full_name: 'acme/b' }, { name: 'acme/b', private: true, active: true }],
    ['repository.publicized', { private: false }, { name: 'acme/a', private: false, active: true }],
    ['repository.privatized', { private: true }, { name: 'acme/a', private: true, active: true }],
    ['repository.edited', { default_branch: 'trunk' }, { name: 'acme/a', private: true, active: true }],
    ['repository.archived', {}, { name: 'acme/a', private: true, active: true }],
    ['repository.deleted', {}, { name: 'acme/a', private: true, active: false }],
  ])('%s: its row follows by its id, twice as once, and keeps what it has', async (eventType, change, expected) => {
    await reviewed();
    for (const _ of [1, 2]) await apply(eventType, payload(change));
    expect(await rows()).toEqual([{ installation: 1, id: 11, ...expected }]);
    expect(await source.query('SELECT 1 FROM findings')).toHaveLength(1);
  });

  it('transferred and renamed at once: the new owner sees nothing of the old one, whose runs end', async () => {
    await reviewed();
    const moved = payload({ full_name: 'other/b', owner: account('other') }, 2);
    const { ended } = await apply('repository.transferred', moved);
    expect(ended.repositoryIds).toHaveLength(1);
    const owner = await ensureRepository(source.manager, moved);
    expect(owner).toMatchObject({ repository: { githubRepoId: 11 } });
    expect(await rows()).toEqual([
      { installation: 1, id: 11, name: 'acme/a', private: true, active: false },
      { installation: 2, id: 11, name: 'other/b', private: true, active: true },
    ]);
    const seen: unknown[] = await source.query(
      'SELECT 1 FROM findings f JOIN repositories r ON r.id = f.repository_id WHERE r.is_active',
    );
    expect(seen).toEqual([]);
    expect(await ensureRepository(source.manager, payload({}))).toEqual({ refused: 'repository removed' });
  });

  it('made anew with the same name: it gets none of what the old one had', async () => {
    await reviewed();
    await apply('repository.deleted', payload({}));
    const again = payload({ id: 77 });
    const owner = await ensureRepository(source.manager, again);
    if ('refused' in owner) throw new Error(owner.refused);
    const had: unknown[] = await source.query('SELECT 1 FROM pull_requests WHERE repository_id = $1', [
      owner.repository.id,
    ]);
    expect(had).toEqual([]);
    expect(await rows()).toEqual([
      { installation: 1, id: 11, name: 'acme/a', private: true, active: false },
      { installation: 1, id: 77, name: 'acme/a', private: true, active: true },
    ]);
    expect(await ensureRepository(source.manager, payload({}))).toEqual({ refused: 'repository removed' });
  });
});

describe('purgeInstallations', () => {
  it('takes the later tries of an event, and what it brought to the graph, along', async () => {
    await sync(new Map([[1, { login: 'gone', suspended: false, repositories: new Map([[11, 'gone/a']]) }]]));
    await source.query('DELETE FROM dbos.workflow_status');
    await source.query(
      `WITH e AS (INSERT INTO events (github_installation_id, source, event_type, delivery_id, payload, retry_count)
                  VALUES (1, 'github', 'x', 'tried', '{}', 2) RETURNING id)
       INSERT INTO dbos.workflow_status (workflow_uuid, status, name)
       SELECT prefix || id || suffix, 'ERROR', 'x'
         FROM e, (VALUES ('event:', ''), ('event:', ':1'), ('event:', ':2'), ('index:', '')) names (prefix, suffix)`,
    );
    await source.query('UPDATE installations SET deleted_at = now()');
    expect(await purgeInstallations(purging())).toMatchObject([{ counts: { engine: 4, events: 1 } }]);
    expect(await source.query('SELECT 1 FROM dbos.workflow_status')).toEqual([]);
  });

  it('takes what the engine keeps of its diffs, replays, scans, workflow files and ended workflows along', async () => {
    const world: World = new Map([
      [1, { login: 'gone', suspended: false, repositories: new Map([[11, 'gone/a']]) }],
      [2, { login: 'stays', suspended: false, repositories: new Map([[12, 'stays/b']]) }],
    ]);
    await sync(world);
    await fill(1, 11);
    await fill(2, 12);
    await source.query('DELETE FROM dbos.workflow_status');
    await source.query(
      `WITH u AS (INSERT INTO users (github_id, login) VALUES (70, 'dora') RETURNING id),
        r AS (SELECT id, installation_id FROM repositories WHERE github_repo_id IN (11, 12)),
        d AS (INSERT INTO diff_reviews (installation_id, repository_id, user_id, key, diff)
              SELECT installation_id, r.id, u.id, 'x', 'a secret plan' FROM r, u RETURNING installation_id, id),
        p AS (INSERT INTO replays (installation_id, repository_id, pull_requests, settings)
              SELECT installation_id, id, 1, '{}' FROM r RETURNING installation_id, id),
        s AS (INSERT INTO scans (installation_id, repository_id, kind, reason)
              SELECT installation_id, id, 'full', 'x' FROM r RETURNING installation_id, id),
        kept (installation_id, uuid) AS (
              SELECT installation_id, 'diff:' || id FROM d
              UNION SELECT installation_id, 'replay:' || id FROM p
              UNION SELECT installation_id, 'scan:' || id FROM s
              UNION SELECT installation_id, 'workflow-files:scan:' || id FROM s
              UNION SELECT installation_id, 'workflow-files:' || id FROM events
              UNION SELECT installation_id, 'people:' || id FROM events
              UNION SELECT installation_id, execution_id || '#end' FROM workflow_runs)
       INSERT INTO dbos.workflow_status (workflow_uuid, status, name)
       SELECT uuid, 'SUCCESS', i.account_login FROM kept JOIN installations i ON i.id = kept.installation_id`,
    );
    await source.query(
      `INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name, output)
       SELECT workflow_uuid, 0, name, '"a secret plan"' FROM dbos.workflow_status`,
    );
    await source.query(`UPDATE installations SET deleted_at = now() WHERE account_login = 'gone'`);
    expect(await purgeInstallations(purging())).toMatchObject([{ counts: { engine: 7 } }]);
    for (const [table, name] of [
      ['workflow_status', 'name'],
      ['operation_outputs', 'function_name'],
    ])
      expect(await source.query(`SELECT ${name} AS of, count(*)::int FROM dbos.${table} GROUP BY 1`)).toEqual([
        { of: 'stays', count: 7 },
      ]);
  });

  it('leaves no row of an uninstalled one in any table, and all of the others', async () => {
    const world: World = new Map([
      [1, { login: 'gone', suspended: false, repositories: new Map([[11, 'gone/a']]) }],
      [2, { login: 'stays', suspended: false, repositories: new Map([[12, 'stays/b']]) }],
    ]);
    await sync(world);
    await source.query('DELETE FROM dbos.workflow_status');
    for (const [github, repo] of [
      [1, 11],
      [2, 12],
    ])
      await fill(github ?? 0, repo ?? 0);
    const tables: { table_name: string }[] = await source.query(
      `SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'installation_id' AND t.table_type = 'BASE TABLE'`,
    );
    const count = async () => {
      const counts: Record<string, number[]> = {};
      for (const { table_name } of tables) {
        const rows: { github: number; count: number }[] = await source.query(
          `SELECT i.github_installation_id::int AS github, count(t.*)::int AS count FROM installations i
             LEFT JOIN ${table_name} t ON t.installation_id = i.id GROUP BY 1 ORDER BY 1`,
        );
        counts[table_name] = rows.map((row) => row.count);
      }
      return counts;
    };
    const before = await count();
    expect(before['findings']).toEqual([1, 1]);
    await applyInstallationEvent(source.manager, {
      eventType: 'installation.deleted',
      payload: { installation: { id: 1 } },
    });
    const [purged] = await purgeInstallations(purging());
    expect(purged).toMatchObject({
      githubInstallationId: 1,
      counts: { findings: 1, reviews: 1, workflow_runs: 1, events: 1, installations: 1, engine: 1 },
    });
    const after = await count();
    for (const [table, counts] of Object.entries(before))
      expect([table, after[table]]).toEqual([table, counts.slice(1)]);
    expect(await source.query('SELECT workflow_uuid FROM dbos.workflow_status')).toEqual([{ workflow_uuid: 'run:2' }]);
    expect(await purgeInstallations(purging())).toEqual([]);
  });
});

/** One row in each table that a review fills. */
async function fill(github: number, repo: number): Promise<void> {
  await source.query(
    `WITH i AS (SELECT id FROM installations WHERE github_installation_id = $1),
      r AS (SELECT id FROM repositories WHERE github_repo_id = $2),
      p AS (INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
            SELECT i.id, r.id, 1, 'x', 'h', 'h', 'b', 'b' FROM i, r RETURNING id),
      e AS (INSERT INTO events (installation_id, github_installation_id, source, event_type, delivery_id, payload)
            SELECT i.id, $1, 'github', 'x', $1::text, '{}' FROM i RETURNING id),
      w AS (INSERT INTO workflow_runs (execution_id, workflow_id, event_id, installation_id, repository_id, pull_request_id, workflow_type)
            SELECT 'run:' || $1, (SELECT id FROM workflows LIMIT 1), e.id, i.id, r.id, p.id, 'pr_review' FROM i, r, p, e RETURNING id),
      v AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, run_id, pull_number, head_sha, base_sha, trigger, outcome)
            SELECT i.id, r.id, p.id, w.id, 1, 'h', 'b', 'auto', 'reviewed' FROM i, r, p, w RETURNING id),
      l AS (INSERT INTO execution_logs (installation_id, execution_id, level, message) SELECT i.id, w.id, 'INFO', 'x' FROM i, w)
     INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category, title, body, path, line)
     SELECT i.id, r.id, p.id, v.id, 1, 'f', 'x', 'minor', 'bug', 't', 'b', 'p', 1 FROM i, r, p, v`,
    [github, repo],
  );
  await source.query(
    `SELECT dbos.enqueue_workflow(workflow_name => 'run_workflow', queue_name => 'runs', positional_args => ARRAY[to_json('x'::text)],
            workflow_id => 'run:' || $1::text, queue_partition_key => 'x')`,
    [String(github)],
  );
}

function purging(): PurgePorts {
  return { source, graph: createPostgresGraph(source), memoryIndex: null, log: { error: () => undefined } };
}
