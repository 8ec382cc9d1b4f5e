import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { listFindings, type FindingFilter } from '../../src/api/queries/list-findings.js';
import { listReviews, type ReviewFilter } from '../../src/api/queries/list-reviews.js';
import { listContributors } from '../../src/api/queries/analytics/contributors.js';
import { readInsights } from '../../src/api/queries/analytics/insights.js';
import { readOverview } from '../../src/api/queries/analytics/overview.js';
import { readQuality } from '../../src/api/queries/analytics/quality.js';
import type { Window } from '../../src/api/queries/analytics/rounds.js';
import { readSummary } from '../../src/api/queries/analytics/summary.js';
import { readTimeline } from '../../src/api/queries/analytics/timeline.js';
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

const ANALYSES: [string, (manager: EntityManager, window: Window) => Promise<unknown>][] = [
  ['the overview', readOverview],
  ['the summary', readSummary],
  ['the timeline', readTimeline],
  ['the insights', readInsights],
  ['the quality', readQuality],
  ['the contributors', (manager, window) => listContributors(manager, { ...window, after: null, limit: 21 })],
];

/** The lines of the plans that say how a table of the ledger is read to find what is wanted. */
function scansOf(lines: readonly string[]): string[] {
  return lines.filter((line) => / Scan .*on (findings|reviews|workflow_runs) (f|v|one)(_\d)? /.test(line));
}

describe('on a large ledger', () => {
  it.each(ANALYSES)('%s reads indexes, and neither findings nor reviews', async (_, read) => {
    sent.length = 0;
    await withTenant(source, [tenant], (manager) => read(manager, { repositoryIds, days: 30 }));
    const { statement, parameters } = sent.find((each) => each.statement.startsWith('WITH'))!;
    const plan: { 'QUERY PLAN': string }[] = await withTenant(source, [tenant], (manager) =>
      manager.query(`EXPLAIN ${statement}`, parameters),
    );
    const scans = scansOf(plan.map((line) => line['QUERY PLAN']));
    expect(scans).not.toEqual([]);
    for (const scan of scans) expect(scan).toContain('Index Only Scan');
  });

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
    // What is passed over is passed over within an index; the rows that are shown are fetched.
    const passedOver = lines.slice(
      0,
      lines.findIndex((line) => / CTE Scan on newest/.test(line)),
    );
    expect(
      scansOf(passedOver).filter((line) => line.includes('Index Only Scan')).length,
      lines.join('\n'),
    ).toBeGreaterThan(0);
  });
});
