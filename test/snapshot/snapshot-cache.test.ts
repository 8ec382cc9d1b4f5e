import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheRoom } from '../../src/snapshot/cache-room.js';
import { DiskFullError } from '../../src/snapshot/disk-full-error.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { createSnapshotCache } from '../../src/snapshot/snapshot-cache.js';
import { tarball } from './tarball.js';

const MB = 1024 * 1024;
const sha = (letter: string) => letter.repeat(40);
let folder: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-cache-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function cache(options: Partial<Parameters<typeof createSnapshotCache>[0]> = {}) {
  const say = (_: object, message: string) => void lines.push(message);
  const served = async (ids: readonly number[]) => ids;
  return createSnapshotCache({ folder, served, log: { info: say, warn: say }, ...options });
}

/** A repository of one file that cannot be compressed. */
const repository = async (bytes: number) =>
  tarball([
    { name: 'acme/a' },
    randomBytes(bytes / 2)
      .toString('hex')
      .slice(0, bytes),
  ]);
const download = (bytes: Buffer) => async () => Readable.from([bytes]);

/** As if all snapshots had been opened for the last time an hour ago. */
function age(): void {
  const at = new Date(Date.now() - 3_600_000);
  for (const id of readdirSync(folder))
    for (const name of readdirSync(join(folder, id))) utimesSync(join(folder, id, name), at, at);
}

const full = (code: string) => Object.assign(new Error(`${code}: write`), { code });

describe('the cache of snapshots', () => {
  it('puts itself in order before it downloads, and not when it has what is asked for', async () => {
    const asked: number[][] = [];
    const served = async (ids: readonly number[]) => {
      asked.push([...ids]);
      return ids.filter((id) => id !== 8);
    };
    const mine = cache({ served });
    mkdirSync(join(folder, '8'));
    const bytes = await repository(100);
    await mine.open(7, sha('a'), download(bytes));
    expect(existsSync(join(folder, '8'))).toBe(false);
    const again = await mine.open(7, sha('a'), () => Promise.reject(new Error('asked again')));
    expect(again.sha).toBe(sha('a'));
    expect(asked).toEqual([[8]]);
  });

  it.each(['ENOSPC', 'EDQUOT'])('%s: what may go goes, and the download is tried once more', async (code) => {
    const bytes = await repository(100);
    await cache().open(7, sha('a'), download(bytes));
    age();
    let failures = 0;
    const mine = cache({
      read: async (...parameters) => {
        if (existsSync(join(folder, '7', sha('a')))) {
          failures += 1;
          parameters[0].destroy();
          throw new Error('unpacking', { cause: full(code) });
        }
        return readTarball(...parameters);
      },
    });
    expect((await mine.open(9, sha('b'), download(bytes))).list()).toHaveLength(1);
    expect(failures).toBe(1);
    expect(lines).toEqual([
      'the disk is full: what may go goes, and the download is tried again',
      'snapshots were removed to make room',
    ]);
  });

  it('says in words for a review that the disk is full, after a second time and no third', async () => {
    let tries = 0;
    const mine = cache({
      read: async () => {
        tries += 1;
        throw full('ENOSPC');
      },
    });
    await expect(mine.open(7, sha('a'), download(Buffer.alloc(0)))).rejects.toThrow(
      new DiskFullError('the disk of the reviewer is full'),
    );
    expect(tries).toBe(2);
    expect(lines.at(-1)).toBe('the disk is still full');
  });

  it('lets other errors pass, and downloads while nobody can say what is served', async () => {
    const mine = cache({ served: () => Promise.reject(new Error('away')) });
    mkdirSync(join(folder, '8'));
    await expect(mine.open(7, sha('a'), () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(existsSync(join(folder, '8'))).toBe(true);
    expect((await mine.open(7, sha('a'), download(await repository(100)))).list()).toHaveLength(1);
    expect(lines).toContain('whose snapshots may stay could not be looked up');
  });
});

it('may grow to half of what the disk has left along with what it has, also before it is made', async () => {
  const { bavail, bsize } = statfsSync(folder);
  const { used, most } = await cacheRoom(join(folder, 'not', 'yet'));
  expect(used).toBe(0);
  const expected = Math.min(5 * 1024 * MB, (bavail * bsize) / 2);
  expect(Math.abs(most - expected)).toBeLessThan(expected / 4);
});

describe.skipIf(!canMount())('on a real disk of 4 MB', () => {
  beforeEach(() => void execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'nectr-test', folder]));
  afterEach(() => void execFileSync('umount', ['-l', folder]));

  it('leaves half of the disk to others, and removes what was used longest ago', async () => {
    const mine = cache();
    for (const [at, letter] of ['a', 'b', 'c', 'd'].entries()) {
      await mine.open(at + 1, sha(letter), download(await repository(MB)));
      age();
    }
    const { free, used, most } = await cacheRoom(folder);
    expect(used).toBeLessThan(3 * MB);
    expect(most).toBeLessThanOrEqual(2 * MB);
    expect(free).toBeGreaterThan(MB);
  });

  it('names what did not fit, where a repository is larger than its share', async () => {
    const bytes = await tarball([{ name: 'acme/a' }, 'x'.repeat(3 * MB)]);
    const snapshot = await cache().open(7, sha('a'), download(bytes));
    expect(snapshot.omitted).toEqual([
      { path: 'a', reason: expect.stringContaining('the repository has more than'), size: 3 * MB },
    ]);
  });

  it('is full while it writes: it evicts, tries again, and then says so', async () => {
    const mine = cache();
    await mine.open(1, sha('a'), download(await repository(1.8 * MB)));
    age();
    const bytes = await repository(MB);
    // Somebody else takes what is left, once room was looked for.
    const beside = (taken: number) => async () => {
      execFileSync('sh', ['-c', `head -c ${Math.floor(taken)} /dev/zero > '${join(folder, 'other')}' || true`]);
      return Readable.from([bytes]);
    };
    expect((await mine.open(2, sha('b'), beside(1.7 * MB))).list()).toHaveLength(1);
    expect(lines[0]).toBe('the disk is full: what may go goes, and the download is tried again');
    await expect(mine.open(3, sha('c'), beside(4 * MB))).rejects.toThrow('the disk of the reviewer is full');
    expect(readdirSync(join(folder, '3'))).toEqual([]);
  });
});

/** Only root may, and not in every container. */
function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'nectr-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'nectr-test', place], { stdio: 'ignore' });
    execFileSync('umount', [place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
