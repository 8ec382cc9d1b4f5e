import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerSecret } from '../../../src/access/redact.js';
import { cleanForModel } from '../../../src/review/analyzers/clean-for-model.js';
import { cleanText } from '../../../src/review/analyzers/clean-text.js';
import { findSecrets } from '../../../src/review/analyzers/secrets/find-secrets.js';
import { readCases } from './cases/read-cases.js';

const ALPHABET = [...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'];
const random = (length: number) =>
  fc
    .array(fc.constantFrom(...ALPHABET), { minLength: length, maxLength: length })
    .map((chars) => chars.join(''))
    .filter((text) => /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && new Set(text).size > 12);

describe('what a model may read', () => {
  it.each([
    'const url = `mongodb://%s:%s@${host}/app`;',
    "client = MongoClient('mongodb://%s:%s@db.acme.com/app' % (user, password))",
    'const url = `postgres://${user}:${password}@${host}:5432/app`;',
    'DATABASE_URL=postgres://<user>:<password>@db.acme.com/app',
    'DATABASE_URL=postgres://$DB_USER:$DB_PASSWORD@db.acme.com/app',
    "url: 'amqp://{user}:{password}@queue.acme.com'",
    "const dsn = 'postgres://nectr:nectr@localhost:5432/test';",
    "headers: { authorization: 'Bearer test-token' }",
    'headers: { Authorization: `Bearer ${token}` }',
    "const apiKey = 'your-api-key-here';",
    "const password = 'wrong-password-123';",
    "apiKey: 'sk-ant-bench-000000',",
    "aws_access_key_id = 'AKIAIOSFODNN7EXAMPLE'",
  ])('leaves readable: %s', (text) => {
    expect(cleanForModel(text)).toBe(text);
  });

  it('has something to leave: texts that are stored or posted lose more', () => {
    const text = 'const url = `postgres://${user}:${password}@${host}:5432/app`;';
    expect(cleanText(text)).not.toBe(text);
  });
});

describe('what a model never reads', () => {
  const SECRET = random(32);
  it.each<[string, (value: string) => string]>([
    ['in an address', (value) => `postgres://app:${value}@db.acme.com/app`],
    ['in an address of this machine', (value) => `postgres://app:${value}@localhost/app`],
    ['as the user of an address', (value) => `https://${value}:x-oauth-basic@github.com/acme/shop`],
    ['as the default of a variable', (value) => `DATABASE_URL=postgres://app:\${PASSWORD:-${value}}@db.acme.com/app`],
    ['beside a format', (value) => `const url = 'mongodb://%s:${value}@db.acme.com/app';`],
    ['under a name', (value) => `const dbPassword = '${value}';`],
    ['in settings', (value) => `DB_PASSWORD=${value}`],
    ['in a header', (value) => `Authorization: Bearer ${value}`],
    ['beside words of tests', (value) => `postgres://test:test-${value}@localhost/test`],
    ['in a test file', (value) => `it('logs in', () => login({ password: '${value}' }));`],
  ])('a random value %s', (_, textOf) => {
    fc.assert(
      fc.property(SECRET, (value) => {
        expect(cleanForModel(textOf(value))).not.toContain(value);
      }),
    );
  });

  it.each([
    ['a passphrase', 'postgres://app:correct-horse-battery-staple@db.acme.com/app', 'horse'],
    ['a guessable password with a year', 'postgres://app:password2024@db.acme.com/app', '2024'],
    ['a short one with marks', 'postgres://admin:Pa$$w0rd!9@db.acme.com/app', 'w0rd'],
  ])('%s', (_, text, part) => {
    expect(cleanForModel(text)).not.toContain(part);
  });

  // Found by the property above, once in two thousand values.
  it.each(['AAAAAAAAAAAAAAAMAAAaAAcj9Cbdswhf', '8shwjpeusaedNqtzPgfcvhNZuNMdaqjs', 'p2pmJgmiie54pNeF5NCpeHFJ5jZ5hmiq'])(
    'a default that looks little like chance: %s',
    (value) => {
      expect(cleanForModel(`DATABASE_URL=postgres://app:\${PASSWORD:-${value}}@db.acme.com/app`)).not.toContain(value);
    },
  );

  // Found by the property above, once in a thousand values: random, and the rules see no sign of it.
  it.each(['AAAAAAAAAAAAA7AAAnwAA2uAAZmE5igC', 'CehxmeaC7uT9oeAx6NFUAoe7KA4A26ee', 'hhKQxKbAQX3XojUKarKf3GAFUMjxUJGK'])(
    'a password that looks little like chance: %s',
    (value) => {
      expect(findSecrets(`const dbPassword = '${value}';`, 'code')).toEqual([]);
      expect(cleanForModel(`const dbPassword = '${value}';`)).not.toContain(value);
      expect(cleanForModel(`DB_PASSWORD=${value}`)).not.toContain(value);
    },
  );

  it('a token whose user or password is a word', () => {
    const value = 'DeuiLdefz5hwDvLThnhecacfnVSK6pSQ';
    expect(cleanForModel(`https://${value}:x-oauth-basic@github.com/acme/shop`)).not.toContain(value);
  });

  it('what the rules are sure of, whatever it looks like', () => {
    for (const { file, text, hit } of readCases('secrets.yml')) {
      if (!hit) continue;
      for (const { start, end, tier } of findSecrets(text, 'code')) {
        if (tier === 'certain') expect(cleanForModel(text), file).not.toContain(text.slice(start, end));
      }
    }
  });

  it('a secret of this process, though it looks made up', () => {
    registerSecret('test-token-value');
    expect(cleanForModel("const token = 'test-token-value';")).not.toContain('test-token-value');
  });

  it('more than what is stored: all that is masked for a model is masked there too', () => {
    fc.assert(
      fc.property(SECRET, fc.constantFrom('password', 'api_key', 'token', 'name'), (value, name) => {
        const text = `const ${name} = '${value}';`;
        if (cleanText(text) === text) expect(cleanForModel(text)).toBe(text);
        else expect(cleanForModel(text)).toBe(cleanText(text));
      }),
    );
  });
});
