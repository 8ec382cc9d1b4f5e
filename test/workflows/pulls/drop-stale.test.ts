import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { addMemory, type NewMemory } from '../../../src/memory/add-memory.js';
import { changeState } from '../../../src/memory/change-state.js';
import { listMemories } from '../../../src/memory/list-memories.js';
import type { Memory } from '../../../src/memory/types.js';
import { dropStale, type MemoryBase } from '../../../src/workflows/pulls/drop-stale.js';
import { buildConversationStage } from '../../conversation/stage.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { memorySource } from '../../../src/memory/memory-source.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let database: TestDatabase;
let source: DataSource;
let run: { installationId: number; repositoryId: number };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: (typeof run)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name, default_branch)
     SELECT id, 30, 'acme/shop', 'main' FROM i RETURNING installation_id AS "installationId", id AS "repositoryId"`,
  );
  run = rows[0] ?? run;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const entry = (
  of: typeof run,
  change: Partial<NewMemory> = {},
  repositoryId: number | null = of.repositoryId,
): NewMemory => ({
  installationId: of.installationId,
  type: 'project_rule',
  text: 'Dates are kept in UTC',
  state: 'active',
  scope: { repositoryId, pathGlob: null, symbol: null, rule: null, developer: null },
  source: memorySource('file', { key: 'k', path: 'AGENTS.md', line: 3, quote: 'Dates are kept in UTC.' }),
  author: null,
  confidence: 1,
  days: null,
  ...change,
});
const add = async (
  ...given: Parameters<typeof entry> extends [unknown, ...infer Rest] ? Rest : never
): Promise<Memory> => (await addMemory(source, entry(run, ...given))).memory;
const base = (files: Record<string, string>, ref = 'main'): MemoryBase => ({
  ref,
  readBase: async (path) => files[path] ?? null,
});
const drop = (memories: Memory[], of: MemoryBase) =>
  dropStale({ source, log: quiet }, run, { memories, ruled: memories, missing: [] }, of);
const states = async () =>
  (await listMemories(source, { installationId: run.installationId, viewer: null })).map(({ state, stateReason }) => [
    state,
    stateReason,
  ]);

it('keeps what its file still says, and turns stale what it does not say any more', async () => {
  const memory = await add();
  expect((await drop([memory], base({ 'AGENTS.md': 'Dates are kept in UTC.' }))).memories).toEqual([memory]);
  const after = await drop([memory], base({ 'AGENTS.md': 'Dates are kept in CET.' }));
  expect(after).toEqual({ memories: [], ruled: [], missing: [] });
  expect(await states()).toEqual([['stale', 'AGENTS.md does not say it any more']]);
  // Somebody says that it holds all the same.
  const by = { id: 501, login: 'dora' };
  const [approved] = await changeState(
    source,
    { installationId: run.installationId, numbers: [memory.number] },
    'approve',
    { by },
  );
  expect((await drop(approved === undefined ? [] : [approved], base({}))).memories).toHaveLength(1);
});

it('turns nothing stale by the rules of another branch; they only hold there', async () => {
  const memory = await add();
  expect((await drop([memory], base({}, 'release-1'))).memories).toEqual([]);
  expect(await states()).toEqual([['active', null]]);
});

it('looks at no file for what holds in every repository, and leaves it to the others where a rule here says the opposite', async () => {
  const memory = await add({}, null);
  expect((await drop([memory], base({}))).memories).toEqual([memory]);
  expect((await drop([memory], base({ 'CLAUDE.md': '- Dates are not kept in UTC' }))).memories).toEqual([]);
  expect(await states()).toEqual([['active', null]]);
});

it('does not apply what could not be looked up, and says so', async () => {
  const memory = await add();
  const failing: MemoryBase = { ref: 'main', readBase: () => Promise.reject(new Error('GitHub is away')) };
  expect(await drop([memory], failing)).toEqual({
    memories: [],
    ruled: [],
    missing: [{ source: 'memories', reason: 'what they rest on could not be read, so these were not applied: M1' }],
  });
  expect(await states()).toEqual([['active', null]]);
});

it('a review applies what AGENTS.md says, and not what it said once', async () => {
  const stage = await buildConversationStage();
  try {
    const issue = await stage.openPull();
    await stage.settle();
    const [of = run]: (typeof run)[] = await stage.source.query(
      'SELECT installation_id AS "installationId", id AS "repositoryId" FROM repositories',
    );
    const text = 'Orchard is the API of our fruit shop';
    const file = (key: string, quote: string) => ({ ...entry(of).source, key, path: 'README.md', quote });
    await addMemory(stage.source, entry(of, { text, source: file('here', 'The API of our fruit shop') }));
    await addMemory(
      stage.source,
      entry(of, { text: `${text}, it was said`, source: file('gone', 'The API of our meat shop') }),
    );
    await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr review');
    await stage.settle();
    const found = await stage.source.query(
      'SELECT source_key AS key, state, state_reason AS reason FROM memories ORDER BY number',
    );
    expect(found).toEqual([
      { key: 'here', state: 'active', reason: null },
      { key: 'gone', state: 'stale', reason: 'README.md does not say it any more' },
    ]);
  } finally {
    await stage.close();
  }
});
