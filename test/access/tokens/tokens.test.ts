import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { redact } from '../../../src/access/redact.js';
import { createToken } from '../../../src/access/tokens/create-token.js';
import { enterByToken, findToken } from '../../../src/access/tokens/find-token.js';
import { listTokens } from '../../../src/access/tokens/list-tokens.js';
import { revokeToken } from '../../../src/access/tokens/revoke-token.js';
import { isToken, makeToken } from '../../../src/access/tokens/token-text.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let [dora, mallory] = [0, 0];
beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'tenant', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  const rows: { id: number }[] = await source.query(
    `INSERT INTO users (github_id, login) VALUES (7, 'dora'), (8, 'mallory') RETURNING id`,
  );
  [dora = 0, mallory = 0] = rows.map(({ id }) => id);
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

describe('makeToken', () => {
  it('makes what is known as one, and nothing with a letter changed is', () => {
    const token = makeToken();
    expect(token).toMatch(/^nectr_[A-Za-z0-9]{40}_[A-Za-z0-9]{6}$/);
    expect(isToken(token)).toBe(true);
    for (let at = 6; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(isToken(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBe(false);
    }
    for (const text of ['', 'nectr_', `${token} `, `x${token}`, token.toUpperCase()]) expect(isToken(text)).toBe(false);
    expect(redact(`a ${token} b`)).toBe('a [redacted] b');
    expect(redact(`{"token":"${token.slice(0, 40)}`)).toBe('{"token":"[redacted]');
  });

  it('has a checksum that others can compute', () => {
    // CRC-32 of forty zeros is 2,520,759,182 (Python's zlib), in base 62 of 0-9 A-Z a-z.
    expect(isToken(`nectr_${'0'.repeat(40)}_2kaqcA`)).toBe(true);
  });
});

describe('API tokens', () => {
  it('are told once, kept as a hash, and are their owner with their scopes', async () => {
    const made = await createToken(source, { userId: dora, name: 'ci', scopes: ['read', 'mcp', 'read'], days: 30 });
    expect(made).toMatchObject({
      name: 'ci',
      scopes: ['read', 'mcp'],
      beginning: made.token.slice(0, 12),
      lastUsedAt: null,
    });
    expect(Math.round((made.expiresAt.getTime() - made.createdAt.getTime()) / 86_400_000)).toBe(30);
    const stored = JSON.stringify(await source.query('SELECT * FROM api_tokens'));
    expect(stored).not.toContain(made.token.slice(12));
    expect(await findToken(source, made.token)).toEqual({
      userId: dora,
      githubId: 7,
      login: 'dora',
      scopes: new Set(['read', 'mcp']),
      sessionId: null,
      tokenId: made.id,
    });
    expect(await listTokens(source, mallory)).toEqual([]);
    const [listed] = await listTokens(source, dora);
    expect(listed).toMatchObject({ id: made.id, name: 'ci', lastUsedAt: expect.any(Date) });
    expect(JSON.stringify(listed)).not.toContain(made.token.slice(12));
  });

  it('write that they were used once a minute', async () => {
    const { token, id } = await createToken(source, { userId: dora, name: 'used', scopes: ['read'], days: 1 });
    const used = async () => {
      const rows: { at: Date }[] = await source.query('SELECT last_used_at AS at FROM api_tokens WHERE id = $1', [id]);
      return rows[0]?.at;
    };
    await findToken(source, token);
    const first = await used();
    await findToken(source, token);
    expect(await used()).toEqual(first);
    await source.query("UPDATE api_tokens SET last_used_at = now() - interval '61 seconds' WHERE id = $1", [id]);
    await findToken(source, token);
    expect(Date.now() - ((await used())?.getTime() ?? 0)).toBeLessThan(30_000);
  });

  it('count their requests as they come in, all of one person together, and none of what holds nothing', async () => {
    const make = (userId: number) => createToken(source, { userId, name: 'counted', scopes: ['read'], days: 1 });
    const [one, other, hers] = [await make(dora), await make(dora), await make(mallory)];
    // Not over the turn of a minute.
    const seconds = new Date().getSeconds();
    if (seconds > 50) await new Promise((resolve) => setTimeout(resolve, (61 - seconds) * 1000));
    const first = (await enterByToken(source, one.token))?.counted.requests ?? 0;
    const many = await Promise.all(Array.from({ length: 20 }, () => enterByToken(source, other.token)));
    const counts = many.map((entered) => entered?.counted.requests ?? 0).toSorted((a, b) => a - b);
    expect(counts).toEqual(Array.from({ length: 20 }, (_, at) => first + 1 + at));
    expect(await enterByToken(source, hers.token)).toMatchObject({
      caller: { userId: mallory },
      counted: { requests: 1 },
    });
    await findToken(source, one.token);
    await revokeToken(source, dora, other.id);
    expect(await enterByToken(source, other.token)).toBeNull();
    expect(await enterByToken(source, makeToken())).toBeNull();
    const counted: { requests: number }[] = await source.query(
      `SELECT requests FROM request_counts WHERE subject = 'user:' || $1::int`,
      [dora],
    );
    expect(counted).toEqual([{ requests: first + 20 }]);
  }, 30_000);

  it('end when they are revoked, by their owner only, or have run out', async () => {
    const made = await createToken(source, { userId: dora, name: 'a', scopes: ['read'], days: 365 });
    expect(await revokeToken(source, mallory, made.id)).toBe(false);
    expect(await findToken(source, made.token)).not.toBeNull();
    expect(await revokeToken(source, dora, made.id)).toBe(true);
    expect(await revokeToken(source, dora, made.id)).toBe(false);
    expect(await findToken(source, made.token)).toBeNull();
    const late = await createToken(source, { userId: dora, name: 'b', scopes: ['read'], days: 1 });
    await source.query("UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE id = $1", [late.id]);
    expect(await findToken(source, late.token)).toBeNull();
    expect(await findToken(source, makeToken())).toBeNull();
    const names = (await listTokens(source, dora)).map(({ name }) => name);
    expect(names).not.toContain('a');
    expect(names).not.toContain('b');
  });

  it('cannot live longer than a year, nor have no scope or an unknown one', async () => {
    const make = (change: object) =>
      createToken(source, { userId: dora, name: 'x', scopes: ['read'], days: 1, ...change });
    await expect(make({ days: 367 })).rejects.toThrow('chk_api_token_expiry');
    await expect(make({ scopes: [] })).rejects.toThrow('chk_api_token_scopes');
    await expect(make({ scopes: ['root'] })).rejects.toThrow('chk_api_token_scopes');
  });
});
