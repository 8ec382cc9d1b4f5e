import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTenant } from '../../../src/access/tenancy/with-tenant.js';
import { listFindings, type FindingFilter } from '../../../src/api/queries/list-findings.js';
import { listReviews, type ReviewFilter } from '../../../src/api/queries/list-reviews.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { generateLedger } from '../../bench/api/generate-ledger.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { addTenant } from '../api-rig.js';

/** More rows than are looked through for a page, and an installation with less than a page. */
const LARGE = { pulls: 1500, reviewsOfPull: 2, findingsOfReview: 2 };
const SMALL = { pulls: 3, reviewsOfPull: 2, findingsOfReview: 2 };
let database: TestDatabase;
let system: DataSource;
let source: DataSource;
let installations: number[];
let large: number[];
let small: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  system = createDataSource({ url: database.url, poolSize: 1, applicationName: 'test', scope: 'system' });
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test api', scope: 'tenant' });
  await Promise.all([system.initialize(), source.initialize()]);
  const names = (count: number) => Array.from({ length: count }, (_, at) => `repo-${at}`);
  const acme = await addTenant(system, { account: 'acme', repositories: names(10) });
  const globex = await addTenant(system, { account: 'globex', repositories: names(7) });
  await generateLedger(system, { installationId: acme.id, repositoryIds: acme.repositoryIds }, LARGE);
  await generateLedger(system, { installationId: globex.id, repositoryIds: globex.repositoryIds }, SMALL);
  // A word that only old titles hold, and one that only this installation's do.
  await system.query(`UPDATE pull_requests SET title = 'Ancient ' || number WHERE number <= 60`);
  await system.query(`UPDATE pull_requests SET title = 'Rare_one%' WHERE number = 1200`);
  [installations, large, small] = [[acme.id, globex.id], acme.repositoryIds, globex.repositoryIds];
});
afterAll(async () => {
  await Promise.all([system.destroy(), source.destroy()]);
  await database.close();
});

type Row = { id: string; micros: string };
type List = (manager: EntityManager, asked: { repositoryIds: number[]; limit: number } & Page) => Promise<Row[]>;
type Page = Pick<FindingFilter, 'after'>;

const findings =
  (filter: Partial<FindingFilter>): List =>
  (manager, asked) =>
    listFindings(manager, { state: null, severity: null, category: null, path: null, ...filter, ...asked });
const any = { outcomes: null, title: null, number: null, author: null, origin: null, since: null };
const reviews =
  (filter: Partial<ReviewFilter>): List =>
  (manager, asked) =>
    listReviews(manager, { ...any, ...filter, ...asked });

const read = (list: List, repositoryIds: number[], limit: number, after: FindingFilter['after'] = null) =>
  withTenant(source, installations, (manager) => list(manager, { repositoryIds, limit, after }), { readOnly: true });

/** Of each repository by itself, which is never looked for along its installation, and then the newest of all. */
async function oneByOne(list: List, repositoryIds: number[], limit: number): Promise<Row[]> {
  const rows = (await Promise.all(repositoryIds.map((id) => read(list, [id], limit)))).flat();
  const isNewer = (a: Row, b: Row) => BigInt(a.micros) - BigInt(b.micros) || (a.id > b.id ? 1n : -1n);
  return rows.toSorted((a, b) => (isNewer(a, b) > 0n ? -1 : 1)).slice(0, limit);
}

async function pageByPage(list: List, repositoryIds: number[], limit: number, pages: number): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 0; page < pages; page++) {
    const { micros, id } = all.at(-1) ?? {};
    all.push(...(await read(list, repositoryIds, limit, id && micros ? { micros, id } : null)));
  }
  return all;
}

const since = new Date(Date.now() - 90 * 86_400_000);
const LISTS: [string, List][] = [
  ['findings', findings({})],
  ['open findings', findings({ state: 'open' })],
  ['dismissed findings', findings({ state: 'dismissed' })],
  ['must-fix', findings({ severity: 'must-fix' })],
  ['findings that are rare', findings({ severity: 'pre-existing', category: 'workflow' })],
  ['open ones about security', findings({ state: 'open', category: 'security' })],
  ['findings of a folder', findings({ path: 'src/area-17' })],
  ['reviews', reviews({})],
  ['completed reviews', reviews({ outcomes: ['reviewed', 'partial'] })],
  ['failed reviews', reviews({ outcomes: ['failed'] })],
  ['pending reviews', reviews({ outcomes: ['pending'] })],
  ['reviews of people', reviews({ origin: 'human' })],
  ['reviews of bots', reviews({ origin: 'bot' })],
  ['reviews of an author', reviews({ author: 'DEV-7' })],
  ['reviews since a day', reviews({ since })],
  ['a word that most titles hold', reviews({ title: '%TILL%' })],
  ['a word that only old titles hold', reviews({ title: '%ancient%' })],
  ['a word of one title', reviews({ title: '%rare\\_one\\%%' })],
  ['a word or a number', reviews({ title: '%77%', number: 77 })],
  ['a word of failed reviews', reviews({ title: '%till%', outcomes: ['failed'] })],
  ['a word that is nowhere', reviews({ title: '%nowhere%' })],
];

describe.each(LISTS)('%s', (_, list) => {
  it.each([
    ['all repositories', () => [...large, ...small]],
    ['most of one installation', () => large.slice(2)],
    ['an installation with little', () => small],
    ['few repositories', () => [large[3]!, small[0]!]],
  ])('of %s are the newest, page by page', async (__, chosen) => {
    const wanted = (await oneByOne(list, chosen(), 45)).map(({ id }) => id);
    expect((await pageByPage(list, chosen(), 15, 3)).map(({ id }) => id)).toEqual(wanted);
    expect((await read(list, chosen(), 45)).map(({ id }) => id)).toEqual(wanted);
  });
});

it('holds what it is meant to: enough rows to choose from, and a title for each way', async () => {
  const count = async (list: List, ids: number[]) => (await read(list, ids, 100)).length;
  expect(await count(findings({}), large)).toBe(100);
  expect(await count(findings({}), small)).toBe(12);
  expect(await count(reviews({ title: '%ancient%' }), large)).toBe(100);
  expect(await count(reviews({ title: '%rare\\_one\\%%' }), large)).toBeGreaterThan(1);
  expect(await count(reviews({ title: '%nowhere%' }), large)).toBe(0);
});

it('shows nothing of an installation that its reader does not see', async () => {
  const rows = await withTenant(source, [installations[1]!], (manager) =>
    findings({})(manager, { repositoryIds: [...large, ...small], limit: 100, after: null }),
  );
  expect(rows).toHaveLength(12);
});
