import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import type { Access } from '../../../src/access/tenancy/access.js';
import { OAuthUnavailableError, SignedOutError } from '../../../src/access/login/errors.js';
import { AccessUnavailableError } from '../../../src/access/tenancy/errors.js';
import { createReadAccess, type ReadAccessPorts } from '../../../src/access/tenancy/read-access.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { askAsUser } from '../../../src/github/read/ask-as-user.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { noLimits, userNamed } from '../../../src/sandbox/state.js';
import type { Installation, Repository, Role } from '../../../src/sandbox/types.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { pem } from '../../app-key.js';

const PEOPLE = ['olga', 'ada', 'mia', 'dora', 'tom', 'rita', 'stranger'] as const;
type Person = (typeof PEOPLE)[number];

let database: TestDatabase;
let source: DataSource;
let sandbox: Sandbox;
let acme: Installation;
let own: Installation;
let shop: Repository;
const ids = {} as Record<Person, number>;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  sandbox.state.limits = { ...noLimits };
  acme = await sandbox.install({ account: 'acme', owners: ['olga'], deliver: false });
  own = await sandbox.install({ account: 'rita', deliver: false });
  shop = addRepository(acme, 'shop');
  addRepository(acme, 'site', { private: false });
  addRepository(own, 'dots');
  const roles: [Person, Role][] = [
    ['ada', 'admin'],
    ['mia', 'maintain'],
    ['dora', 'write'],
    ['tom', 'triage'],
    ['rita', 'read'],
  ];
  for (const [person, role] of roles) shop.collaborators.set(person, role);
  for (const person of PEOPLE) {
    const rows: { id: number }[] = await source.query(
      'INSERT INTO users (github_id, login) VALUES ($1, $2) RETURNING id',
      [userNamed(sandbox.state, person).id, person],
    );
    ids[person] = rows[0]!.id;
    sandbox.state.userTokens.set(`token of ${person}`.replaceAll(' ', '-'), person);
  }
});
beforeEach(async () => {
  sandbox.state.faults.clear();
  sandbox.state.requests.clear();
  await source.query('DELETE FROM installations');
  await know(acme, ['shop', 'site']);
  await know(own, ['dots']);
});
afterAll(async () => {
  await source.destroy();
  await sandbox.close();
  await database.close();
});

function addRepository(installation: Installation, name: string, more: { private?: boolean } = {}): Repository {
  return sandbox.addRepository({ installationId: installation.id, name, folder: '/nowhere', ...more });
}

/** Rows of ours for an installation and some of its repositories. */
async function know({ id, account }: Installation, names: string[]): Promise<void> {
  await source.query(
    `WITH made AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
            VALUES ($1, $2, $3, $4) RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name)
     SELECT made.id, f.id, f.name FROM made, json_to_recordset($5) AS f(id bigint, name text)`,
    [
      id,
      account.login,
      account.id,
      account.type,
      JSON.stringify(
        [...sandbox.state.repositories.values()]
          .filter((each) => each.installationId === id && names.includes(each.name))
          .map((each) => ({ id: each.id, name: `${account.login}/${each.name}` })),
      ),
    ],
  );
}

const tokens: ReadAccessPorts['tokens'] = {
  token: async (userId) => `token-of-${PEOPLE.find((person) => ids[person] === userId)}`,
  refused: async () => undefined,
};

/** One process. */
function open(more: Partial<ReadAccessPorts> = {}) {
  const baseUrl = `${sandbox.url}/api/v3`;
  return createReadAccess({
    source,
    tokens,
    github: (token) => askAsUser({ baseUrl, retryDelayMs: 1, deadlineMs: 5000 }, token),
    ...more,
  });
}

/** What somebody sees, in short. */
function short({ installations }: Access): Record<string, unknown> {
  return Object.fromEntries(
    installations.map(({ accountLogin, role, repositories }) => [
      `${accountLogin} ${role}`,
      repositories.map(({ fullName, permission, id }) => `${fullName} ${permission}${id === null ? ' unknown' : ''}`),
    ]),
  );
}

const asked = () => [...sandbox.state.requests.values()].reduce((sum, count) => sum + count, 0);
const ofRita = { 'acme member': ['acme/shop read'], 'rita admin': ['rita/dots admin'] };

describe('what somebody may see', () => {
  it.each<[Person, Record<string, unknown>]>([
    ['olga', { 'acme admin': ['acme/shop admin', 'acme/site admin'] }],
    ['ada', { 'acme member': ['acme/shop admin'] }],
    ['mia', { 'acme member': ['acme/shop maintain'] }],
    ['dora', { 'acme member': ['acme/shop write'] }],
    ['tom', { 'acme member': ['acme/shop triage'] }],
    ['rita', ofRita],
    ['stranger', {}],
  ])('is for %s what GitHub says', async (person, wanted) => {
    expect(short(await open()(ids[person]))).toEqual(wanted);
  });

  it('has our ids, and GitHub’s own', async () => {
    const { installations } = await open()(ids.dora);
    const rows: { installation: number; repository: number }[] = await source.query(
      `SELECT i.id AS installation, r.id AS repository FROM installations i JOIN repositories r ON r.installation_id = i.id
        WHERE r.full_name = 'acme/shop'`,
    );
    expect(installations).toEqual([
      {
        id: rows[0]?.installation,
        githubInstallationId: acme.id,
        accountLogin: 'acme',
        accountType: 'Organization',
        role: 'member',
        repositories: [
          {
            id: rows[0]?.repository,
            githubRepoId: shop.id,
            fullName: 'acme/shop',
            private: true,
            permission: 'write',
          },
        ],
      },
    ]);
  });

  it('has a repository that our tables do not know, without an id of ours, and one that was disconnected', async () => {
    await source.query(`DELETE FROM repositories WHERE full_name = 'acme/site'`);
    await source.query(`UPDATE repositories SET is_active = false WHERE full_name = 'acme/shop'`);
    expect(short(await open()(ids.olga))).toEqual({ 'acme admin': ['acme/shop admin', 'acme/site admin unknown'] });
  });

  it.each([
    ['that is deleted', `UPDATE installations SET deleted_at = now(), is_active = false WHERE account_login = 'acme'`],
    [
      'that is suspended',
      `UPDATE installations SET suspended_at = now(), is_active = false WHERE account_login = 'acme'`,
    ],
    ['that our tables do not know', `DELETE FROM installations WHERE account_login = 'acme'`],
  ])('has nothing of an installation %s', async (_, statement) => {
    await source.query(statement);
    expect(short(await open()(ids.rita))).toEqual({ 'rita admin': ['rita/dots admin'] });
  });

  it('has nothing of an installation that GitHub has suspended before we hear of it', async () => {
    acme.suspended = true;
    try {
      expect(short(await open()(ids.rita))).toEqual({ 'rita admin': ['rita/dots admin'] });
    } finally {
      acme.suspended = false;
    }
  });

  it('comes in as many pages as GitHub has', async () => {
    const made = Array.from({ length: 501 }, (_, at) => addRepository(own, `many-${at}`));
    try {
      const { installations } = await open()(ids.rita);
      const names = installations.find(({ accountLogin }) => accountLogin === 'rita')?.repositories;
      expect(new Set(names?.map(({ fullName }) => fullName)).size).toBe(502);
    } finally {
      for (const { id } of made) sandbox.state.repositories.delete(id);
    }
  });

  it('makes nobody an administrator where GitHub does not say who is', async () => {
    sandbox.state.faults.add({ kind: 'status', status: 502, match: { path: /^\/graphql$/ }, times: 9 });
    expect(Object.keys(short(await open()(ids.olga)))).toEqual(['acme member']);
    sandbox.state.faults.clear();
    const body = { data: { organization: { databaseId: acme.account.id + 1, viewerCanAdminister: true } } };
    sandbox.state.faults.add({ kind: 'status', status: 200, body, match: { path: /^\/graphql$/ }, times: 1 });
    expect(Object.keys(short(await open()(ids.olga)))).toEqual(['acme member']);
  });
});

describe('an answer that is kept', () => {
  it('is asked for once for requests that come together, and not again for those after it', async () => {
    const read = open();
    const all = await Promise.all(Array.from({ length: 20 }, () => read(ids.dora)));
    expect(new Set(all).size).toBe(1);
    expect(Object.fromEntries(sandbox.state.requests)).toEqual({
      'GET /user/installations': 1,
      'GET /user/installations/:id/repositories': 1,
      'POST /graphql': 1,
    });
    expect(await read(ids.dora)).toBe(all[0]);
    expect(asked()).toBe(3);
  });

  it('holds for five minutes, and not a moment longer', async () => {
    let time = 0;
    const read = open({ now: () => time });
    await read(ids.dora);
    time = 5 * 60_000 - 1;
    await read(ids.dora);
    expect(asked()).toBe(3);
    time = 5 * 60_000;
    await read(ids.dora);
    expect(asked()).toBe(6);
  });

  it.each([
    ['the installation', `UPDATE installations SET access_version = access_version + 1 WHERE account_login = 'acme'`],
    ['the person', `UPDATE users SET access_version = access_version + 1 WHERE login = 'dora'`],
    ['a suspension', `UPDATE installations SET is_active = false, suspended_at = now() WHERE account_login = 'acme'`],
  ])('is asked for again in every process after a change of %s', async (_, statement) => {
    const [here, there] = [open(), open()];
    await Promise.all([here(ids.dora), there(ids.dora)]);
    sandbox.state.requests.clear();
    await source.query(statement);
    await here(ids.dora);
    await there(ids.dora);
    expect(sandbox.state.requests.get('GET /user/installations')).toBe(2);
    await Promise.all([here(ids.dora), there(ids.dora)]);
    expect(sandbox.state.requests.get('GET /user/installations')).toBe(2);
  });

  it('is not touched by what happens to other people and other installations', async () => {
    const read = open();
    await read(ids.dora);
    await source.query(`UPDATE installations SET access_version = access_version + 1 WHERE account_login = 'rita'`);
    await source.query(`UPDATE users SET access_version = access_version + 1 WHERE login <> 'dora'`);
    await read(ids.dora);
    expect(asked()).toBe(3);
  });

  it('is asked for once more if something changed while it was asked for', async () => {
    const role = shop.collaborators.get('dora');
    const read = open({
      github: (token) => {
        const github = askAsUser({ baseUrl: `${sandbox.url}/api/v3` }, token);
        return {
          ...github,
          repositories: async (id) => {
            const answer = await github.repositories(id);
            // Taken away right after GitHub has answered.
            if (shop.collaborators.delete('dora')) {
              await source.query('UPDATE users SET access_version = access_version + 1 WHERE id = $1', [ids.dora]);
            }
            return answer;
          },
        };
      },
    });
    try {
      expect(short(await read(ids.dora))).toEqual({});
    } finally {
      shop.collaborators.set('dora', role ?? 'none');
    }
  });

  it('goes when too many people are known', async () => {
    const read = open({ limits: { people: 2, repositories: 1000 } });
    for (const person of ['dora', 'tom', 'mia'] as const) await read(ids[person]);
    sandbox.state.requests.clear();
    await read(ids.tom);
    await read(ids.mia);
    expect(asked()).toBe(0);
    await read(ids.dora);
    expect(asked()).toBe(3);
  });

  it('goes when too many repositories are known', async () => {
    const read = open({ limits: { people: 100, repositories: 2 } });
    await read(ids.dora);
    await read(ids.olga);
    sandbox.state.requests.clear();
    await read(ids.olga);
    expect(asked()).toBe(0);
    await read(ids.dora);
    expect(asked()).toBe(3);
  });
});

describe('when GitHub gives no answer', () => {
  const away = () => sandbox.state.faults.add({ kind: 'status', status: 503, match: { path: /^\/user/ }, times: 99 });

  it('what is kept is used, and nothing is shown after it', async () => {
    let time = 0;
    const read = open({ now: () => time });
    const before = await read(ids.dora);
    away();
    expect(await read(ids.dora)).toBe(before);
    time = 5 * 60_000;
    await expect(read(ids.dora)).rejects.toThrow(AccessUnavailableError);
    sandbox.state.faults.clear();
    expect(short(await read(ids.dora))).toEqual(short(before));
  });

  it('nothing is shown to somebody of whom nothing is kept, or something that has changed', async () => {
    const read = open();
    await read(ids.dora);
    away();
    await source.query('UPDATE users SET access_version = access_version + 1 WHERE id = $1', [ids.dora]);
    for (const person of ['dora', 'tom'] as const) {
      await expect(read(ids[person])).rejects.toThrow('GitHub gives no answer about what you may see');
    }
  });

  it.each<[string, Parameters<Sandbox['state']['faults']['add']>[0]]>([
    ['half a list', { kind: 'bad-json', match: { path: /repositories$/ }, times: 99 }],
    ['another shape', { kind: 'bad-json', text: '{"total_count":1}', match: { path: /installations$/ }, times: 99 }],
    ['no connection', { kind: 'reset', match: { path: /repositories$/ }, times: 99 }],
  ])('nothing is shown for %s', async (_, fault) => {
    sandbox.state.faults.add(fault);
    await expect(open()(ids.dora)).rejects.toThrow(AccessUnavailableError);
  });

  it('it is not asked again before the time that it has named', async () => {
    const read = open();
    sandbox.state.faults.add({ kind: 'secondary-limit', retryAfter: 60, match: { path: /^\/user/ }, times: 1 });
    const first: unknown = await read(ids.dora).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(AccessUnavailableError);
    expect((first as AccessUnavailableError).until?.getTime()).toBeGreaterThan(Date.now() + 50_000);
    const before = asked();
    await expect(read(ids.dora)).rejects.toThrow('fewer questions');
    expect(asked()).toBe(before);
    // Others have limits of their own.
    expect(short(await read(ids.tom))).toEqual({ 'acme member': ['acme/shop triage'] });
  });
});

describe('a token that GitHub does not take', () => {
  it('is replaced once', async () => {
    const refused: string[] = [];
    const read = open({
      tokens: {
        token: async () => (refused.length === 0 ? 'an-old-one' : 'token-of-dora'),
        refused: async (_, token) => void refused.push(token),
      },
    });
    expect(short(await read(ids.dora))).toEqual({ 'acme member': ['acme/shop write'] });
    expect(refused).toEqual(['an-old-one']);
  });

  it('shows nothing if the next one is refused too', async () => {
    const refused: string[] = [];
    const read = open({
      tokens: { token: async () => 'nobodys', refused: async (_, token) => void refused.push(token) },
    });
    await expect(read(ids.dora)).rejects.toThrow(AccessUnavailableError);
    expect(refused).toEqual(['nobodys', 'nobodys']);
  });

  it.each([
    ['is told to sign in again', new SignedOutError(), SignedOutError],
    ['is shown nothing while GitHub gives no new token', new OAuthUnavailableError('away'), AccessUnavailableError],
  ])('whoever has none %s', async (_, error, wanted) => {
    const read = open({ tokens: { token: () => Promise.reject(error), refused: async () => undefined } });
    await expect(read(ids.dora)).rejects.toThrow(wanted);
    expect(asked()).toBe(0);
  });
});
