import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makePassingFolder } from '../passing-folder.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const home = makePassingFolder('nectr-demo-');
const env = { PATH: process.env['PATH'] ?? '', HOME: home };
afterAll(() => rmSync(home, { recursive: true, force: true }));

const doctor = (cwd: string) => spawnSync(process.execPath, [CLI, 'doctor'], { cwd, env, encoding: 'utf8' });

it('finds nothing wrong in a demo that runs, and says where nothing runs', async () => {
  const demo = spawn(process.execPath, [CLI, 'demo', '--keep'], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    demo.once('exit', () => reject(new Error(printed)));
    demo.stdout.setEncoding('utf8').on('data', (more: string) => {
      printed += more;
      if (/Whether all is well: \(.*\)\n/.test(printed)) resolve();
    });
  });
  const [, typed = ''] = /Whether all is well: (\(.*\))/.exec(printed) ?? [];
  const folder = join(home, '.nectr', 'demo');
  // As it is printed, in a shell.
  const told = execFileSync('bash', ['-c', typed], { cwd: tmpdir(), env, encoding: 'utf8' });
  expect(told).not.toContain('✗');
  expect(told).toMatch(/✓ configuration +App 1, 1 webhook/);
  expect(told).toMatch(/✓ events +complete/);
  expect(told).toMatch(/✓ webhook +http:\/\/127\.0\.0\.1:\d+\/api\/github\/webhooks/);
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);

  const beside = doctor(home);
  expect(beside.status).toBe(1);
  expect(beside.stdout).toContain(`the embedded database in ${join(home, '.nectr')} is not running`);

  demo.kill('SIGINT');
  await ended;
  expect(existsSync(join(folder, '.env'))).toBe(false);
  const after = doctor(folder);
  expect(after.status).toBe(1);
  expect(after.stdout).toMatch(/✗ configuration +no GitHub App is set/);
  expect(after.stdout).toContain('look where it was started');
}, 180_000);
