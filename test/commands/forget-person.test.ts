import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { DataSource } from 'typeorm';
import { command } from '../../src/commands/forget-person.js';
import { createDataSource } from '../../src/database/data-source.js';
import { dismissFinding } from '../../src/ledger/dismiss-finding.js';
import { readEarlier } from '../../src/ledger/read-earlier.js';
import { addMemory, type NewMemory } from '../../src/memory/add-memory.js';
import { changeState } from '../../src/memory/change-state.js';
import type { Memory } from '../../src/memory/types.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let installations: number[];
const dora = { id: 501, login: 'Dora-X' };
const carl = { id: 502, login: 'carl' };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: { id: number }[] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
     VALUES (90, 'acme', 1, 'User'), (91, 'other', 2, 'User') RETURNING id`,
  );
  installations = rows.map(({ id }) => id);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** What the command prints, of both streams; the code it would end with. */
async function forget(...args: string[]): Promise<{ text: string; code: number }> {
  let text = '';
  const take = (chunk: unknown): boolean => ((text += String(chunk)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  await command.run(args, { DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(40) });
  vi.restoreAllMocks();
  return { text, code: Number(process.exitCode ?? 0) };
}

async function add(
  text: string,
  of: number,
  change: Partial<NewMemory> = {},
  developer: Memory['scope']['developer'] = null,
) {
  const { memory } = await addMemory(source, {
    installationId: installations[of] ?? 0,
    type: developer === null ? 'project_rule' : 'developer_pattern',
    text,
    state: 'active',
    scope: { repositoryId: null, pathGlob: null, symbol: null, rule: null, developer },
    source: {
      kind: 'comment',
      key: null,
      link: 'https://github.com/acme/shop/pull/7#issuecomment-1',
      path: null,
      line: null,
      quote: `${text}, Dora said`,
      sha256: null,
      pullRequestId: null,
    },
    author: dora,
    confidence: 1,
    days: null,
    ...change,
  });
  return memory;
}
const stored = async (): Promise<string> => JSON.stringify(await source.query('SELECT * FROM memories ORDER BY text'));

it('removes what is about a person and their words everywhere, and keeps what the team said and others', async () => {
  await add('writes tests first', 0, {}, dora);
  await add('reviews at noon', 1, {}, { ...dora, login: 'dora-before' });
  await add('proposes small changes', 1, { state: 'candidate' });
  const rule = await add('dates are kept in UTC', 0);
  const others = await add('money is counted in cents', 0, { author: carl });
  await add('plans ahead', 0, { author: carl }, carl);
  await changeState(source, { installationId: others.installationId, numbers: [others.number] }, 'delete', {
    by: dora,
  });
  const { text, code } = await forget('@dora-x');
  expect([text, code]).toEqual([
    [
      'removed: 2 memories about dora-x, 1 proposal that rested on their words',
      'without their name, link and quote now: 1 memory of the team, 1 other place',
      'left: the rules themselves, comments on GitHub, authors of pull requests, the people of the knowledge graph, recorded deliveries (90 days)',
      '',
    ].join('\n'),
    0,
  ]);
  const rows = await source.query(
    'SELECT text, state, author_login AS author, source_quote AS quote FROM memories ORDER BY number',
  );
  expect(rows).toEqual([
    { text: rule.text, state: 'active', author: 'somebody', quote: null },
    { text: others.text, state: 'deleted', author: 'carl', quote: 'money is counted in cents, Dora said' },
    { text: 'plans ahead', state: 'active', author: 'carl', quote: 'plans ahead, Dora said' },
  ]);
  expect(await stored()).not.toMatch(/dora-/i);
  expect(await stored()).not.toContain('501');
  expect(JSON.parse((await forget('dora-x', '--json')).text)).toEqual({
    login: 'dora-x',
    aboutThem: 0,
    proposals: 0,
    said: 0,
    names: 0,
  });
});

it('leaves an empty row where the recall index still has it, so that it goes there too', async () => {
  const memory = await add('writes tests first', 0, {}, dora);
  await source.query(`UPDATE memories SET mem0_id = 'outside' WHERE id = $1`, [memory.id]);
  expect((await forget('dora-x')).text).toContain('removed: 1 memory about dora-x');
  const rows = await source.query(
    'SELECT text, state, mem0_id AS index, developer_id AS developer, source_quote AS quote FROM memories',
  );
  expect(rows).toEqual([{ text: 'removed', state: 'deleted', index: 'outside', developer: null, quote: null }]);
});

it('takes their words and name out of dismissals, also where they had another login then', async () => {
  await source.query(
    `WITH r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name)
                SELECT id, 30, 'acme/shop' FROM installations WHERE github_installation_id = 90 RETURNING id, installation_id),
          p AS (INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha, paused_by)
                SELECT installation_id, id, 7, 'carl', 'h', 'h', 'b', 'b', 'dora-before' FROM r RETURNING *),
          v AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
                SELECT installation_id, repository_id, id, 7, 'a', 'b', 'auto:main', 'reviewed' FROM p RETURNING *)
     INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
            title, body, path, line)
     SELECT installation_id, repository_id, pull_request_id, id, n, 'f' || n, 'js/eval', 'minor', 'bug', 't', 'b', 'a.ts', n
       FROM v, (VALUES (1), (2)) AS each(n)`,
  );
  const [pull] = await source.query(
    'SELECT id AS "pullRequestId", installation_id AS "installationId", repository_id AS "repositoryId" FROM pull_requests',
  );
  const { findings } = await readEarlier(source, pull.pullRequestId);
  for (const [at, by] of [{ ...dora, login: 'dora-before' }, carl].entries()) {
    const finding = findings[at];
    if (finding === undefined) throw new Error('no finding');
    await dismissFinding(source, {
      ...pull,
      finding,
      scope: 'finding',
      rule: null,
      reason: 'not a bug',
      text: `${by.login} says so`,
      days: null,
      by,
      sourceKind: 'comment',
      key: String(at),
      link: null,
    });
  }
  await add('dates are kept in UTC', 0);
  expect((await forget('dora-x')).text).toContain('now: 2 memories of the team, 2 other places');
  const rows = await source.query(`SELECT reason, text, state FROM memories WHERE type = 'dismissal' ORDER BY number`);
  expect(rows).toEqual([
    { reason: 'not a bug', text: '', state: 'active' },
    { reason: 'not a bug', text: 'carl says so', state: 'active' },
  ]);
  const names = await source.query('SELECT dismissed_by AS name FROM findings ORDER BY handle');
  expect(names).toEqual([{ name: 'somebody' }, { name: 'carl' }]);
  expect(await stored()).not.toMatch(/dora-/i);
});

it.each([
  [[], 'whom? It takes the login of a person'],
  [['a b'], 'a login is letters, digits and dashes'],
  [['dora', 'carl'], 'unexpected argument "carl"'],
])('takes one login: %j', async (args, why) => {
  const { text, code } = await forget(...args);
  expect([text, code]).toEqual([expect.stringContaining(why), 2]);
});
