import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { decryptText, encryptText, type EncryptedText } from '../../src/access/encrypt.js';
import { createDataSource } from '../../src/database/data-source.js';
import { Integration } from '../../src/database/entities/integration.js';
import { User } from '../../src/database/entities/user.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const [old, fresh] = ['o'.repeat(40), 'n'.repeat(40)];
const TOKEN = `ghu_${'x'.repeat(36)}`;
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

describe('columns with secrets', () => {
  it('hold Fernet tokens, and give the secret back with the key or the one before', async () => {
    const users = source.getRepository(User);
    const made = { githubId: 1, login: 'dora', refreshTokenEncrypted: null };
    await users.insert({ ...made, accessTokenEncrypted: encryptText(TOKEN, [old]) });
    const stored: { token: string }[] = await source.query('SELECT access_token_encrypted AS token FROM users');
    expect(stored[0]?.token).toMatch(/^gAAAAA/);
    expect(stored[0]?.token).not.toContain(TOKEN);
    const [user] = await users.find();
    const text = decryptText(user?.accessTokenEncrypted ?? '', [fresh, old]);
    expect(text).toBe(TOKEN);
    await users.update({ githubId: 1 }, { refreshTokenEncrypted: encryptText(text, [fresh, old]) });
    const [changed] = await users.find();
    expect(decryptText(changed?.refreshTokenEncrypted ?? '', [fresh])).toBe(TOKEN);
    expect(() => decryptText(changed?.accessTokenEncrypted ?? '', [fresh])).toThrow('SECRET_KEY_PREVIOUS');
  });

  it('hold the credentials of an integration in the same way', async () => {
    const integrations = source.getRepository(Integration);
    const credentialsEncrypted = encryptText('{"token":"lin_api_1"}', [fresh]);
    await integrations.insert({ name: 'linear', type: 'linear', credentialsEncrypted });
    const [found] = await integrations.find();
    expect(decryptText(found?.credentialsEncrypted ?? '', [fresh])).toBe('{"token":"lin_api_1"}');
  });

  it('take every token that encryptText makes, the shortest and a long one', async () => {
    for (const text of ['', 'x', `ghs_1_${'y'.repeat(520)}`]) {
      await source.query('UPDATE users SET access_token_encrypted = $1', [encryptText(text, [fresh])]);
    }
  });

  it.each([
    ['a token of GitHub', TOKEN],
    ['a token of the form since 2026', `ghs_123_${'e'.repeat(200)}.${'f'.repeat(200)}.${'g'.repeat(100)}`],
    ['a JSON Web Token', `eyJhbGciOi.${'e'.repeat(100)}.${'f'.repeat(100)}`],
    ['an empty text', ''],
    ['half a token', 'gAAAAABpJ'],
  ])('refuse %s, whatever wrote it', async (_, plain) => {
    await expect(source.query('UPDATE users SET access_token_encrypted = $1', [plain])).rejects.toThrow('chk_users');
    await expect(
      source.getRepository(User).update({ githubId: 1 }, { refreshTokenEncrypted: plain as EncryptedText }),
    ).rejects.toThrow('chk_users');
    await expect(source.query('UPDATE integrations SET credentials_encrypted = $1', [plain])).rejects.toThrow(
      'chk_integrations',
    );
  });

  it('are all that have one in their name', async () => {
    const rows: unknown[] = await source.query(
      `SELECT c.table_name, c.column_name FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.column_name LIKE '%encrypted%'
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conname = 'chk_' || c.table_name || '_' || c.column_name)`,
    );
    expect(rows).toEqual([]);
  });
});
