import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

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

it('keeps every dismissal with its id, its finding and its undo, down and up again', async () => {
  while ((await source.query(`SELECT 1 FROM information_schema.tables WHERE table_name = 'memories'`)).length > 0) {
    await source.undoLastMigration();
  }
  await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id),
          p AS (INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
                SELECT i.id, r.id, 7, 'dora', 'h', 'h', 'b', 'b' FROM i, r RETURNING *),
          v AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
                SELECT installation_id, repository_id, id, number, 'a', 'b', 'auto:main', 'reviewed' FROM p RETURNING *),
          d AS (INSERT INTO dismissals (installation_id, repository_id, pull_request_id, handle, comment_key, scope, rule, path,
                  fingerprint, claim, reason, text, dismissed_by, dismissed_by_id, undone_at, undone_by, undone_by_id, undone_comment_key)
                SELECT installation_id, repository_id, id, n, 'rc' || n, scope, rule, path, 'f', 'c', 'intentional here', 'a demo',
                  'dora', 501, undone, CASE WHEN undone IS NOT NULL THEN 'eve' END, 502, 'rc9'
                FROM p, (VALUES (1, 'finding', NULL, 'a.ts', NULL::timestamptz), (2, 'repository', 'js/eval', NULL, now()))
                  AS each(n, scope, rule, path, undone) RETURNING *)
     INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
            title, body, path, line, quote, state, dismissal_id)
     SELECT v.installation_id, v.repository_id, v.pull_request_id, v.id, d.handle, 'f' || d.handle, 'js/eval', 'minor', 'bug', 't', 'b', 'a.ts', 1, 'q',
        CASE WHEN d.undone_at IS NULL THEN 'dismissed' ELSE 'open' END, d.id FROM v, d`,
  );
  const dismissals = () => source.query('SELECT * FROM dismissals ORDER BY handle');
  const findings = () => source.query('SELECT handle, state, dismissal_id FROM findings ORDER BY handle');
  const before = [await dismissals(), await findings()];
  await source.runMigrations();
  const memories: Record<string, unknown>[] = await source.query(
    `SELECT id, number, type, text, state, reach, rule, path, source_kind, source_key, author_login, deleted_by, reason
       FROM memories ORDER BY handle`,
  );
  const same = {
    type: 'dismissal',
    text: 'a demo',
    source_kind: 'comment',
    author_login: 'dora',
    reason: 'intentional here',
  };
  expect(memories).toMatchObject([
    { ...same, state: 'active', reach: 'finding', rule: null, path: 'a.ts', source_key: 'rc1', deleted_by: null },
    {
      ...same,
      state: 'deleted',
      reach: 'repository',
      rule: 'js/eval',
      path: null,
      source_key: 'rc2',
      deleted_by: 'eve',
    },
  ]);
  expect(memories.map(({ number }) => Number(number)).toSorted()).toEqual([1, 2]);
  expect(await findings()).toEqual(before[1]);
  await source.undoLastMigration();
  expect([await dismissals(), await findings()]).toEqual(before);
  await source.runMigrations();
  expect(await findings()).toEqual(before[1]);
});
