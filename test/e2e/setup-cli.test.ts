import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pem } from '../app-key.js';
import { buildSetupStage, linkOf, type SetupStage } from './setup-stage.js';
import { makePassingFolder } from '../passing-folder.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const folder = makePassingFolder('nectr-setup-cli-');
let stage: SetupStage;

beforeAll(async () => {
  stage = await buildSetupStage();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

function nectr(...args: string[]) {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: stage.database.url,
    SECRET_KEY: 'k'.repeat(40),
    SMEE_URL: stage.channel.service,
  };
  const child = spawn(process.execPath, [CLI, ...args, '--no-env-file'], { cwd: folder, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  return { child, said: () => text, ended };
}

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return name;
};

describe('nectr setup', () => {
  it('says what is missing where nobody can be asked', async () => {
    const { said, ended } = nectr('setup');
    expect([await ended, said()]).toEqual([2, expect.stringContaining('--url or --channel is missing')]);
  });

  it.each(['by the form', 'by the code that is pasted'])('creates the App %s, and says what is next', async (how) => {
    expect(await nectr('setup', '--reset').ended).toBe(0);
    const name = `Nectr ${how}`.slice(0, 34);
    const { child, said, ended } = nectr('setup', '--channel', '--github', stage.sandbox.url, '--name', name);
    await expect.poll(said, { timeout: 90_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+\n/);
    const address = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(said())?.[0] ?? '';
    const page = await (await fetch(address)).text();
    const [, action = '', manifest = ''] = (/action="([^"]+)".*value="([^"]+)"/.exec(page) ?? []).map((text) =>
      text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    );
    const state = new URL(action).searchParams.get('state') ?? '';
    const made = await fetch(`${stage.sandbox.url}/settings/apps`, {
      method: 'POST',
      body: new URLSearchParams({ manifest, state, name, login: 'acme' }),
      redirect: 'manual',
    });
    const back = made.headers.get('location') ?? '';
    if (how === 'by the form') expect((await fetch(back)).status).toBe(200);
    else child.stdin.write(`${back}\n`);
    expect(await ended).toBe(0);
    expect(said()).toContain(`${name} is stored.`);
    expect(said()).toMatch(/Next:\n {2}1\. Start the server/);
    expect(said()).not.toContain(stage.sandbox.state.webhookSecret);
  });

  it('takes an App that there is from files, and refuses one that GitHub does not know', async () => {
    expect(await nectr('setup', '--reset').ended).toBe(0);
    const { sandbox } = stage;
    const files = ['--key-file', file('key.pem', pem), '--secret-file', file('secret', 'w'.repeat(40))];
    const wrong = nectr('setup', '--github', sandbox.url, '--app-id', '4711', ...files);
    expect([await wrong.ended, wrong.said()]).toEqual([1, expect.stringContaining('does not accept this key')]);
    const { createPublicKey } = await import('node:crypto');
    Object.assign(sandbox.state, { appId: 4711, publicKey: createPublicKey(pem) });
    const right = nectr('setup', '--github', sandbox.url, '--app-id', '4711', ...files);
    expect([await right.ended, right.said()]).toEqual([0, expect.stringContaining('(4711) is stored')]);
    const server = await stage.start({ ROLE: 'web' });
    expect(((await (await fetch(`${server.url}/readyz`)).json()) as { status: string }).status).toBe('ok');
    await server.stop();
  });

  it('makes a new link to the page, and is read by the doctor', async () => {
    const link = nectr('setup', '--link');
    expect(await link.ended).toBe(0);
    expect(linkOf(link.said())).not.toBe('');
    const doctor = nectr('doctor', '--json');
    await doctor.ended;
    const checks = JSON.parse(doctor.said()) as { name: string; ok: boolean }[];
    expect(checks.find(({ name }) => name === 'GitHub App')).toMatchObject({ ok: true });
  });
});
