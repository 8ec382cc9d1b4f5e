import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { ensurePartitions } from '../../src/operations/partitions.js';
import { defaultRetention, purge } from '../../src/operations/retention.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
  await source.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type) SELECT 'run:logs', id, 'x' FROM workflows LIMIT 1`,
  );
});
beforeEach(async () => {
  await source.query('DELETE FROM execution_logs');
  await source.query('DELETE FROM events');
  await source.query('DELETE FROM oauth_states');
  await source.query('DELETE FROM dbos.workflow_status');
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const write = (at: string, message: string) =>
  source.query(
    `INSERT INTO execution_logs (execution_id, level, message, created_at)
     SELECT id, 'INFO', $2, $1::timestamptz FROM workflow_runs WHERE execution_id = 'run:logs'`,
    [at, message],
  );

function where(): Promise<{ message: string; partition: string }[]> {
  return source.query('SELECT message, tableoid::regclass::text AS partition FROM execution_logs ORDER BY message');
}

describe('ensurePartitions', () => {
  it('moves the rows of its months out of the default partition, to the right one, and leaves the others', async () => {
    for (const [at, message] of [
      ['2040-01-31T23:59:59.999999Z', 'before'],
      ['2040-02-01T00:00:00Z', 'first'],
      ['2040-02-29T23:59:59.999999Z', 'last'],
      ['2040-03-01T00:00:00Z', 'next'],
      ['2041-01-01T00:00:00Z', 'beyond'],
    ] as const)
      await write(at, message);
    expect(new Set((await where()).map(({ partition }) => partition))).toEqual(new Set(['execution_logs_default']));
    await ensurePartitions(source, new Date('2040-02-15T12:00:00Z'));
    expect(await where()).toEqual([
      { message: 'before', partition: 'execution_logs_default' },
      { message: 'beyond', partition: 'execution_logs_default' },
      { message: 'first', partition: 'execution_logs_2040_02' },
      { message: 'last', partition: 'execution_logs_2040_02' },
      { message: 'next', partition: 'execution_logs_2040_03' },
    ]);
    await write('2040-04-10T00:00:00Z', 'z later');
    expect((await where()).at(-1)).toEqual({ message: 'z later', partition: 'execution_logs_2040_04' });
  });

  it('gives new partitions the indexes and constraints of the table', async () => {
    await ensurePartitions(source, new Date('2042-05-15T12:00:00Z'));
    const indexesOf = async (table: string) => {
      const rows: { columns: string }[] = await source.query(
        `SELECT regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') AS columns FROM pg_index WHERE indrelid = $1::regclass ORDER BY 1`,
        [table],
      );
      return rows.map(({ columns }) => columns);
    };
    expect(await indexesOf('execution_logs_2042_05')).toEqual(await indexesOf('execution_logs'));
    await expect(
      source.query(`INSERT INTO execution_logs (level, message, created_at) VALUES ('LOUD', 'x', '2042-05-02Z')`),
    ).rejects.toThrow();
  });

  it('called by four at once makes each partition once', async () => {
    const now = new Date('2043-11-15T12:00:00Z');
    await write('2043-12-24T18:00:00Z', 'eve');
    const made = await Promise.all([1, 2, 3, 4].map(() => ensurePartitions(source, now)));
    expect(made.flat().toSorted()).toEqual(
      ['2043_11', '2043_12', '2044_01', '2044_02'].map((month) => `execution_logs_${month}`),
    );
    expect(await where()).toEqual([{ message: 'eve', partition: 'execution_logs_2043_12' }]);
  });
});

describe('purge', () => {
  it('removes in batches, however many there are', async () => {
    await source.query(
      `INSERT INTO events (source, event_type, delivery_id, payload, status, created_at)
       SELECT 'github', 'x', n::text, '{}', 'ignored', now() - interval '91 days' FROM generate_series(1, 2500) n`,
    );
    expect(await purge(source)).toMatchObject({ events: 2500 });
  });

  it('keeps to the days it is told', async () => {
    for (const days of [1, 3, 5]) await write(new Date(Date.now() - days * 86_400_000).toISOString(), `${days}`);
    expect(await purge(source, { ...defaultRetention, executionLogs: 2 })).toMatchObject({ executionLogs: 2 });
    expect((await where()).map(({ message }) => message)).toEqual(['1']);
  });

  it('takes the rows of the engine along: ended and old ones with all that hangs on them, and no others', async () => {
    await source.query(
      `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, created_at, updated_at, completed_at)
       SELECT s || ':' || d, s, 'x', 0, 0, (extract(epoch FROM now() - make_interval(days => d)) * 1000)::bigint
         FROM unnest(ARRAY['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', 'PENDING', 'ENQUEUED', 'DELAYED']) s,
              unnest(ARRAY[89, 91]) d`,
    );
    await source.query(
      `INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name) SELECT workflow_uuid, 0, 'x' FROM dbos.workflow_status`,
    );
    expect(await purge(source)).toMatchObject({ engineRows: 4 });
    const left = async (table: string) => {
      const rows: { id: string }[] = await source.query(`SELECT workflow_uuid AS id FROM dbos.${table} ORDER BY 1`);
      return rows.map(({ id }) => id);
    };
    const kept = await left('workflow_status');
    expect(kept).toHaveLength(10);
    expect(kept.filter((id) => id.endsWith(':91'))).toEqual(['DELAYED:91', 'ENQUEUED:91', 'PENDING:91']);
    expect(await left('operation_outputs')).toEqual(kept);
  });

  it('removes sign-ins that have expired', async () => {
    await source.query(
      `INSERT INTO oauth_states (state, code_verifier, return_to, browser_sha256, expires_at)
       VALUES ('old', 'v', '/', repeat('a', 64), now() - interval '1 second'), ('new', 'v', '/', repeat('a', 64), now() + interval '5 minutes')`,
    );
    expect(await purge(source)).toMatchObject({ oauthStates: 1 });
    expect(await source.query('SELECT state FROM oauth_states')).toEqual([{ state: 'new' }]);
  });

  it('removes sessions that are idle or too old, and tokens that ended long ago', async () => {
    await source.query(`INSERT INTO users (github_id, login) VALUES (7, 'dora')`);
    await source.query(
      `INSERT INTO sessions (user_id, sid_sha256, user_agent, last_seen_at, expires_at)
       SELECT u.id, md5(s.name) || md5(s.name), s.name, now() - seen::interval, now() + expires::interval FROM users u,
         (VALUES ('alive', '6 days', '1 day'), ('idle', '7 days', '1 day'), ('old', '0', '-1 second')) s (name, seen, expires)`,
    );
    await source.query(
      `INSERT INTO api_tokens (user_id, name, token_sha256, beginning, scopes, created_at, expires_at, revoked_at)
       SELECT u.id, t.name, md5(t.name) || md5(t.name), 'nectr_abcdef', '{read}', now() - interval '300 days',
              now() + expires::interval, now() - revoked::interval FROM users u,
         (VALUES ('alive', '1 day', NULL), ('just revoked', '1 day', '89 days'), ('revoked', '1 day', '91 days'), ('ended', '-91 days', NULL)) t (name, expires, revoked)`,
    );
    expect(await purge(source)).toMatchObject({ sessions: 2, apiTokens: 2 });
    expect(await source.query('SELECT user_agent AS name FROM sessions')).toEqual([{ name: 'alive' }]);
    const tokens: { name: string }[] = await source.query('SELECT name FROM api_tokens ORDER BY 1');
    expect(tokens.map(({ name }) => name)).toEqual(['alive', 'just revoked']);
    await source.query('DELETE FROM users');
    expect(await source.query('SELECT 1 FROM api_tokens')).toEqual([]);
  });
});
