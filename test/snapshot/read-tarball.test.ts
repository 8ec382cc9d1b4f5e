import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evictSnapshots } from '../../src/snapshot/evict-snapshots.js';
import { openSnapshot } from '../../src/snapshot/open-snapshot.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { defaultCaps } from '../../src/snapshot/snapshot-caps.js';

const sha = 'a'.repeat(40);
let cacheFolder: string;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'nectr-snapshot-'));
});
afterEach(() => rmSync(cacheFolder, { recursive: true, force: true }));

type Part = [header: Partial<Header> & { name: string }, body?: string | Buffer];

async function tarball(...parts: Part[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, body = ''] of parts) archive.entry(header, body);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

const file = (name: string, body: string | Buffer = 'text'): Part => [{ name: `acme-shop-aaaaaaa/${name}` }, body];

function read(bytes: Buffer, caps = defaultCaps) {
  return readTarball(Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]), { sha, cacheFolder, caps });
}

describe('readTarball', () => {
  it('reads what a commit holds, whole and by search, and again from the cache', async () => {
    const long = `${'deep/'.repeat(60)}file.ts`;
    const bytes = Buffer.from([0, 1, 2, 255]);
    const snapshot = await read(
      await tarball(
        [{ name: 'acme-shop-aaaaaaa/', type: 'directory' }],
        file('src/a.ts', 'one\nfind me\n'),
        file('b.bin', bytes),
        file(long),
      ),
    );
    expect(snapshot.list()).toEqual([
      { path: 'src/a.ts', size: 12 },
      { path: 'b.bin', size: 4 },
      { path: long, size: 4 },
    ]);
    expect(await snapshot.readFile('b.bin')).toEqual(bytes);
    expect(await snapshot.readFile('missing')).toBeNull();
    expect(await snapshot.search('find')).toEqual([{ path: 'src/a.ts', line: 2, text: 'find me' }]);
    const again = await openSnapshot(cacheFolder, sha);
    expect((await again?.readFile('src/a.ts'))?.toString()).toBe('one\nfind me\n');
    expect(readdirSync(cacheFolder)).toEqual([sha]);
  });

  it.each([
    ['a way up', { name: 'acme/../../etc/passwd' }, 'its path is not safe'],
    ['an absolute path', { name: '/etc/passwd' }, 'its path is not safe'],
    ['a backslash', { name: 'acme/..\\x' }, 'its path is not safe'],
    ['a symbolic link', { name: 'acme/link', type: 'symlink', linkname: '/etc/passwd' }, 'it is a link'],
    ['a hard link', { name: 'acme/hard', type: 'link', linkname: '/etc/passwd' }, 'it is a link'],
    ['a device', { name: 'acme/dev', type: 'character-device' }, 'it is no file'],
  ] as const)('S28: leaves out %s and names it', async (_, header, reason) => {
    const snapshot = await read(await tarball([{ ...header }], file('kept.ts')));
    expect(snapshot.list().map(({ path }) => path)).toEqual(['kept.ts']);
    expect(snapshot.omitted.map((each) => each.reason)).toEqual([reason]);
    expect(readdirSync(join(cacheFolder, sha)).toSorted()).toEqual(['contents', 'index.json']);
  });

  it('E13: keeps to its caps and says what they left out', async () => {
    const caps = { ...defaultCaps, fileBytes: 10, files: 2, totalBytes: 15 };
    const names = [
      file('big', 'x'.repeat(11)),
      file('a', 'x'.repeat(9)),
      file('b', 'x'.repeat(9)),
      file('c', 'x'),
      file('d', 'x'),
    ];
    const snapshot = await read(await tarball(...names, file('a', 'twice')), caps);
    expect(snapshot.list().map(({ path }) => path)).toEqual(['a', 'c']);
    expect(snapshot.omitted.map(({ path }) => path)).toEqual(['big', 'b', 'd', 'a']);
  });

  it('refuses an archive that unpacks beyond its bound', async () => {
    const bomb = await tarball(file('zeros', Buffer.alloc(1024 * 1024)));
    await expect(read(bomb, { ...defaultCaps, archiveBytes: 1000 })).rejects.toThrow('larger than');
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('refuses a broken or cut archive and leaves nothing behind', async () => {
    const whole = await tarball(
      file('a', Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251))),
    );
    for (const bytes of [
      Buffer.from('no gzip at all, but long enough to be read'),
      whole.subarray(0, whole.length - 200),
    ]) {
      await expect(readTarball(Readable.from([bytes]), { sha, cacheFolder })).rejects.toThrow('broken');
    }
    const cut = Readable.from(
      (async function* () {
        yield whole.subarray(0, 50);
        throw new Error('the connection was cut');
      })(),
    );
    await expect(readTarball(cut, { sha, cacheFolder })).rejects.toThrow();
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('takes one result when two workers read the same commit at once', async () => {
    const bytes = await tarball(file('a', 'same'));
    const [one, two] = await Promise.all([read(bytes), read(bytes)]);
    expect((await one?.readFile('a'))?.toString()).toBe('same');
    expect((await two?.readFile('a'))?.toString()).toBe('same');
    expect(readdirSync(cacheFolder)).toEqual([sha]);
  });

  it('refuses a name that is no commit id', async () => {
    await expect(readTarball(Readable.from([]), { sha: '../x', cacheFolder })).rejects.toThrow('no commit id');
  });
});

describe('evictSnapshots', () => {
  it('removes those used longest ago', async () => {
    const bytes = await tarball(file('a', 'x'.repeat(100)));
    const folder = join(cacheFolder, '7');
    for (const name of ['a', 'b', 'c']) {
      await readTarball(Readable.from([bytes]), { sha: name.repeat(40), cacheFolder: folder });
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await openSnapshot(folder, 'a'.repeat(40));
    expect(await evictSnapshots(cacheFolder, { maxBytes: 250, now: new Date() })).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(['a'.repeat(40), 'c'.repeat(40)]);
  });
});
