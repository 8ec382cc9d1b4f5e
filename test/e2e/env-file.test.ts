import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chownSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { makePassingFolder } from '../passing-folder.js';

const MAIN = join(process.cwd(), 'dist/src/main.js');
const SECRET = 'b'.repeat(20) + 'c'.repeat(20);
const NOBODY = 65_534;
const pem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = pem();

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: key, webhookSecret: SECRET });
  folder = makePassingFolder('nectr-newcomer-');
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody without rights, where tests run as root and the build can be read by others. */
function ordinaryUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (let path = MAIN; path !== '/'; path = dirname(path)) if ((statSync(path).mode & 0o005) === 0) return {};
  return { uid: NOBODY, gid: NOBODY };
}

/** `.env.example` as people fill it: the first three lines, and for the sandbox where GitHub is. */
function fillExample(changes: Readonly<Record<string, string>> = {}): string {
  const values: Record<string, string> = {
    APP_ID: '1',
    PRIVATE_KEY: `"${key.trim()}"`,
    WEBHOOK_SECRET: SECRET,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    NECTR_DATA: 'kept-here',
    ...changes,
  };
  let text = readFileSync('.env.example', 'utf8');
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^(?:# )?${name}=.*$`, 'm');
    if (!line.test(text)) throw new Error(`.env.example has no ${name}`);
    text = text.replace(line, () => `${name}=${value}`);
  }
  return text;
}

describe('a filled .env in an empty folder, as an ordinary user', () => {
  it('is all that the server needs to review a pull request', async () => {
    const user = ordinaryUser();
    writeFileSync(join(folder, '.env'), fillExample());
    if (user.uid !== undefined) for (const path of [folder, join(folder, '.env')]) chownSync(path, user.uid, NOBODY);
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
    const child: ChildProcess = spawn(process.execPath, [MAIN], {
      cwd: folder,
      env,
      ...user,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const port = await new Promise<number>((resolve, reject) => {
        child.once('message', (message: { listening: number }) => resolve(message.listening));
        child.once('exit', () => reject(new Error(said)));
      });
      sandbox.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
      const demo = await createDemoRepository(join(folder, '..', `${folder}-repository`));
      const installation = await sandbox.install({ account: 'acme', deliver: true });
      const repository = sandbox.addRepository({
        installationId: installation.id,
        name: 'orchard',
        folder: demo.folder,
      });
      const [pull] = demo.pulls;
      if (!pull) throw new Error('the demo has no pull request');
      const issue = await sandbox.openPull(repository, pull);
      const summary = () => [...repository.comments.values()].find(({ issueNumber }) => issueNumber === issue.number);
      await expect.poll(() => summary()?.body, { timeout: 90_000 }).toContain('<!-- nectr:summary');
      expect(said).toMatch(/^nectr start: read APP_ID, .*PRIVATE_KEY.* from \.env$/m);
      expect(said).not.toContain(SECRET);
      expect(statSync(join(folder, 'kept-here', 'postgres.lock')).isFile()).toBe(true);
    } finally {
      child.kill('SIGTERM');
      await ended;
      rmSync(`${folder}-repository`, { recursive: true, force: true });
    }
  });

  it.each([
    ['a key of another App', () => ({ PRIVATE_KEY: `"${pem().trim()}"` }), 'GitHub does not accept this private key'],
    ['the number of another App', () => ({ APP_ID: '2' }), 'GitHub knows no App 2: compare APP_ID'],
  ])('%s ends the start with the way to mend it', async (_, changes, text) => {
    const wrong = makePassingFolder('nectr-wrong-');
    writeFileSync(join(wrong, '.env'), fillExample(changes()));
    const child = spawn(process.execPath, [MAIN], { cwd: wrong, env: { PATH: process.env['PATH'], HOME: wrong } });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    rmSync(wrong, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(said).toContain(text);
    expect(said).not.toContain('"listening"');
  });
});
