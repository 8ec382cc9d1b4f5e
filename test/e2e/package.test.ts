import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Issue } from '../../src/sandbox/types.js';
import { pem } from '../app-key.js';
import { makePassingFolder } from '../passing-folder.js';

const run = promisify(execFile);
const folder = makePassingFolder('nectr-package-');
/** Empty, but for what its user puts there. */
const home = join(folder, 'home');
const installed = join(home, 'node_modules');
const root = process.cwd();
/** Root's tests run what is published as an ordinary user. */
const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const env = { PATH: process.env['PATH'], HOME: home };
let entries: string[];
let sandbox: Sandbox;
let server: ChildProcess | null = null;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  mkdirSync(home);
  await run(process.execPath, [join(root, 'src/package.mjs'), folder], { cwd: root });
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const list = await run('tar', ['tzf', join(folder, file)], { maxBuffer: 1e8 });
  entries = list.stdout
    .trim()
    .split('\n')
    .map((entry) => entry.replace(/^package\//, ''));
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--prefix', home];
  const { stderr } = await run('npm', ['install', ...options, join(folder, file)], { cwd: home });
  // npm's own remark on the embedded PostgreSQL, which does without its script.
  expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('npm warn install-scripts'))).toEqual([]);
  if (account.uid !== undefined) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, home]);
}, 400_000);
afterAll(async () => {
  if (server?.pid !== undefined && server.exitCode === null) {
    // npx hands a signal on to nobody: its group gets it. Its output closes when the last of them has ended.
    const ended = once(server, 'close');
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

const nectr = (...args: string[]) =>
  run('npx', ['--no-install', 'nectr', ...args], { cwd: home, env, ...account }).then(({ stdout }) => stdout);

it('holds what is needed, and nothing else', () => {
  const ours = entries.filter((entry) => !entry.startsWith('node_modules/'));
  const generated = /^dist\/(?:chunks\/[\w-]+\.js|dashboard\/assets\/[\w-]+\.(?:js|css|png|woff2))$/;
  expect(ours.filter((entry) => !generated.test(entry)).toSorted()).toEqual([
    '.env.example',
    '.github/skills/nectr/SKILL.md',
    'LICENSE',
    'README.md',
    'app.yml',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/dashboard/LICENSES.txt',
    'dist/dashboard/index.html',
    'dist/dashboard/mark.svg',
    'dist/dashboard/theme.js',
    'dist/src/cli.js',
    'dist/src/github/settings/read-yaml-thread.js',
    'dist/src/graph/symbols/thread/symbol-worker.js',
    'dist/src/inbox/parse-thread.js',
    'dist/src/lambda.js',
    'dist/src/main.js',
    'dist/src/operations/watchdog-thread.js',
    'dist/src/review/analyzers/worker.js',
    'package.json',
    'src/nectr.mjs',
  ]);
  // Each thread and process that the sources start is there.
  const sources = execFileSync('git', ['grep', '-hoE', "(entryFile|startThread)\\('[^']+'", '--', 'src'], {
    cwd: root,
  });
  const started = [...sources.toString().matchAll(/\('([^']+)'/g)].map(([, name]) => `dist/src/${name}.js`);
  expect(started.length).toBeGreaterThan(4);
  expect(started.filter((entry) => !ours.includes(entry))).toEqual([]);
  const manifest = JSON.parse(readFileSync(join(installed, 'nectr/package.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest).not.toHaveProperty('private');
  expect(Object.keys(manifest['dependencies'] as object)).toEqual(manifest['bundleDependencies']);
});

it('tells whose work came into it: of the server, and of the dashboard with its fonts and its worker', () => {
  const named = (file: string) =>
    [...readFileSync(join(installed, 'nectr', file), 'utf8').matchAll(/^(\S+) \d+\.\d+\.\d+\S*$/gm)].map(
      ([, name]) => name,
    );
  expect(named('dist/THIRD-PARTY-LICENSES.txt')).toEqual(expect.arrayContaining(['hono', 'zod', 'mem0ai']));
  expect(named('dist/dashboard/LICENSES.txt')).toEqual(
    expect.arrayContaining(['react', 'd3-zoom', '@fontsource-variable/inter', 'graphology-layout-forceatlas2']),
  );
});

it('brings the versions of the lockfile along, and nothing that is for work on it', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: true; optional?: true; devOptional?: true }>;
  };
  const wanted = Object.entries(lock.packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => path);
  const bundled = entries
    .filter((entry) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@]+\/package\.json$/.test(entry))
    .map((entry) => entry.replace(/\/package\.json$/, ''));
  expect(bundled.toSorted()).toEqual(wanted.toSorted());
  expect(entries.filter((entry) => /\.map$|\.d\.[cm]?ts$/.test(entry))).toEqual([]);
  const megabytes = Number(execFileSync('du', ['-sm', installed], { encoding: 'utf8' }).split('\t')[0]);
  expect(megabytes).toBeLessThan(200);
});

it('works in an empty folder: from a filled .env to a posted review, and the doctor finds nothing wrong', async () => {
  expect(await nectr('--version')).toBe('0.1.0\n');
  const webhookSecret = randomBytes(32).toString('hex');
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret });
  const port = await freePort();
  sandbox.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
  copyFileSync(join(installed, 'nectr/.env.example'), join(home, '.env'));
  fill({
    APP_ID: '1',
    PRIVATE_KEY: pem.replaceAll('\n', '\\n'),
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
  });
  server = spawn('npx', ['--no-install', 'nectr', 'start'], {
    cwd: home,
    env,
    ...account,
    stdio: 'pipe',
    detached: true,
  });
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok || said,
      () => said,
    );
  await expect.poll(isReady, { timeout: 90_000 }).toBe(true);
  const pull = await openPull();
  const reviews = () => [...(pull.pull?.reviews.values() ?? [])].map(({ state }) => state);
  await expect.poll(reviews, { timeout: 90_000 }).toEqual(['COMMENTED']);
  const told = await nectr('doctor');
  expect(told).not.toContain('✗');
  expect(told).toMatch(/✓ GitHub App/);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('<div id="root">');
});

/** The values of a copied .env.example, also where a line is a comment there. */
function fill(values: Record<string, string>): void {
  const file = join(home, '.env');
  let text = readFileSync(file, 'utf8');
  for (const [name, value] of Object.entries(values)) {
    expect(text).toMatch(new RegExp(`^(?:# )?${name}=`, 'm'));
    text = text.replace(new RegExp(`^(?:# )?${name}=.*$`, 'm'), () => `${name}=${value}`);
  }
  writeFileSync(file, text, { mode: 0o644 });
}

async function openPull(): Promise<Issue> {
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: true });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
  const [reviewed] = demo.pulls;
  if (!reviewed) throw new Error('the demo has no pull request');
  return sandbox.openPull(repository, reviewed);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
