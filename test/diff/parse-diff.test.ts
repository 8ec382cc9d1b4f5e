import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { commentableLines } from '../../src/diff/commentable-lines.js';
import { DiffParseError } from '../../src/diff/diff-parse-error.js';
import { parseDiff } from '../../src/diff/parse-diff.js';
import { parsePatch } from '../../src/diff/parse-patch.js';
import { sameHunk } from '../../src/diff/same-hunk.js';
import { applyHunks } from './apply-hunks.js';
import { startTimer } from '../cpu-time.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-diff-'));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'core.autocrlf=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
const put = (path: string, text: string | Buffer) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const commit = () => {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'x');
};
git('init', '-q');
git('config', 'gc.auto', '0');
afterAll(() => rmSync(folder, { recursive: true }));

const line = fc.constantFrom(
  '',
  'a',
  'b',
  '--- a/x',
  '+++ b/x',
  '@@ -1 +1 @@',
  'diff --git a/x b/x',
  '\\ No newline',
  'x\r',
  '\f',
  'é\u2028',
  'tab\t',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([all, end]) => all.join('\n') + (end && all.length > 0 ? '\n' : ''));

describe('E10, E11, E12: parseDiff, with git as the oracle', () => {
  it('rebuilds every new text from its hunks', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 1, 3), (before, after, context) => {
        put('f.txt', before);
        git('add', '-A');
        put('f.txt', after);
        const [file] = parseDiff(git('diff', '--text', `-U${context}`));
        expect(applyHunks(before, file?.hunks ?? [])).toBe(after);
      }),
      { numRuns: 60, seed: 7 },
    );
  }, 60_000);

  it('names paths and statuses as git does', () => {
    const names = [
      'with space',
      'quo"te',
      'back\\slash',
      '-lead',
      'émoji 🎉',
      'tab\there',
      'a/b/a/b',
      'x b/x',
      'dev/null',
      '#?%2e',
    ];
    for (const name of names) put(`dir/${name}`, `${name}\nsecond\nthird\nfourth\n`);
    put('gone', 'gone\n');
    put('link', 'file\n');
    put('mode.sh', 'echo\n');
    put('pic.png', Buffer.from([0, 1, 2, 255]));
    commit();
    for (const name of names) put(`dir/${name}`, `${name}\nchanged\nthird\nfourth\n`);
    renameSync(join(folder, 'dir/with space'), join(folder, 'dir/moved here'));
    rmSync(join(folder, 'gone'));
    rmSync(join(folder, 'link'));
    symlinkSync('mode.sh', join(folder, 'link'));
    chmodSync(join(folder, 'mode.sh'), 0o755);
    put('pic.png', Buffer.from([0, 9, 9, 255]));
    put('empty', '');
    git('add', '-A');
    const files = parseDiff(git('diff', '--cached', '-M', '-U1'));
    const listed = git('diff', '--cached', '-M', '--name-only', '-z').split('\0').filter(Boolean);
    expect(files.map((file) => file.path).sort()).toEqual(listed.sort());
    const byPath = Object.fromEntries(files.map((file) => [file.path, file]));
    expect(byPath['dir/moved here']).toMatchObject({ status: 'renamed', oldPath: 'dir/with space' });
    expect(byPath['gone']).toMatchObject({ status: 'deleted', oldMode: '100644' });
    expect(byPath['link']).toMatchObject({ status: 'type-changed', oldMode: '100644', newMode: '120000' });
    expect(byPath['mode.sh']).toMatchObject({ status: 'modified', oldMode: '100644', newMode: '100755', hunks: [] });
    expect(byPath['pic.png']).toMatchObject({ status: 'modified', binary: true, hunks: [] });
    expect(byPath['empty']).toMatchObject({ status: 'added', hunks: [] });
  });
});

describe('parseDiff, what no repository of ours has', () => {
  const head = (from: string, to = from) => `diff --git a/${from} b/${to}\n`;
  it.each<[string, string, object[]]>([
    [
      'files named a and b',
      `${head('a')}--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y\n${head('b')}--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y\n`,
      [{ path: 'a' }, { path: 'b' }],
    ],
    [
      'a file named dev/null',
      `${head('dev/null')}new file mode 100644\n--- /dev/null\n+++ b/dev/null\n@@ -0,0 +1 @@\n+x\n`,
      [{ path: 'dev/null', status: 'added' }],
    ],
    [
      'binary files',
      `${head('p.png')}index 1..2 100644\nBinary files a/p.png and b/p.png differ\n`,
      [{ path: 'p.png', binary: true, hunks: [] }],
    ],
    [
      'a binary patch',
      `${head('p.png')}index 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQzU|?\n\nliteral 3\nKcmZQzU|?\n\n`,
      [{ path: 'p.png', binary: true, hunks: [] }],
    ],
    [
      'a rename without a change',
      `${head('a.ts', 'b.ts')}similarity index 100%\nrename from a.ts\nrename to b.ts\n`,
      [{ path: 'b.ts', oldPath: 'a.ts', status: 'renamed' }],
    ],
    [
      'a submodule',
      `${head('lib')}index 1..2 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n`,
      [{ path: 'lib' }],
    ],
    [
      'a tab after the name',
      `${head('a b.ts')}--- a/a b.ts\t\n+++ b/a b.ts\t\n@@ -1 +1 @@\n-x\n+y\n`,
      [{ path: 'a b.ts' }],
    ],
    [
      'a quoted name',
      `diff --git "a/\\303\\251.ts" "b/\\303\\251.ts"\n--- "a/\\303\\251.ts"\n+++ "b/\\303\\251.ts"\n@@ -1 +1 @@\n-x\n+y\n`,
      [{ path: 'é.ts' }],
    ],
  ])('reads %s', (_, diff, expected) => {
    expect(parseDiff(diff)).toMatchObject(expected);
  });

  it('reads 10,000 hunks in a moment', () => {
    const hunks = Array.from(
      { length: 10_000 },
      (_, index) => `@@ -${index * 3 + 1} +${index * 3 + 1} @@\n-x\n+y\n`,
    ).join('');
    const timer = startTimer();
    expect(parseDiff(`${head('a.ts')}--- a/a.ts\n+++ b/a.ts\n${hunks}`)[0]?.hunks).toHaveLength(10_000);
    expect(timer()).toBeLessThan(2000);
  });
});

describe('parsePatch', () => {
  it.each([
    ['a hunk cut in the middle', '@@ -1,3 +1,3 @@\n a\n-b'],
    ['a header that is none', '@@ nothing @@\n a'],
    ['a combined hunk', '@@@ -1 -1 +1 @@@\n  a'],
    ['a line that begins with a letter', '@@ -1,2 +1,2 @@\n a\nb'],
    ['text after the last hunk', '@@ -1 +1 @@\n-a\n+b\nrest'],
    ['a second "no newline"', '@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n\\ No newline at end of file'],
    ['overlapping hunks', '@@ -1,2 +1,2 @@\n a\n b\n@@ -2 +2 @@\n-b\n+c'],
  ])('refuses %s', (_, patch) => {
    expect(() => parsePatch(patch)).toThrow(DiffParseError);
  });

  it('reads omitted counts, empty sides and section text', () => {
    expect(parsePatch('@@ -0,0 +1 @@\n+a')[0]).toMatchObject({ oldCount: 0, newCount: 1 });
    expect(parsePatch('@@ -1 +0,0 @@ f() { @@ }\n-a')[0]).toMatchObject({ newCount: 0, section: 'f() { @@ }' });
    expect(parsePatch('')).toEqual([]);
  });

  it('tells which lines take a comment', () => {
    const hunks = parsePatch('@@ -4,3 +4,3 @@\n a\n-b\n+c\n d\n@@ -20 +20 @@\n-x\n+y');
    const { left, right } = commentableLines(hunks);
    expect([[...left], [...right]]).toEqual([
      [4, 5, 6, 20],
      [4, 5, 6, 20],
    ]);
    expect(sameHunk(hunks, 'RIGHT', 4, 6)).toBe(true);
    expect(sameHunk(hunks, 'RIGHT', 6, 20)).toBe(false);
  });
});
