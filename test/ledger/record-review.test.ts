import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { readEarlier } from '../../src/ledger/read-earlier.js';
import { recordReview } from '../../src/ledger/record-review.js';
import { keepCheckpoint } from '../../src/ledger/review-checkpoint.js';
import { NO_CONTEXT } from '../../src/review/gather/gather-context.js';
import { NO_LEADS } from '../../src/review/leads/reviewed-leads.js';
import type { ReviewResult } from '../../src/review/review-contract.js';
import { fingerprints } from '../../src/review/rounds/fingerprint.js';
import { followRenames } from '../../src/review/rounds/follow-renames.js';
import type { LedgerFinding } from '../../src/review/types.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { sampleFile, sampleTold } from '../review/sample-change.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const coverage = { total: 1, read: ['src/job.ts'], skipped: [], unread: [] };
const resultWith = (fresh: LedgerFinding[]): ReviewResult => ({
  baseSha: 'b'.repeat(40),
  baseRef: 'main',
  rendered: {
    outcome: { kind: 'reviewed' },
    verdict: 'NEEDS_DISCUSSION',
    newMustFix: false,
    headSha: 'a'.repeat(40),
    round: 1,
    summary: null,
    reviewBody: '',
    comments: [],
    resolved: [],
    check: { conclusion: 'neutral', title: '', summary: '', annotations: [] },
  },
  round: { number: 1, fresh, standing: [], fixed: [], dismissed: [], settled: [], outdated: [], dropped: [] },
  coverage,
  notices: [],
  dropped: [],
  context: NO_CONTEXT,
  leads: NO_LEADS,
  settings: {
    request_changes: false,
    fail_check: false,
    enabled: true,
    drafts: false,
    bots: false,
    skip: { labels: [], titles: [], branches: [] },
  },
  model: null,
});

it('keeps what a finding is about: two of one line stay two, under a new name of the file, too', async () => {
  const { pull, run } = await seed(1);
  const rule = 'history/missing-partner';
  const about = ['src/a.ts', 'src/b.ts', null];
  const identities = fingerprints(
    about.map((each) => ({ rule, path: 'src/job.ts', quote: 'eval(input)', about: each })),
  );
  const told = about.map((each, at) =>
    sampleTold(at + 1, {
      id: `00000000-0000-4000-8000-00000000000${at}`,
      rule,
      about: each,
      fingerprint: identities[at] ?? '',
    }),
  );
  const [memory]: { id: string }[] = await source.query(
    `INSERT INTO memories (installation_id, repository_id, number, type, text, state, source_kind)
     VALUES ($1, $2, 4, 'project_rule', 'x', 'active', 'api') RETURNING id`,
    [pull.installationId, pull.repositoryId],
  );
  const applied = [{ id: memory?.id ?? '', number: 4, text: 'x', source: 'added', link: null, silenced: 1 }];
  const posted = {
    runId: run.id,
    installationId: pull.installationId,
    repositoryId: pull.repositoryId,
    pullRequestId: pull.id,
    pullNumber: 7,
    trigger: 'auto:main',
    result: { ...resultWith(told), memories: applied },
    published: { reviewId: null, comments: [], summaryCommentId: null, checkRunId: 1 },
    durationMs: 1,
  };
  const recorded = await recordReview(source, posted);
  // A step that comes again counts nothing twice.
  expect(await recordReview(source, posted)).toEqual(recorded);
  expect(await source.query('SELECT used_count, last_used_at IS NOT NULL AS used FROM memories')).toEqual([
    { used_count: 1, used: true },
  ]);
  expect(await source.query('SELECT fail_check FROM reviews')).toEqual([{ fail_check: false }]);
  const { findings } = await readEarlier(source, pull.id);
  expect(findings.map((finding) => [finding.about, finding.fingerprint])).toEqual(
    about.map((each, at) => [each, identities[at]]),
  );
  const moved = followRenames(findings, { files: [sampleFile('src/work.ts', { oldPath: 'src/job.ts' })] });
  expect(moved.map(({ fingerprint }) => fingerprint)).toEqual(
    fingerprints(about.map((each) => ({ rule, path: 'src/work.ts', quote: 'eval(input)', about: each }))),
  );
});

it('keeps a review whatever text of others is in it, and finds the line again by the same name', async () => {
  const { pull, run } = await seed(2);
  const quote = 'return eval(input); // \0';
  const [identity] = fingerprints([{ rule: 'js/eval', path: 'src/job.ts', quote }]);
  const told = sampleTold(1, {
    id: '00000000-0000-4000-8000-0000000000aa',
    quote,
    body: 'of \0',
    evidence: 'half \ud83d',
    fingerprint: identity ?? '',
  });
  const skipped = [{ path: 'link', reason: 'symbolic link to \ud83d' }];
  await recordReview(source, {
    runId: run.id,
    installationId: pull.installationId,
    repositoryId: pull.repositoryId,
    pullRequestId: pull.id,
    pullNumber: 7,
    trigger: 'auto:main',
    result: { ...resultWith([told]), coverage: { ...coverage, skipped }, notices: ['`k\ud83d` is not a known key'] },
    published: { reviewId: null, comments: [], summaryCommentId: null, checkRunId: 1 },
    durationMs: 1,
  });
  const { findings } = await readEarlier(source, pull.id);
  expect(findings).toMatchObject([
    { quote: 'return eval(input); // \ufffd', body: 'of \ufffd', evidence: 'half \ufffd', fingerprint: identity },
  ]);
  expect(fingerprints(findings)).toEqual([identity]);
  const [kept]: unknown[] = await source.query('SELECT coverage, context FROM reviews WHERE run_id = $1', [run.id]);
  expect(kept).toMatchObject({
    coverage: { skipped: [{ reason: 'symbolic link to \ufffd' }] },
    context: { notices: ['`k\ufffd` is not a known key'] },
  });
});

it('keeps what a step answered, half of a character too', async () => {
  const { pull, run } = await seed(3);
  const keep = () =>
    keepCheckpoint(source, { id: run.id, installationId: pull.installationId }, 'chunk', async () => ({
      doubt: 'd\ud83d',
    }));
  await keep();
  expect(await keep()).toEqual({ doubt: 'd\ufffd' });
});

/** A pull request of an installation of its own, and a run. */
async function seed(nth: number) {
  const [pull]: { id: string; installationId: number; repositoryId: number }[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES ($1, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, $1, 'acme/shop' FROM i RETURNING id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT i.id, r.id, 7, 'dora', 'h', 'h', 'b', 'b' FROM i, r
     RETURNING id, installation_id AS "installationId", repository_id AS "repositoryId"`,
    [nth],
  );
  const [run]: { id: string }[] = await source.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, workflow_type)
     SELECT 'run-' || $1::int, id, $2, 'review' FROM workflows LIMIT 1 RETURNING id`,
    [nth, pull?.installationId],
  );
  if (pull === undefined || run === undefined) throw new Error('no pull request, or no run');
  return { pull, run };
}
