import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readQuality } from '../../src/api/queries/analytics/quality.js';
import { countOpen } from '../../src/api/queries/count-open.js';
import { countOpenFindings } from '../../src/api/queries/count-open-findings.js';
import { readAttention } from '../../src/api/queries/read-attention.js';
import { readRepoHealth } from '../../src/api/queries/read-repo-health.js';
import { createDataSource } from '../../src/database/data-source.js';
import { readDismissalTexts } from '../../src/ledger/read-dismissal-texts.js';
import { readEarlier } from '../../src/ledger/read-earlier.js';
import { reportFixed } from '../../src/ledger/report-fixed.js';
import { reviewFacts } from '../../src/workflows/executions/gather-facts.js';
import { findStale } from '../../src/workflows/stale/find-stale.js';
import { findingDrafts } from '../../src/workflows/steps/issues/drafts.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const HEAD = 'a'.repeat(40);
let database: TestDatabase;
let source: DataSource;
let pull: { id: string; installationId: number; repositoryId: number };
let findingId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'test' });
  await source.initialize();
  [pull] = (await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha, opened_at)
     SELECT i.id, r.id, 7, 'dora', 'h', '${HEAD}', 'b', 'b', now() - interval '40 days' FROM i, r
     RETURNING id, installation_id AS "installationId", repository_id AS "repositoryId"`,
  )) as [typeof pull];
  [{ id: findingId }] = (await source.query(
    `WITH r AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
       SELECT installation_id, repository_id, id, number, head_sha, 'b', 'auto:main', 'reviewed' FROM pull_requests RETURNING *)
     INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
            title, body, path, line, quote)
     SELECT installation_id, repository_id, pull_request_id, id, 1, 'f1', 'js/eval', 'must-fix', 'bug', 't', 'b', 'a.ts', 1, 'eval(x)'
       FROM r RETURNING id`,
  )) as [{ id: string }];
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** How many findings each reader takes for open. */
async function countedOpen(): Promise<Record<string, number | undefined>> {
  const { manager } = source;
  const { id, installationId, repositoryId } = pull;
  const repositoryIds = [repositoryId];
  const attention = await readAttention(manager, {
    repositoryIds,
    administered: [],
    installationIds: [installationId],
  });
  const facts = await reviewFacts(source, { pull: { id, number: 7, headSha: HEAD, baseRef: 'main' } });
  const record = { pull: { id, number: 7, headSha: HEAD, baseRef: 'main' }, repository: { fullName: 'acme/shop' } };
  const severity = { severity: 'must-fix', title: undefined, body: '' } as const;
  const drafts = await findingDrafts(source, record as Parameters<typeof findingDrafts>[1], severity, (name) => name);
  const rules = { openDays: 30, mergedDays: 30, severities: ['must-fix'] as const };
  const stale = await findStale(source, { installationId, repositoryId }, rules);
  const [quality] = await readQuality(manager, { repositoryIds, days: 30 });
  const report = { findingId, repositoryId, sha: HEAD, by: 'ada' };
  const reported = (await reportFixed(manager, report)) === null ? 0 : 1;
  await source.query('UPDATE findings SET reported_fixed_in = NULL, reported_fixed_by = NULL');
  return {
    attention: attention.mustFix.of,
    analytics: quality?.open,
    conditions: Number(facts?.findings?.must_fix),
    earlier: (await readEarlier(source, id)).findings.filter(({ state }) => state === 'open').length,
    health: (await readRepoHealth(manager, repositoryId)).must_fix_open,
    issues: drafts.drafts.length,
    reported,
    repositories: (await countOpenFindings(manager, repositoryIds)).get(repositoryId)?.open_findings,
    stale: stale.flatMap(({ findings }) => findings).length,
    verdict: (await countOpen(manager, id)).must_fix,
  };
}

describe('a finding', () => {
  it.each([
    ['that is open', 'open', null, 1],
    ['that is dismissed for good', 'dismissed', null, 0],
    ['that is dismissed until tomorrow', 'dismissed', '1 day', 0],
    ['whose dismissal ran out yesterday', 'dismissed', '-1 day', 1],
    ['that is fixed', 'fixed', null, 0],
  ])('%s: all who ask say the same', async (_, state, until, open) => {
    await source.query(
      `UPDATE findings SET state = $1, dismissed_until = now() + $2::interval, dismissed_by = 'dora', dismissed_reason = 'not a bug'`,
      [state, until],
    );
    const counts = await countedOpen();
    expect(counts).toEqual(Object.fromEntries(Object.keys(counts).map((name) => [name, open])));
  });
});

it('a dismissal that has run out is no reason any more', async () => {
  await source.query(
    `WITH m AS (INSERT INTO memories (installation_id, repository_id, pull_request_id, type, number, text, reason, reach, author_login, state, source_kind,
              fingerprint, claim, handle, path)
       SELECT installation_id, repository_id, id, 'dismissal', 1, '', 'not a bug', 'finding', 'dora', 'active', 'comment', 'f1', 'c', 1, 'a.ts' FROM pull_requests RETURNING id)
     UPDATE findings SET state = 'dismissed', dismissed_until = NULL, dismissal_id = m.id FROM m`,
  );
  expect(await readDismissalTexts(source, pull.id, [1])).toHaveLength(1);
  await source.query(`UPDATE findings SET dismissed_until = now() - interval '1 day'`);
  expect(await readDismissalTexts(source, pull.id, [1])).toEqual([]);
});
