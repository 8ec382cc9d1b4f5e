import type { DataSource } from 'typeorm';

/** How large a ledger is. */
export interface LedgerSize {
  /** Pull requests in all repositories together. */
  pulls: number;
  reviewsOfPull: number;
  findingsOfReview: number;
}

/** `$1`: the installation, `$2`: its repositories. */
const STATEMENTS = ({ pulls, reviewsOfPull, findingsOfReview }: LedgerSize) => [
  `INSERT INTO pull_requests (installation_id, repository_id, number, state, title, author, origin, head_ref, head_sha, base_ref, base_sha,
           opened_at, merged_at, additions, deletions, created_at)
    SELECT $1::int, ($2::int[])[1 + n % cardinality($2::int[])], n, CASE WHEN n % 20 = 0 THEN 'open' ELSE 'closed' END,
           'Change ' || n || ' of the till', 'dev-' || n % 200,
           CASE WHEN n % 50 = 0 THEN 'bot' WHEN n % 5 = 0 THEN 'agent' ELSE 'human' END, 'topic', repeat('b', 40), 'main', repeat('a', 40),
           opened, CASE WHEN n % 20 <> 0 THEN opened + interval '1 hour' * (n % 90) END, n % 700, n % 90, opened
      FROM generate_series(1, ${pulls}) n, LATERAL (SELECT now() - interval '2 years' * (1 - n / ${pulls}::float8) AS opened) x`,
  `INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, repository_id, pull_request_id, workflow_type, status, outcome,
           outcome_reason, queued_at, started_at, completed_at)
    SELECT 'run:' || q.id || k, w.id, q.installation_id, q.repository_id, q.id, 'pr_review',
           CASE WHEN q.number % 97 = 0 AND k = 0 THEN 'pending' ELSE 'completed' END,
           CASE WHEN k > 0 THEN 'reviewed' WHEN q.number % 97 = 0 THEN NULL WHEN q.number % 7 = 0 THEN 'failed' ELSE 'skipped' END,
           'a reason', q.created_at, q.created_at, CASE WHEN q.number % 97 = 0 AND k = 0 THEN NULL ELSE q.created_at END
      FROM pull_requests q CROSS JOIN generate_series(0, ${reviewsOfPull}) k, workflows w
     WHERE w.name = 'pr_review' AND q.installation_id = $1::int AND $2::int[] IS NOT NULL AND (k > 0 OR q.number % 4 = 0 OR q.number % 97 = 0 OR q.number % 7 = 0)`,
  `INSERT INTO reviews (installation_id, repository_id, pull_request_id, run_id, pull_number, head_sha, base_sha, round, trigger, outcome,
           reason, verdict, coverage, created_at)
    SELECT r.installation_id, r.repository_id, q.id, r.id, q.number, md5(r.id::text), repeat('a', 40),
           row_number() OVER (PARTITION BY q.id ORDER BY r.id), r.execution_id,
           CASE WHEN q.number % 9 = 0 THEN 'partial' ELSE 'reviewed' END, 'a reason', 'APPROVE', '{"total": 3, "read": ["a", "b", "c"]}',
           r.queued_at + interval '1 second' * random()
      FROM workflow_runs r JOIN pull_requests q ON q.id = r.pull_request_id
     WHERE r.installation_id = $1::int AND $2::int[] IS NOT NULL AND r.outcome = 'reviewed'`,
  `INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category, title,
           body, path, line, state, dismissed_until, created_at)
    SELECT r.installation_id, r.repository_id, r.pull_request_id, r.id, k + 1 + ${findingsOfReview} * (r.round - 1), md5(r.id::text || k), 'js/rule-' || k,
           CASE WHEN h % 100 = 0 THEN 'pre-existing' WHEN h % 5 = 0 THEN 'must-fix' WHEN h % 2 = 0 THEN 'should-fix' ELSE 'minor' END,
           CASE WHEN h % 31 = 0 THEN 'workflow' WHEN h % 3 = 0 THEN 'security' WHEN h % 3 = 1 THEN 'bug' ELSE 'quality' END,
           'A finding', repeat('Why it matters. ', 10), 'src/area-' || h % 97 || '/module-' || h % 5000 || '.ts', 1 + h % 900,
           CASE WHEN h % 13 = 0 THEN 'open' WHEN h % 7 = 0 THEN 'dismissed' WHEN h % 11 = 0 THEN 'outdated' ELSE 'fixed' END,
           CASE WHEN h % 7 = 0 AND h % 4 = 0 THEN now() + interval '1 day' * (h % 400 - 5) END, r.created_at
      FROM reviews r CROSS JOIN generate_series(0, ${findingsOfReview - 1}) k,
           LATERAL (SELECT abs(hashtext(r.id::text || k)) AS h) x
     WHERE r.installation_id = $1::int AND $2::int[] IS NOT NULL`,
];

/** A ledger made inside PostgreSQL: two years of reviews and findings, some dismissed for a time, and runs without. */
export async function generateLedger(
  source: DataSource,
  owner: { installationId: number; repositoryIds: readonly number[] },
  size: LedgerSize,
): Promise<void> {
  for (const statement of STATEMENTS(size)) await source.query(statement, [owner.installationId, owner.repositoryIds]);
  await source.query('VACUUM ANALYZE');
}
