import type { DataSource } from 'typeorm';

export interface GeneratedSize {
  files: number;
  pulls: number;
}

/** The path of the file of that number, as `generateGraph` names it. */
export const pathOf = (file: number) => `src/area-${file % 97}/module-${file}.ts`;

/** Every pull request touches this one. */
export const HUB = 'CHANGELOG.md';

/** Everything calls this one. */
export const HUB_SYMBOL = { path: pathOf(1), qualifiedName: 'run1', kind: 'function' };

const PATH = "'src/area-' || n % 97 || '/module-' || n || '.ts'";
const TO_PATH = "'src/area-' || m % 97 || '/module-' || m || '.ts'";

/**
 * A repository made inside PostgreSQL: files with a symbol each, an import and two calls, one of them to the hub; pull
 * requests over two years of six files around one place and the hub, by 200 people, every tenth one open, every fifth
 * one with a bug that it closes. `$1`, `$2`: the owner, whose rows are not there yet.
 */
const STATEMENTS = (size: GeneratedSize) => [
  `INSERT INTO graph_repositories (installation_id, repo_id, full_name, default_branch, scan, scanned_at, scanned_sha)
    VALUES ($1::integer, $2::bigint, 'acme/generated', 'main', 1, now(), repeat('1', 40))`,
  `INSERT INTO graph_files (installation_id, repo_id, path, extension, language, size, lines)
    SELECT $1::integer, $2::bigint, ${PATH}, 'ts', 'typescript', 1000, n % 900 FROM generate_series(1, ${size.files}) n
    UNION ALL SELECT $1::integer, $2::bigint, '${HUB}', 'md', 'markdown', 1000, 900`,
  `INSERT INTO graph_contains (installation_id, repo_id, scan, path)
    SELECT $1::integer, $2::bigint, 1, path FROM graph_files WHERE installation_id = $1::integer AND repo_id = $2::bigint`,
  `INSERT INTO graph_symbols (installation_id, repo_id, scan, path, qualified_name, kind, start_line, end_line)
    SELECT $1::integer, $2::bigint, 1, ${PATH}, 'run' || n, 'function', 1, 9 FROM generate_series(1, ${size.files}) n`,
  `INSERT INTO graph_imports (installation_id, repo_id, scan, from_path, to_path, tier, confidence)
    SELECT $1::integer, $2::bigint, 1, ${PATH}, ${TO_PATH}, 'import', 0.9
      FROM generate_series(1, ${size.files}) n, LATERAL (SELECT n % 50 + 1 AS m) x`,
  `INSERT INTO graph_calls (installation_id, repo_id, scan, from_path, from_name, from_kind, to_path, to_name, to_kind,
      tier, confidence, line)
    SELECT $1::integer, $2::bigint, 1, ${PATH}, 'run' || n, 'function', ${TO_PATH},
      'run' || m, 'function', 'import', 0.9, 3
      FROM generate_series(1, ${size.files}) n, LATERAL (VALUES (1), (n % 5000 + 2)) AS x (m)`,
  `INSERT INTO graph_tested_by (installation_id, repo_id, scan, path, qualified_name, kind, test_path, tier, confidence)
    SELECT $1::integer, $2::bigint, 1, ${PATH}, 'run' || n, 'function', 'test/' || n || '.test.ts', 'import', 0.9
      FROM generate_series(1, ${size.files}, 3) n`,
  `INSERT INTO graph_developers (installation_id, login, github_id)
    SELECT $1::integer, 'dev-' || n, n FROM generate_series(0, 4999) n WHERE $2::bigint IS NOT NULL ON CONFLICT DO NOTHING`,
  `INSERT INTO graph_pull_requests (installation_id, repo_id, number, title, state, author, created_at, merged_at)
    SELECT $1::integer, $2::bigint, n, 'change ' || n, CASE WHEN n % 10 = 0 THEN 'open' ELSE 'merged' END,
      'dev-' || n % 200, at, CASE WHEN n % 10 = 0 THEN NULL ELSE at END
      FROM generate_series(1, ${size.pulls}) n, LATERAL (SELECT now() - interval '2 years' * (1 - n / ${size.pulls}::float8) AS at) x`,
  `INSERT INTO graph_touches (installation_id, repo_id, number, path, additions, deletions, merged_at, files)
    SELECT $1::integer, $2::bigint, p.number, f.path, 5, 2, p.merged_at, 7 FROM graph_pull_requests p
      CROSS JOIN LATERAL (
        SELECT '${HUB}' AS path UNION ALL
        SELECT ${PATH} FROM (SELECT (p.number * 7919 + k * (k + 1)) % ${size.files} + 1 AS n FROM generate_series(0, 5) k) x) f
      WHERE p.installation_id = $1::integer AND p.repo_id = $2::bigint ON CONFLICT DO NOTHING`,
  `INSERT INTO graph_authored_by (installation_id, repo_id, number, login)
    SELECT $1::integer, $2::bigint, n, 'dev-' || n % 200 FROM generate_series(1, ${size.pulls}) n`,
  `INSERT INTO graph_reviewed_by (installation_id, repo_id, number, login, state)
    SELECT $1::integer, $2::bigint, n, 'dev-' || (n + k) % 200, 'APPROVED' FROM generate_series(1, ${size.pulls}) n,
      generate_series(1, 2) k`,
  `INSERT INTO graph_contributed_to (installation_id, repo_id, login, since, last, pull_requests)
    SELECT $1::integer, $2::bigint, 'dev-' || n, now() - interval '2 years', now(), 10 FROM generate_series(0, 4999) n`,
  `INSERT INTO graph_issues (installation_id, repo_id, number, title, state, is_bug)
    SELECT $1::integer, $2::bigint, n, 'bug ' || n, 'closed', true FROM generate_series(5, ${size.pulls}, 5) n`,
  `INSERT INTO graph_closes (installation_id, repo_id, number, issue)
    SELECT $1::integer, $2::bigint, n, n FROM generate_series(5, ${size.pulls}, 5) n`,
  `INSERT INTO graph_renamed_to (installation_id, repo_id, from_path, to_path)
    SELECT $1::integer, $2::bigint, 'old/' || n || '.ts', ${PATH} FROM generate_series(1, ${size.files}, 10) n`,
];

/** Fills the tables for one owner, inside the server: a million files take minutes, which `source` has to wait for. */
export async function generateGraph(
  source: DataSource,
  owner: { installationId: number; repoId: number },
  size: GeneratedSize,
): Promise<void> {
  for (const statement of STATEMENTS(size)) await source.query(statement, [owner.installationId, owner.repoId]);
  await source.query('VACUUM ANALYZE');
}
