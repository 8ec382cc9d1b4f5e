import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { enqueueWorkflow } from '../../../src/database/enqueue-workflow.js';
import { sweepReplays } from '../../../src/workflows/replays/replay-record.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

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

/** A replay at work, with what the model has answered so far; `status`: what the engine says of it. */
async function replay(status: string): Promise<string> {
  const [{ id }]: [{ id: string }] = await source.query(
    `WITH place AS (
       INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
       SELECT n, 'acme', n, 'Organization' FROM (SELECT count(*) + 1 AS n FROM installations) known RETURNING id),
     shop AS (
       INSERT INTO repositories (installation_id, github_repo_id, full_name, default_branch)
       SELECT id, id, 'acme/shop-' || id, 'main' FROM place RETURNING id, installation_id),
     asked AS (
       INSERT INTO replays (installation_id, repository_id, pull_requests, settings, status)
       SELECT installation_id, id, 1, '[]', 'running' FROM shop RETURNING id, installation_id, repository_id)
     INSERT INTO replay_reviews (installation_id, repository_id, replay_id, setting, pull_number, merged_at, checkpoints)
     SELECT installation_id, repository_id, id, 0, 1, now(), '{"plan":"said"}' FROM asked RETURNING replay_id AS id`,
  );
  await enqueueWorkflow(source.manager, {
    workflow: 'run_replay',
    queue: 'replays',
    id: `replay:${id}`,
    args: [id],
    partitionKey: '1',
  });
  await source.query('UPDATE dbos.workflow_status SET status = $2, updated_at = 0 WHERE workflow_uuid = $1', [
    `replay:${id}`,
    status,
  ]);
  return id;
}
const stateOf = async (id: string) =>
  (
    await source.query(
      `SELECT p.status, p.reason, v.checkpoints FROM replays p JOIN replay_reviews v ON v.replay_id = p.id WHERE p.id = $1`,
      [id],
    )
  )[0];

it('a replay that the engine has given up ends, and what the model answered goes', async () => {
  const [dead, alive] = [await replay('MAX_RECOVERY_ATTEMPTS_EXCEEDED'), await replay('PENDING')];
  expect(await sweepReplays(source)).toEqual([dead]);
  expect(await stateOf(dead)).toEqual({ status: 'failed', reason: 'the worker died at it', checkpoints: {} });
  expect(await stateOf(alive)).toEqual({ status: 'running', reason: null, checkpoints: { plan: 'said' } });
  expect(await sweepReplays(source)).toEqual([]);
});
