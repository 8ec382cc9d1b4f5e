import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { addMemory } from '../../src/memory/add-memory.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { noLimits } from '../../src/sandbox/state.js';
import { pem } from '../app-key.js';
import { localRepository } from '../checkout/local-repository.js';
import { createTestDatabase } from '../database/test-database.js';
import { quick } from '../e2e/stage.js';
import { entryOf } from '../memory/recall/memory-entry.js';
import { root } from './documents.js';
import { makePassingFolder } from '../passing-folder.js';

/** What became of a command. */
export interface Ran {
  status: number | null;
  /** Of both streams. */
  text: string;
}

/** What a command is typed, and whether what stands in the `.env` is in its environment. */
export interface How {
  input?: string;
  exported?: true;
}

/** Where documented commands run: a server that works, and folders as their readers have them. */
export interface DocsStage {
  source: DataSource;
  /** A folder of its own: a checkout of a repository with what documents name in it, and its `.env`. */
  folder(): string;
  /** Runs a command in such a folder, as a shell does that knows `nectr`. */
  run(command: string, folder: string, how?: How): Promise<Ran>;
  /** Starts a command, waits until it answers `/livez`, and ends it; gives how it ended. */
  live(command: string, folder: string): Promise<Ran>;
  close(): Promise<void>;
}

const BASE = '/* base */\n';

/** Builds the stage: PostgreSQL, a GitHub, the built server with its worker, a signed-in administrator, a scanned repository. */
export async function openDocsStage(): Promise<DocsStage> {
  const home = makePassingFolder('nectr-docs-');
  const repository = localRepository();
  const [database, port, metrics] = await Promise.all([createTestDatabase(), freePort(), freePort()]);
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 'w'.repeat(40) });
  Object.assign(sandbox.state.limits, noLimits);
  sandbox.state.oauth.deviceInterval = 1;
  sandbox.setWebhookUrl(`http://localhost:${port}/api/github/webhooks`);
  fillRepository(repository);
  writeFileSync(join(repository.folder, 'app.pem'), pem);
  writeFileSync(
    join(repository.folder, '.env'),
    Object.entries({
      APP_ID: '1',
      PRIVATE_KEY_PATH: 'app.pem',
      WEBHOOK_SECRET: 'w'.repeat(40),
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      GITHUB_CLIENT_ID: sandbox.client.id,
      GITHUB_CLIENT_SECRET: sandbox.client.secret,
      DATABASE_URL: database.url,
      SECRET_KEY: 'k'.repeat(40),
      HOST: '127.0.0.1',
      PORT: port,
      METRICS_PORT: metrics,
      BACKEND_URL: `http://localhost:${port}`,
    })
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const bin = join(home, 'bin');
  mkdirSync(bin);
  command(bin, 'nectr', `exec "${process.execPath}" "${join(root, 'src/nectr.mjs')}" "$@"`);
  command(bin, 'npx', `[ "$1" = nectr ] || { echo "npx $1 is no part of this" >&2; exit 9; }\nshift\nexec nectr "$@"`);
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    NODE_ENV: 'test',
    // Node 22 and newer keep what they compiled for the next command.
    NODE_COMPILE_CACHE: join(home, 'compiled'),
    NECTR_TEST: JSON.stringify({ timings: quick }),
  };
  const stage = { env, home, port, metrics, sandbox, folders: 0 };
  const install = await sandbox.install({ account: 'acme', deliver: false });
  sandbox.addRepository({ installationId: install.id, name: 'shop', folder: join(repository.folder, '.git') });

  // `npm start`, in the folder of the `.env`.
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const server = begin(scripts.start.replace('node src', `exec "${process.execPath}" ${root}/src`), repository.folder, {
    ...env,
    HOME: home,
  });
  await untilLive(server, port);
  await sandbox.sendInstallation(install, 'created');
  const source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  await Promise.all([signIn(stage, repository.folder), untilScanned(source)]);
  await seed(source);

  return {
    source,
    folder: () => {
      const folder = join(home, `copy-${(stage.folders += 1)}`);
      cpSync(repository.folder, join(folder, 'shop'), { recursive: true });
      cpSync(join(home, '.config'), join(folder, '.config'), { recursive: true });
      return join(folder, 'shop');
    },
    run: (line, folder, how) => runIn(stage, line, folder, how),
    live: (line, folder) => liveIn(stage, line, folder),
    close: async () => {
      server.child.kill('SIGTERM');
      await server.ended;
      await source.destroy();
      await Promise.all([sandbox.close(), database.close()]);
      repository.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

interface Stage {
  env: Record<string, string>;
  home: string;
  port: number;
  metrics: number;
  sandbox: Sandbox;
  folders: number;
}

/** What the documents name: two branches, a workflow, memories, a change that is staged, an archive. */
function fillRepository({ git, write, commit }: ReturnType<typeof localRepository>): void {
  const workflow = readFileSync(join(root, '.github/docs/workflows/examples/size-label.yml'), 'utf8');
  commit('Start', {
    '.gitignore': '.env\n*.pem\n*.backup\n/archive\n/dist\n/.docker\n/.github/docs\n',
    'src/a.ts': `${BASE}export const a = () => 1;\n`,
    'src/b.ts': `import { a } from './a.js';\nexport const b = () => a();\n`,
    'my-workflow.yml': workflow,
    'memories.yml': 'memories:\n  - text: Money is counted in cents\n',
    '.github/nectr/workflows/size.yml': workflow,
  });
  commit('More', { 'src/c.ts': 'export const c = 3;\n' });
  commit('And more', { 'src/d.ts': 'export const d = 4;\n' });
  git('checkout', '--quiet', '-b', 'work');
  commit('Count', { 'src/a.ts': `${BASE}export const a = () => 2;\n` });
  commit('Name', { 'src/c.ts': 'export const three = 3;\n' });
  write({ 'src/d.ts': 'export const four = 4;\n' });
  git('add', 'src/d.ts');
  const row = { execution_id: 'run:1', status: 'failed', completed_at: '2026-01-31T08:00:00Z' };
  write({ 'archive/7/2026-01-31/runs-1.jsonl.gz': gzipSync(`${JSON.stringify(row)}\n`) });
}

function command(bin: string, name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** As the owner of the installation, who may do everything there. */
async function signIn(stage: Stage, folder: string): Promise<void> {
  const { status, text } = await runIn(
    stage,
    `nectr login http://localhost:${stage.port} --scopes read,write,admin,mcp`,
    folder,
    { home: stage.home },
  );
  if (status !== 0) throw new Error(`nobody could sign in: ${text}`);
}

async function untilScanned(source: DataSource): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const [row]: { done: boolean }[] = await source.query(
      `SELECT count(*) > 0 AS done FROM scans WHERE status = 'completed'`,
    );
    if (row?.done) return;
    await sleep(100);
  }
  throw new Error('the repository was not scanned');
}

/** Pull request 12 with a finding F3, and the memories M1 to M3, of which the last waits for somebody. */
async function seed(source: DataSource): Promise<void> {
  const [row]: { repositoryId: number; installationId: number }[] = await source.query(
    `WITH r AS (SELECT id, installation_id FROM repositories WHERE full_name = 'acme/shop'),
          p AS (INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
                SELECT installation_id, id, 12, 'dora', 'h', 'h', 'b', 'b' FROM r RETURNING *),
          v AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
                SELECT installation_id, repository_id, id, number, 'a', 'b', 'auto:main', 'reviewed' FROM p RETURNING *),
          f AS (INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule,
                                      severity, category, title, body, path, line, quote)
                SELECT installation_id, repository_id, pull_request_id, id, 3, 'f3', 'js/loose', 'minor', 'bug', 't', 'b', 'src/a.ts', 1, 'q'
                  FROM v)
     SELECT id AS "repositoryId", installation_id AS "installationId" FROM r`,
  );
  if (row === undefined) throw new Error('the repository is not known');
  for (const [text, state] of [
    ['One is a rule of ours', 'active'],
    ['Two is a rule of ours', 'active'],
    ['Three may be a rule of ours', 'candidate'],
  ] as const)
    await addMemory(source, entryOf(row, text, { state }));
}

interface Begun {
  child: ChildProcess;
  ended: Promise<number | null>;
  text(): string;
}

function begin(line: string, cwd: string, env: Record<string, string>): Begun {
  const child = spawn('bash', ['-ec', line], { cwd, env, stdio: 'pipe' });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, ended, text: () => text };
}

async function runIn(
  stage: Stage,
  line: string,
  folder: string,
  { input = '', exported, home = join(folder, '..') }: How & { home?: string } = {},
): Promise<Ran> {
  const command = here(stage, line);
  const begun = begin(exported ? `set -a; . ./.env; set +a; ${command}` : command, folder, {
    ...stage.env,
    HOME: home,
  });
  // Who has ended does not read what is typed; how it ended is what counts.
  begun.child.stdin?.on('error', () => undefined).end(input);
  typeCode(stage, begun);
  return { status: await begun.ended, text: begun.text() };
}

/** The person at GitHub's page, when a command asks for one. */
function typeCode({ sandbox }: Stage, begun: Begun): void {
  begun.child.stderr?.on('data', () => {
    const [, code] = /type (\S+)/.exec(begun.text()) ?? [];
    if (code !== undefined)
      void fetch(`${sandbox.url}/login/device?user_code=${code}&login=acme`).catch(() => undefined);
  });
}

async function liveIn(stage: Stage, line: string, folder: string): Promise<Ran> {
  const [port, metrics] = await Promise.all([freePort(), freePort()]);
  const env = { ...stage.env, HOME: join(folder, '..'), PORT: String(port), METRICS_PORT: String(metrics) };
  const begun = begin(line.replace(/(npx|nectr) /, 'exec $1 '), folder, env);
  await untilLive(begun, /ROLE=worker|worker$/.test(line) ? metrics : port);
  begun.child.kill('SIGTERM');
  return { status: await begun.ended, text: begun.text() };
}

/** Throws with what was printed if it ends before. */
async function untilLive({ ended, text }: Begun, port: number): Promise<void> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (let tries = 0; tries < 600 && !isOver; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`nothing answers at port ${port}:\n${text()}`);
}

/** The same on this machine: documents name an address that nobody has, and the usual ports. */
function here({ port, metrics }: Stage, line: string): string {
  return line
    .replaceAll('https://nectr.example.com', `http://localhost:${port}`)
    .replaceAll('localhost:3000', `localhost:${port}`)
    .replaceAll('localhost:9464', `localhost:${metrics}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
