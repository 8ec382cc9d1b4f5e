import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { addMemory, type NewMemory } from '../../../src/memory/add-memory.js';
import { changeState } from '../../../src/memory/change-state.js';
import type { MemoryIndex } from '../../../src/memory/mem0/memory-index.js';
import { canUseTrigrams } from '../../../src/memory/recall/can-use-trigrams.js';
import { recallMemories, searchMemories } from '../../../src/memory/recall/recall-memories.js';
import type { AskedChange } from '../../../src/memory/recall/recall-query.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { entryOf } from './memory-entry.js';

let database: TestDatabase;
let source: DataSource;
let mine: { installationId: number; repositoryId: number };
let other: typeof mine;
let second: typeof mine;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: (typeof mine)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User'), (91, 'acme', 2, 'User') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name)
     SELECT id, 30, 'acme/shop' FROM i UNION ALL SELECT min(id), 31, 'acme/docs' FROM i
     RETURNING installation_id AS "installationId", id AS "repositoryId"`,
  );
  [mine = { installationId: 0, repositoryId: 0 }, other = mine, second = mine] = rows;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const { signal } = new AbortController();
const dora = { id: 501, login: 'dora' };
const change: AskedChange = {
  title: 'Charge the cart in the checkout',
  body: '',
  paths: ['src/api/cart.ts'],
  symbols: ['chargeCart', 'total'],
  added: ['  return chargeCart(cart.totalCents / 100);'],
};

async function add(text: string, more: Partial<NewMemory> = {}, scope: Partial<NewMemory['scope']> = {}, of = mine) {
  const { memory } = await addMemory(source, entryOf(of, text, more, scope));
  return memory;
}
const recall = (over: { change?: Partial<AskedChange>; index?: MemoryIndex; developerId?: number | null } = {}) =>
  recallMemories(
    { source, index: over.index ?? null },
    { ...mine, developerId: over.developerId ?? null },
    { ...change, ...over.change },
    signal,
  );
const texts = (memories: { text: string }[]) => memories.map(({ text }) => text);

describe('the scope comes first', () => {
  it('of the installation and repository, active and not run out; nothing of others', async () => {
    await add('Totals are kept in cents');
    await add('Totals are kept in cents everywhere', {}, { repositoryId: null });
    await add('Totals of the other tenant are in euros', {}, {}, other);
    await add('Totals of the docs are in euros', {}, {}, second);
    await add('Totals proposed by a model', { state: 'candidate' });
    const stale = await add('Totals were in euros once');
    await changeState(source, { ...mine, numbers: [stale.number] }, 'stale', { by: null, reason: 'changed' });
    const late = await add('Totals of last year');
    await source.query(`UPDATE memories SET expires_at = now() - interval '1 second' WHERE id = $1`, [late.id]);
    const { memories } = await recall();
    expect(texts(memories).toSorted()).toEqual(['Totals are kept in cents', 'Totals are kept in cents everywhere']);
    const found = await searchMemories(
      source,
      { ...mine, developerId: null },
      { words: 'totals', of: 'project', limit: 8 },
    );
    expect(texts(found).toSorted()).toEqual(texts(memories).toSorted());
  });

  it.each<[string, Partial<NewMemory['scope']>, boolean]>([
    ['a glob that matches a changed file', { pathGlob: 'src/api/**' }, true],
    ['a glob that matches none', { pathGlob: 'src/ui/**' }, false],
    ['a glob that cannot be read', { pathGlob: 'src/!(x)' }, false],
    ['a symbol of the change', { symbol: 'chargeCart' }, true],
    ['a symbol by its last part', { symbol: 'Cart.total' }, true],
    ['a symbol that is only alike', { symbol: 'chargeCarts' }, false],
  ])('%s', async (_, scope, isFound) => {
    await add('Totals are kept in cents', {}, scope);
    expect((await recall()).memories).toHaveLength(isFound ? 1 : 0);
  });

  it('of people only what is remembered of the author, and nothing where that is switched off', async () => {
    const erin = { id: 502, login: 'erin' };
    await add('Writes totals as floats', { type: 'developer_pattern' }, { developer: dora });
    await add('Likes totals in tables', { type: 'contributor_profile' }, { developer: erin });
    expect(texts((await recall({ developerId: 501 })).memories)).toEqual(['Writes totals as floats']);
    expect((await recall()).memories).toEqual([]);
    const search = (developerId: number | null) =>
      searchMemories(source, { ...mine, developerId }, { words: 'totals', of: 'developer', limit: 5 });
    expect(texts(await search(502))).toEqual(['Likes totals in tables']);
    expect(await search(null)).toEqual([]);
    await source.query('UPDATE installations SET developer_memories = false WHERE id = $1', [mine.installationId]);
    expect((await recall({ developerId: 501 })).memories).toEqual([]);
    expect(await search(502)).toEqual([]);
  });

  it('gives all that are about a rule by their key, whatever their words', async () => {
    const here = await add('Nothing alike', {}, { rule: 'js/eval', pathGlob: 'src/**' });
    await add('Nothing alike', {}, { rule: 'js/eval', pathGlob: 'test/**' });
    for (let at = 0; at < 20; at++) await add(`Total of cart ${at}`);
    const { ruled, memories } = await recall();
    expect(ruled.map(({ id }) => id)).toEqual([here.id]);
    expect(memories).toHaveLength(12);
  });
});

describe('words', () => {
  const distractors = async () => {
    for (let at = 0; at < 30; at++) await add(`Pages of chapter ${at} are numbered by the printer`);
  };

  it.each<[string, string, Partial<AskedChange>]>([
    ['inflected', 'Charges of carts are rounded down', { added: [] }],
    ['inside of names', 'total cents must not be divided', { title: 'x', added: ['const totalCents = 3;'] }],
    ['with underscores', 'The retry budget has a limit', { title: 'x', added: ['retry_budget = 5'] }],
    ['in paths', 'The gateway is stateless', { title: 'x', added: [], paths: ['src/payment-gateway/open.ts'] }],
  ])('are found %s', async (_, text, over) => {
    await distractors();
    await add(text);
    expect(texts((await recall({ change: over })).memories)[0]).toBe(text);
  });

  it('that say nothing are not found, unless there are so few that all can be told', async () => {
    await add('Unrelated');
    expect(texts((await recall()).memories)).toEqual(['Unrelated']);
    await distractors();
    expect(texts((await recall()).memories)).not.toContain('Unrelated');
  });

  it('are found without trigrams too', async () => {
    await distractors();
    await add('Charges of carts are rounded down');
    expect(await canUseTrigrams(source)).toBe(true);
    const plain = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
    await plain.initialize();
    await plain.query('DROP EXTENSION pg_trgm');
    try {
      expect(await canUseTrigrams(plain)).toBe(false);
      const { memories } = await recallMemories({ source: plain }, { ...mine, developerId: null }, change, signal);
      expect(texts(memories)[0]).toBe('Charges of carts are rounded down');
    } finally {
      await plain.query('CREATE EXTENSION pg_trgm');
      await plain.destroy();
    }
  });

  it.each(["'); DROP TABLE memories; --", 'a & | ! ( : * \\', '\u0000 \ud800', ''])(
    'may be anything: %j',
    async (text) => {
      await add('Totals are kept in cents');
      const { memories } = await recall({ change: { title: text, body: text, symbols: [text], added: [text] } });
      expect(memories).toHaveLength(1);
      await expect(
        searchMemories(source, { ...mine, developerId: null }, { words: text, of: 'project', limit: 8 }),
      ).resolves.toBeDefined();
    },
  );

  it('take no more than their room, the best first', async () => {
    for (let at = 0; at < 12; at++) await add(`Charge of the cart, part ${at}: ${'x'.repeat(570)}`);
    const { memories } = await recall();
    expect(memories.length).toBeGreaterThan(3);
    expect(memories.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(3100);
  });
});

describe('an index', () => {
  const index = (search: MemoryIndex['search']): MemoryIndex => ({
    add: async () => 'x',
    remove: async () => undefined,
    search,
  });

  it('brings to the front what it finds, of whatever words', async () => {
    for (let at = 0; at < 30; at++) await add(`Chapter ${at}`);
    const near = await add('Money is never a floating point number');
    const found = index(async ({ installationId }) =>
      installationId === mine.installationId ? [{ id: near.id }] : [],
    );
    const { memories, missing } = await recall({ index: found });
    expect(missing).toEqual([]);
    expect(texts(memories)).toEqual([near.text]);
  });

  it('gives ids of others, of what is gone, and nonsense, and none of it is read', async () => {
    const foreign = await add('Foreign', {}, {}, other);
    const elsewhere = await add('Of another repository', {}, {}, second);
    const outside = await add('Of another folder', {}, { pathGlob: 'src/ui/**' });
    const disabled = await add('Disabled');
    await changeState(source, { ...mine, numbers: [disabled.number] }, 'disable', { by: dora });
    const ids = [foreign.id, elsewhere.id, outside.id, disabled.id, 'nonsense', "' OR 1=1", crypto.randomUUID()];
    const { memories, missing } = await recall({ index: index(async () => ids.map((id) => ({ id }))) });
    expect({ memories, missing }).toEqual({ memories: [], missing: [] });
  });

  it.each<[string, MemoryIndex['search'], string]>([
    ['fails', () => Promise.reject(new Error('500 Internal Server Error')), '500 Internal Server Error'],
    [
      'fails at once',
      () => {
        throw new Error('no network');
      },
      'no network',
    ],
    ['hangs', () => new Promise(() => undefined), 'no answer within 1.5 s'],
    ['answers nonsense', async () => null as never, expect.any(String) as never],
  ])('that %s is named, and the rest stands', async (_, search, reason) => {
    await add('Totals are kept in cents');
    const from = performance.now();
    const { memories, missing } = await recall({ index: index(search) });
    expect(performance.now() - from).toBeLessThan(5000);
    expect(missing).toEqual([{ source: 'Mem0', reason }]);
    expect(memories).toHaveLength(1);
  });
});

describe('a database that is late', () => {
  const locked = async (work: () => Promise<void>) => {
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE memories IN ACCESS EXCLUSIVE MODE');
    try {
      await work();
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  };
  const limits = async () => {
    const shown = Array.from({ length: 6 }, () =>
      source.query(`SELECT pg_sleep(0.05), current_setting('statement_timeout') AS ms`),
    );
    const rows: { ms: string }[] = (await Promise.all(shown)).flat();
    return new Set(rows.map(({ ms }) => ms));
  };

  it('is not waited for: the reason is named, and no connection keeps the limit', async () => {
    await add('Totals are kept in cents');
    const before = await limits();
    const late = { source: 'memories', reason: 'the database gave no answer within 1.5 s' };
    await locked(async () => {
      const words = { words: 'totals', of: 'project', limit: 8 } as const;
      const [recalled, searched] = await Promise.allSettled([
        recall(),
        searchMemories(source, { ...mine, developerId: null }, words),
      ]);
      expect(recalled).toMatchObject({ value: { memories: [], ruled: [], missing: [late] } });
      expect(searched).toMatchObject({ reason: { name: 'RecallTimeoutError', message: late.reason } });
    });
    expect(await limits()).toEqual(before);
    expect((await recall()).memories).toHaveLength(1);
  });

  it('ends each other fault as it is', async () => {
    await source.query('ALTER TABLE memories RENAME TO gone');
    try {
      await expect(recall()).rejects.toThrow(/memories/);
    } finally {
      await source.query('ALTER TABLE gone RENAME TO memories');
    }
  });
});
