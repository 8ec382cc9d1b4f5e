import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheRoom } from '../../src/snapshot/cache-room.js';
import { dropUnserved, evictSnapshots } from '../../src/snapshot/evict-snapshots.js';
import { openSnapshot } from '../../src/snapshot/open-snapshot.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { tarball } from './tarball.js';

const HOUR = 3_600_000;
const shas = { a: 'a'.repeat(40), b: 'b'.repeat(40), c: 'c'.repeat(40) };
let cacheFolder: string;
let folder: string;
let now: Date;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'nectr-evict-'));
  folder = join(cacheFolder, '7');
  now = new Date();
});
afterEach(() => rmSync(cacheFolder, { recursive: true, force: true }));

function usedAt(name: string, msAgo: number): void {
  const at = new Date(now.getTime() - msAgo);
  utimesSync(join(folder, name), at, at);
}

/** Three snapshots of 100 bytes; `a` was used longest ago. */
async function fill(): Promise<void> {
  const bytes = await tarball([{ name: 'acme/a' }, 'x'.repeat(100)]);
  for (const sha of Object.values(shas)) await readTarball(Readable.from([bytes]), { sha, cacheFolder: folder });
  usedAt(shas.a, 3 * HOUR);
  usedAt(shas.b, 2 * HOUR);
  usedAt(shas.c, HOUR);
}

it.each([
  [3, ['a', 'b', 'c']],
  [2.9, ['b', 'c']],
  [2, ['b', 'c']],
  [1, ['c']],
  [0, []],
] as const)('keeps those used last within the size of %f snapshots', async (share, kept) => {
  await fill();
  const each = (await cacheRoom(cacheFolder)).used / 3;
  const gone = 3 - kept.length;
  const evicted = await evictSnapshots(cacheFolder, { maxBytes: share * each, now });
  expect(evicted).toEqual({ snapshots: gone, bytes: gone * each });
  expect(readdirSync(folder).toSorted()).toEqual(kept.map((name) => shas[name]));
});

it('keeps what was opened a moment ago, whatever its size', async () => {
  await fill();
  await openSnapshot(folder, shas.a);
  expect(await evictSnapshots(cacheFolder, { maxBytes: 0, now })).toMatchObject({ snapshots: 2 });
  expect(readdirSync(folder)).toEqual([shas.a]);
});

it('removes halves that a crash left behind, and none that is being made', async () => {
  await fill();
  for (const [name, msAgo] of [
    ['old.tmp', 2 * HOUR],
    ['young.tmp', HOUR / 2],
  ] as const) {
    mkdirSync(join(folder, name));
    usedAt(name, msAgo);
  }
  expect(await evictSnapshots(cacheFolder, { maxBytes: 5000, now })).toMatchObject({ snapshots: 1 });
  expect(readdirSync(folder).toSorted()).toEqual([...Object.values(shas), 'young.tmp']);
});

it('has nothing to do where there is no cache, and passes over stray files', async () => {
  expect(await evictSnapshots(join(cacheFolder, 'none'), { maxBytes: 0, now })).toEqual({ snapshots: 0, bytes: 0 });
  writeFileSync(join(cacheFolder, '.keep'), '');
  expect(await evictSnapshots(cacheFolder, { maxBytes: 0, now })).toEqual({ snapshots: 0, bytes: 0 });
  expect(readdirSync(cacheFolder)).toEqual(['.keep']);
});

it('drops the folders of repositories that are not served, and none that is not named by an id', async () => {
  await fill();
  for (const name of ['8', '9', 'notes', '07']) mkdirSync(join(cacheFolder, name));
  const served = async (ids: readonly number[]) => ids.filter((id) => id === 7);
  expect((await dropUnserved(cacheFolder, served)).toSorted()).toEqual([8, 9]);
  expect(readdirSync(cacheFolder).toSorted()).toEqual(['07', '7', 'notes']);
  await expect(dropUnserved(cacheFolder, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(readdirSync(folder)).toHaveLength(3);
  expect(await dropUnserved(join(cacheFolder, 'none'), served)).toEqual([]);
});
