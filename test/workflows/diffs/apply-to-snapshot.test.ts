import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCheckout, type Checkout } from '../../../src/checkout/open-checkout.js';
import { readSnapshot } from '../../../src/checkout/read-snapshot.js';
import type { Snapshot } from '../../../src/snapshot/types.js';
import { applyToSnapshot } from '../../../src/workflows/diffs/apply-to-snapshot.js';
import { filesOfDiff } from '../../../src/workflows/diffs/files-of-diff.js';

/** Git says what a repository is after a diff. */
let folder = '';
let checkout: Checkout;
const lines = (count: number, mark = 'line') => Array.from({ length: count }, (_, nth) => `${mark} ${nth}\n`).join('');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-diff-'));
  git('init', '-q', '-b', 'main');
  write('src/kept.ts', lines(5, 'kept'));
  write('src/changed.ts', lines(40, 'changed'));
  write('src/crlf.ts', lines(20).replaceAll('\n', '\r\n'));
  write('src/open.ts', 'no newline');
  write('src/gone.ts', lines(3, 'gone'));
  write('src/old name.ts', lines(30, 'moved'));
  write('src/grün.ts', lines(4, 'grün'));
  write('bin/run', '#!/bin/sh\n');
  write('logo.png', Buffer.from([0, 1, 2, 3]));
  symlinkSync('src/kept.ts', join(folder, 'link.ts'));
  commit();
  checkout = await openCheckout(folder);
});
afterEach(async () => {
  await checkout.close();
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
    encoding: 'utf8',
  });
}

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function commit(): string {
  git('add', '-A');
  git('commit', '-qm', 'x', '--allow-empty');
  return git('rev-parse', 'HEAD').trim();
}

async function textsOf(snapshot: Snapshot): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { path, size } of snapshot.list()) {
    const bytes = await snapshot.readFile(path);
    expect(bytes?.length, path).toBe(size);
    expect(snapshot.sizeOf(path)).toBe(size);
    texts[path] = bytes!.toString('utf8');
  }
  return texts;
}

it('is the repository as git has it after every kind of change', async () => {
  const base = await readSnapshot(checkout, git('rev-parse', 'HEAD').trim());
  const from = base.sha;
  write('src/changed.ts', lines(40, 'changed').replace('changed 3\n', 'other\nmore\n').replace('changed 30\n', ''));
  write('src/crlf.ts', lines(20).replace('line 7\n', 'line seven\n').replaceAll('\n', '\r\n'));
  write('src/open.ts', 'no newline\nstill none');
  rmSync(join(folder, 'src/gone.ts'));
  renameSync(join(folder, 'src/old name.ts'), join(folder, 'src/new name.ts'));
  write('src/new name.ts', lines(30, 'moved').replace('moved 9\n', 'moved nine\n'));
  write('src/grün.ts', lines(4, 'grün').replace('grün 2', 'grüner'));
  chmodSync(join(folder, 'bin/run'), 0o755);
  write('logo.png', Buffer.from([0, 9, 9]));
  rmSync(join(folder, 'link.ts'));
  write('link.ts', 'export {};\n');
  write('src/added.ts', lines(2, 'added'));
  write('src/empty.ts', '');
  symlinkSync('added.ts', join(folder, 'src/link.ts'));
  const head = commit();
  const files = filesOfDiff(git('diff', '--no-ext-diff', '-C', from, head));
  const { snapshot, files: applied } = await applyToSnapshot(base, files, { sha: 'x', at: 'main' });
  const wanted = await textsOf(await readSnapshot(checkout, head));
  delete wanted['logo.png'];
  expect(await textsOf(snapshot)).toEqual(wanted);
  expect(snapshot.omitted).toEqual([
    { path: 'logo.png', reason: 'a binary file' },
    { path: 'src/link.ts', reason: 'symbolic link', isLink: true },
  ]);
  expect(applied.filter(({ unread }) => unread !== null)).toEqual([]);
  expect(await snapshot.readFile('src/gone.ts')).toBeNull();
  expect((await snapshot.readFile('src/added.ts', 5))?.toString()).toBe('added');
});

it('is searched as it is after the diff', async () => {
  const base = await readSnapshot(checkout, git('rev-parse', 'HEAD').trim());
  write('src/changed.ts', lines(40, 'changed').replace('changed 3\n', 'kept as it is\n'));
  const files = filesOfDiff(git('diff', '--no-ext-diff'));
  const { snapshot } = await applyToSnapshot(base, files, { sha: 'x', at: 'main' });
  expect(await snapshot.search('kept as')).toEqual([{ path: 'src/changed.ts', line: 4, text: 'kept as it is' }]);
  expect(await snapshot.search('changed 3')).toHaveLength(10);
  expect((await snapshot.search('kept', { limit: 3 })).map(({ path }) => path)).toEqual([
    'src/changed.ts',
    'src/kept.ts',
    'src/kept.ts',
  ]);
  expect(await snapshot.search('kept', { prefix: 'bin/' })).toEqual([]);
  expect(await snapshot.search('')).toEqual([]);
});

it('names what the snapshot of the base does not hold, and refuses what was never there', async () => {
  const whole = await readSnapshot(checkout, git('rev-parse', 'HEAD').trim());
  const without = { ...whole, sizeOf: (path: string) => (path === 'src/changed.ts' ? null : whole.sizeOf(path)) };
  write('src/changed.ts', 'short\n');
  const files = filesOfDiff(git('diff', '--no-ext-diff'));
  const apply = (base: Snapshot) => applyToSnapshot(base, files, { sha: 'x', at: 'main' });
  for (const omitted of [
    { path: 'src/changed.ts', reason: 'it is too large' },
    { path: '', reason: 'it is too large', files: 12 },
  ])
    expect((await apply({ ...without, omitted: [omitted] })).files).toMatchObject([
      { path: 'src/changed.ts', hunks: [], unread: 'it could not be read at main: it is too large' },
    ]);
  await expect(apply(without)).rejects.toThrow('does not apply to src/changed.ts at main: it is not there.');
  await expect(
    applyToSnapshot(
      whole,
      filesOfDiff(
        'diff --git a/bin/run b/bin/run\nnew file mode 100644\n--- /dev/null\n+++ b/bin/run\n@@ -0,0 +1 @@\n+x\n',
      ),
      { sha: 'x', at: 'main' },
    ),
  ).rejects.toThrow('does not apply to bin/run at main: it is there already.');
});
