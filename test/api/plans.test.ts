import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { listFindings, type FindingFilter } from '../../src/api/queries/list-findings.js';
import { listReviews, type ReviewFilter } from '../../src/api/queries/list-reviews.js';
import { withTenant } from '../../src/access/tenancy/with-tenant.js';
import { addTenant } from './api-rig.js';
import { generateLedger } from '../bench/api/generate-ledger.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const SIZE = { pulls: 4000, reviewsOfPull: 2, findingsOfReview: 5 };
let database: TestDatabase;
let system: DataSource;
let source: DataSource;
let tenant: number;
let repositoryIds: number[];
const sent: { statement: string; parameters: unknown[] }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  system = createDataSource({ url: database.url, poolSize: 1, applicationName: 'test', scope: 'system' });
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test api', scope: 'tenant' });
  await Promise.all([system.initialize(), source.initialize()]);
  const repositories = Array.from({ length: 20 }, (_, at) => `repo-${at}`);
  const acme = await addTenant(system, { account: 'acme', repositories });
  tenant = acme.id;
  repositoryIds = acme.repositoryIds;
  await generateLedger(system, { installationId: tenant, repositoryIds }, SIZE);
  source.setOptions({
    logging: ['query'],
    logger: {
      logQuery: (statement, parameters) =>
        void sent.push({ statement, parameters: Array.isArray(parameters) ? parameters : [] }),
      logQueryError: () => undefined,
      logQuerySlow: () => undefined,
      logSchemaBuild: () => undefined,
      logMigration: () => undefined,
      log: () => undefined,
    },
  });
});
afterAll(async () => {
  await Promise.all([system.destroy(), source.destroy()]);
  await database.close();
});

const anyReview: Omit<ReviewFilter, 'repositoryIds'> = {
  outcomes: null,
  title: null,
  number: null,
  author: null,
  origin: null,
  since: null,
  after: null,
  limit: 21,
};
const anyFinding: Omit<FindingFilter, 'repositoryIds'> = {
  state: null,
  severity: null,
  category: null,
  path: null,
  after: null,
  limit: 21,
};
const after = {
  micros: String(Date.now() * 1000 - 40 * 86_400 * 1_000_000),
  id: '00000000-0000-0000-0000-000000000000',
};

const LISTS: [string, { reviews?: Partial<ReviewFilter>; findings?: Partial<FindingFilter> }][] = [
  ['all reviews', { reviews: {} }],
  ['reviews further on', { reviews: { after } }],
  ['completed reviews', { reviews: { outcomes: ['reviewed', 'partial'] } }],
  ['failed reviews', { reviews: { outcomes: ['failed'] } }],
  ['pending reviews', { reviews: { outcomes: ['pending'] } }],
  ['reviews of an author', { reviews: { author: 'dev-7' } }],
  ['reviews of bots', { reviews: { origin: 'bot' } }],
  ['reviews by title', { reviews: { title: '%3711%', number: 3711 } }],
  ['all findings', { findings: {} }],
  ['findings further on', { findings: { after } }],
  ['open findings', { findings: { state: 'open' } }],
  ['dismissed findings', { findings: { state: 'dismissed' } }],
  ['open must-fix about security', { findings: { state: 'open', severity: 'must-fix', category: 'security' } }],
  ['rare findings', { findings: { severity: 'pre-existing', category: 'workflow' } }],
  ['findings of a folder', { findings: { path: 'src/area-17' } }],
];

describe('on a large ledger', () => {
  it.each(LISTS)('%s are read by index', async (_, { reviews, findings }) => {
    sent.length = 0;
    const rows: unknown[] = await withTenant(source, [tenant], async (manager) =>
      reviews === undefined
        ? listFindings(manager, { ...anyFinding, ...findings, repositoryIds })
        : listReviews(manager, { ...anyReview, ...reviews, repositoryIds }),
    );
    expect(rows.length).toBeGreaterThan(0);
    const lists = sent.filter(({ statement }) => statement.includes('newest AS'));
    expect(lists).toHaveLength(1);
    const { statement, parameters } = lists[0]!;
    const plan: { 'QUERY PLAN': string }[] = await withTenant(source, [tenant], (manager) =>
      manager.query(`EXPLAIN ${statement}`, parameters),
    );
    const lines = plan.map((line) => line['QUERY PLAN']);
    const scans = lines.filter((line) => /Seq Scan on (findings|reviews|workflow_runs)/.test(line));
    expect(scans, lines.join('\n')).toEqual([]);
  });
});
