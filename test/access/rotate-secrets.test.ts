import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { decryptText, encryptText } from '../../src/access/encrypt.js';
import { rotateSecrets } from '../../src/access/rotate-secrets.js';
import { createDataSource } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const [fresh, old, lost] = ['n'.repeat(40), 'o'.repeat(40), 'l'.repeat(40)];
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const counts = async (keys: [string, ...string[]]) =>
  Object.fromEntries((await rotateSecrets(source, keys)).map(({ column, ...rest }) => [column, rest]));

it('stores everything with the newest key, in as many rounds as it takes, and says what it could not read', async () => {
  const people = Array.from({ length: 1100 }, (_, index) => ({
    id: index + 1,
    access: encryptText(`access ${index + 1}`, [index === 7 ? lost : index < 600 ? old : fresh]),
    refresh: index % 2 === 0 ? encryptText(`refresh ${index + 1}`, [old]) : null,
  }));
  await source.query(
    `INSERT INTO users (github_id, login, access_token_encrypted, refresh_token_encrypted)
     SELECT p.id, 'p' || p.id, p.access, p.refresh FROM jsonb_to_recordset($1) p (id int, access text, refresh text)`,
    [JSON.stringify(people)],
  );
  expect(await counts([fresh, old])).toMatchObject({
    'users.access_token_encrypted': { rewritten: 599, kept: 500, unreadable: 1 },
    'users.refresh_token_encrypted': { rewritten: 550, kept: 0, unreadable: 0 },
    'integrations.credentials_encrypted': { rewritten: 0, kept: 0, unreadable: 0 },
  });
  const rows: { id: number; access: string; refresh: string | null }[] = await source.query(
    `SELECT github_id::int AS id, access_token_encrypted AS access, refresh_token_encrypted AS refresh FROM users`,
  );
  for (const { id, access, refresh } of rows) {
    expect(decryptText(access, [id === 8 ? lost : fresh])).toBe(`access ${id}`);
    if (refresh !== null) expect(decryptText(refresh, [fresh])).toBe(`refresh ${id}`);
  }
  expect(await counts([fresh])).toMatchObject({
    'users.access_token_encrypted': { rewritten: 0, kept: 1099, unreadable: 1 },
    'users.refresh_token_encrypted': { rewritten: 0, kept: 550, unreadable: 0 },
  });
  expect(await counts([fresh, lost])).toMatchObject({
    'users.access_token_encrypted': { rewritten: 1, unreadable: 0 },
  });
});

it('goes through every column of the schema that holds a secret', async () => {
  const columns: { name: string }[] = await source.query(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name LIKE '%encrypted' ORDER BY 1`,
  );
  const gone = (await rotateSecrets(source, [fresh])).map(({ column }) => column);
  expect(gone.toSorted()).toEqual(columns.map(({ name }) => name));
});
