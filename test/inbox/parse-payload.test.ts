import { createRequire } from 'node:module';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonbArray } from '../../src/inbox/jsonb-array.js';
import { parsePayload } from '../../src/inbox/parse-payload.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const examples = z
  .array(z.object({ examples: z.array(z.unknown()) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** What PostgreSQL reads out of JSON texts. */
async function stored(texts: readonly Buffer[]): Promise<unknown[]> {
  const { rows } = await client.query<{ value: unknown }>('SELECT unnest($1::jsonb[]) AS value', [jsonbArray(texts)]);
  return rows.map(({ value }) => value);
}

describe('parsePayload', () => {
  it('hands on the very bytes where nothing is replaced', () => {
    const bytes = Buffer.from('{ "a" : [1.0, "é", "\\n"] }');
    expect(parsePayload(bytes)?.json).toBe(bytes);
  });

  it.each([
    ['NUL and half a pair', Buffer.from(String.raw`{"a\u0000":"\ud83d"}`), { 'a\uFFFD': '\uFFFD' }],
    ['bytes that are no UTF-8', Buffer.from('{"a":"\xff\xed\xa0\x80"}', 'latin1'), { a: '\uFFFD'.repeat(4) }],
  ])('replaces %s', async (_, bytes, value) => {
    const parsed = parsePayload(bytes);
    expect(parsed?.payload).toEqual(value);
    expect(await stored([parsed?.json ?? Buffer.alloc(0)])).toEqual([value]);
  });

  it.each(['', 'null', '5', '"x"', '[]', '{', '{"a":1}x', '{"a":"\0"}', '{"a":01}', '\uFEFF{}', "{'a':1}"])(
    'takes no %j',
    (text) => expect(parsePayload(Buffer.from(text))).toBeNull(),
  );

  it('lets PostgreSQL read what JSON.parse reads: every example of GitHub', async () => {
    const all = examples.flatMap((event) => event.examples).map((one) => Buffer.from(JSON.stringify(one)));
    const parsed = all.map(parsePayload);
    expect(await stored(parsed.map((one) => one?.json ?? Buffer.alloc(0)))).toEqual(parsed.map((one) => one?.payload));
    expect(all.length).toBeGreaterThan(100);
  });

  it('and texts of any spacing, escapes, equal names and numbers', async () => {
    const blank = fc.constantFrom('', ' ', '\n\t', '\r');
    const escape = fc.constantFrom(
      'x',
      'é',
      '😀',
      '\u2028',
      '\x7f',
      '\\n',
      '\\/',
      '\\"',
      '\\\\',
      '\\u0001',
      '\\u0000',
      '\\uD83D',
      '\\ude00',
    );
    const string = fc.array(escape, { maxLength: 8 }).map((parts) => `"${parts.join('')}"`);
    const number = fc.constantFrom('0', '-0', '1.50', '-3e2', '1E+5', '9007199254740991', '1e-7');
    const value = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(string, number, fc.constantFrom('true', 'false', 'null')),
        fc
          .tuple(blank, fc.array(tie('any'), { maxLength: 4 }))
          .map(([gap, parts]) => `[${gap}${parts.join(`${gap},`)}]`),
        fc
          .tuple(blank, fc.array(fc.tuple(string, tie('any')), { maxLength: 4 }))
          .map(([gap, parts]) => `{${parts.map(([name, part]) => `${gap}${name}${gap}:${gap}${part}`).join(',')}}`),
      ),
    })).any;
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 5 }), async (texts) => {
        const parsed = texts.map((text) => parsePayload(Buffer.from(`{"value":${text}}`)));
        const read = await stored(parsed.map((one) => one?.json ?? Buffer.alloc(0)));
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(parsed.map((one) => one?.payload))));
      }),
      { numRuns: 300 },
    );
  });
});
