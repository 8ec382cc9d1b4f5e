import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../../src/database/data-source.js';
import { reviewFacts } from '../../../src/workflows/executions/gather-facts.js';
import { addTenant } from '../../api/api-rig.js';
import { addFinding, addPull, addReview } from '../../api/ledger-rows.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let owner: { installationId: number; repositoryId: number };
let pulls = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  await source.initialize();
  const acme = await addTenant(source, { account: 'acme', repositories: ['shop'] });
  owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function pullWith(...reviews: object[]) {
  const number = ++pulls;
  const id = await addPull(source, owner, { number });
  const ids: string[] = [];
  for (const review of reviews)
    ids.push(await addReview(source, owner, { pull_request_id: id, pull_number: number, ...review }));
  return { pull: { id, number, headSha: 'b'.repeat(40), baseRef: 'main' }, reviews: ids };
}
const ofHead = { head_sha: 'b'.repeat(40) };

it('are of the review of the head, with what is open now', async () => {
  const coverage = JSON.stringify({ total: 3, read: ['a.ts', 'b.ts'] });
  const { pull, reviews } = await pullWith(
    { verdict: 'APPROVE', risk: 'low' },
    { ...ofHead, outcome: 'partial', reason: 'one is too large', verdict: 'REQUEST_CHANGES', risk: 'high', coverage },
  );
  const finding = { pull_request_id: pull.id, review_id: reviews[1]! };
  await addFinding(source, owner, { ...finding, handle: 1 });
  await addFinding(source, owner, { ...finding, handle: 2, severity: 'minor' });
  await addFinding(source, owner, { ...finding, handle: 3, state: 'fixed' });
  expect(await reviewFacts(source, { pull })).toEqual({
    outcome: 'partial',
    verdict: 'REQUEST_CHANGES',
    risk: 'high',
    findings: { must_fix: 1, should_fix: 0, minor: 1, total: 2 },
    coverage: { total: 3, read: 2 },
  });
});

it('are none where the head was not reviewed', async () => {
  const skipped = { ...ofHead, outcome: 'skipped', reason: 'it is a draft', verdict: null };
  expect(await reviewFacts(source, await pullWith({}, skipped))).toBeNull();
});

it('tell no risk where no model judged it', async () => {
  expect(await reviewFacts(source, await pullWith(ofHead))).toMatchObject({ outcome: 'reviewed', risk: null });
});
