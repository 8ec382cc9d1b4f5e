import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import type { SearchHit } from '../../src/snapshot/types.js';
import { type Part, tarball } from './tarball.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nectr-git-archive-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(input: string | Buffer, ...args: string[]): Buffer {
  return execFileSync('git', ['-C', root, ...args], { input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
}

function snapshotOf(bytes: Buffer, sha: string) {
  return readTarball(Readable.from([bytes]), { sha, cacheFolder: join(root, 'cache') });
}

it('reads from the archive that git makes what git itself says is in the commit', async () => {
  git('', 'init', '--quiet', '--bare', '.');
  const blob = (text: string) => git(text, 'hash-object', '-w', '--stdin').toString().trim();
  const entries: [mode: string, type: string, id: string, name: string | Buffer][] = [
    ['100644', 'blob', blob('plain\n'), 'plain.ts'],
    ['100755', 'blob', blob('#!/bin/sh\n'), 'run.sh'],
    ['120000', 'blob', blob('/etc/passwd'), 'link'],
    ['160000', 'commit', '1'.repeat(40), 'submodule'],
    ['100644', 'blob', blob(''), 'empty'],
    ['100644', 'blob', blob('x'.repeat(100_000)), `${'long-name-'.repeat(20)}.ts`],
    ['100644', 'blob', blob('é'), 'Größe 🍐 "quoted".ts'],
    ['100644', 'blob', blob('latin'), Buffer.from([0x63, 0x61, 0x66, 0xe9])],
    ['100644', 'blob', blob('line feed'), 'two\nlines'],
  ];
  const listing = Buffer.concat(
    entries.flatMap(([mode, type, id, name]) => [
      Buffer.from(`${mode} ${type} ${id}\t`),
      Buffer.from(name),
      Buffer.from([0]),
    ]),
  );
  const deep = git(listing, 'mktree', '-z', '--missing').toString().trim();
  const tree = git(`040000 tree ${deep}\tsrc\0`, 'mktree', '-z').toString().trim();
  const commit = git('', '-c', 'user.name=Ada', '-c', 'user.email=a@orchard.example', 'commit-tree', '-m', 'All', tree);
  const sha = commit.toString().trim();
  const snapshot = await snapshotOf(git('', 'archive', '--format=tar.gz', '--prefix=acme-orchard-1/', sha), sha);

  const readable = entries.filter(([mode, , , name]) => mode.startsWith('100') && typeof name === 'string');
  expect(
    snapshot
      .list()
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(readable.map(([, , , name]) => `src/${String(name)}`).toSorted());
  for (const [, , id, name] of readable) {
    expect(await snapshot.readFile(`src/${String(name)}`)).toEqual(git('', 'cat-file', 'blob', id));
  }
  expect(snapshot.omitted.map(({ reason }) => reason).toSorted()).toEqual([
    'its path is not safe',
    'symbolic link to /etc/passwd',
  ]);
});

it('finds by search what reading every line finds', async () => {
  const Line = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🍐', ' ', '\r'), maxLength: 8 });
  const Text = fc.array(Line, { maxLength: 6 }).map((lines) => lines.join('\n'));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(Text, { minLength: 1, maxLength: 6 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🍐', ' '), minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      async (texts, wanted, limit) => {
        const bytes = await tarball(...texts.map((text, index): Part => [{ name: `acme/${index}` }, text]));
        const snapshot = await snapshotOf(bytes, (count++).toString(16).padStart(40, '0'));
        const expected: SearchHit[] = texts.flatMap((text, index) =>
          text
            .split('\n')
            .flatMap((line, at) =>
              line.includes(wanted) ? [{ path: String(index), line: at + 1, text: line.replace(/\r$/, '') }] : [],
            ),
        );
        expect(await snapshot.search(wanted, { limit })).toEqual(expected.slice(0, limit));
        const [first] = snapshot.list();
        const prefix = first?.path.slice(0, 1) ?? '';
        const inside = expected.filter(({ path }) => path.startsWith(prefix));
        expect(await snapshot.search(wanted, { limit, prefix })).toEqual(inside.slice(0, limit));
      },
    ),
    { numRuns: 60 },
  );
});

it('passes over binaries, and finds nothing for an empty text or no hits wanted', async () => {
  const snapshot = await snapshotOf(
    await tarball([{ name: 'acme/a.bin' }, Buffer.from('find\0me')], [{ name: 'acme/b.ts' }, 'find me\nfind me']),
    'a'.repeat(40),
  );
  expect(await snapshot.search('find')).toEqual([
    { path: 'b.ts', line: 1, text: 'find me' },
    { path: 'b.ts', line: 2, text: 'find me' },
  ]);
  expect(await snapshot.search('')).toEqual([]);
  expect(await snapshot.search('find', { limit: 0 })).toEqual([]);
});

it('searches across the windows it reads', async () => {
  const filler = 'x'.repeat(3 * 1024 * 1024);
  const snapshot = await snapshotOf(
    await tarball(...['0', '1', '2', '3'].map((name): Part => [{ name: `acme/${name}` }, `${filler}\nneedle ${name}`])),
    'b'.repeat(40),
  );
  expect((await snapshot.search('needle')).map(({ path, line, text }) => [path, line, text])).toEqual(
    ['0', '1', '2', '3'].map((name) => [name, 2, `needle ${name}`]),
  );
});
