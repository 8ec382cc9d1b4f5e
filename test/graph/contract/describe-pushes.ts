import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { PushChange, ScanBatch } from '../../../src/graph/types.js';
import type { OpenedGraph, OpenGraph } from './opened-graph.js';
import { batch, edge, file, key, LONG_AGO, NOW, pull, symbol } from './records.js';

const AT = new Date('2026-11-02T08:00:00Z');

/** Pushes: what a few changed files do to the version that readers see. */
export function describePushes(name: string, open: OpenGraph): void {
  describe(`${name}: pushes`, () => {
    let opened: OpenedGraph;
    let graph: KnowledgeGraph;
    let repository: { installationId: number; repoId: number };

    beforeAll(async () => {
      opened = await open();
      graph = opened.graph;
      repository = { installationId: opened.tenants.mine, repoId: 7_000_000_002 };
      await graph.prepare();
    });
    beforeEach(async () => {
      await graph.purge({ installationId: repository.installationId });
      await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
      await scan({
        files: [file('src/a.ts'), file('src/b.ts'), file('src/c.ts'), file('test/b.test.ts', { isTest: true })],
        symbols: [symbol('src/a.ts#run'), symbol('src/b.ts#load'), symbol('src/b.ts#save'), symbol('src/c.ts#log')],
        imports: [
          { from: 'src/a.ts', to: 'src/b.ts', tier: 'import', confidence: 0.9 },
          { from: 'src/b.ts', to: 'src/c.ts', tier: 'import', confidence: 0.9 },
        ],
        edges: [
          edge('src/a.ts#run', 'src/b.ts#load'),
          edge('src/a.ts#run', 'src/b.ts#save'),
          edge('src/b.ts#load', 'src/c.ts#log'),
          edge('src/b.ts#load', 'src/c.ts#log', { type: 'USES_TYPE' }),
          edge('src/b.ts#save', 'src/c.ts#log', { type: 'INHERITS' }),
        ],
        tests: [
          { symbol: key('src/b.ts#load'), testPath: 'test/b.test.ts', tier: 'import', confidence: 0.9 },
          { symbol: key('src/b.ts#save'), testPath: 'test/b.test.ts', tier: 'import', confidence: 0.9 },
        ],
      });
    });
    afterAll(() => opened.close());

    async function scan(changed: Partial<ScanBatch>): Promise<void> {
      await graph.writeScan({ ...repository, scan: 1 }, batch(changed));
      await graph.finishScan({ ...repository, scan: 1 }, { sha: '1'.repeat(40), at: NOW });
    }
    const push = (change: Partial<PushChange>) =>
      graph.applyPush(repository, {
        base: '1'.repeat(40),
        sha: '2'.repeat(40),
        at: AT,
        batch: batch(),
        removed: [],
        renamed: [],
        ...change,
      });
    const callersOf = async (to: string, type: 'CALLS' | 'USES_TYPE' | 'INHERITS' = 'CALLS') =>
      (await graph.callers(repository, { to: [key(to)], type, leastConfidence: 0, limit: 50 })).map(
        ({ from }) => `${from.path}#${from.qualifiedName}`,
      );
    const importersOf = async (path: string) =>
      (await graph.importers(repository, { paths: [path], limit: 50 })).map(({ from }) => from);
    const testsOf = async (text: string) =>
      (await graph.tests(repository, { symbols: [key(text)], limit: 50 })).map(({ testPath }) => testPath);
    const symbolsOf = async (path: string) =>
      (await graph.symbols(repository, { paths: [path], limit: 50 })).map(({ qualifiedName }) => qualifiedName);

    it('says the commit and the time, and is seen at once', async () => {
      await push({ batch: batch({ files: [file('src/new.ts')] }) });
      expect(await graph.repository(repository)).toMatchObject({ scan: 1, scannedSha: '2'.repeat(40), scannedAt: AT });
      expect(await graph.files(repository, ['src/new.ts'])).toEqual([{ ...file('src/new.ts'), deletedAt: null }]);
      expect((await graph.counts(repository)).files).toBe(5);
    });

    it('replaces what comes out of a changed file, and keeps what leads into a symbol that is still there', async () => {
      await push({
        batch: batch({
          files: [file('src/b.ts', { lines: 20 })],
          symbols: [symbol('src/b.ts#load', { startLine: 9, endLine: 12 }), symbol('src/b.ts#drop')],
          edges: [edge('src/b.ts#drop', 'src/c.ts#log')],
        }),
      });
      expect(await symbolsOf('src/b.ts')).toEqual(['drop', 'load']);
      expect(await callersOf('src/b.ts#load')).toEqual(['src/a.ts#run']);
      expect(await callersOf('src/b.ts#save')).toEqual([]);
      expect(await callersOf('src/c.ts#log')).toEqual(['src/b.ts#drop']);
      expect(await callersOf('src/c.ts#log', 'USES_TYPE')).toEqual([]);
      expect(await callersOf('src/c.ts#log', 'INHERITS')).toEqual([]);
      expect(await importersOf('src/b.ts')).toEqual(['src/a.ts']);
      expect(await importersOf('src/c.ts')).toEqual([]);
      expect(await testsOf('src/b.ts#load')).toEqual(['test/b.test.ts']);
      expect(await testsOf('src/b.ts#save')).toEqual([]);
      expect(await graph.files(repository, ['src/b.ts'])).toMatchObject([{ lines: 20, deletedAt: null }]);
    });

    it('takes a removed file with everything in and out of it, and keeps it as a deleted one', async () => {
      await push({ removed: ['src/b.ts', 'src/never-was.ts'] });
      expect(await symbolsOf('src/b.ts')).toEqual([]);
      expect(await callersOf('src/b.ts#load')).toEqual([]);
      expect(await callersOf('src/c.ts#log')).toEqual([]);
      expect(await importersOf('src/b.ts')).toEqual([]);
      expect(await importersOf('src/c.ts')).toEqual([]);
      expect(await testsOf('src/b.ts#load')).toEqual([]);
      expect(await graph.files(repository, ['src/b.ts'])).toEqual([{ ...file('src/b.ts'), deletedAt: AT }]);
      expect(await graph.counts(repository)).toMatchObject({ files: 3, symbols: 2, calls: 0 });
    });

    it('forgets the tests of a test file that is gone', async () => {
      await push({ removed: ['test/b.test.ts'] });
      expect(await testsOf('src/b.ts#load')).toEqual([]);
    });

    it('brings a deleted file back', async () => {
      await push({ removed: ['src/b.ts'] });
      await push({ batch: batch({ files: [file('src/b.ts')] }) });
      expect(await graph.files(repository, ['src/b.ts'])).toEqual([{ ...file('src/b.ts'), deletedAt: null }]);
    });

    it('keeps the history of a renamed file', async () => {
      await graph.indexPulls(repository, [pull(1, ['src/b.ts']), pull(2, ['src/b.ts'])]);
      await push({
        batch: batch({ files: [file('lib/b.ts')], symbols: [symbol('lib/b.ts#load')] }),
        renamed: [{ from: 'src/b.ts', to: 'lib/b.ts' }],
      });
      const known = await graph.files(repository, ['src/b.ts', 'lib/b.ts']);
      expect(known).toEqual([
        { ...file('lib/b.ts'), deletedAt: null },
        { ...file('src/b.ts'), deletedAt: AT },
      ]);
      expect(await symbolsOf('src/b.ts')).toEqual([]);
      const history = await graph.historyOfFile(repository, { path: 'lib/b.ts', limit: 10 });
      expect(history.map(({ number }) => number).toSorted()).toEqual([1, 2]);
      // A second rename goes on from there.
      await push({
        batch: batch({ files: [file('core/b.ts')] }),
        renamed: [{ from: 'lib/b.ts', to: 'core/b.ts' }],
      });
      await graph.indexPulls(repository, [pull(3, ['core/b.ts'])]);
      const later = await graph.historyOfFile(repository, { path: 'core/b.ts', limit: 10 });
      expect(later.map(({ number }) => number).toSorted()).toEqual([1, 2, 3]);
    });

    it('lets two files swap their names', async () => {
      await push({
        batch: batch({ files: [file('src/a.ts'), file('src/b.ts')] }),
        renamed: [
          { from: 'src/a.ts', to: 'src/b.ts' },
          { from: 'src/b.ts', to: 'src/a.ts' },
        ],
      });
      await graph.indexPulls(repository, [pull(1, ['src/a.ts']), pull(2, ['src/b.ts'])]);
      expect((await graph.files(repository, ['src/a.ts', 'src/b.ts'])).map(({ deletedAt }) => deletedAt)).toEqual([
        null,
        null,
      ]);
      // A circle of names ends.
      const history = await graph.historyOfFile(repository, { path: 'src/a.ts', limit: 10 });
      expect(history.map(({ number }) => number).toSorted()).toEqual([1, 2]);
      const shared = { paths: ['src/a.ts'], since: LONG_AGO, mostFiles: 30, leastShared: 1, limit: 10 };
      expect(await graph.coChanged(repository, shared)).toEqual([]);
    });

    it('may be applied twice', async () => {
      const change = {
        batch: batch({
          files: [file('lib/b.ts')],
          symbols: [symbol('lib/b.ts#load')],
          edges: [edge('lib/b.ts#load', 'src/c.ts#log')],
        }),
        renamed: [{ from: 'src/b.ts', to: 'lib/b.ts' }],
      };
      await push(change);
      await push(change);
      expect(await graph.counts(repository)).toMatchObject({ files: 4, symbols: 3, calls: 1 });
      expect(await callersOf('src/c.ts#log')).toEqual(['lib/b.ts#load']);
    });

    it('refuses a push that does not begin at the commit that readers see', async () => {
      const change = { base: '7'.repeat(40), sha: '8'.repeat(40), batch: batch({ files: [file('src/new.ts')] }) };
      await expect(push(change)).rejects.toMatchObject({ refusal: 'moved' });
      expect(await graph.repository(repository)).toMatchObject({ scannedSha: '1'.repeat(40) });
      expect(await graph.files(repository, ['src/new.ts'])).toEqual([]);
    });

    it('refuses one before the first scan has ended', async () => {
      const fresh = { ...repository, repoId: 7_000_000_003 };
      await graph.upsertRepository({ ...fresh, fullName: 'acme/fresh', defaultBranch: 'main' });
      const change = {
        base: '2'.repeat(40),
        sha: '3'.repeat(40),
        at: AT,
        batch: batch({ files: [file('src/a.ts')] }),
        removed: [],
        renamed: [],
      };
      await expect(graph.applyPush(fresh, change)).rejects.toMatchObject({ refusal: 'moved' });
      expect(await graph.repository(fresh)).toMatchObject({ scan: null, scannedSha: null });
      expect(await graph.files(fresh, ['src/a.ts'])).toEqual([]);
    });

    it('leaves a version alone that is being written beside it', async () => {
      await graph.writeScan(
        { ...repository, scan: 2 },
        batch({ files: [file('src/b.ts')], symbols: [symbol('src/b.ts#next')] }),
      );
      await push({ removed: ['src/b.ts'] });
      await graph.finishScan({ ...repository, scan: 2 }, { sha: '4'.repeat(40), at: AT });
      expect(await symbolsOf('src/b.ts')).toEqual(['next']);
      expect(await graph.files(repository, ['src/b.ts'])).toMatchObject([{ deletedAt: null }]);
    });

    it('changes nothing of what that version says of a file, also where it said what was known', async () => {
      const lines = async () => (await graph.files(repository, ['src/b.ts']))[0]?.lines;
      await graph.writeScan({ ...repository, scan: 2 }, batch({ files: [file('src/b.ts')] }));
      await push({ batch: batch({ files: [file('src/b.ts', { lines: 99 })] }) });
      expect(await lines()).toBe(99);
      await graph.finishScan({ ...repository, scan: 2 }, { sha: '4'.repeat(40), at: AT });
      expect(await lines()).toBe(12);
    });

    it('shows a reader what a push says once it has ended, and meanwhile no less than its store promises', async () => {
      const full = ['src/b.ts#load', 'src/b.ts#save'];
      let writing = true;
      const seen = new Set<string>();
      const reader = async () => {
        while (writing) {
          const symbols = await graph.symbols(repository, { paths: ['src/b.ts'], limit: 10 });
          seen.add(symbols.map(({ qualifiedName }) => qualifiedName).join());
        }
      };
      const reading = reader();
      for (let turn = 0; turn < 10; turn++) {
        await push({ removed: ['src/b.ts'] });
        expect(await symbolsOf('src/b.ts')).toEqual([]);
        await push({
          batch: batch({ files: [file('src/b.ts')], symbols: full.map((text) => symbol(text)) }),
        });
        expect(await symbolsOf('src/b.ts')).toEqual(['load', 'save']);
      }
      writing = false;
      await reading;
      const promised = ['', 'load,save', ...(opened.answersOfOneState ? [] : ['load', 'save'])];
      expect([...seen].filter((each) => !promised.includes(each))).toEqual([]);
    });
  });
}
