import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimDatabase } from '../../src/database/embedded/own-database.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { makePassingFolder } from '../passing-folder.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const key = 'k'.repeat(40);
const home = makePassingFolder('nectr-backup-');
let database: TestDatabase;

const nectr = (args: string[], env: Record<string, string> = {}, cwd = home) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
    encoding: 'utf8',
  });
  return { status, out: stdout.replaceAll(/^Running DBOS.*\n/gm, ''), error: stderr };
};
const external = () => ({ DATABASE_URL: database.url, SECRET_KEY: key });

beforeAll(async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`INSERT INTO users (github_id, login) SELECT n, 'person-' || n FROM generate_series(1, 50) n`);
  await client.end();
});
afterAll(async () => {
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

it('a backup of a database elsewhere becomes an embedded one, and is the same', async () => {
  const made = nectr(['backup', 'all.backup', '--format', 'rows'], external());
  expect(made).toMatchObject({ status: 0, error: '' });
  expect(made.out).toMatch(/^all\.backup: \d+ rows of \d+ tables, as of 20\S+Z, [\d.]+ kB\.\nSECRET_KEY is not in it/);
  expect(statSync(join(home, 'all.backup')).mode & 0o777).toBe(0o600);
  expect(nectr(['restore', 'all.backup', '--check'], { SECRET_KEY: key }).out).toMatch(/It is whole\.\n$/);

  // Without the key nothing is made.
  const refused = nectr(['restore', 'all.backup']);
  expect(refused.status).toBe(1);
  expect(refused.error).toMatch(/^the backup was made with another SECRET_KEY: .*--other-key.*\n$/);
  expect(existsSync(join(home, '.nectr'))).toBe(false);

  const restored = nectr(['restore', 'all.backup'], { SECRET_KEY: key });
  expect(restored).toMatchObject({ status: 0, error: '' });
  expect(restored.out).toMatch(
    /^\d+ rows of \d+ tables are restored, as of 20\S+Z\.\nStart the server: what was under way goes on\.\n$/,
  );
  expect(nectr(['backup', 'again.backup'], { SECRET_KEY: key })).toMatchObject({ status: 0, error: '' });
  const [first, second] = ['all', 'again'].map(
    (name) => nectr(['restore', `${name}.backup`, '--check'], { SECRET_KEY: key }).out,
  );
  expect(/\d+ rows of \d+ tables/.exec(second ?? '')?.[0]).toBe(/\d+ rows of \d+ tables/.exec(first ?? '')?.[0]);
  expect(nectr(['restore', 'all.backup'], { SECRET_KEY: key }).error).toMatch(
    /^the database is not empty \(public\.users\): restore into a new one/,
  );
});

it('the embedded database is kept while its server works, and its key is told from another', async () => {
  const place = join(home, 'works', '.nectr');
  mkdirSync(join(home, 'works'));
  process.env['XDG_STATE_HOME'] = join(home, '.local', 'state');
  claimDatabase(place);
  delete process.env['XDG_STATE_HOME'];
  const server = await startEmbeddedPostgres(place, {
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  });
  try {
    await migrate(server.url);
    const cwd = join(home, 'works');
    expect(nectr(['backup', 'live.backup'], { SECRET_KEY: key }, cwd)).toMatchObject({ status: 0, error: '' });
    expect(nectr(['restore', 'live.backup'], { SECRET_KEY: key }, cwd).error).toContain(
      'is in use: stop the server first',
    );
  } finally {
    await server.stop();
  }
});

it('says in one line what is wrong, and leaves no file and no database', () => {
  copyFileSync(join(home, 'all.backup'), join(home, 'cut.backup'));
  truncateSync(join(home, 'cut.backup'), 900);
  const before = readdirSync(home).toSorted();
  const at = { SECRET_KEY: key, NECTR_DATA: join(home, 'other') };
  expect(nectr(['restore', 'cut.backup'], at)).toMatchObject({
    status: 1,
    error: expect.stringMatching(/^cut\.backup is no backup of Nectr, or its end is missing.*\n$/),
  });
  expect(nectr(['restore', 'none.backup'], at)).toMatchObject({
    status: 1,
    error: expect.stringMatching(/^there is no file none\.backup\n$/),
  });
  expect(nectr(['backup', 'all.backup'], external())).toMatchObject({
    status: 1,
    error: expect.stringMatching(/all\.backup is there already.*\n$/),
  });
  expect(nectr(['backup', 'x.backup', '--format', 'pg_dump'], { ...external(), PATH: '' }).error).toMatch(
    /^there is no pg_dump on this machine.*--format rows\n$/,
  );
  expect(nectr(['backup', 'no/such/folder/x.backup'], external())).toMatchObject({
    status: 1,
    error: expect.stringMatching(/^there is no folder .*no\/such\/folder: make it first\n$/),
  });
  expect(nectr(['backup'])).toMatchObject({ status: 2, error: expect.stringContaining('which file is it to write?') });
  expect(nectr(['restore'])).toMatchObject({
    status: 2,
    error: expect.stringContaining('which file is to be restored?'),
  });
  expect(readdirSync(home).toSorted()).toEqual(before);
});
