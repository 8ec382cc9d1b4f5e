import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { makePassingFolder } from '../passing-folder.js';
import { createTestDatabase } from './test-database.js';

const noted = process.env['STATEMENTS_FOLDER'];
const isOther = process.env['TEST_DATABASE_URL'] !== undefined;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** What can be prepared, and is one statement. */
const PREPARABLE = /^\s*(?:--[^\n]*\n\s*)*(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|VALUES|TABLE)\b/i;
const SEVERAL = /;\s*\S/;

/** Why each of the statements is not understood by the server of `url`; null where it is. */
async function prepare(url: string, statements: readonly string[]): Promise<(string | null)[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found: (string | null)[] = [];
  for (const text of statements) {
    try {
      await client.query(`PREPARE one AS ${text}`);
      await client.query('DEALLOCATE one');
      found.push(null);
    } catch (error) {
      found.push(error instanceof Error ? error.message : String(error));
    }
  }
  await client.end();
  return found;
}

/**
 * The suites run on the embedded PostgreSQL; the oldest that is supported has to understand all they sent. Statements
 * on tables that a test made for itself are understood by neither.
 */
it.skipIf(noted === undefined || !isOther)(
  'what the suites sent to the embedded PostgreSQL is understood by this one, too',
  async () => {
    const files = readdirSync(noted ?? '').map((name) => readFileSync(join(noted ?? '', name), 'utf8'));
    const all = new Set(files.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line) as string));
    const statements = [...all].filter((text) => PREPARABLE.test(text) && !SEVERAL.test(text));
    const folder = makePassingFolder('nectr-embedded-');
    const embedded = await startEmbeddedPostgres(folder, quiet);
    const here = await createTestDatabase();
    try {
      await migrate(embedded.url);
      const [there, found] = await Promise.all([prepare(embedded.url, statements), prepare(here.url, statements)]);
      const understood = statements.filter((_, at) => there[at] === null);
      process.stdout.write(`${understood.length} statements, of ${all.size} that were sent\n`);
      expect(understood.length).toBeGreaterThan(800);
      expect(
        statements.flatMap((text, at) => (there[at] === null && found[at] !== null ? [[text, found[at]]] : [])),
      ).toEqual([]);
    } finally {
      await here.close();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
