import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { pem } from '../app-key.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { makePassingFolder } from '../passing-folder.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const folder = makePassingFolder('nectr-worker-start-');
let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each(['SIGTERM', 'SIGINT'] as const)('a worker that gets %s while it starts ends cleanly', async (signal) => {
  const child = fork(CLI, ['worker'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      NECTR_TEST: JSON.stringify({ timings: { loopBeat: 10 } }),
      APP_ID: '1',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: 's'.repeat(40),
      SECRET_KEY: 'k'.repeat(40),
      GHE_HOST: '127.0.0.1:9',
      GHE_PROTOCOL: 'http',
      DATABASE_URL: database.url,
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let log = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => (log += more));
  // The first beat comes long before the engine runs.
  child.once('message', () => child.kill(signal));
  const ended = await new Promise((resolve) => child.once('close', (code, by) => resolve({ code, by })));
  expect(ended).toEqual({ code: 0, by: null });
  expect(log).toContain('"msg":"stopped"');
  expect(await source.query('SELECT count(*)::int AS count FROM executors')).toEqual([{ count: 0 }]);
});
