import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { RepositoryKey } from '../../../src/graph/types.js';
import type { OpenedGraph, OpenGraph } from './opened-graph.js';
import { batch, edge, file, issue, key, LONG_AGO, NOW, person, pull, symbol } from './records.js';

/** Two tenants, and two repositories of one: the same names, numbers, paths and logins, and nothing in common. */
export function describeTenants(name: string, open: OpenGraph): void {
  describe(`${name}: tenants`, () => {
    let opened: OpenedGraph;
    let graph: KnowledgeGraph;
    /** Mine, another one of mine, the same id at another tenant. */
    let owners: Record<'mine' | 'second' | 'foreign', RepositoryKey>;

    beforeAll(async () => {
      opened = await open();
      graph = opened.graph;
      await graph.prepare();
      const { mine, other } = opened.tenants;
      owners = {
        mine: { installationId: mine, repoId: 7_000_000_007 },
        second: { installationId: mine, repoId: 7_000_000_008 },
        foreign: { installationId: other, repoId: 7_000_000_007 },
      };
    });
    beforeEach(async () => {
      for (const installationId of Object.values(opened.tenants)) await graph.purge({ installationId });
      for (const [at, owner] of Object.values(owners).entries()) await fill(owner, at + 1);
    });
    afterAll(() => opened.close());

    /** The same of everything, told apart by what is no key: `mark` lines, ids, additions. */
    async function fill(owner: RepositoryKey, mark: number): Promise<void> {
      await graph.upsertRepository({ ...owner, fullName: 'acme/shop', defaultBranch: `branch-${mark}` });
      const version = { ...owner, scan: 1 };
      await graph.writeScan(
        version,
        batch({
          files: [file('src/a.ts', { lines: mark }), file('src/b.ts', { lines: mark })],
          symbols: [symbol('src/a.ts#run', { endLine: mark }), symbol('src/b.ts#load', { endLine: mark })],
          imports: [{ from: 'src/a.ts', to: 'src/b.ts', tier: 'import', confidence: mark / 10 }],
          edges: [
            edge('src/a.ts#run', 'src/b.ts#load', { line: mark }),
            edge('src/a.ts#run', 'src/b.ts#load', { type: 'USES_TYPE', line: mark }),
            edge('src/a.ts#run', 'src/b.ts#load', { type: 'INHERITS', line: mark }),
          ],
          tests: [{ symbol: key('src/b.ts#load'), testPath: 'test/b.test.ts', tier: 'import', confidence: mark / 10 }],
        }),
      );
      await graph.finishScan(version, { sha: String(mark).repeat(40), at: NOW });
      const bug = issue(5, { isBug: true, title: `bug of ${mark}` });
      const review = { developer: person('kim', 502), state: 'APPROVED', comments: mark };
      await graph.indexPulls(owner, [
        pull(1, ['src/a.ts', 'src/b.ts'], { additions: mark, closes: [bug], reviews: [review] }),
        pull(2, ['src/a.ts', 'src/b.ts'], { additions: mark, reviews: [review] }),
        pull(3, ['src/a.ts'], { additions: mark, state: 'open', mergedAt: null, reviews: [review] }),
      ]);
    }

    /** Every question there is. */
    async function everything(owner: RepositoryKey): Promise<Record<string, unknown>> {
      const asked = {
        paths: ['src/a.ts', 'src/b.ts'],
        since: LONG_AGO,
        now: NOW,
        limit: 50,
        except: 0,
        mostFiles: 30,
        leastShared: 1,
      };
      const to = [key('src/b.ts#load')];
      const from = [key('src/a.ts#run')];
      const edges = { to, from, leastConfidence: 0, limit: 50 };
      return {
        repository: await graph.repository(owner),
        counts: await graph.counts(owner),
        knows: await graph.knows(owner),
        files: await graph.files(owner, asked.paths),
        folder: await graph.folder(owner, 'src'),
        tree: await graph.tree(owner, { path: '', after: null, limit: 50 }),
        largest: await graph.largestFiles(owner, { path: '', limit: 50 }),
        found: await graph.findFiles(owner, { text: '.', after: '', limit: 50 }),
        links: await graph.folderLinks(owner, { path: 'src', limit: 50 }),
        languages: await graph.languages(owner, { limit: 50 }),
        untouched: await graph.untouched(owner, { limit: 50 }),
        coChanged: await graph.coChanged(owner, asked),
        authorship: await graph.authorship(owner, asked),
        merged: await graph.relatedPulls(owner, { ...asked, state: 'merged' }),
        waiting: await graph.relatedPulls(owner, { ...asked, state: 'open' }),
        fixes: await graph.fixes(owner, asked),
        churn: await graph.churn(owner, asked),
        changeSets: await graph.changeSets(owner, asked),
        historyOfFile: await graph.historyOfFile(owner, { path: 'src/a.ts', limit: 50 }),
        pulls: await graph.pulls(owner, [1, 2, 3]),
        reviewing: await graph.reviewing(owner, asked),
        contributions: await graph.contributions(owner, ['dana', 'kim']),
        symbols: await graph.symbols(owner, asked),
        calls: await graph.callers(owner, { ...edges, type: 'CALLS' }),
        types: await graph.callers(owner, { ...edges, type: 'USES_TYPE' }),
        inherits: await graph.callers(owner, { ...edges, type: 'INHERITS' }),
        callees: await graph.callees(owner, { ...edges, type: 'CALLS' }),
        tests: await graph.tests(owner, { symbols: to, limit: 50 }),
        importers: await graph.importers(owner, asked),
      };
    }

    it('answer each with their own', async () => {
      for (const [at, owner] of Object.values(owners).entries()) {
        const mark = at + 1;
        const answers = await everything(owner);
        expect(answers).toMatchObject({
          repository: { ...owner, defaultBranch: `branch-${mark}`, scannedSha: String(mark).repeat(40) },
          counts: { files: 2, symbols: 2, calls: 1, pulls: 3, developers: 1 },
          knows: { symbols: true, pulls: true },
          files: [{ lines: mark }, { lines: mark }],
          folder: { files: 2, lines: 2 * mark },
          tree: [{ name: 'src', files: 2, lines: 2 * mark }],
          largest: [{ lines: mark }, { lines: mark }],
          links: [{ from: 'a.ts', to: 'b.ts', imports: 1 }],
          languages: [{ files: 2, lines: 2 * mark }],
          untouched: { of: 0 },
          coChanged: [{ shared: 2 }, { shared: 2 }],
          authorship: [
            { deliveries: 2, others: 0 },
            { deliveries: 2, others: 0 },
          ],
          merged: [{ additions: mark }, { additions: mark }],
          waiting: [{ additions: mark }],
          fixes: [{ issue: { title: `bug of ${mark}` } }, { issue: { title: `bug of ${mark}` } }],
          churn: [
            { changes: 2, lines: mark },
            { changes: 2, lines: mark },
          ],
          changeSets: [{ additions: mark }, { additions: mark }],
          historyOfFile: [{ additions: mark }, { additions: mark }],
          reviewing: [{ reviews: 2, open: 1 }],
          contributions: [{ login: 'dana', pulls: 3 }],
          symbols: [{ endLine: mark }, { endLine: mark }],
          calls: [{ line: mark }],
          types: [{ line: mark }],
          inherits: [{ line: mark }],
          callees: [{ line: mark }],
          tests: [{ testPath: 'test/b.test.ts' }],
          importers: [{ from: 'src/a.ts', to: 'src/b.ts' }],
        });
        const pulls = await graph.pulls(owner, [1, 2, 3]);
        expect(pulls.map(({ additions }) => additions)).toEqual([mark, mark, mark]);
        const [tested] = await graph.tests(owner, { symbols: [key('src/b.ts#load')], limit: 5 });
        expect(tested?.confidence).toBeCloseTo(mark / 10, 5);
      }
    });

    it('are not touched by the writes of others', async () => {
      const before = [await everything(owners.second), await everything(owners.foreign)];
      const { mine } = owners;
      await graph.applyPush(mine, {
        base: '1'.repeat(40),
        sha: '9'.repeat(40),
        at: NOW,
        batch: batch({ files: [file('lib/a.ts')] }),
        removed: ['src/b.ts'],
        renamed: [{ from: 'src/a.ts', to: 'lib/a.ts' }],
      });
      await graph.writeScan({ ...mine, scan: 2 }, batch({ files: [file('x.ts')] }));
      await graph.finishScan({ ...mine, scan: 2 }, { sha: '8'.repeat(40), at: NOW });
      await graph.dropOldScans(mine, null);
      await graph.indexPulls(mine, [pull(1, ['src/z.ts'], { author: person('lee', 503) })]);
      await graph.indexIssues(mine, [issue(5, { title: 'changed' })]);
      await graph.finishHistory(mine, NOW);
      expect([await everything(owners.second), await everything(owners.foreign)]).toEqual(before);
    });

    it('do not share people: a login that changed at one tenant stays at the other', async () => {
      const before = await everything(owners.foreign);
      await graph.indexPulls(owners.mine, [pull(4, ['src/a.ts'], { author: person('dana-s', 501) })]);
      expect(await everything(owners.foreign)).toEqual(before);
      const second = await graph.authorship(owners.second, { paths: ['src/a.ts'], now: NOW, limit: 5 });
      expect(second.map(({ developer }) => developer.login)).toEqual(['dana-s']);
    });

    it('lose only the repository that is purged', async () => {
      const before = [await everything(owners.second), await everything(owners.foreign)];
      expect(await graph.purge(owners.mine)).toBeGreaterThan(10);
      expect(await graph.purge(owners.mine)).toBe(0);
      expect([await everything(owners.second), await everything(owners.foreign)]).toEqual(before);
      const left = Object.entries(await everything(owners.mine)).filter(
        ([question, answer]) =>
          !['counts', 'knows'].includes(question) && answer !== null && (answer as unknown[]).length > 0,
      );
      expect(left).toEqual([]);
      expect(await everything(owners.mine)).toMatchObject({
        counts: { files: 0, pulls: 0, developers: 0 },
        knows: { symbols: false, pulls: false },
      });
    });

    it('lose everything of an installation, and nothing of another', async () => {
      const before = await everything(owners.foreign);
      expect(await graph.purge({ installationId: opened.tenants.mine })).toBeGreaterThan(20);
      expect(await graph.purge({ installationId: opened.tenants.mine })).toBe(0);
      expect(await everything(owners.foreign)).toEqual(before);
      expect(await graph.repository(owners.second)).toBeNull();
    });

    it('keep a person whom another repository knows', async () => {
      await graph.purge(owners.second);
      const found = await graph.authorship(owners.mine, { paths: ['src/a.ts'], now: NOW, limit: 5 });
      expect(found.map(({ developer }) => developer)).toEqual([person('dana', 501)]);
      // All of a repository's people went with the last one that knew them.
      await graph.purge(owners.mine);
      expect(await graph.purge({ installationId: opened.tenants.mine })).toBe(0);
    });

    it('lose nothing of a repository that comes back while its purge is still at work', async () => {
      const { mine } = owners;
      const many = Array.from({ length: 6000 }, (_, at) => file(`old/${at}.ts`));
      await graph.writeScan({ ...mine, scan: 2 }, batch({ files: many }));
      await graph.finishScan({ ...mine, scan: 2 }, { sha: '2'.repeat(40), at: NOW });
      const purging = graph.purge(mine);
      await expect.poll(() => graph.repository(mine), { interval: 1, timeout: 30_000 }).toBeNull();
      await graph.upsertRepository({ ...mine, fullName: 'acme/shop', defaultBranch: 'main' });
      await graph.writeScan({ ...mine, scan: 3 }, batch({ files: [file('src/a.ts')] }));
      await graph.finishScan({ ...mine, scan: 3 }, { sha: '3'.repeat(40), at: NOW });
      await graph.indexPulls(mine, [pull(9, ['src/a.ts'])]);
      await purging;
      expect(await graph.counts(mine)).toMatchObject({ files: 1, pulls: 1, developers: 1 });
      expect(await graph.files(mine, ['src/a.ts', 'old/1.ts'])).toMatchObject([{ path: 'src/a.ts', deletedAt: null }]);
    });

    it('take pull requests of two repositories at once, whose people change their logins', async () => {
      const { mine, second } = owners;
      const by = (from: number, login: string, id: number) =>
        Array.from({ length: 20 }, (_, at) =>
          pull(from + at, ['src/a.ts'], {
            author: person(login, id),
            reviews: [{ developer: person(`${login}-r`, id + 1), state: 'APPROVED', comments: 0 }],
          }),
        );
      await Promise.all([
        graph.indexPulls(mine, by(100, 'ada', 900)),
        graph.indexPulls(second, by(100, 'bea', 900)),
        graph.indexPulls(mine, by(200, 'bea', 910)),
        graph.indexPulls(second, by(200, 'ada', 910)),
      ]);
      for (const owner of [mine, second]) {
        await graph.indexPulls(owner, [...by(300, 'ada', 900), ...by(400, 'bea', 910)]);
        const people = await graph.authorship(owner, { paths: ['src/a.ts'], now: NOW, limit: 9 });
        expect(people.map(({ developer, deliveries }) => [developer.login, developer.githubId, deliveries])).toEqual([
          ['ada', 900, 40],
          ['bea', 910, 40],
          ['dana', 501, 2],
        ]);
      }
    });

    it('start from nothing when a repository comes back after its purge', async () => {
      await graph.purge(owners.mine);
      await graph.upsertRepository({ ...owners.mine, fullName: 'acme/shop', defaultBranch: 'main' });
      expect(await graph.repository(owners.mine)).toMatchObject({ scan: null, historyImportedAt: null });
      expect(await graph.files(owners.mine, ['src/a.ts'])).toEqual([]);
      expect(await graph.historyOfFile(owners.mine, { path: 'src/a.ts', limit: 5 })).toEqual([]);
    });
  });
}
