import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import { LONGEST_PATH } from '../../../src/graph/types.js';
import type { OpenedGraph, OpenGraph } from './opened-graph.js';
import { batch, edge, file, issue, NOW, daysAgo, pull, symbol } from './records.js';

/** Scans: what readers see while one is written, when it ends, when it comes too late. */
export function describeScans(name: string, open: OpenGraph): void {
  describe(`${name}: scans`, () => {
    let opened: OpenedGraph;
    let graph: KnowledgeGraph;
    let repository: { installationId: number; repoId: number };

    beforeAll(async () => {
      opened = await open();
      graph = opened.graph;
      repository = { installationId: opened.tenants.mine, repoId: 7_000_000_001 };
      await graph.prepare();
    });
    beforeEach(async () => {
      await graph.purge({ installationId: repository.installationId });
      await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
    });
    afterAll(() => opened.close());

    const write = (scan: number, paths: readonly string[]) =>
      graph.writeScan({ ...repository, scan }, batch({ files: paths.map((path) => file(path)) }));
    const finish = (scan: number, at = NOW) =>
      graph.finishScan({ ...repository, scan }, { sha: String(scan).repeat(40), at });
    const alive = async (...paths: string[]) =>
      (await graph.files(repository, paths)).filter(({ deletedAt }) => deletedAt === null).map(({ path }) => path);

    it('answers with nothing of a repository that nobody scanned', async () => {
      expect(await graph.repository({ ...repository, repoId: 1 })).toBeNull();
      expect(await graph.repository(repository)).toMatchObject({ scan: null, scannedAt: null, scannedSha: null });
      expect(await graph.counts(repository)).toEqual({ files: 0, symbols: 0, calls: 0, pulls: 0, developers: 0 });
      expect(await graph.knows(repository)).toEqual({ symbols: false, pulls: false });
      expect(await graph.files(repository, ['src/a.ts'])).toEqual([]);
    });

    it('renames a repository and keeps what is known of it', async () => {
      await write(1, ['src/a.ts']);
      await finish(1);
      await graph.upsertRepository({ ...repository, fullName: 'acme/store', defaultBranch: 'trunk' });
      expect(await graph.repository(repository)).toMatchObject({
        fullName: 'acme/store',
        defaultBranch: 'trunk',
        scan: 1,
        scannedSha: '1'.repeat(40),
        scannedAt: NOW,
      });
    });

    it('shows a version only when it has ended, and then all of it', async () => {
      await write(1, ['src/a.ts', 'src/b.ts']);
      expect(await alive('src/a.ts', 'src/b.ts')).toEqual([]);
      await finish(1);
      expect(await alive('src/a.ts', 'src/b.ts')).toEqual(['src/a.ts', 'src/b.ts']);
      await write(2, ['src/b.ts', 'src/c.ts']);
      expect(await alive('src/a.ts', 'src/b.ts', 'src/c.ts')).toEqual(['src/a.ts', 'src/b.ts']);
      expect((await graph.counts(repository)).files).toBe(2);
      await finish(2);
      expect(await alive('src/a.ts', 'src/b.ts', 'src/c.ts')).toEqual(['src/b.ts', 'src/c.ts']);
      expect((await graph.counts(repository)).files).toBe(2);
    });

    it('keeps a file that a version does not have as a deleted one, and revives it when it is back', async () => {
      await write(1, ['src/a.ts']);
      await finish(1, daysAgo(3));
      await write(2, []);
      await finish(2, daysAgo(2));
      expect(await graph.files(repository, ['src/a.ts'])).toEqual([{ ...file('src/a.ts'), deletedAt: daysAgo(2) }]);
      await write(3, ['src/a.ts']);
      await finish(3, daysAgo(1));
      expect(await graph.files(repository, ['src/a.ts'])).toEqual([{ ...file('src/a.ts'), deletedAt: null }]);
    });

    it('has the properties of the last scan', async () => {
      await write(1, ['src/a.ts']);
      await finish(1);
      const grown = file('src/a.ts', {
        size: 9_000_000_000,
        lines: null,
        isTest: true,
        isGenerated: true,
        language: null,
      });
      await graph.writeScan({ ...repository, scan: 2 }, batch({ files: [grown] }));
      await finish(2);
      expect(await graph.files(repository, ['src/a.ts'])).toEqual([{ ...grown, deletedAt: null }]);
    });

    it('has what each version said when two are written beside each other, also where it said what was known', async () => {
      const of = (scan: number, lines: number) =>
        graph.writeScan({ ...repository, scan }, batch({ files: [file('src/a.ts', { lines }), file('src/b.ts')] }));
      const lines = async () => (await graph.files(repository, ['src/a.ts']))[0]?.lines;
      await of(1, 10);
      await finish(1);
      await of(2, 20);
      await of(3, 10);
      await finish(2);
      expect(await lines()).toBe(20);
      await finish(3);
      expect(await lines()).toBe(10);
      expect((await graph.counts(repository)).files).toBe(2);
    });

    it('takes files that are known, have changed and are new in one batch, and one that it has already', async () => {
      await write(1, ['src/b.ts', 'src/d.ts']);
      await finish(1);
      await graph.indexPulls(repository, [pull(1, ['src/e.ts'])]);
      await write(2, ['src/d.ts']);
      const files = ['a', 'b', 'c', 'd', 'e'].map((name) => file(`src/${name}.ts`, { lines: name === 'b' ? 77 : 12 }));
      await graph.writeScan({ ...repository, scan: 2 }, batch({ files }));
      await finish(2);
      const paths = files.map(({ path }) => path);
      expect(
        (await graph.files(repository, paths)).map(({ path, lines, deletedAt }) => [path, lines, deletedAt]),
      ).toEqual(files.map(({ path, lines }) => [path, lines, null]));
      expect((await graph.counts(repository)).files).toBe(5);
    });

    it('shows nothing of what a scan says of a file before it has ended', async () => {
      await write(1, ['src/a.ts', 'src/b.ts']);
      await finish(1);
      await graph.indexPulls(repository, [pull(1, ['src/a.ts', 'src/b.ts', 'src/c.ts'])]);
      const seen = async () => ({
        files: await graph.files(repository, ['src/a.ts', 'src/c.ts']),
        churn: await graph.churn(repository, { since: daysAgo(100), limit: 10 }),
        together: await graph.coChanged(repository, {
          paths: ['src/a.ts'],
          since: daysAgo(100),
          mostFiles: 9,
          leastShared: 1,
          limit: 9,
        }),
      });
      const before = await seen();
      const next = [
        file('src/a.ts', { lines: 99, size: 9 }),
        file('src/b.ts', { isGenerated: true }),
        file('src/c.ts', { lines: 7 }),
      ];
      await graph.writeScan({ ...repository, scan: 2 }, batch({ files: next }));
      expect(await seen()).toEqual(before);
      await finish(2);
      expect((await seen()).files.map(({ path, lines }) => [path, lines])).toEqual([
        ['src/a.ts', 99],
        ['src/c.ts', 7],
      ]);
      expect((await seen()).churn.map(({ path, lines }) => [path, lines])).toEqual([
        ['src/a.ts', 99],
        ['src/c.ts', 7],
      ]);
    });

    it('takes no harm from a batch that is written again', async () => {
      await write(1, ['src/a.ts', 'src/b.ts', 'src/a.ts']);
      await write(1, ['src/a.ts', 'src/b.ts']);
      await finish(1);
      await finish(1);
      expect((await graph.counts(repository)).files).toBe(2);
    });

    it('does not let an older version win that ends later', async () => {
      await write(2, ['src/new.ts']);
      await finish(2);
      await expect(write(1, ['src/old.ts'])).rejects.toMatchObject({ refusal: 'superseded' });
      await expect(finish(1, daysAgo(0))).rejects.toMatchObject({ refusal: 'superseded' });
      expect(await graph.repository(repository)).toMatchObject({ scan: 2, scannedSha: '2'.repeat(40) });
      expect(await alive('src/old.ts', 'src/new.ts')).toEqual(['src/new.ts']);
    });

    it('changes nothing in a version that readers see already', async () => {
      await write(1, ['src/a.ts']);
      await finish(1);
      await write(1, ['src/late.ts']);
      expect(await alive('src/a.ts', 'src/late.ts')).toEqual(['src/a.ts']);
    });

    it('lets a purge win over a scan that is still at work', async () => {
      await write(1, ['src/a.ts']);
      expect(await graph.purge(repository)).toBeGreaterThan(0);
      const change = {
        base: '1'.repeat(40),
        sha: 'a'.repeat(40),
        at: NOW,
        batch: batch({ files: [file('src/b.ts')] }),
        removed: [],
        renamed: [],
      };
      const late = [
        () => write(1, ['src/b.ts']),
        () => finish(1),
        () => graph.finishHistory(repository, NOW),
        () => graph.indexPulls(repository, [pull(1, ['src/a.ts'])]),
        () => graph.indexIssues(repository, [issue(1)]),
        () => graph.applyPush(repository, change),
      ];
      for (const write of late) await expect(write()).rejects.toMatchObject({ refusal: 'purged' });
      expect(await graph.repository(repository)).toBeNull();
      expect(await graph.files(repository, ['src/a.ts', 'src/b.ts'])).toEqual([]);
      expect(await graph.purge({ installationId: repository.installationId })).toBe(0);
    });

    it('removes versions that nobody sees, but neither the visible one nor the one that is kept', async () => {
      for (const scan of [1, 2]) await write(scan, ['src/a.ts', 'src/b.ts']);
      await graph.writeScan({ ...repository, scan: 1 }, batch({ symbols: [symbol('src/a.ts#load')] }));
      await finish(2);
      for (const scan of [3, 4]) await write(scan, ['src/a.ts', 'src/c.ts']);
      expect(await graph.dropOldScans(repository, 4)).toBeGreaterThanOrEqual(4);
      expect(await graph.dropOldScans(repository, 4)).toBe(0);
      expect(await alive('src/a.ts', 'src/b.ts')).toEqual(['src/a.ts', 'src/b.ts']);
      await finish(4);
      expect(await alive('src/a.ts', 'src/c.ts')).toEqual(['src/a.ts', 'src/c.ts']);
    });

    it('gives up the symbols of a repository, and keeps its files and those of others', async () => {
      const other = { ...repository, repoId: repository.repoId + 1 };
      const symbols = [symbol('src/a.ts#load'), symbol('src/a.ts#run')];
      const edges = [edge('src/a.ts#run', 'src/a.ts#load')];
      await graph.upsertRepository({ ...other, fullName: 'acme/other', defaultBranch: 'main' });
      for (const owner of [repository, other]) {
        await graph.writeScan({ ...owner, scan: 1 }, batch({ files: [file('src/a.ts')], symbols, edges }));
        await graph.finishScan({ ...owner, scan: 1 }, { sha: 'a'.repeat(40), at: NOW });
      }
      expect(await graph.dropSymbols(repository)).toBeGreaterThanOrEqual(3);
      expect(await graph.dropSymbols(repository)).toBe(0);
      expect(await graph.counts(repository)).toMatchObject({ files: 1, symbols: 0, calls: 0 });
      expect(await graph.counts(other)).toMatchObject({ files: 1, symbols: 2, calls: 1 });
    });

    it('shows a reader one version, never a mixture', async () => {
      const paths = Array.from({ length: 40 }, (_, at) => `src/${at}.ts`);
      const versions = [1, 2, 3, 4, 5, 6].map((scan) => paths.filter((_, at) => at % scan === 0));
      await write(1, versions[0] ?? []);
      await finish(1);
      let writing = true;
      const seen = new Set<string>();
      const reader = async () => {
        while (writing) seen.add((await alive(...paths)).toSorted().join());
      };
      const readers = [reader(), reader()];
      for (const [at, version] of versions.entries()) {
        // In two pieces: half a version is what a reader must not see.
        await write(at + 1, version.slice(0, 10));
        await write(at + 1, version.slice(10));
        await finish(at + 1);
      }
      writing = false;
      await Promise.all(readers);
      const allowed = new Set(versions.map((version) => version.toSorted().join()));
      expect([...seen].filter((each) => !allowed.has(each))).toEqual([]);
    });

    it('fails on no text: NUL bytes, halves of surrogate pairs, quotes, backslashes, paths that are too long', async () => {
      const paths = [
        'a\\b"c\'d{e},f.ts',
        'NULL',
        'tab\there.ts',
        `é${'\u{1F600}'}.ts`,
        '$1; DROP TABLE x --',
        '',
        'a\0b',
        'c\uD800d',
      ];
      await write(1, [...paths, 'x'.repeat(LONGEST_PATH + 1), 'é'.repeat(LONGEST_PATH)]);
      await finish(1);
      expect((await alive(...paths)).length).toBe(paths.length);
      const found = new Set((await graph.files(repository, paths)).map(({ path }) => path));
      for (const path of paths.slice(0, 5)) expect(found).toContain(path);
      expect((await graph.counts(repository)).files).toBe(paths.length);
    });
  });
}
