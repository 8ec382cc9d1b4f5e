import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { addMemory } from '../../../src/memory/add-memory.js';
import { followChangedComment, isChangedComment } from '../../../src/workflows/events/changed-comment.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

interface Pull {
  installationId: number;
  repositoryId: number;
  pullRequestId: string;
}

let database: TestDatabase;
let source: DataSource;
let mine: Pull;
let other: Pull;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: Pull[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User'), (91, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id, installation_id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT installation_id, id, 7, 'dora', 'h', 'h', 'b', 'b' FROM r ORDER BY installation_id
     RETURNING id AS "pullRequestId", installation_id AS "installationId", repository_id AS "repositoryId"`,
  );
  const [first, second] = rows;
  if (!first || !second) throw new Error('no rows');
  [mine, other] = [first, second];
  for (const of of rows) {
    await add(of, '9', 'Dates are kept in UTC');
    await add(of, 'rc9', 'Money is counted in cents');
    await add(of, 'extract:rc9:abc', 'Orders are sent at noon');
    await add(of, 'extract:rc99:abc', 'Fees are paid by the shop');
  }
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function add({ installationId, repositoryId, pullRequestId }: Pull, key: string, quote: string): Promise<void> {
  await addMemory(source, {
    installationId,
    type: 'project_rule',
    text: quote,
    state: key.startsWith('extract') ? 'candidate' : 'active',
    scope: { repositoryId, pathGlob: null, symbol: null, rule: null, developer: null },
    source: { kind: 'comment', key, link: null, path: null, line: null, quote, sha256: null, pullRequestId },
    author: null,
    confidence: 1,
    days: null,
  });
}

const follow = (event_type: string, said: object, of = mine): Promise<number[]> => {
  const [subject, action] = event_type.split('.');
  const payload = { action, [subject === 'pull_request_review' ? 'review' : 'comment']: said };
  return followChangedComment(source.manager, { event_type, payload }, of);
};
const stale = async (of: Pull): Promise<string[]> => {
  const rows: { text: string }[] = await source.query(
    `SELECT text FROM memories WHERE installation_id = $1 AND state = 'stale' ORDER BY number`,
    [of.installationId],
  );
  return rows.map(({ text }) => text);
};

it('a comment on lines takes what was taught and what was learned of it along, in its own repository only', async () => {
  expect(await follow('pull_request_review_comment.deleted', { id: 9, user: { type: 'User' } })).toEqual([2, 3]);
  expect(await stale(mine)).toEqual(['Money is counted in cents', 'Orders are sent at noon']);
  expect(await stale(other)).toEqual([]);
});

it('an edit takes along what it does not say any more', async () => {
  const body = 'As said: money is not counted in cents.\nOrders are   sent at noon.';
  expect(await follow('pull_request_review_comment.edited', { id: 9, body, user: { type: 'User' } })).toEqual([2]);
  expect(await follow('issue_comment.edited', { id: 9, body: null, user: { type: 'User' } })).toEqual([1]);
  expect(await stale(mine)).toEqual(['Dates are kept in UTC', 'Money is counted in cents']);
});

it('what a bot changes, and what is no comment, takes nothing along', async () => {
  expect(await follow('issue_comment.deleted', { id: 9, user: { type: 'Bot' } })).toEqual([]);
  expect(await follow('issue_comment.deleted', { id: 'nine' })).toEqual([]);
  expect(await follow('issue_comment.deleted', { id: 10, user: { type: 'User' } })).toEqual([]);
  expect(await stale(mine)).toEqual([]);
});

it('the text of a review takes along what was learned of it: edited, and dismissed with the review', async () => {
  await add(mine, 'extract:rv9:abc', 'Prices are rounded down');
  const body = 'Prices are rounded  down. Thanks!';
  expect(await follow('pull_request_review.edited', { id: 9, body, user: { type: 'User' } })).toEqual([]);
  expect(await follow('pull_request_review.dismissed', { id: 9, body, user: { type: 'Bot' } })).toEqual([]);
  expect(await follow('pull_request_review.dismissed', { id: 9, body, user: { type: 'User' } })).toEqual([5]);
  await add(mine, 'extract:rv10:abc', 'Prices are rounded up');
  const edited = { id: 10, body: 'Prices are rounded', user: { type: 'User' } };
  expect(await follow('pull_request_review.edited', edited)).toEqual([6]);
  const rows = await source.query('SELECT state_reason AS why FROM memories WHERE number > 4 ORDER BY number');
  expect(rows).toEqual([
    { why: 'the review that says it was dismissed' },
    { why: 'the comment that says it was edited' },
  ]);
});

it.each([
  ['issue_comment.edited', true],
  ['pull_request_review.edited', true],
  ['pull_request_review.dismissed', true],
  ['pull_request_review.submitted', false],
  ['pull_request_review_comment.deleted', true],
  ['issue_comment.created', false],
  ['issues.edited', false],
  ['pull_request.edited', false],
])('%s is one: %s', (type, expected) => {
  expect(isChangedComment(type)).toBe(expected);
});

it.each([
  ['/nectr remember never call eval', true],
  ['Thanks!\r\n/nectr remember never call eval\r\nand more', true],
  ['/nectr remember never call eval unless in tests', false],
  ['~~/nectr remember never call eval~~ withdrawn', false],
  ['> /nectr remember never call eval', false],
  ['/nectr forget M1\n<!-- /nectr remember never call eval -->', false],
])('a command says what its line says: %j', async (body, holds) => {
  await add(mine, 'rc77', '/nectr remember never call eval');
  const gone = await follow('pull_request_review_comment.edited', { id: 77, body, user: { type: 'User' } });
  expect(gone).toHaveLength(holds ? 0 : 1);
});

it.each([
  ['/nectr dismiss F3 not a bug in this file', '', true],
  ['Thanks!\n/nectr dismiss F3 not-a-bug in this file', '', true],
  ['/nectr dismiss not a bug in this file', '', true],
  ['/nectr dismiss F4 not a bug in this file', '', false],
  ['/nectr dismiss F3 not a bug', '', false],
  ['/nectr dismiss F3 wrong fact in this file', '', false],
  ['/nectr reopen F3', '', false],
  ['/nectr dismiss F3 not a bug in this file it is a demo', 'it is a demo', true],
  ['/nectr dismiss F3 not a bug in this file it was a demo', 'it is a demo', false],
  ['Not a bug.', '', true],
  ['It is out of scope.', '', false],
  ['Not a bug: it is a demo, see above', 'it is a demo', true],
  ['Let us see', '', false],
])('a dismissal is held up by %j (%j): %s', async (body, text, holds) => {
  await source.query(
    `INSERT INTO memories (installation_id, repository_id, number, type, state, source_kind, pull_request_id, handle, source_key,
            reach, path, fingerprint, claim, reason, text, author_login, author_id)
     VALUES ($1, $2, 50, 'dismissal', 'active', 'comment', $3, 3, 'rc55', 'file', 'a.ts', 'f', 'c', 'not a bug', $4, 'dora', 501)`,
    [mine.installationId, mine.repositoryId, mine.pullRequestId, text],
  );
  const gone = await follow('pull_request_review_comment.edited', { id: 55, body, user: { type: 'User' } });
  expect(gone).toEqual(holds ? [] : [50]);
});
