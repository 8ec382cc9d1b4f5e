import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { addMemory, type NewMemory } from '../../../src/memory/add-memory.js';
import { memoryLookups } from '../../../src/workflows/pulls/memory-lookups.js';
import type { MemoryBase } from '../../../src/workflows/pulls/drop-stale.js';
import { askedChange, readMemories } from '../../../src/workflows/pulls/read-memories.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { entryOf } from '../../memory/recall/memory-entry.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';

let database: TestDatabase;
let source: DataSource;
let run: { installationId: number; repositoryId: number; pullRequestId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  const [row]: (typeof run)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT i.id, r.id, 7, 'Dora', 'h', 'h', 'b', 'b' FROM i, r
     RETURNING id AS "pullRequestId", installation_id AS "installationId", repository_id AS "repositoryId"`,
  );
  if (row === undefined) throw new Error('no pull request');
  run = row;
});
beforeEach(() => source.query('DELETE FROM memories'));
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const dora = { id: 501, login: 'dora' };
const { signal } = new AbortController();
/** What the file says that one of them comes from. */
const base = { ref: 'main', readBase: async () => 'Carts are in cents' };
const ports = {
  get source() {
    return source;
  },
  memoryIndex: null,
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
};
const change = sampleChange({
  title: 'Charge the cart',
  authorId: 501,
  files: [sampleFile('src/cart.ts', { hunks: diffAtOnce('', 'return charge(total / 100);\n') })],
});

async function add(text: string, more: Partial<NewMemory> = {}, scope: Partial<NewMemory['scope']> = {}) {
  return (await addMemory(source, entryOf(run, text, more, scope))).memory;
}

describe('readMemories', () => {
  it('gives each with its scope and where it comes from, and those about a rule apart', async () => {
    const origin = { ...entryOf(run, '').source };
    await add('Carts are in cents', { source: { ...origin, kind: 'file', path: 'AGENTS.md', line: 12 } });
    await add('Eval is meant', { source: { ...origin, link: 'https://x' } }, { rule: 'js/eval', repositoryId: null });
    await add('Forgets totals', { type: 'developer_pattern', author: null }, { developer: dora });
    const { memories, missing } = await readMemories(ports, run, change, base, signal);
    expect(missing).toEqual([]);
    expect(memories?.told.map(({ text, source: from, isEverywhere }) => [text, from, isEverywhere])).toEqual([
      ['Carts are in cents', 'AGENTS.md:12', false],
      ['Eval is meant', 'comment by dora', true],
      ['Forgets totals', 'comment', false],
    ]);
    expect(memories?.ruled).toMatchObject([{ text: 'Eval is meant', rule: 'js/eval', link: 'https://x' }]);
  });

  it('of an author that is not known, nothing of a person; and nothing at all where nothing is remembered', async () => {
    expect(await readMemories(ports, run, change, base, signal)).toEqual({ missing: [] });
    await add('Forgets totals', { type: 'developer_pattern' }, { developer: dora });
    const { authorId: _, ...unknown } = change;
    expect(await readMemories(ports, run, unknown, base, signal)).toEqual({ missing: [] });
  });
});

it('a change is asked about by its names, and is bounded', () => {
  const asked = askedChange(change);
  expect(asked).toMatchObject({
    title: 'Charge the cart',
    paths: ['src/cart.ts'],
    added: ['return charge(total / 100);'],
  });
  expect(asked.symbols).toEqual(['return', 'charge', 'total']);
  const large = Array.from({ length: 50_000 }, (_, at) => `const name${at} = ${'x'.repeat(200)};`).join('\n');
  const file = sampleFile('a.ts', { oldPath: 'b.ts', hunks: diffAtOnce('', large) });
  const bounded = askedChange({ ...change, files: [file] });
  expect(bounded.added.length).toBeLessThanOrEqual(4000);
  expect(bounded.symbols.length).toBeLessThan(2100);
  expect(bounded.paths).toEqual(['a.ts', 'b.ts']);
});

describe('memoryLookups', () => {
  const warned: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_: object, text: string) => void warned.push(text),
    error: () => undefined,
  };
  let now: MemoryBase = base;
  const lookups = (authorId: number | null = 501) =>
    memoryLookups(
      { source, log },
      { ...run, of: run },
      () => authorId,
      () => now,
    );

  it('offers only what is there', async () => {
    expect(Object.keys(await lookups())).toEqual([]);
    await add('Carts are in cents');
    expect(Object.keys(await lookups())).toEqual(['searchProjectMemory']);
    await add('Likes tables', { type: 'contributor_profile' }, { developer: { id: 7, login: 'erin' } });
    expect(Object.keys(await lookups())).toEqual(['searchProjectMemory']);
    await add('Forgets carts', { type: 'developer_pattern' }, { developer: dora });
    expect(Object.keys(await lookups())).toEqual(['searchProjectMemory', 'searchDeveloperMemory']);
    await source.query('UPDATE installations SET developer_memories = false');
    expect(Object.keys(await lookups())).toEqual(['searchProjectMemory']);
    await source.query('UPDATE installations SET developer_memories = true');
  });

  it('finds what is about the project in one, and only what is about the author in the other', async () => {
    await add('Carts are in cents');
    await add('Forgets carts', { type: 'developer_pattern' }, { developer: dora });
    const { searchProjectMemory, searchDeveloperMemory } = await lookups();
    expect(await searchProjectMemory?.('carts', 8, signal)).toMatchObject([{ text: 'Carts are in cents' }]);
    expect(await searchDeveloperMemory?.('carts', 5, signal)).toMatchObject([{ text: 'Forgets carts' }]);
    // The name was given to somebody else since.
    const renamed = await lookups(777);
    expect(await renamed.searchDeveloperMemory?.('carts', 5, signal)).toEqual([]);
  });

  it('gives nothing that is not true any more on the base, and nothing of which that is not known', async () => {
    const said = { ...entryOf(run, '').source, kind: 'file' as const, path: 'AGENTS.md', quote: 'Carts are in cents' };
    await add('Carts are in cents', { source: said });
    await add('Carts are never empty');
    const find = async () =>
      (await (await lookups()).searchProjectMemory?.('carts', 8, signal))?.map(({ text }) => text).toSorted();
    expect(await find()).toEqual(['Carts are in cents', 'Carts are never empty']);
    now = { ref: 'main', readBase: () => Promise.reject(new Error('502')) };
    expect(await find()).toEqual([]);
    expect(warned).toEqual([expect.stringMatching(/^what they rest on could not be read.*: M\d+, M\d+$/)]);
    now = { ref: 'main', readBase: async (path) => (path === 'AGENTS.md' ? 'Carts are in euros' : null) };
    expect(await find()).toEqual(['Carts are never empty']);
    now = { ref: 'main', readBase: async () => 'Carts are in cents. Carts are empty.' };
    expect(await find()).toEqual([]);
    const states: { text: string; state: string }[] = await source.query('SELECT text, state FROM memories');
    expect(states.map(({ state }) => state)).toEqual(['stale', 'stale']);
    warned.length = 0;
    now = base;
  });

  it('offers nothing where the database does not answer, and logs it', async () => {
    const away = { query: () => Promise.reject(new Error('away')) } as unknown as DataSource;
    expect(
      await memoryLookups(
        { source: away, log },
        { ...run, of: run },
        () => 501,
        () => base,
      ),
    ).toEqual({});
    expect(warned).toEqual(['the model is not told of the memories']);
  });
});
