import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { addMemory, type NewMemory } from '../../src/memory/add-memory.js';
import { addSignal } from '../../src/memory/add-signal.js';
import { changeState } from '../../src/memory/change-state.js';
import { listMemories } from '../../src/memory/list-memories.js';
import { markUsed } from '../../src/memory/mark-used.js';
import { RefusedMemoryError } from '../../src/memory/refused-memory-error.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { memorySource } from '../../src/memory/memory-source.js';

let database: TestDatabase;
let source: DataSource;
let mine: { installationId: number; repositoryId: number };
let other: typeof mine;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: (typeof mine)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User'), (91, 'acme', 1, 'User') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i
     RETURNING installation_id AS "installationId", id AS "repositoryId"`,
  );
  [mine = { installationId: 0, repositoryId: 0 }, other = mine] = rows;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const dora = { id: 501, login: 'dora' };

function entry(change: Partial<NewMemory> = {}, scope: Partial<NewMemory['scope']> = {}): NewMemory {
  return {
    installationId: mine.installationId,
    type: 'project_rule',
    text: 'Dates are kept in UTC',
    state: 'active',
    scope: { repositoryId: mine.repositoryId, pathGlob: null, symbol: null, rule: null, developer: null, ...scope },
    source: { ...NO_SOURCE },
    author: dora,
    confidence: 1,
    days: null,
    ...change,
  };
}
const NO_SOURCE: NewMemory['source'] = memorySource('api');
const list = (change: Partial<Parameters<typeof listMemories>[1]> = {}) =>
  listMemories(source, { installationId: mine.installationId, viewer: null, ...change });

describe('adding', () => {
  it('numbers the memories of each installation on its own, also when many come at once', async () => {
    const texts = Array.from({ length: 12 }, (_, at) => `rule ${at}`);
    await Promise.all(texts.map((text) => addMemory(source, entry({ text }))));
    const { memory } = await addMemory(
      source,
      entry({ installationId: other.installationId }, { repositoryId: other.repositoryId }),
    );
    expect(memory.number).toBe(1);
    const numbers = (await list()).map(({ number }) => number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(texts.map((_, at) => at + 1));
  });

  it('takes the same source, or the same words about the same scope, once', async () => {
    const first = await addMemory(source, entry({ source: { ...NO_SOURCE, kind: 'file', key: 'utc' } }));
    const again = await addMemory(source, entry({ text: 'Other', source: { ...NO_SOURCE, kind: 'file', key: 'utc' } }));
    const words = await addMemory(source, entry({ text: '  dates are kept\n in UTC ' }));
    const elsewhere = await addMemory(source, entry({}, { pathGlob: 'src/**' }));
    expect([first.added, again.added, words.added, elsewhere.added]).toEqual([true, false, false, true]);
    expect(again.memory).toEqual(first.memory);
  });

  it('holds as long as it was said last, but for the same comment, a proposal and what a file says', async () => {
    const days = async (change: Partial<NewMemory>): Promise<number | null> => {
      const { memory, added } = await addMemory(source, entry(change));
      expect(added).toBe(false);
      return memory.expiresAt === null ? null : Math.round((memory.expiresAt.getTime() - Date.now()) / 86_400_000);
    };
    const comment = { ...NO_SOURCE, kind: 'comment' as const, key: '7' };
    await addMemory(source, entry({ days: 10, source: comment }));
    expect(await days({ days: 30, source: comment })).toBe(10);
    expect(await days({ state: 'candidate' })).toBe(10);
    expect(await days({ days: 30 })).toBe(30);
    expect(await days({ days: 30, source: { ...comment, key: '8' } })).toBe(30);
    expect(await days({ expiresAt: new Date(Date.now() + 5 * 86_400_000) })).toBe(5);
    expect(await days({})).toBeNull();
    expect((await list()).map(({ expiresAt }) => expiresAt)).toEqual([null]);
    await addMemory(source, entry({ text: 'Money is in cents', source: { ...NO_SOURCE, kind: 'file', key: 'cents' } }));
    expect(await days({ text: 'Money is in cents', days: 3 })).toBeNull();
  });

  it('makes active what a person says though a model proposed it', async () => {
    await addMemory(source, entry({ state: 'candidate', author: null, confidence: 0.6 }));
    const said = await addMemory(source, entry());
    expect(said).toMatchObject({ added: true, memory: { state: 'active' } });
    expect((await addMemory(source, entry({ state: 'candidate' }))).added).toBe(false);
  });

  it('refuses an empty text and one that is too long, with a sentence', async () => {
    await expect(async () => addMemory(source, entry({ text: ' \n ' }))).rejects.toThrow(RefusedMemoryError);
    await expect(async () => addMemory(source, entry({ text: 'x'.repeat(601) }))).rejects.toThrow(
      'A memory has at most 600 characters; this one has 601.',
    );
  });
});

describe('states', () => {
  it('go the ways that exist, and no other', async () => {
    const { memory } = await addMemory(source, entry({ state: 'candidate' }));
    const numbers = [memory.number];
    const change = (to: Parameters<typeof changeState>[2]) =>
      changeState(source, { installationId: mine.installationId, numbers }, to, { by: dora, reason: 'why' });
    expect(await change('restore')).toEqual([]);
    expect(await change('enable')).toEqual([]);
    expect(await change('stale')).toMatchObject([{ state: 'stale', stateReason: 'why' }]);
    expect(await change('approve')).toMatchObject([{ state: 'active' }]);
    expect(await change('stale')).toMatchObject([{ state: 'stale', stateReason: 'why' }]);
    expect(await change('disable')).toMatchObject([{ state: 'disabled' }]);
    expect(await change('enable')).toMatchObject([{ state: 'active' }]);
    expect(await change('delete')).toMatchObject([{ state: 'deleted' }]);
    expect(await list()).toEqual([]);
    expect(await change('restore')).toMatchObject([{ state: 'active' }]);
    await change('delete');
    await source.query(`UPDATE memories SET deleted_at = now() - interval '31 days'`);
    expect(await change('restore')).toEqual([]);
  });

  it('are not changed by another installation', async () => {
    const { memory } = await addMemory(source, entry());
    const asked = { installationId: other.installationId, numbers: [memory.number] };
    expect(await changeState(source, asked, 'delete', { by: dora })).toEqual([]);
    await markUsed(source, other.installationId, [memory.id]);
    const signal = { installationId: other.installationId, memoryId: memory.id, kind: 'reply', key: '1' } as const;
    expect(await addSignal(source, signal)).toBeNull();
    expect(await list()).toMatchObject([{ state: 'active', usedCount: 0, signals: 1 }]);
  });
});

describe('what is brought back', () => {
  it.each(['candidate', 'disabled', 'stale'] as const)('is %s again as it was', async (state) => {
    const { memory } = await addMemory(source, entry());
    await source.query('UPDATE memories SET state = $1', [state]);
    const asked = { installationId: mine.installationId, numbers: [memory.number] };
    await changeState(source, asked, 'delete', { by: dora });
    expect(await changeState(source, asked, 'restore', { by: dora })).toMatchObject([{ state }]);
  });

  it('keeps its number to itself: that of a removed one does not come again', async () => {
    await addMemory(source, entry());
    await source.query('DELETE FROM memories');
    expect((await addMemory(source, entry())).memory.number).toBe(2);
  });
});

describe('listing', () => {
  it('shows what holds for a repository, newest first, and nothing that has run out', async () => {
    await addMemory(source, entry({ text: 'everywhere' }, { repositoryId: null }));
    await addMemory(source, entry({ text: 'here' }));
    await addMemory(source, entry({ text: 'for a while', days: 5 }));
    await source.query(`UPDATE memories SET expires_at = now() - interval '1 second' WHERE text = 'for a while'`);
    expect((await list({ repositoryId: mine.repositoryId })).map(({ text }) => text)).toEqual(['here', 'everywhere']);
    expect(await list({ installationId: other.installationId })).toEqual([]);
  });

  it('shows what is remembered of a person to that person only', async () => {
    await addMemory(source, entry({ type: 'developer_pattern', text: 'Writes tests first' }, { developer: dora }));
    expect(await list()).toEqual([]);
    expect(await list({ viewer: { id: 7 } })).toEqual([]);
    expect(await list({ viewer: dora })).toHaveLength(1);
    expect(await list({ viewer: 'all' })).toHaveLength(1);
  });
});

describe('signals', () => {
  it('promote a candidate at the third that does not depend on the others', async () => {
    const { memory } = await addMemory(source, entry({ state: 'candidate' }));
    const add = (kind: 'extraction' | 'reply' | 'fix', key: string) =>
      addSignal(source, { installationId: mine.installationId, memoryId: memory.id, kind, key });
    expect(await add('extraction', 'pull:7')).toMatchObject({ state: 'candidate', signals: 1 });
    expect(await add('extraction', 'pull:7')).toMatchObject({ state: 'candidate', signals: 1 });
    expect(await add('extraction', 'pull:8')).toMatchObject({ state: 'candidate', signals: 2 });
    expect(await add('fix', 'pull:9')).toMatchObject({ state: 'active', signals: 3 });
  });
});

describe('use', () => {
  it('is counted', async () => {
    const { memory } = await addMemory(source, entry());
    await markUsed(source, mine.installationId, [memory.id]);
    await markUsed(source, mine.installationId, [memory.id]);
    const [used] = await list();
    expect(used).toMatchObject({ usedCount: 2 });
    expect(used?.lastUsedAt).toBeInstanceOf(Date);
  });
});
