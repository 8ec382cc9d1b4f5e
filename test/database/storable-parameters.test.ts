import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { jsonText } from '../../src/database/json-text.js';
import { storableParameters } from '../../src/database/storable-parameters.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Files that ask the database and write JSON as well, and how often for what that never becomes a parameter as it is. */
const OTHERS: Record<string, { count: number; why: string }> = {
  'src/api/analytics.ts': { count: 2, why: 'a name, and a hash' },
  'src/api/door/idempotent.ts': { count: 1, why: 'a hash' },
  'src/commands/replay/show-acceptance.ts': { count: 1, why: 'it is printed' },
  'src/inbox/receive-integration-event.ts': { count: 2, why: 'credentials are taken out, and it is parsed again' },
  'src/integrations/services/add-integration.ts': { count: 1, why: 'it is encrypted' },
  'src/integrations/services/connected.ts': { count: 1, why: 'a hash' },
  'src/ledger/change-settings.ts': { count: 2, why: 'two values are compared' },
  'src/setup/stored.ts': { count: 1, why: 'it is encrypted' },
  'src/workflows/diffs/request-diff-review.ts': { count: 1, why: 'a hash' },
  'src/workflows/learning/map-project.ts': { count: 1, why: 'a hash' },
};

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

it.each([
  ['a text', ['a\0b', 1, null], ['a\ufffdb', 1, null]],
  ['a list of texts', [['x', '\0'], true], [['x', '\ufffd'], true]],
  ['half of a character beside it', ['\ud83d \0'], ['\ufffd \ufffd']],
])('makes %s storable', (_, given, stored) => {
  expect(storableParameters(given)).toEqual(stored);
});

it('gives back the very list where nothing is refused', () => {
  const given = ['\u{1f600}', Buffer.from('\0'), ['x'], undefined];
  expect(storableParameters(given)).toBe(given);
  expect(storableParameters(undefined)).toBeUndefined();
});

it('lets no text from outside end a statement', async () => {
  const wicked = 'NUL \0, a half \ud83d and a whole \u{1f600}';
  expect(
    await source.query('SELECT $1::text AS text, $2::text[] AS texts, $3::jsonb AS json', [
      wicked,
      [wicked],
      jsonText({ [wicked]: wicked }),
    ]),
  ).toEqual([
    {
      text: 'NUL \ufffd, a half \ufffd and a whole \u{1f600}',
      texts: ['NUL \ufffd, a half \ufffd and a whole \u{1f600}'],
      json: { 'NUL \ufffd, a half \ufffd and a whole \u{1f600}': 'NUL \ufffd, a half \ufffd and a whole \u{1f600}' },
    },
  ]);
});

it('is given JSON that was made by jsonText or cleanJson, wherever a statement is sent', () => {
  const plain = sources()
    .map(({ file, text }) => ({ file, count: asksDatabase(text) ? plainJson(text) : 0 }))
    .filter(({ file, count }) => count > (OTHERS[file]?.count ?? 0))
    .map(({ file }) => file);
  expect(plain).toEqual([]);
});

it.each([
  ['manager.query(SQL, [JSON.stringify(value)])', 1],
  ['const json = JSON\n  .stringify(value);\nawait source.query(SQL, [json])', 1],
  ['manager.query(SQL, values.map(JSON.stringify))', 1],
  ['manager.query(SQL, [cleanJson(JSON.stringify(value)), jsonText(value)])', 0],
  ['// JSON.stringify(value)\nmanager.query(SQL)', 0],
])('knows plain JSON where it stands: %j', (text, count) => {
  expect([asksDatabase(text), plainJson(text)]).toEqual([true, count]);
});

function sources(): { file: string; text: string }[] {
  return readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(?:dashboard|sandbox)\//.test(name))
    .map((name) => ({ file: `src/${name}`, text: readFileSync(`${ROOT}src/${name}`, 'utf8') }));
}

/** It sends a statement, or makes a part of one. */
function asksDatabase(text: string): boolean {
  return /\.query\b|\breadInTime\(|\$\d::jsonb?\b|\bINSERT INTO\b/.test(text);
}

/** How often `JSON.stringify` is taken in a file, but for what `cleanJson` makes storable; not in comments. */
function plainJson(text: string): number {
  const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return [...code.matchAll(/(?<!\bcleanJson\(\s*)\bJSON\s*\.\s*stringify\b/g)].length;
}
