import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSnapshot } from '../../src/snapshot/open-snapshot.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { defaultCaps } from '../../src/snapshot/snapshot-caps.js';
import { TarballError } from '../../src/snapshot/tarball-error.js';
import { type Part, rawEntry, tarball } from './tarball.js';

const sha = 'a'.repeat(40);
let cacheFolder: string;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'nectr-snapshot-'));
});
afterEach(() => rmSync(cacheFolder, { recursive: true, force: true }));

const file = (name: string, body: string | Buffer = 'text'): Part => [{ name: `acme-shop-aaaaaaa/${name}` }, body];

function pax(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length += 1;
  return `${length}${rest}`;
}

function rawTar(...entries: Buffer[]): Buffer {
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

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
    [
      'a symbolic link',
      { name: 'acme/link', type: 'symlink', linkname: '/etc/passwd' },
      'symbolic link to /etc/passwd',
    ],
    [
      'a link whose target is cut within a character',
      { name: 'acme/link', type: 'symlink', linkname: `${'a'.repeat(199)}\u{1f600}` },
      `symbolic link to ${'a'.repeat(199)}`,
    ],
    ['a hard link', { name: 'acme/hard', type: 'link', linkname: '/etc/passwd' }, 'it is a link'],
    ['a device', { name: 'acme/dev', type: 'character-device' }, 'it is no file'],
  ] as const)('S30: leaves out %s and names it', async (_, header, reason) => {
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

  it('S30: counts headers too, so that millions of empty entries are no way around the bound', async () => {
    const empty = Array.from({ length: 50 }, (_, index): Part => [{ name: `acme/${index}/`, type: 'directory' }]);
    await expect(read(await tarball(...empty), { ...defaultCaps, archiveBytes: 20_000 })).rejects.toThrow(
      'larger than',
    );
  });

  it('S30: refuses a bomb by how far it unpacks, long before the bound', async () => {
    const bomb = await tarball(file('zeros', Buffer.alloc(24 * 1024 * 1024)));
    await expect(read(bomb)).rejects.toThrow('more than 200 times its size');
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('names a bounded number of left out entries and counts the rest', async () => {
    const links = Array.from({ length: 30 }, (_, index): Part => [
      { name: `acme/link-${index}`, type: 'symlink', linkname: 'x' },
    ]);
    const { omitted } = await read(await tarball(...links), { ...defaultCaps, omitted: 20 });
    expect(omitted).toHaveLength(21);
    expect(omitted.at(-1)).toEqual({ path: '10 more', reason: 'too many are left out', files: 10 });
  });

  it.each([
    ['a name that is not UTF-8', [rawEntry(Buffer.from([...Buffer.from('acme/caf'), 0xe9]), 'text')]],
    ['a fifo', [rawEntry('acme/fifo', '', '6')]],
    ['an unknown type', [rawEntry('acme/what', '', 'V')]],
    ['a name beside the first folder', [rawEntry('lonely', 'text')]],
    ['an empty part', [rawEntry('acme//x', 'text')]],
    [
      'a name of 5000 characters',
      [rawEntry('PaxHeader', pax('path', `acme/${'x'.repeat(5000)}`), 'x'), rawEntry('y', 'text')],
    ],
    ['a NUL in a pax path', [rawEntry('PaxHeader', pax('path', 'acme/a\0b'), 'x'), rawEntry('y', 'text')]],
    ['a way up in a pax path', [rawEntry('PaxHeader', pax('path', 'acme/../../y'), 'x'), rawEntry('acme/y', 'text')]],
    ['a way up in a GNU long name', [rawEntry('././@LongLink', 'acme/../../y\0', 'L'), rawEntry('acme/y', 'text')]],
  ])('S30: leaves out %s', async (_, entries) => {
    const end = Buffer.alloc(1024);
    const snapshot = await read(gzipSync(Buffer.concat([...entries, rawEntry('acme/kept.ts', 'kept'), end])));
    expect(snapshot.list()).toEqual([{ path: 'kept.ts', size: 4 }]);
    expect((await snapshot.readFile('kept.ts'))?.toString()).toBe('kept');
    expect(snapshot.omitted).toHaveLength(1);
  });

  it.each([
    ['a header whose sum is wrong', Buffer.concat([Buffer.alloc(512, 'x'), Buffer.alloc(1024)])],
    [
      'a size in a pax header that is no number',
      rawTar(rawEntry('PaxHeader', pax('size', 'x'), 'x'), rawEntry('acme/y', 'text')),
    ],
    [
      'a negative size in a pax header',
      rawTar(rawEntry('PaxHeader', pax('size', '-512'), 'x'), rawEntry('acme/y', 'text')),
    ],
    [
      'a header of 5 MB',
      rawTar(rawEntry('PaxHeader', pax('comment', 'x'.repeat(5_000_000)), 'x'), rawEntry('acme/y', 'text')),
    ],
  ])('refuses %s', async (_, tar) => {
    await expect(read(gzipSync(tar))).rejects.toThrow(TarballError);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('keeps names that differ in case only apart: they never meet in a file system', async () => {
    const snapshot = await read(await tarball(file('Readme', 'one'), file('README', 'two'), file('readme', 'three')));
    const texts = await Promise.all(['Readme', 'README', 'readme'].map((path) => snapshot.readFile(path)));
    expect(texts.map(String)).toEqual(['one', 'two', 'three']);
  });

  it.each([0, 1, 9, 10, 100, 150, -150, -100, -9, -8, -1])('refuses an archive that is cut at %i', async (at) => {
    const body = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251));
    const whole = await tarball(file('a', body));
    expect(whole.length).toBeGreaterThan(150);
    const bytes = whole.subarray(0, at);
    await expect(readTarball(Readable.from([bytes]), { sha, cacheFolder })).rejects.toThrow(TarballError);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it.each([512, 1024, 1536])('refuses a tar that ends after %i bytes in a whole gzip', async (length) => {
    const tar = gunzipSync(await tarball(file('a', 'one'), file('b', 'two')));
    await expect(read(gzipSync(tar.subarray(0, length)))).rejects.toThrow(TarballError);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('refuses what is no gzip', async () => {
    await expect(read(Buffer.from('no gzip at all, but long enough to be read'.repeat(5)))).rejects.toThrow('broken');
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('throws what the source threw, so that a cut connection is not taken for a broken archive', async () => {
    const whole = await tarball(file('a', 'text'));
    const reason = new Error('the connection was cut');
    const cut = Readable.from(
      (async function* () {
        yield whole.subarray(0, 50);
        throw reason;
      })(),
    );
    await expect(readTarball(cut, { sha, cacheFolder })).rejects.toBe(reason);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('stops when it is told to, and lets go of the source', async () => {
    const whole = await tarball(file('a', 'text'));
    const stop = new AbortController();
    const source = new Readable({ read: () => undefined });
    source.push(whole.subarray(0, 50));
    const reading = readTarball(source, { sha, cacheFolder, signal: stop.signal });
    const reason = new Error('the pull request was closed');
    stop.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(source.destroyed).toBe(true);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('throws what the disk threw, and lets go of the source', async () => {
    const source = Readable.from([await tarball(file('a', 'text'))]);
    writeFileSync(join(cacheFolder, 'file'), '');
    await expect(readTarball(source, { sha, cacheFolder: join(cacheFolder, 'file') })).rejects.toThrow('EEXIST');
    expect(source.destroyed).toBe(true);
  });

  it.each([
    ['an index that is cut', 'index.json', '{"sha":'],
    ['an index of something else', 'index.json', '{"files":[]}'],
    ['contents that are cut', 'contents', 't'],
  ])('makes a snapshot again that has %s', async (_, name, text) => {
    const bytes = await tarball(file('a', 'text'));
    await read(bytes);
    writeFileSync(join(cacheFolder, sha, name), text);
    expect(await openSnapshot(cacheFolder, sha)).toBeNull();
    const again = await read(bytes);
    expect((await again.readFile('a'))?.toString()).toBe('text');
    expect(readdirSync(cacheFolder)).toEqual([sha]);
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
