import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { addMemory, type NewMemory } from '../../../src/memory/add-memory.js';
import { changeState } from '../../../src/memory/change-state.js';
import { countDecisions, listDecisions } from '../../../src/memory/decide/list-decisions.js';
import { markUsed } from '../../../src/memory/mark-used.js';
import type { Memory } from '../../../src/memory/types.js';
import { defaultRetention, purge } from '../../../src/operations/retention.js';
import { countAllDecisions } from '../../../src/workflows/learning/count-all-decisions.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { memorySource } from '../../../src/memory/memory-source.js';

let database: TestDatabase;
let source: DataSource;
let owner: { installationId: number; repositoryId: number };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: (typeof owner)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i
     RETURNING installation_id AS "installationId", id AS "repositoryId"`,
  );
  owner = rows[0] ?? owner;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function add(
  text: string,
  change: Partial<NewMemory> = {},
  scope: Partial<NewMemory['scope']> = {},
): Promise<Memory> {
  const { memory } = await addMemory(source, {
    installationId: owner.installationId,
    type: 'project_rule',
    text,
    state: 'active',
    scope: { repositoryId: owner.repositoryId, pathGlob: null, symbol: null, rule: null, developer: null, ...scope },
    source: memorySource('api'),
    author: null,
    confidence: 1,
    days: null,
    ...change,
  });
  return memory;
}
const decisions = async (ports: Parameters<typeof listDecisions>[2] = {}) =>
  (await listDecisions(source, owner.installationId, ports)).map(({ kind, memory, why }) => [kind, memory.number, why]);

it('nothing is to be decided of memories that hold', async () => {
  await add('Dates are kept in UTC');
  await add('Money is counted in cents');
  expect(await decisions({ hasFile: async () => false })).toEqual([]);
  expect(await countAllDecisions({ source, graph: createPostgresGraph(source) })).toEqual([]);
});

it('lists what is stale, opposite, without files, unused or proposed, each once and best supported first', async () => {
  const { installationId } = owner;
  await add('Use tabs');
  await add('Do not use tabs');
  await add('Never log request bodies', {}, { pathGlob: 'src/gone/**' });
  const old = await add('Dates are kept in UTC');
  const used = await add('Money is counted in cents');
  const stale = await add('Orders are sent at noon');
  await add('Errors are wrapped', { state: 'candidate' });
  const better = await add('Tests stand beside the code', { state: 'candidate' });
  const mine = { id: 501, login: 'dora' };
  await add('Writes tests first', { type: 'developer_pattern', state: 'candidate' }, { developer: mine });
  await changeState(source, { installationId, numbers: [stale.number] }, 'stale', {
    by: null,
    reason: 'AGENTS.md does not say it any more',
  });
  await source.query(
    `UPDATE memories SET created_at = now() - interval '91 days', state_changed_at = now() - interval '91 days' WHERE number = ANY ($1)`,
    [[old.number, used.number]],
  );
  await markUsed(source, installationId, [used.id]);
  await source.query('UPDATE memories SET signals = 2 WHERE id = $1', [better.id]);
  const hasFile = async (_: number, glob: string) => glob !== 'src/gone/**';
  expect(await decisions({ hasFile })).toEqual([
    ['stale', 6, 'AGENTS.md does not say it any more'],
    ['contradiction', 2, 'it says the opposite of M1'],
    ['no file', 3, 'no file matches src/gone/**'],
    ['unused', 4, 'it was never applied in 90 days'],
    ['candidate', 8, '2 of 3 signals speak for it'],
    ['candidate', 7, '1 of 3 signals speak for it'],
  ]);
  expect(countDecisions(await listDecisions(source, installationId))).toEqual({
    stale: 1,
    contradiction: 1,
    unused: 1,
    candidate: 2,
  });
  // The graph does not know this repository: nothing is said of its files.
  expect(await countAllDecisions({ source, graph: createPostgresGraph(source) })).toEqual([
    { installationId, decisions: { stale: 1, contradiction: 1, unused: 1, candidate: 2 } },
  ]);
});

it('two that never meet do not contradict each other', async () => {
  await add('Use tabs', {}, { pathGlob: 'go/**' });
  await add('Do not use tabs', {}, { pathGlob: 'web/**' });
  expect(await decisions()).toEqual([]);
});

it('what was deleted or ran out goes after 30 days, and no sooner', async () => {
  const { installationId } = owner;
  const [gone, kept, indexed] = [await add('a rule'), await add('another rule'), await add('a third rule')];
  await add('a fourth rule', { days: 1 });
  const numbers = [gone, kept, indexed].map(({ number }) => number);
  await changeState(source, { installationId, numbers }, 'delete', { by: { id: 501, login: 'dora' } });
  await source.query(`UPDATE memories SET deleted_at = now() - interval '31 days' WHERE id = ANY ($1)`, [
    [gone.id, indexed.id],
  ]);
  await source.query(`UPDATE memories SET mem0_id = 'x' WHERE id = $1`, [indexed.id]);
  expect(await purge(source, defaultRetention)).toMatchObject({ memories: 1 });
  await source.query(`UPDATE memories SET expires_at = now() - interval '31 days' WHERE expires_at IS NOT NULL`);
  await source.query(`UPDATE memories SET deleted_at = now() - interval '61 days' WHERE mem0_id IS NOT NULL`);
  expect(await purge(source, defaultRetention)).toMatchObject({ memories: 2 });
  expect(await source.query('SELECT text FROM memories')).toEqual([{ text: 'another rule' }]);
});

it('compares two thousand memories while others get their turn', async () => {
  await source.query(
    `INSERT INTO memories (installation_id, repository_id, number, type, text, state, source_kind)
      SELECT $1, $2, n, 'project_rule', (SELECT string_agg('word' || (n * 7 + k * k) % 4000, ' ') FROM generate_series(1, 60) k),
        'active', 'api' FROM generate_series(1, 2000) n`,
    [owner.installationId, owner.repositoryId],
  );
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const from = performance.now();
  expect(await decisions()).toEqual([]);
  clearInterval(beat);
  expect(performance.now() - from).toBeLessThan(30_000);
  expect(longest).toBeLessThan(1000);
});
