import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEnginePool } from '../../../src/workflows/durable/engine-pool.js';
import { startTcpProxy, type TcpProxy } from '../../database/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let proxy: TcpProxy;
let pool: pg.Pool;
let broken: unknown[];

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startTcpProxy(database.url);
  broken = [];
  const log = { warn: (fields: object) => void broken.push(fields) };
  pool = createEnginePool({ url: proxy.url, poolSize: 1, executorId: 'e1', log, queryTimeoutMs: 200 });
});
afterEach(async () => {
  await pool.end();
  await proxy.close();
  await database.close();
});

const one = async () => (await pool.query<{ one: number }>('SELECT 1 AS one')).rows;

describe('the connections of the engine', () => {
  it('C9, C10: one on which nothing comes back is given up, and a new one taken', async () => {
    expect(await one()).toEqual([{ one: 1 }]);
    proxy.freeze();
    const from = performance.now();
    await expect(one()).rejects.toThrow('Query read timeout');
    expect(await one()).toEqual([{ one: 1 }]);
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it('what the engine asks for each step is planned once', async () => {
    const source = new URL('./system_database.js', import.meta.resolve('@dbos-inc/dbos-sdk'));
    const engine = readFileSync(fileURLToPath(source), 'utf8').replaceAll('${this.schemaName}', 'dbos');
    const texts = [
      // By whoever looks for work, each time it looks.
      `SELECT version_name
         FROM "dbos".application_versions`,
      'SELECT status FROM "dbos".workflow_status WHERE workflow_uuid=$1',
      'SELECT owner_xid FROM "dbos".workflow_status WHERE workflow_uuid = $1 FOR NO KEY UPDATE',
    ];
    for (const text of texts) {
      expect(engine).toContain(text);
      for (let nth = 0; nth < 2; nth++) await pool.query(text, text.includes('$1') ? ['nobody'] : []);
    }
    await one();
    const { rows } = await pool.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
    expect(rows.map(({ statement }) => statement)).toEqual(expect.arrayContaining(texts));
    expect(rows).toHaveLength(texts.length);
  });

  it('C7: one that breaks while something is written to it is told as one that was reset', async () => {
    const client = await pool.connect();
    const asked = client.query('SELECT pg_sleep(0.1)');
    client.on('error', () => undefined);
    const { connection } = client as unknown as { connection: { stream: Socket } };
    connection.stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await expect(asked).rejects.toMatchObject({ message: 'write EPIPE', code: 'ECONNRESET' });
    client.release(true);
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('a statement that takes too long is ended by the server', async () => {
    await expect(pool.query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('C8: one that breaks while nobody uses it is told, and ends nothing', async () => {
    await one();
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nectr engine e1'`,
    );
    await other.end();
    await expect.poll(() => broken.length).toBe(1);
    expect(await one()).toEqual([{ one: 1 }]);
  });
});
