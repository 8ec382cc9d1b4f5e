import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { removeOldSocketFolders } from '../../src/database/embedded/old-socket-folders.js';
import { processIdentity, removeLeftovers } from '../../src/files/leftovers.js';

let folder: string;
const uid = process.getuid?.();
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nectr-leftovers-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const made = (name: string) => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'file'), 'x');
  return name;
};
const [space = '', pid = '', start = ''] = processIdentity().split('-');
const deadPid = () => spawnedAndEnded();

function spawnedAndEnded(): string {
  return execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
}

it('removes what dead processes left, and nothing else', () => {
  const dead = made(`a-${space}-${deadPid()}-${start}-x1`);
  const kept = [
    made(`a-${processIdentity()}-x2`),
    made(`a-${Number(space) + 1}-${deadPid()}-${start}-x3`),
    made(`b-${space}-${deadPid()}-${start}-x4`),
    made('a-something-else'),
  ];
  removeLeftovers(folder, 'a-', [uid]);
  expect(existsSync(join(folder, dead))).toBe(false);
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
});

it.skipIf(process.platform !== 'linux')('knows another process with the same id by its start', () => {
  made(`a-${space}-${pid}-${Number(start) - 5}-x`);
  removeLeftovers(folder, 'a-', [uid]);
  expect(readdirSync(folder)).toEqual([]);
});

it('leaves what belongs to other users', () => {
  const name = made(`a-${space}-${deadPid()}-${start}-x`);
  removeLeftovers(folder, 'a-', [(uid ?? 0) + 1]);
  expect(readdirSync(folder)).toEqual([name]);
});

it('a checkout that was killed is cleaned up by the next one, not one that is open', async () => {
  vi.stubEnv('TMPDIR', folder);
  const repository = mkdtempSync(join(tmpdir(), 'repository-'));
  execFileSync('git', ['init', '-q', repository]);
  const source = new URL('../../src/checkout/open-checkout.ts', import.meta.url).href;
  const code = `const { openCheckout } = await import(${JSON.stringify(source)}); await openCheckout(${JSON.stringify(repository)}); console.log('open'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const scratches = () => readdirSync(folder).filter((name) => name.startsWith('nectr-checkout-'));
  const [left] = scratches();
  const open = await openCheckout(repository);
  expect(scratches()).toHaveLength(2);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  const next = await openCheckout(repository);
  expect(scratches()).not.toContain(left);
  expect(scratches()).toHaveLength(2);
  await Promise.all([open.close(), next.close()]);
  expect(scratches()).toEqual([]);
});

it('removes socket folders that are empty and old', () => {
  const [old, fresh, used] = ['nectr-0123456789ab', 'nectr-0123456789ac', 'nectr-0123456789ad'];
  for (const name of [old, fresh]) mkdirSync(join(folder, name));
  made(used);
  for (const name of [old, used]) utimesSync(join(folder, name), 1, 1);
  removeOldSocketFolders(folder, [uid]);
  expect(readdirSync(folder)).toEqual([fresh, used]);
});
