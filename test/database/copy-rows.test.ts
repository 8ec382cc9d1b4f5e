import { Readable, Writable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyIn, copyOut } from '../../src/database/copy-rows.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `CREATE TABLE odd (n int PRIMARY KEY, t text, j jsonb, b bytea, at timestamptz, list text[], f float8)`,
  );
  await client.query('CREATE TABLE copy (LIKE odd INCLUDING ALL)');
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** Takes a piece every now and then, as a slow disk does. */
class SlowSink extends Writable {
  readonly parts: Buffer[] = [];
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.parts.push(chunk);
    setTimeout(done, 1);
  }
}

async function* pieces(whole: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

describe('rows that are copied out and in', () => {
  it('are the same, whatever they hold and however slow the reader is', async () => {
    await client.query(
      `INSERT INTO odd VALUES (1, NULL, NULL, NULL, NULL, NULL, NULL), (2, '', 'null', '', 'infinity', '{}', 'NaN'),
         (3, E'\\\\.', '{"a": null, "n": 12345678901234567890.123456789}', '\\x00ff', '2026-01-01 00:00:00.123456+00', '{NULL,"",NULL,"a\\"b"}', 0.1),
         (4, E'a\\tb\\nc\\\\N\\rd', '"\\u2028 ü 😀"', NULL, '-infinity', '{{a,b},{c,d}}', '-Infinity')`,
    );
    await client.query(`INSERT INTO odd (n, t) SELECT n, repeat(md5(n::text), 60) FROM generate_series(5, 4000) n`);
    await client.query(`INSERT INTO odd (n, t) VALUES (0, repeat('x', 3000000))`);
    const sink = new SlowSink();
    const { rows, bytes } = await copyOut(client, 'COPY odd TO STDOUT', sink);
    await new Promise((resolve) => sink.end(() => resolve(null)));
    expect(rows).toBe(4001);
    const whole = Buffer.concat(sink.parts);
    expect(whole.length).toBe(bytes);
    expect(bytes).toBeGreaterThan(9_000_000);
    expect(await copyIn(client, 'COPY copy FROM STDIN', pieces(whole, 10_007))).toBe(4001);
    const { rows: differences } = await client.query(
      `(SELECT o::text FROM odd o EXCEPT ALL SELECT c::text FROM copy c) UNION ALL (SELECT c::text FROM copy c EXCEPT ALL SELECT o::text FROM odd o)`,
    );
    expect(differences).toEqual([]);
    const { rows: kept } = await client.query(
      `SELECT j IS NULL AS none, j = 'null' AS said FROM copy WHERE n IN (1, 2) ORDER BY n`,
    );
    expect(kept).toEqual([
      { none: true, said: null },
      { none: false, said: true },
    ]);
  });

  it('say why when the database refuses one of many, and the connection works on', async () => {
    const endless = Readable.from(pieces(Buffer.from('7\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n'.repeat(100_000)), 65_536));
    await expect(copyIn(client, 'COPY copy FROM STDIN', endless)).rejects.toThrow('copy_pkey');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('fail with their source, and leave nothing', async () => {
    async function* breaks(): AsyncGenerator<Buffer> {
      yield Buffer.from('900001\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n');
      throw new Error('the disk is gone');
    }
    await expect(copyIn(client, 'COPY copy FROM STDIN', breaks())).rejects.toThrow('the disk is gone');
    expect((await client.query('SELECT 1 FROM copy WHERE n = 900001')).rows).toEqual([]);
  });

  it('say what is wrong with a statement', async () => {
    await expect(copyOut(client, 'COPY nowhere TO STDOUT', new SlowSink())).rejects.toThrow('nowhere');
  });
});
