import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataSource } from 'typeorm';
import { showAcceptance } from '../../src/commands/replay/show-acceptance.js';
import { createDataSource } from '../../src/database/data-source.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import { purgeInstallations, type PurgePorts } from '../../src/installations/purge-installations.js';
import { readJudgedLeads } from '../../src/ledger/read-judged-leads.js';
import { readLeadRules } from '../../src/ledger/read-lead-rules.js';
import { recordReview, type PostedReview } from '../../src/ledger/record-review.js';
import { acceptance, acceptanceTable } from '../../src/ledger/acceptance.js';
import { defaultRetention, purge } from '../../src/operations/retention.js';
import type { JudgedLead } from '../../src/review/types.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { sampleTold } from '../review/sample-change.js';

interface Pull {
  id: string;
  installationId: number;
  repositoryId: number;
}

let database: TestDatabase;
let source: DataSource;
let pull: Pull;
let elsewhere: Pull;
let round = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: Pull[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name)
                SELECT id, n, 'acme/shop' || n FROM i, (VALUES (1), (2)) AS each(n) RETURNING id, installation_id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT installation_id, id, 7, 'dora', 'h', 'h', 'b', 'b' FROM r ORDER BY id
     RETURNING id, installation_id AS "installationId", repository_id AS "repositoryId"`,
  );
  const [first, second] = rows;
  if (!first || !second) throw new Error('no rows');
  [pull, elsewhere] = [first, second];
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** A review whose model said this of leads, with rules that were leads in it. */
async function record(judged: JudgedLead[], { rules = [] as string[], of = pull, fresh = [] as string[] } = {}) {
  round += 1;
  const runs: { id: string }[] = await source.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type, installation_id, repository_id, pull_request_id, head_sha,
            trigger_type, trigger_key)
     SELECT $1, id, 'pr_review', $2, $3, $4, 'h', 'event', $1 FROM workflows WHERE name = 'pr_review' RETURNING id`,
    [`run-${round}`, of.installationId, of.repositoryId, of.id],
  );
  const findings = fresh.map((fingerprint, index) =>
    sampleTold(round * 100 + index, { id: crypto.randomUUID(), fingerprint }),
  );
  const review = {
    runId: runs[0]?.id ?? '',
    installationId: of.installationId,
    repositoryId: of.repositoryId,
    pullRequestId: of.id,
    pullNumber: 7,
    trigger: `auto:${round}`,
    result: {
      baseSha: 'b',
      baseRef: 'main',
      rendered: {
        headSha: `h${round}`,
        round,
        outcome: { kind: 'reviewed' },
        verdict: 'APPROVE',
        summary: null,
        check: {},
      },
      round: { fresh: findings, standing: [], fixed: [], outdated: [] },
      coverage: {},
      context: { linkedIssues: [], conflicts: [], missing: [] },
      dropped: [],
      notices: [],
      leads: { open: [], left: 0, judged, rules },
      settings: { human_reviews: 0 },
      model: null,
    },
    published: { reviewId: null, comments: [], summaryCommentId: null, checkRunId: 1 },
    durationMs: 1,
  } as unknown as PostedReview;
  await recordReview(source, review);
  return review;
}

const lead = (fingerprint: string, verdict: JudgedLead['verdict'], over: Partial<JudgedLead> = {}): JudgedLead => ({
  rule: 'js/eval',
  fingerprint,
  verdict,
  reason: 'read',
  answered: true,
  ...over,
});
const leads = (count: number, verdict: JudgedLead['verdict'], name: string) =>
  Array.from({ length: count }, (_, n) => lead(`${name}${n}`, verdict));
const rulesOf = async ({ repositoryId }: Pull) =>
  (await readLeadRules(source, repositoryId)).map(({ rule, bad, now, told }) => [rule, bad, now, told]);

describe('what is kept of leads', () => {
  it('is the last word on each, once for a review however often it is recorded', async () => {
    const first = await record([lead('a', 'unsure', { answered: false }), lead('b', 'wrong')]);
    await recordReview(source, first);
    expect(await readJudgedLeads(source, pull.id)).toHaveLength(2);
    await record([lead('a', 'stands'), lead('b', 'unsure', { answered: false })]);
    expect(await readJudgedLeads(source, pull.id)).toEqual(
      expect.arrayContaining([lead('a', 'stands'), lead('b', 'wrong')]),
    );
    const rows = await source.query(
      `SELECT rule, repository_id = $1 AS here, run_id IS NOT NULL AS run, judged_at <= now() AS at FROM lead_judgements`,
      [pull.repositoryId],
    );
    expect(rows).toEqual([1, 2].map(() => ({ rule: 'js/eval', here: true, run: true, at: true })));
  });

  it('outlives its run, and goes by its age or with its installation', async () => {
    await record([lead('a', 'wrong'), lead('b', 'wrong')]);
    await source.query('DELETE FROM workflow_runs');
    expect(await source.query('SELECT run_id FROM lead_judgements')).toEqual([{ run_id: null }, { run_id: null }]);
    await source.query(`UPDATE lead_judgements SET judged_at = now() - interval '400 days' WHERE fingerprint = 'a'`);
    expect(await purge(source, defaultRetention)).toMatchObject({ leadJudgements: 1 });
    await source.query('UPDATE installations SET deleted_at = now()');
    expect(await purgeInstallations(purging())).toMatchObject([{ counts: { lead_judgements: 1 } }]);
  });
});

describe('a rule in a repository', () => {
  it('becomes a lead when more than half of its latest thirty were judged wrong, and comes back', async () => {
    await record([...leads(14, 'stands', 's'), ...leads(15, 'wrong', 'w'), ...leads(50, 'unsure', 'u')]);
    expect(await rulesOf(pull)).toEqual([]);
    await record([lead('w99', 'wrong')]);
    expect(await rulesOf(pull)).toEqual([['js/eval', 16, true, false]]);
    expect(await rulesOf(elsewhere)).toEqual([]);
    await record([], { rules: ['js/eval'] });
    expect(await rulesOf(pull)).toEqual([['js/eval', 16, true, true]]);
    await record(leads(15, 'stands', 'later'));
    await record([], { rules: ['js/eval'] });
    // The fifteen before them are not all bad.
    const [after] = await readLeadRules(source, pull.repositoryId);
    expect(after).toMatchObject({ now: false, told: true });
    await record([], { rules: [] });
    expect(await rulesOf(pull)).toEqual([]);
  });

  it('becomes one by dismissals, and not by findings that are open', async () => {
    await record([], { fresh: Array.from({ length: 40 }, (_, n) => `f${n}`) });
    expect(await rulesOf(pull)).toEqual([]);
    await source.query(
      `UPDATE findings SET state = CASE WHEN fingerprint < 'f3' THEN 'fixed' ELSE 'dismissed' END,
              created_at = CASE WHEN fingerprint < 'f3' THEN created_at - interval '1 hour' ELSE created_at END`,
    );
    const dismissed: { n: number }[] = await source.query(
      `SELECT count(*)::int AS n FROM findings WHERE state = 'dismissed'`,
    );
    expect(dismissed[0]?.n).toBeGreaterThan(15);
    expect((await rulesOf(pull)).map(([rule, , now]) => [rule, now])).toEqual([['js/eval', true]]);
  });

  it('is judged by what people did with a lead that stood', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `p${n}`);
    await record(
      names.map((name) => lead(name, 'stands')),
      { fresh: names },
    );
    expect(await rulesOf(pull)).toEqual([]);
    await source.query(`UPDATE findings SET state = 'dismissed' WHERE fingerprint <> 'p0'`);
    expect(await rulesOf(pull)).toEqual([['js/eval', 29, true, false]]);
  });
});

describe('acceptance', () => {
  it('counts by rule, everywhere or in one repository, as a table', async () => {
    await record([lead('a', 'stands'), lead('b', 'wrong'), lead('c', 'unsure', { rule: 'tool/CodeQL/x' })], {
      fresh: ['a', 'd', 'e'],
      rules: ['js/eval'],
    });
    await record([lead('b', 'wrong')], { of: elsewhere });
    await source.query(`UPDATE findings SET state = 'fixed' WHERE fingerprint = 'a'`);
    await source.query(`UPDATE findings SET state = 'dismissed' WHERE fingerprint = 'd'`);
    const counts = { posted: 3, fixed: 1, dismissed: 1, ignored: 0, stands: 1, unsure: 0, leadIn: 1 };
    const byRule = async (fullName?: string) => (await acceptance(source, fullName)).filter(({ by }) => by === 'rule');
    expect(await byRule('acme/shop1')).toMatchObject([{ name: 'js/eval', wrong: 1, ...counts }, {}]);
    const all = await acceptance(source);
    expect(await byRule()).toMatchObject([
      { name: 'js/eval', wrong: 2, ...counts },
      { name: 'tool/CodeQL/x', posted: 0, unsure: 1 },
    ]);
    expect(acceptanceTable(all, 'rule')).toBe(
      [
        'rule           posted  fixed  dismissed  ignored  stands  wrong  unsure',
        'js/eval             3      1          1        0       1      2       0  a lead in 1 repository',
        'tool/CodeQL/x       0      0          0        0       0      0       1',
        '',
      ].join('\n'),
    );
    expect(acceptanceTable([], 'rule')).toBe('');
  });

  it('counts by category, folder, model and effort too, and what nobody touched before the pull request was closed', async () => {
    await record([], { fresh: ['a', 'b', 'c'] });
    await record([], { fresh: ['d'], of: elsewhere });
    await source.query(`UPDATE findings SET category = 'bug', path = 'src/pay/card.ts' WHERE fingerprint = 'b'`);
    await source.query(
      `UPDATE findings SET category = 'tests', path = 'README.md', state = 'fixed' WHERE fingerprint IN ('c', 'd')`,
    );
    await source.query(`UPDATE reviews SET model = 'claude-sonnet-5-5', effort = 'medium' WHERE repository_id = $1`, [
      elsewhere.repositoryId,
    ]);
    await source.query(`UPDATE pull_requests SET state = 'closed' WHERE id = $1`, [pull.id]);
    const rows = (await acceptance(source)).map(
      ({ by, name, posted, fixed, ignored }) => `${by} ${name}: ${posted} ${fixed} ${ignored}`,
    );
    const category = (await source.query(`SELECT category, path FROM findings WHERE fingerprint = 'a'`))[0];
    const folder = `${String(category.path).split('/').slice(0, -1).join('/')}/`;
    expect(rows.toSorted()).toEqual(
      [
        'rule js/eval: 4 2 2',
        'category tests: 2 2 0',
        'category bug: 1 0 1',
        `category ${category.category}: 1 0 1`,
        'path ./: 2 2 0',
        'path src/pay/: 1 0 1',
        `path ${folder}: 1 0 1`,
        'model rules only: 3 1 2',
        'model claude-sonnet-5-5: 1 1 0',
        'effort none: 3 1 2',
        'effort medium: 1 1 0',
      ].toSorted(),
    );
    expect(acceptanceTable(await acceptance(source), 'path').split('\n')[0]).toMatch(
      /^folder +posted  fixed  dismissed  ignored$/,
    );
  });

  it('is shown by nectr replay --ledger, of one repository or all', async () => {
    await record([], { fresh: ['a'] });
    const print = async (fullName: string | null, format: 'text' | 'json' = 'text') => {
      let text = '';
      const take = (chunk: unknown): boolean => ((text += String(chunk)), true);
      vi.spyOn(process.stdout, 'write').mockImplementation(take);
      vi.spyOn(process.stderr, 'write').mockImplementation(take);
      await showAcceptance(source, { fullName, format });
      vi.restoreAllMocks();
      return text;
    };
    const text = await print('acme/shop1');
    for (const title of ['rule', 'category', 'folder', 'model', 'effort'])
      expect(text).toMatch(new RegExp(`^${title} +posted`, 'm'));
    expect(await print('acme/shop2')).toBe('Nothing was posted or judged yet.\n');
    expect(JSON.parse(await print(null, 'json'))).toHaveLength(5);
    expect(await print('acme/none')).toContain('there is no repository acme/none');
    expect(process.exitCode).toBe(2);
    process.exitCode = undefined;
  });
});

function purging(): PurgePorts {
  return { source, graph: createPostgresGraph(source), memoryIndex: null, log: { error: () => undefined } };
}
