import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { purgeInstallations } from '../../../src/installations/purge-installations.js';
import { addMemory, type NewMemory } from '../../../src/memory/add-memory.js';
import { changeState } from '../../../src/memory/change-state.js';
import { createMem0Index, type Mem0Index } from '../../../src/memory/mem0/create-mem0-index.js';
import { indexCounts } from '../../../src/memory/mem0/index-counts.js';
import { keepIndex } from '../../../src/memory/mem0/keep-index.js';
import { reconcileAll } from '../../../src/memory/mem0/reconcile-index.js';
import { syncIndex } from '../../../src/memory/mem0/sync-index.js';
import { healthRoutes } from '../../../src/operations/health.js';
import { createMetrics } from '../../../src/operations/metrics.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { loadSdk } from './load-sdk.js';
import { startMem0Server, type Mem0Server } from './mem0-server.js';
import { KEY, storeRow } from './mem0-state.js';
import { memorySource } from '../../../src/memory/memory-source.js';

const times = { read: 2000, write: 2000, poll: 5, event: 60, away: 20, refused: 20 };
const never = new AbortController().signal;
let database: TestDatabase;
let source: DataSource;
let server: Mem0Server;
let index: Mem0Index;
let [mine, other] = [0, 0];
const log = { warn: vi.fn(), error: vi.fn() };

beforeAll(async () => {
  await loadSdk();
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function begin(speaks: 'platform' | 'open-source'): Promise<void> {
  await source.query('DELETE FROM installations');
  const rows: { id: number }[] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
     VALUES (90, 'acme', 1, 'User'), (91, 'acme', 1, 'User') RETURNING id`,
  );
  [mine, other] = [rows[0]?.id ?? 0, rows[1]?.id ?? 0];
  server = await startMem0Server(speaks);
  index = createMem0Index({ apiKey: KEY, host: server.url }, { appId: 12, times });
  log.warn.mockReset();
  log.error.mockReset();
}

const sync = () => syncIndex({ source, index, log }, never);
/** So that what was asked for is due again. */
const minutesLater = () => source.query(`UPDATE memories SET mem0_asked_at = mem0_asked_at - interval '4 minutes'`);
const tenant = (installationId = mine) => `nectr-12-${installationId}`;
const texts = () => [...server.state.rows.values()].map(({ text }) => text).toSorted();
const known = async () => {
  const rows: { text: string }[] = await source.query(
    'SELECT text FROM memories WHERE mem0_id IS NOT NULL ORDER BY text COLLATE "C"',
  );
  return rows.map(({ text }) => text);
};

async function remember(text: string, change: Partial<NewMemory> = {}): Promise<{ id: string; number: number }> {
  const { memory } = await addMemory(source, {
    installationId: mine,
    type: 'project_rule',
    text,
    state: 'active',
    scope: { repositoryId: null, pathGlob: null, symbol: null, rule: null, developer: null },
    source: memorySource('api'),
    author: null,
    confidence: 1,
    days: null,
    ...change,
  });
  return memory;
}
const change = (number: number, to: 'delete' | 'disable' | 'stale' | 'enable', installationId = mine) =>
  changeState(source, { installationId, numbers: [number] }, to, { by: null });

describe.each(['platform', 'open-source'] as const)('with %s', (speaks) => {
  beforeEach(() => begin(speaks));
  afterEach(() => server.close());

  it('sends what is applied, each installation under its own name, and nothing else', async () => {
    await remember('rule');
    await remember('theirs', { installationId: other });
    await remember('proposed', { state: 'candidate' });
    await remember('map', { type: 'project_map' });
    await remember('over', { days: 1 });
    await source.query(`UPDATE memories SET expires_at = now() WHERE text = 'over'`);
    await remember('of mine', { type: 'developer_pattern' });
    await remember('of theirs', { type: 'contributor_profile', installationId: other });
    await source.query('UPDATE installations SET developer_memories = false WHERE id = $1', [other]);
    expect(await sync()).toEqual({ added: 3, removed: 0, failed: 0, stopped: null });
    expect(texts()).toEqual(['of mine', 'rule', 'theirs']);
    expect(await known()).toEqual(['of mine', 'rule', 'theirs']);
    expect([...server.state.rows.values()].map(({ text, userId }) => [text, userId])).toEqual(
      expect.arrayContaining([
        ['rule', tenant()],
        ['theirs', tenant(other)],
      ]),
    );
    expect(await sync()).toEqual({ added: 0, removed: 0, failed: 0, stopped: null });
  });

  it('takes back what is not applied any more, and sends it again when it is', async () => {
    const [kept, stale, gone, off] = [
      await remember('kept'),
      await remember('stale'),
      await remember('gone'),
      await remember('off', { type: 'developer_strength' }),
    ];
    await sync();
    await change(stale.number, 'stale');
    await change(gone.number, 'delete');
    await source.query('UPDATE installations SET developer_memories = false');
    expect(await sync()).toMatchObject({ added: 0, removed: 3 });
    expect([texts(), await known()]).toEqual([['kept'], ['kept']]);
    await change(stale.number, 'enable');
    expect(await sync()).toMatchObject({ added: 1, removed: 0 });
    expect(texts()).toEqual(['kept', 'stale']);
    expect([kept.id, off.id]).not.toContain(gone.id);
  });

  it('sends other words anew, also of one whose answer was lost', async () => {
    const rule = await remember('rule');
    await remember('edited before it was sent');
    const edit = (from: string, to: string) =>
      source.query('UPDATE memories SET text = $2 WHERE text = $1', [from, to]);
    await edit('edited before it was sent', 'sent');
    expect(await sync()).toMatchObject({ added: 2, removed: 0 });
    await edit('rule', 'another rule');
    expect(await indexCounts(source)).toMatchObject({ waiting: 1 });
    expect(await sync()).toMatchObject({ added: 1, removed: 1 });
    expect(texts()).toEqual(['another rule', 'sent']);
    expect(await index.search({ installationId: mine, text: 'another', limit: 5 }, never)).toEqual([{ id: rule.id }]);
    expect(await sync()).toMatchObject({ added: 0, removed: 0 });

    await remember('lost');
    server.fault = { kind: 'cut' };
    await sync();
    server.fault = null;
    await edit('lost', 'found');
    await minutesLater();
    await new Promise((resolve) => setTimeout(resolve, times.away + 10));
    for (let n = 0; n < 2; n++) await sync();
    expect(texts()).toEqual(['another rule', 'found', 'sent']);
  });

  it('two workers at once send nothing twice', async () => {
    for (let n = 0; n < 30; n++) await remember(`rule ${n}`);
    const runs = await Promise.all([sync(), sync(), sync()]);
    expect(runs.reduce((sum, { added }) => sum + added, 0)).toBe(30);
    expect(server.state.rows.size).toBe(30);
  });

  it('ends where Mem0 is away, and goes on when it is back', async () => {
    await sync();
    for (let n = 0; n < 3; n++) await remember(`rule ${n}`);
    server.fault = { kind: 'status', status: 503 };
    const stopped = await sync();
    expect(stopped).toMatchObject({ added: 0, stopped: expect.stringContaining('Mem0 cannot be reached') });
    expect(server.state.rows.size).toBe(0);
    server.fault = null;
    await new Promise((resolve) => setTimeout(resolve, times.away + 10));
    expect(await sync()).toMatchObject({ added: 2 });
    await minutesLater();
    expect(await sync()).toMatchObject({ added: 1, stopped: null });
    expect(texts()).toEqual(['rule 0', 'rule 1', 'rule 2']);
  });

  it('an answer that was lost makes no second one', async () => {
    await remember('rule');
    await sync();
    await remember('stored, and nobody heard of it');
    server.fault = { kind: 'cut' };
    expect(await sync()).toMatchObject({ added: 0, stopped: expect.any(String) });
    server.fault = null;
    await minutesLater();
    await new Promise((resolve) => setTimeout(resolve, times.away + 10));
    await sync();
    expect(texts()).toEqual(['rule', 'stored, and nobody heard of it']);
    expect(await known()).toEqual(texts());
  });

  it('one that Mem0 does not accept keeps no other from it', async () => {
    await index.connect(never);
    await remember('refused');
    server.fault = { kind: 'status', status: 400 };
    expect(await sync()).toMatchObject({ added: 0, failed: 1, stopped: null });
    server.fault = null;
    await remember('accepted');
    expect(await sync()).toMatchObject({ added: 1, failed: 0 });
    expect(texts()).toEqual(['accepted']);
  });

  it('finds what went lost on either side', async () => {
    const [one, two] = [await remember('one'), await remember('two')];
    await sync();
    await remember('theirs', { installationId: other });
    await sync();
    const metadata = { tenant: tenant(), repository_id: null, type: 'project_rule' };
    const stray = (text: string, memory_id: string) =>
      storeRow(server.state, { text, userId: tenant(), metadata: { ...metadata, memory_id } });
    stray('of a row that went', randomUUID());
    stray('twice', one.id);
    const foreign = { tenant: 'nectr-99-1', memory_id: randomUUID() };
    storeRow(server.state, { text: 'of another server', userId: 'nectr-99-1', metadata: foreign });
    for (const row of server.state.rows.values()) if (row.text === 'two') server.state.rows.delete(row.id);
    await minutesLater();
    expect(await reconcileAll({ source, index }, never)).toEqual({ adopted: 0, removed: 2, lost: 1 });
    expect(texts()).toEqual(['of another server', 'one', 'theirs']);
    await sync();
    expect(texts()).toEqual(['of another server', 'one', 'theirs', 'two']);
    expect(await index.search({ installationId: mine, text: 'two', limit: 5 }, never)).toEqual([{ id: two.id }]);
    expect(await reconcileAll({ source, index }, never)).toEqual({ adopted: 0, removed: 0, lost: 0 });
  });

  it('a removed installation is removed there too; a Mem0 that is away keeps none, and is told', async () => {
    await remember('theirs', { installationId: other });
    await remember('mine');
    await sync();
    const ports = { source, graph: createPostgresGraph(source), memoryIndex: index, log };
    await source.query('UPDATE installations SET deleted_at = now() WHERE id = $1', [mine]);
    await purgeInstallations(ports);
    expect(texts()).toEqual(['theirs']);
    expect(log.error).not.toHaveBeenCalled();
    server.fault = { kind: 'status', status: 500 };
    await source.query('UPDATE installations SET deleted_at = now()');
    expect(await purgeInstallations(ports)).toHaveLength(1);
    expect(log.error.mock.calls).toEqual([
      [expect.objectContaining({ installationId: other }), expect.stringContaining('still in the recall index')],
    ]);
  });
});

describe('the platform', () => {
  beforeEach(() => begin('platform'));
  afterEach(() => server.close());

  it('that takes a memory and never says so is asked once, and believed when it lists it', async () => {
    server.state.adding = 1_000_000;
    await remember('slow');
    expect(await sync()).toMatchObject({ added: 0, failed: 1, stopped: null });
    expect(await sync()).toMatchObject({ added: 0, failed: 0 });
    expect(server.state.events.size).toBe(1);
    const [event] = server.state.events.values();
    if (event !== undefined) server.state.rows.set(event.row.id, event.row);
    await minutesLater();
    expect(await sync()).toMatchObject({ failed: 0, stopped: null });
    expect(server.state.events.size).toBe(1);
    expect(await known()).toEqual(['slow']);
  });

  it('one that is forgotten while it is sent is taken back', async () => {
    const forgotten = await remember('forgotten');
    server.state.adding = 1_000_000;
    const patient = { ...times, event: 20_000 };
    const waiting = createMem0Index({ apiKey: KEY, host: server.url }, { appId: 12, times: patient });
    const syncing = syncIndex({ source, index: waiting, log }, never);
    await expect.poll(() => server.state.events.size).toBe(1);
    await source.query('DELETE FROM memories WHERE id = $1', [forgotten.id]);
    for (const event of server.state.events.values()) event.looks = 1;
    expect(await syncing).toMatchObject({ added: 0, stopped: null });
    expect(texts()).toEqual([]);
  });

  it('is told soon of what changed, and why that failed is logged once', async () => {
    const keeper = keepIndex({ source, index, log }, { quietMs: 10 });
    await remember('rule');
    for (let n = 0; n < 5; n++) keeper.changed();
    await expect.poll(known).toEqual(['rule']);
    server.fault = { kind: 'status', status: 500 };
    await remember('another');
    keeper.changed();
    await expect.poll(() => log.warn.mock.calls.length).toBe(1);
    await remember('a third');
    keeper.changed();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await keeper.close();
    keeper.changed();
    expect(log.warn.mock.calls).toEqual([[{ reason: expect.any(String) }, expect.stringContaining('behind')]]);
  });

  it('hears within the time of a look of what other processes changed, and leaves an index that is away alone', async () => {
    const keeper = keepIndex({ source, index, log }, { quietMs: 5, pollMs: 10 });
    const { number } = await remember('rule');
    await expect.poll(known).toEqual(['rule']);
    await change(number, 'disable');
    await expect.poll(texts).toEqual([]);
    await expect.poll(known).toEqual([]);
    expect(log.warn).not.toHaveBeenCalled();
    server.fault = { kind: 'status', status: 500 };
    await remember('another');
    await expect.poll(() => log.warn.mock.calls.length).toBe(1);
    const asked = server.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.seen.length).toBe(asked);
    await keeper.close();
  });

  it('shows in counts, metrics and /readyz how far the index is', async () => {
    await remember('rule');
    const gone = await remember('gone');
    await sync();
    const ready = async (expectIndex: boolean) =>
      (await (await healthRoutes({ source, expectWorker: false, expectIndex }).request('/readyz')).json()) as object;
    expect(await indexCounts(source)).toEqual({ indexed: 2, waiting: 0, oldestSeconds: 0 });
    expect(await ready(true)).toMatchObject({ degraded: [] });
    await change(gone.number, 'delete');
    await remember('new');
    await source.query(`UPDATE memories SET state_changed_at = now() - interval '2000 seconds' WHERE text = 'gone'`);
    await source.query(`UPDATE memories SET created_at = now() - interval '2000 seconds' WHERE text = 'gone'`);
    const counts = await indexCounts(source);
    expect(counts).toMatchObject({ indexed: 2, waiting: 2 });
    expect(counts.oldestSeconds).toBeGreaterThan(1999);
    expect([await ready(true), await ready(false)]).toMatchObject([
      { status: 'ok', degraded: ['mem0'] },
      { status: 'ok', degraded: [] },
    ]);
    const text = await createMetrics(source, { recallIndex: true }).text();
    expect(text).toContain('nectr_index_memories{state="indexed"} 2');
    expect(text).toContain('nectr_index_memories{state="waiting"} 2');
    expect(await createMetrics(source).text()).not.toContain('nectr_index_memories{');
  });
});
