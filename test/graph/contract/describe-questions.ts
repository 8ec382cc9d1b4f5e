import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import { MOST_REVISIONS } from '../../../src/graph/types.js';
import type { OpenedGraph, OpenGraph } from './opened-graph.js';
import {
  batch,
  daysAgo,
  edge,
  file,
  issue,
  key,
  known,
  LONG_AGO,
  NOW,
  person,
  pull,
  symbol,
  touched,
} from './records.js';

/** What the questions answer, on small repositories whose answers can be counted by hand. */
export function describeQuestions(name: string, open: OpenGraph): void {
  describe(`${name}: questions`, () => {
    let opened: OpenedGraph;
    let graph: KnowledgeGraph;
    let repository: { installationId: number; repoId: number };

    beforeAll(async () => {
      opened = await open();
      graph = opened.graph;
      repository = { installationId: opened.tenants.mine, repoId: 7_000_000_006 };
      await graph.prepare();
    });
    beforeEach(async () => {
      await graph.purge({ installationId: repository.installationId });
      await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
    });
    afterAll(() => opened.close());

    const scan = async (parts: Parameters<typeof batch>[0]) => {
      await graph.writeScan({ ...repository, scan: 1 }, batch(parts));
      await graph.finishScan({ ...repository, scan: 1 }, { sha: '1'.repeat(40), at: NOW });
    };

    it('answers each with nothing where nothing is known, and where nothing is asked', async () => {
      for (const paths of [['src/a.ts'], []]) {
        const asked = { paths, since: LONG_AGO, now: NOW, limit: 10, except: 0, mostFiles: 30, leastShared: 1 };
        const to = paths.map((path) => key(`${path}#load`));
        const edges = { to, from: to, type: 'CALLS' as const, leastConfidence: 0, limit: 10 };
        expect(await graph.files(repository, paths)).toEqual([]);
        expect(await graph.folder(repository, paths[0] ?? '')).toEqual({ files: 0, lines: 0 });
        expect(await graph.tree(repository, { path: '', after: null, limit: 10 })).toEqual([]);
        expect(await graph.largestFiles(repository, { path: paths[0] ?? '', limit: 10 })).toEqual([]);
        expect(await graph.folderLinks(repository, { path: paths[0] ?? '', limit: 10 })).toEqual([]);
        expect(await graph.languages(repository, asked)).toEqual([]);
        expect(await graph.untouched(repository, asked)).toEqual({ files: [], of: 0 });
        expect(await graph.coChanged(repository, asked)).toEqual([]);
        expect(await graph.authorship(repository, asked)).toEqual([]);
        expect(await graph.relatedPulls(repository, { ...asked, state: 'merged' })).toEqual([]);
        expect(await graph.fixes(repository, asked)).toEqual([]);
        expect(await graph.churn(repository, asked)).toEqual([]);
        expect(await graph.changeSets(repository, asked)).toEqual([]);
        expect(await graph.historyOfFile(repository, { path: 'src/a.ts', limit: 5 })).toEqual([]);
        expect(await graph.pulls(repository, [])).toEqual([]);
        expect(await graph.reviewing(repository, asked)).toEqual([]);
        expect(await graph.symbols(repository, asked)).toEqual([]);
        expect(await graph.callers(repository, edges)).toEqual([]);
        expect(await graph.callees(repository, edges)).toEqual([]);
        expect(await graph.tests(repository, { symbols: to, limit: 10 })).toEqual([]);
        expect(await graph.importers(repository, asked)).toEqual([]);
      }
    });

    describe('coChanged', () => {
      const asked = { paths: ['src/a.ts'], since: daysAgo(365), mostFiles: 3, leastShared: 2, limit: 10 };

      it('counts what changed together: merged, recent, in small change sets', async () => {
        await graph.indexPulls(repository, [
          pull(1, ['src/a.ts', 'src/b.ts']),
          pull(2, ['src/a.ts', 'src/b.ts', 'src/c.ts']),
          pull(3, ['src/b.ts']),
          pull(4, ['src/a.ts', 'src/c.ts'], { state: 'open', mergedAt: null }),
          pull(5, ['src/a.ts', 'src/c.ts'], { state: 'closed', mergedAt: null }),
          pull(6, ['src/a.ts', 'src/c.ts'], { mergedAt: daysAgo(366), createdAt: daysAgo(367) }),
          pull(7, ['src/a.ts', 'src/c.ts', 'src/d.ts', 'src/e.ts']),
          pull(8, ['src/a.ts']),
        ]);
        expect(await graph.coChanged(repository, asked)).toEqual([
          { path: 'src/a.ts', other: 'src/b.ts', shared: 2, revisions: 3, otherRevisions: 3, lastNumber: 2 },
        ]);
        const more = await graph.coChanged(repository, { ...asked, leastShared: 1 });
        expect(more.map(({ other, shared }) => [other, shared])).toEqual([
          ['src/b.ts', 2],
          ['src/c.ts', 1],
        ]);
        expect(await graph.coChanged(repository, { ...asked, leastShared: 1, limit: 1 })).toHaveLength(1);
      });

      it('asks for several files at once, and tells of both directions', async () => {
        await graph.indexPulls(repository, [
          pull(1, ['src/a.ts', 'src/b.ts']),
          pull(2, ['src/a.ts', 'src/b.ts']),
          pull(3, ['src/b.ts']),
        ]);
        const both = await graph.coChanged(repository, { ...asked, paths: ['src/a.ts', 'src/b.ts', 'src/a.ts'] });
        expect(both.map((each) => [each.path, each.other, each.revisions, each.otherRevisions]).toSorted()).toEqual([
          ['src/a.ts', 'src/b.ts', 2, 3],
          ['src/b.ts', 'src/a.ts', 3, 2],
        ]);
      });

      it('leaves generated files out, on both sides', async () => {
        await scan({ files: [file('src/a.ts'), file('package-lock.json', { isGenerated: true }), file('src/b.ts')] });
        await graph.indexPulls(repository, [
          pull(1, ['src/a.ts', 'package-lock.json', 'src/b.ts']),
          pull(2, ['src/a.ts', 'package-lock.json', 'src/b.ts']),
        ]);
        expect((await graph.coChanged(repository, asked)).map(({ other }) => other)).toEqual(['src/b.ts']);
        expect(await graph.coChanged(repository, { ...asked, paths: ['package-lock.json'] })).toEqual([]);
      });

      it('follows earlier names, of the asked file and of the other one', async () => {
        await graph.indexPulls(repository, [
          pull(1, ['old/a.ts', 'old/b.ts']),
          pull(2, [], { files: [touched('src/a.ts', 'old/a.ts'), touched('src/b.ts', 'old/b.ts')] }),
          pull(3, ['src/a.ts', 'src/b.ts']),
        ]);
        expect(await graph.coChanged(repository, asked)).toEqual([
          { path: 'src/a.ts', other: 'src/b.ts', shared: 3, revisions: 3, otherRevisions: 3, lastNumber: 3 },
        ]);
      });

      it('looks at the newest pull requests of a file that everything changes', async () => {
        const each = Array.from({ length: MOST_REVISIONS + 60 }, (_, at) => pull(at + 1, ['src/a.ts', 'src/b.ts']));
        await graph.indexPulls(repository, each);
        const [pair] = await graph.coChanged(repository, asked);
        expect(pair).toMatchObject({ shared: MOST_REVISIONS, lastNumber: MOST_REVISIONS + 60 });
        expect(pair?.revisions).toBe(MOST_REVISIONS);
        // Which of them are wanted is asked after that: half are open now, and no older one takes their place.
        const newest = each
          .slice(-MOST_REVISIONS / 2)
          .map((one) => ({ ...one, state: 'open' as const, mergedAt: null }));
        await graph.indexPulls(repository, newest);
        const [half] = await graph.coChanged(repository, asked);
        expect(half).toMatchObject({
          shared: MOST_REVISIONS / 2,
          revisions: MOST_REVISIONS / 2,
          otherRevisions: MOST_REVISIONS / 2,
        });
        const [most] = await graph.authorship(repository, { paths: ['src/a.ts'], now: NOW, limit: 5 });
        expect(most?.deliveries).toBe(MOST_REVISIONS / 2);
      });
    });

    describe('authorship', () => {
      it('counts deliveries, first and newest, and halves them with age', async () => {
        await graph.indexPulls(repository, [
          pull(1, ['src/a.ts'], { mergedAt: daysAgo(360), createdAt: daysAgo(361), author: person('kim', 502) }),
          pull(2, ['src/a.ts'], { mergedAt: daysAgo(180), createdAt: daysAgo(181) }),
          pull(3, ['src/a.ts'], { mergedAt: NOW, createdAt: daysAgo(1) }),
          pull(4, ['src/a.ts'], { state: 'open', mergedAt: null }),
          pull(5, ['src/a.ts'], { author: person('renovate[bot]', 900, true), mergedAt: daysAgo(0) }),
          pull(6, ['src/b.ts'], { author: person('lee', 503) }),
        ]);
        const found = await graph.authorship(repository, { paths: ['src/a.ts'], now: NOW, limit: 10 });
        const of = (login: string) => found.find(({ developer }) => developer.login === login);
        expect(found).toHaveLength(3);
        expect(of('dana')).toMatchObject({
          path: 'src/a.ts',
          developer: person('dana', 501),
          first: false,
          deliveries: 2,
          others: 2,
          lastAt: NOW,
        });
        expect(of('dana')?.recent).toBeCloseTo(1.5, 6);
        expect(of('kim')).toMatchObject({ first: true, deliveries: 1, others: 3, lastAt: daysAgo(360) });
        expect(of('kim')?.recent).toBeCloseTo(0.25, 6);
        expect(of('renovate[bot]')?.developer.isBot).toBe(true);
        expect(await graph.authorship(repository, { paths: ['src/a.ts'], now: NOW, limit: 1 })).toMatchObject([
          { deliveries: 2 },
        ]);
      });

      it('counts pull requests of people who are gone among the others', async () => {
        await graph.indexPulls(repository, [pull(1, ['src/a.ts'], { author: null }), pull(2, ['src/a.ts'])]);
        expect(await graph.authorship(repository, { paths: ['src/a.ts'], now: NOW, limit: 5 })).toMatchObject([
          { developer: person('dana', 501), first: false, deliveries: 1, others: 1 },
        ]);
      });

      it('is bounded', async () => {
        const each = Array.from({ length: MOST_REVISIONS + 60 }, (_, at) =>
          pull(at + 1, ['src/a.ts'], { author: at === 0 ? person('kim', 502) : person('dana', 501) }),
        );
        await graph.indexPulls(repository, each);
        const [most] = await graph.authorship(repository, { paths: ['src/a.ts'], now: NOW, limit: 5 });
        expect(most).toMatchObject({ deliveries: MOST_REVISIONS, first: false });
      });
    });

    describe('relatedPulls', () => {
      it('weighs a rarely changed file more, and never says the one that asks', async () => {
        const open = { state: 'open', mergedAt: null } as const;
        await graph.indexPulls(repository, [
          ...[1, 2, 3, 4].map((number) => pull(number, ['src/hub.ts'])),
          pull(5, ['src/rare.ts']),
          pull(6, ['src/hub.ts', 'src/other.ts']),
          pull(7, ['src/rare.ts', 'src/hub.ts']),
          pull(8, ['src/rare.ts'], open),
          pull(9, ['src/other.ts']),
        ]);
        const asked = { paths: ['src/hub.ts', 'src/rare.ts'], except: 4, state: 'merged' as const, limit: 10 };
        const merged = await graph.relatedPulls(repository, asked);
        expect(merged.map(({ number }) => number)).toEqual([7, 5, 6, 3, 2, 1]);
        expect(merged[0]).toMatchObject({ paths: ['src/hub.ts', 'src/rare.ts'], title: 'change 7', author: 'dana' });
        // Six touch the hub, three the rare one.
        expect(merged[0]?.weight).toBeCloseTo(1 / (1 + Math.log(6)) + 1 / (1 + Math.log(3)), 6);
        expect((await graph.relatedPulls(repository, { ...asked, state: 'open' })).map(({ number }) => number)).toEqual(
          [8],
        );
        expect(await graph.relatedPulls(repository, { ...asked, state: 'open', except: 8 })).toEqual([]);
        expect(await graph.relatedPulls(repository, { ...asked, limit: 2 })).toHaveLength(2);
      });
    });

    it('relatedPulls and reviewing know a file by its earlier names', async () => {
      const review = { developer: person('kim', 502), state: 'APPROVED', comments: 0 };
      await graph.indexPulls(repository, [
        pull(1, ['old/a.ts'], { reviews: [review] }),
        pull(2, [], { files: [touched('src/a.ts', 'old/a.ts')] }),
      ]);
      const asked = { paths: ['src/a.ts'], except: 0, state: 'merged' as const, limit: 10 };
      const related = await graph.relatedPulls(repository, asked);
      expect(related.map(({ number, paths }) => [number, paths])).toEqual([
        [2, ['src/a.ts']],
        [1, ['src/a.ts']],
      ]);
      expect(related[1]?.weight).toBeCloseTo(1 / (1 + Math.log(2)), 6);
      const reviewing = await graph.reviewing(repository, { paths: ['src/a.ts'], since: LONG_AGO, limit: 5 });
      expect(reviewing.map(({ developer, reviews }) => [developer.login, reviews])).toEqual([['kim', 1]]);
    });

    it('answers in one order whatever the store: by what counts, then the newest, then the name', async () => {
      const by = (login: string, id: number) => ({ author: person(login, id) });
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts', 'src/Z.ts', 'src/é.ts'], { ...by('zoe', 1), mergedAt: daysAgo(1) }),
        pull(2, ['src/a.ts', 'src/Z.ts', 'src/é.ts'], { ...by('Ann', 2), mergedAt: daysAgo(3) }),
        pull(3, ['src/a.ts', 'src/b.ts'], { ...by('bob', 3), mergedAt: daysAgo(3) }),
        pull(4, ['src/a.ts', 'src/b.ts'], { ...by('bob', 3), mergedAt: daysAgo(9) }),
      ]);
      const asked = { paths: ['src/a.ts'], since: LONG_AGO, now: NOW, mostFiles: 9, leastShared: 1, limit: 10 };
      const together = await graph.coChanged(repository, asked);
      expect(together.map(({ other }) => other)).toEqual(['src/b.ts', 'src/Z.ts', 'src/é.ts']);
      const people = await graph.authorship(repository, asked);
      expect(people.map(({ developer }) => developer.login)).toEqual(['bob', 'zoe', 'Ann']);
      const files = ['src/b.ts', 'src/é.ts', 'src/Z.ts', 'src/a.ts'];
      const from = ['Z', 'a', 'b', 'é'].map((name) => `src/${name}.ts#run`);
      await scan({
        files: files.map((path) => file(path)),
        symbols: from.map((text) => symbol(text)),
        edges: from.flatMap((text) => [edge(text, 'src/z.ts#to'), edge(text, 'src/Y.ts#to')]),
      });
      expect((await graph.files(repository, files)).map(({ path }) => path)).toEqual([
        'src/Z.ts',
        'src/a.ts',
        'src/b.ts',
        'src/é.ts',
      ]);
      const to = [key('src/z.ts#to'), key('src/Y.ts#to')];
      const edges = { type: 'CALLS' as const, leastConfidence: 0, limit: 20 };
      const pairs = ['Z', 'a', 'b', 'é'].flatMap((name) => [`${name} Y`, `${name} z`]);
      for (const found of [
        await graph.callers(repository, { ...edges, to }),
        await graph.callees(repository, { ...edges, from: from.map((text) => key(text)) }),
      ]) {
        expect(found.map((each) => `${each.from.path.at(4)} ${each.of.path.at(4)}`)).toEqual(pairs);
      }
    });

    it('fixes: merged pull requests that close a bug and touched the file, newest first', async () => {
      const bug = issue(71, { isBug: true, title: 'Total is wrong' });
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts', 'src/b.ts'], { closes: [bug, issue(72)] }),
        pull(2, ['src/a.ts'], { closes: [issue(73)] }),
        pull(3, ['src/a.ts'], { closes: [bug], state: 'open', mergedAt: null }),
        pull(4, ['src/a.ts'], { closes: [issue(74, { isBug: true })], mergedAt: daysAgo(2) }),
      ]);
      const found = await graph.fixes(repository, { paths: ['src/a.ts'], limit: 10 });
      expect(found).toEqual([
        { path: 'src/a.ts', number: 4, mergedAt: daysAgo(2), issue: known(issue(74, { isBug: true })) },
        { path: 'src/a.ts', number: 1, mergedAt: daysAgo(10), issue: known(bug) },
      ]);
      expect(await graph.fixes(repository, { paths: ['src/a.ts', 'src/b.ts'], limit: 10 })).toHaveLength(3);
      expect(await graph.fixes(repository, { paths: ['src/a.ts'], limit: 1 })).toHaveLength(1);
    });

    it('folder: what readers see below it, and nothing beside it', async () => {
      const paths = ['src/a.ts', 'src/in/b.ts', 'src.ts', 'source/c.ts', 'a%_\\/d.ts', 'ab_\\/e.ts'];
      await scan({ files: paths.map((path, at) => file(path, { lines: at === 1 ? null : 10 ** at })) });
      await graph.writeScan({ ...repository, scan: 2 }, batch({ files: [file('src/next.ts')] }));
      await graph.indexPulls(repository, [pull(1, ['src/gone.ts'])]);
      expect(await graph.folder(repository, 'src')).toEqual({ files: 2, lines: 1 });
      expect(await graph.folder(repository, 'src/in')).toEqual({ files: 1, lines: 0 });
      expect(await graph.folder(repository, 'a%_\\')).toEqual({ files: 1, lines: 10_000 });
      expect(await graph.folder(repository, 'sr')).toEqual({ files: 0, lines: 0 });
      expect(await graph.folder(repository, 'src/a.ts')).toEqual({ files: 0, lines: 0 });
      expect(await graph.folder(repository, '')).toEqual({ files: 6, lines: 111_101 });
    });

    describe('the shape of a repository', () => {
      const code = { language: 'typescript', isGenerated: false, isTest: false };

      beforeEach(async () => {
        await scan({
          files: [
            file('a.ts', { ...code, lines: 5, size: 50 }),
            file('README.md', { language: null, lines: 7, size: 70 }),
            file('src/b.ts', { ...code, lines: 20, size: 200 }),
            file('src/in/c.ts', { ...code, lines: 30, size: 300 }),
            file('src/in/d.go', { ...code, language: 'go', lines: null, size: 400 }),
            file('src/gen.ts', { ...code, isGenerated: true, lines: 900, size: 9000 }),
            file('test/b.test.ts', { ...code, isTest: true, lines: 9, size: 90 }),
          ],
          imports: [
            { from: 'a.ts', to: 'src/b.ts', tier: 'import', confidence: 0.9 },
            { from: 'src/b.ts', to: 'src/in/c.ts', tier: 'import', confidence: 0.9 },
            { from: 'test/b.test.ts', to: 'src/b.ts', tier: 'import', confidence: 0.9 },
            { from: 'test/b.test.ts', to: 'src/in/c.ts', tier: 'import', confidence: 0.9 },
          ],
        });
        await graph.writeScan({ ...repository, scan: 2 }, batch({ files: [file('src/next.ts', code)] }));
        await graph.indexPulls(repository, [pull(1, ['a.ts', 'src/gone.ts'])]);
      });

      it('tree: what lies in a folder, folders before files, by name, with what is below it', async () => {
        const asked: Parameters<typeof graph.tree>[1] = { path: '', after: null, limit: 10 };
        expect(await graph.tree(repository, asked)).toEqual([
          { name: 'src', isFolder: true, files: 4, lines: 950, size: 9900, language: null },
          { name: 'test', isFolder: true, files: 1, lines: 9, size: 90, language: null },
          { name: 'README.md', isFolder: false, files: 1, lines: 7, size: 70, language: null },
          { name: 'a.ts', isFolder: false, files: 1, lines: 5, size: 50, language: 'typescript' },
        ]);
        const names = async (more: Partial<typeof asked>) =>
          (await graph.tree(repository, { ...asked, ...more })).map(({ name }) => name);
        expect(await names({ path: 'src' })).toEqual(['in', 'b.ts', 'gen.ts']);
        expect(await names({ limit: 2 })).toEqual(['src', 'test']);
        expect(await names({ after: { name: 'src', isFolder: true } })).toEqual(['test', 'README.md', 'a.ts']);
        expect(await names({ after: { name: 'test', isFolder: true } })).toEqual(['README.md', 'a.ts']);
        expect(await names({ after: { name: 'README.md', isFolder: false } })).toEqual(['a.ts']);
        expect(await names({ path: 'sr' })).toEqual([]);
      });

      it('largestFiles and languages: code that people wrote', async () => {
        const paths = async (path: string, limit: number) =>
          (await graph.largestFiles(repository, { path, limit })).map((one) => one.path);
        expect(await paths('', 10)).toEqual(['src/in/c.ts', 'src/b.ts', 'test/b.test.ts', 'a.ts', 'src/in/d.go']);
        expect(await paths('src', 2)).toEqual(['src/in/c.ts', 'src/b.ts']);
        expect(await graph.languages(repository, { limit: 10 })).toEqual([
          { language: 'typescript', files: 4, lines: 64 },
          { language: 'go', files: 1, lines: 0 },
        ]);
        expect(await graph.languages(repository, { limit: 1 })).toHaveLength(1);
      });

      it('findFiles: by a part of their path, whatever its case', async () => {
        const found = async (text: string, more = {}) =>
          (await graph.findFiles(repository, { text, after: '', limit: 10, ...more })).map(({ path }) => path);
        expect(await found('SRC/')).toEqual(['src/b.ts', 'src/gen.ts', 'src/in/c.ts', 'src/in/d.go']);
        expect(await found('src/', { after: 'src/b.ts', limit: 1 })).toEqual(['src/gen.ts']);
        expect(await found('%')).toEqual([]);
      });

      it('folderLinks: imports between the entries of a folder', async () => {
        expect(await graph.folderLinks(repository, { path: '', limit: 10 })).toEqual([
          { from: 'test', to: 'src', imports: 2 },
          { from: 'a.ts', to: 'src', imports: 1 },
        ]);
        expect(await graph.folderLinks(repository, { path: 'src', limit: 10 })).toEqual([
          { from: 'b.ts', to: 'in', imports: 1 },
        ]);
        expect(await graph.folderLinks(repository, { path: '', limit: 1 })).toHaveLength(1);
      });

      it('untouched: what nothing imports and no pull request changed', async () => {
        expect(await graph.untouched(repository, { limit: 10 })).toEqual({
          files: [{ path: 'src/in/d.go', lines: null }],
          of: 1,
        });
        expect(await graph.untouched(repository, { limit: 0 })).toMatchObject({ files: [] });
      });
    });

    it('changeSets: the newest merged ones with what they changed, bounded in both', async () => {
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], { mergedAt: daysAgo(300) }),
        pull(2, ['src/b.ts', 'src/Z.ts', 'src/a.ts'], { mergedAt: daysAgo(3), author: null, additions: 40 }),
        pull(3, [], { mergedAt: daysAgo(2) }),
        pull(4, ['src/a.ts'], { state: 'open', mergedAt: null }),
        pull(5, ['src/a.ts'], { mergedAt: daysAgo(1) }),
        pull(6, ['src/a.ts'], { mergedAt: daysAgo(3), title: 'Fix it' }),
      ]);
      const asked = { since: daysAgo(90), except: 5, limit: 10, mostFiles: 10 };
      const each = { additions: 5, deletions: 2 };
      const files = (...paths: string[]) => paths.map((path) => ({ path, ...each }));
      const of = { author: 'dana', mergedAt: daysAgo(3), ...each };
      expect(await graph.changeSets(repository, asked)).toEqual([
        { number: 3, title: 'change 3', ...of, mergedAt: daysAgo(2), files: [] },
        { number: 6, title: 'Fix it', ...of, files: files('src/a.ts') },
        {
          number: 2,
          title: 'change 2',
          ...of,
          author: null,
          additions: 40,
          files: files('src/Z.ts', 'src/a.ts', 'src/b.ts'),
        },
      ]);
      const few = await graph.changeSets(repository, { ...asked, except: 0, limit: 2, mostFiles: 1 });
      expect(few.map(({ number }) => number)).toEqual([5, 3]);
      const [, , wide] = await graph.changeSets(repository, { ...asked, mostFiles: 2 });
      expect(wide?.files).toHaveLength(2);
      const all = await graph.changeSets(repository, { ...asked, since: LONG_AGO });
      expect(all.map(({ number }) => number)).toEqual([3, 6, 2, 1]);
    });

    it('churn: how often the files that are there changed, most first', async () => {
      await scan({
        files: [
          file('src/a.ts', { lines: 30 }),
          file('src/b.ts', { lines: null }),
          file('x.lock', { isGenerated: true }),
        ],
      });
      await graph.indexPulls(repository, [
        pull(1, ['src/b.ts', 'src/a.ts', 'x.lock', 'src/gone.ts']),
        pull(2, ['src/b.ts', 'x.lock']),
        pull(3, ['src/a.ts', 'src/b.ts'], { state: 'open', mergedAt: null }),
        pull(4, ['src/a.ts'], { mergedAt: daysAgo(400), createdAt: daysAgo(401) }),
      ]);
      expect(await graph.churn(repository, { since: daysAgo(365), limit: 10 })).toEqual([
        { path: 'src/b.ts', changes: 2, lines: null },
        { path: 'src/a.ts', changes: 1, lines: 30 },
      ]);
      expect(await graph.churn(repository, { since: daysAgo(365), limit: 1 })).toHaveLength(1);
    });

    it('looks at the first 300 files of a change of everything', async () => {
      const paths = Array.from({ length: 310 }, (_, at) => `src/${String(at).padStart(3, '0')}.ts`);
      await scan({ files: paths.map((path) => file(path)) });
      await graph.indexPulls(repository, [pull(1, paths.toReversed()), pull(2, ['src/309.ts'])]);
      const changed = await graph.churn(repository, { since: LONG_AGO, limit: 400 });
      expect(changed.map(({ path }) => path)).toEqual([...paths.slice(0, 300), 'src/309.ts']);
      const [, wide] = await graph.changeSets(repository, { since: LONG_AGO, except: 0, limit: 5, mostFiles: 300 });
      expect(wide?.files.map(({ path }) => path)).toEqual(paths.slice(0, 300));
    });

    it('historyOfFile: the last merged ones, newest first', async () => {
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], { mergedAt: daysAgo(1) }),
        pull(2, ['src/a.ts'], { mergedAt: daysAgo(5) }),
        pull(3, ['src/a.ts'], { state: 'closed', mergedAt: null }),
        pull(4, ['src/a.ts'], { mergedAt: daysAgo(3) }),
        pull(5, ['src/b.ts']),
      ]);
      const history = await graph.historyOfFile(repository, { path: 'src/a.ts', limit: 10 });
      expect(history.map(({ number }) => number)).toEqual([1, 4, 2]);
      expect(history[0]).toEqual({
        number: 1,
        title: 'change 1',
        verdict: null,
        state: 'merged',
        author: 'dana',
        origin: 'human',
        createdAt: daysAgo(11),
        mergedAt: daysAgo(1),
        additions: 5,
        deletions: 2,
      });
      const last = await graph.historyOfFile(repository, { path: 'src/a.ts', limit: 2 });
      expect(last.map(({ number }) => number)).toEqual([1, 4]);
    });

    it('reviewing: who reviewed these files, and how much that person has open', async () => {
      const by = (...people: [string, number][]) => ({
        reviews: people.map(([login, id]) => ({ developer: person(login, id), state: 'APPROVED', comments: 1 })),
      });
      const waiting = { state: 'open', mergedAt: null } as const;
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts', 'src/b.ts'], { ...by(['kim', 502], ['lee', 503]), mergedAt: daysAgo(5) }),
        pull(2, ['src/a.ts'], { ...by(['kim', 502]), mergedAt: daysAgo(2) }),
        pull(3, ['src/a.ts'], { ...by(['lee', 503]), mergedAt: daysAgo(500), createdAt: daysAgo(501) }),
        pull(4, ['src/z.ts'], { ...by(['kim', 502]), ...waiting }),
        pull(5, ['src/a.ts'], { ...by(['kim', 502], ['max', 504]), ...waiting }),
      ]);
      const asked = { paths: ['src/a.ts', 'src/b.ts'], since: daysAgo(365), limit: 10 };
      expect(await graph.reviewing(repository, asked)).toEqual([
        { developer: person('kim', 502), reviews: 2, lastAt: daysAgo(2), open: 2 },
        { developer: person('lee', 503), reviews: 1, lastAt: daysAgo(5), open: 0 },
      ]);
      expect(await graph.reviewing(repository, { ...asked, limit: 1 })).toHaveLength(1);
    });

    describe('symbols and edges', () => {
      beforeEach(() =>
        scan({
          files: ['src/a.ts', 'src/b.ts', 'src/c.ts'].map((path) => file(path)),
          symbols: [
            symbol('src/a.ts#run', { startLine: 8, endLine: 9 }),
            symbol('src/a.ts#main', { startLine: 2, endLine: 4, exported: false, contractHash: 'beef' }),
            symbol('src/b.ts#load'),
            symbol('src/b.ts#load', { signature: 'overload', startLine: 5 }),
          ],
          imports: [
            { from: 'src/a.ts', to: 'src/b.ts', tier: 'import', confidence: 0.9 },
            { from: 'src/c.ts', to: 'src/b.ts', tier: 'ambiguous', confidence: 0.3 },
          ],
          edges: [
            edge('src/a.ts#run', 'src/b.ts#load', { confidence: 0.3, tier: 'ambiguous', line: 4 }),
            edge('src/a.ts#run', 'src/b.ts#load', { line: 12 }),
            edge('src/a.ts#run', 'src/b.ts#load', { line: 10 }),
            edge('src/c.ts#other', 'src/b.ts#load', { confidence: 0.3, tier: 'ambiguous' }),
            edge('src/a.ts#main', 'src/b.ts#load', { confidence: 0.95, tier: 'receiver' }),
            edge('src/a.ts#main', 'src/b.ts#load', { type: 'USES_TYPE', line: 1 }),
          ],
          tests: [
            { symbol: key('src/b.ts#load'), testPath: 'test/b.test.ts', tier: 'import', confidence: 0.9 },
            { symbol: key('src/b.ts#load'), testPath: 'test/a.test.ts', tier: 'receiver', confidence: 0.95 },
          ],
        }),
      );

      it('gives the symbols of a file in their order, one for each key', async () => {
        const found = await graph.symbols(repository, { paths: ['src/a.ts', 'src/b.ts'], limit: 10 });
        expect(found).toEqual([
          symbol('src/a.ts#main', { startLine: 2, endLine: 4, exported: false, contractHash: 'beef' }),
          symbol('src/a.ts#run', { startLine: 8, endLine: 9 }),
          symbol('src/b.ts#load'),
        ]);
        expect(await graph.symbols(repository, { paths: ['src/a.ts'], limit: 1 })).toHaveLength(1);
      });

      it('gives callers, the surest first, one edge for each pair', async () => {
        const asked = { to: [key('src/b.ts#load')], type: 'CALLS', leastConfidence: 0.3, limit: 10 } as const;
        expect(await graph.callers(repository, asked)).toEqual([
          {
            of: key('src/b.ts#load'),
            from: key('src/a.ts#main'),
            tier: 'receiver',
            confidence: 0.95,
            line: 2,
          },
          { of: key('src/b.ts#load'), from: key('src/a.ts#run'), tier: 'import', confidence: 0.9, line: 10 },
          { of: key('src/b.ts#load'), from: key('src/c.ts#other'), tier: 'ambiguous', confidence: 0.3, line: 2 },
        ]);
        expect(await graph.callers(repository, { ...asked, leastConfidence: 0.9 })).toHaveLength(2);
        expect(await graph.callers(repository, { ...asked, leastConfidence: 0.95 })).toHaveLength(1);
        expect(await graph.callers(repository, { ...asked, limit: 1 })).toMatchObject([{ tier: 'receiver' }]);
        expect(await graph.callers(repository, { ...asked, type: 'INHERITS' })).toEqual([]);
        expect(await graph.callers(repository, { ...asked, type: 'USES_TYPE' })).toMatchObject([{ line: 1 }]);
        const sameName = [{ ...key('src/b.ts#load'), kind: 'class' }];
        expect(await graph.callers(repository, { ...asked, to: sameName })).toEqual([]);
      });

      it('gives callees the other way round', async () => {
        const from = [key('src/a.ts#run'), key('src/a.ts#main'), key('src/a.ts#run')];
        const found = await graph.callees(repository, { from, type: 'CALLS', leastConfidence: 0.5, limit: 10 });
        expect(found.map((each) => [each.from.qualifiedName, each.of.qualifiedName, each.line])).toEqual([
          ['main', 'load', 2],
          ['run', 'load', 10],
        ]);
      });

      it('gives tests and importers, the surest first', async () => {
        expect(await graph.tests(repository, { symbols: [key('src/b.ts#load')], limit: 10 })).toEqual([
          { symbol: key('src/b.ts#load'), testPath: 'test/a.test.ts', tier: 'receiver', confidence: 0.95 },
          { symbol: key('src/b.ts#load'), testPath: 'test/b.test.ts', tier: 'import', confidence: 0.9 },
        ]);
        expect(await graph.importers(repository, { paths: ['src/b.ts'], limit: 10 })).toEqual([
          { from: 'src/a.ts', to: 'src/b.ts', tier: 'import', confidence: 0.9 },
          { from: 'src/c.ts', to: 'src/b.ts', tier: 'ambiguous', confidence: 0.3 },
        ]);
        expect(await graph.importers(repository, { paths: ['src/b.ts'], limit: 1 })).toHaveLength(1);
      });

      it('counts what it has', async () => {
        expect(await graph.counts(repository)).toEqual({ files: 3, symbols: 3, calls: 3, pulls: 0, developers: 0 });
        expect(await graph.knows(repository)).toEqual({ symbols: true, pulls: false });
      });
    });
  });
}
