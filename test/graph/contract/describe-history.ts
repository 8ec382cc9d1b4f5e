import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { OpenedGraph, OpenGraph } from './opened-graph.js';
import { batch, daysAgo, file, issue, known, LONG_AGO, NOW, person, pull, touched } from './records.js';

/** Pull requests and people: indexed again and again, out of order, by two at once, with logins that change hands. */
export function describeHistory(name: string, open: OpenGraph): void {
  describe(`${name}: history`, () => {
    let opened: OpenedGraph;
    let graph: KnowledgeGraph;
    let repository: { installationId: number; repoId: number };

    beforeAll(async () => {
      opened = await open();
      graph = opened.graph;
      repository = { installationId: opened.tenants.mine, repoId: 7_000_000_004 };
      await graph.prepare();
    });
    beforeEach(async () => {
      await graph.purge({ installationId: repository.installationId });
      await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
    });
    afterAll(() => opened.close());

    const one = async (number: number) => (await graph.pulls(repository, [number]))[0];
    const authors = async (path: string) =>
      (await graph.authorship(repository, { paths: [path], now: NOW, limit: 50 }))
        .map(({ developer, deliveries }) => `${developer.login} ${developer.githubId} ${deliveries}`)
        .toSorted();
    const reviewers = async (path: string) =>
      (await graph.reviewing(repository, { paths: [path], since: LONG_AGO, limit: 50 }))
        .map(({ developer, reviews }) => `${developer.login} ${reviews}`)
        .toSorted();

    it('gives back what it was given', async () => {
      const given = pull(7, ['src/a.ts'], {
        title: 'Keep the cart',
        verdict: 'approve',
        origin: 'assisted',
        additions: 40,
        deletions: 3,
        closes: [issue(4, { title: 'Cart is lost', isBug: true })],
        reviews: [{ developer: person('kim', 502), state: 'APPROVED', comments: 3 }],
      });
      await graph.indexPulls(repository, [given]);
      expect(await one(7)).toEqual({
        number: 7,
        title: 'Keep the cart',
        verdict: 'approve',
        state: 'merged',
        author: 'dana',
        origin: 'assisted',
        createdAt: daysAgo(11),
        mergedAt: daysAgo(10),
        additions: 40,
        deletions: 3,
        closes: [known(issue(4, { title: 'Cart is lost', isBug: true }))],
      });
      expect(await graph.pulls(repository, [8])).toEqual([]);
      expect(await graph.counts(repository)).toMatchObject({ pulls: 1, developers: 1 });
    });

    it('tells when people made their newest pull request of the repository, whatever it touches', async () => {
      const second = { ...repository, repoId: 7_000_000_005 };
      await graph.upsertRepository({ ...second, fullName: 'acme/docs', defaultBranch: 'main' });
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], { mergedAt: daysAgo(300), createdAt: daysAgo(301) }),
        pull(2, ['docs/b.md'], { state: 'open', mergedAt: null, createdAt: daysAgo(4) }),
        pull(3, ['src/a.ts'], { author: person('kim', 502), mergedAt: daysAgo(20) }),
      ]);
      await graph.indexPulls(second, [pull(1, ['a'], { author: person('lee', 503) })]);
      expect(await graph.contributions(repository, ['kim', 'dana', 'lee', 'nobody', 'kim'])).toEqual([
        { login: 'dana', pulls: 2, lastAt: daysAgo(4) },
        { login: 'kim', pulls: 1, lastAt: daysAgo(20) },
      ]);
      expect(await graph.contributions(repository, [])).toEqual([]);
    });

    it('replaces the edges of a pull request that is indexed again, and keeps our verdict', async () => {
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], {
          state: 'open',
          mergedAt: null,
          verdict: 'comment',
          closes: [issue(3)],
          reviews: [{ developer: person('kim', 502), state: 'COMMENTED', comments: 1 }],
        }),
      ]);
      const merged = pull(1, ['src/b.ts'], {
        reviews: [{ developer: person('lee', 503), state: 'APPROVED', comments: 0 }],
      });
      await graph.indexPulls(repository, [merged]);
      await graph.indexPulls(repository, [merged, merged]);
      expect(await one(1)).toMatchObject({ state: 'merged', verdict: 'comment', closes: [] });
      expect(await authors('src/a.ts')).toEqual([]);
      expect(await authors('src/b.ts')).toEqual(['dana 501 1']);
      expect(await reviewers('src/b.ts')).toEqual(['lee 1']);
      expect((await graph.counts(repository)).pulls).toBe(1);
    });

    it('takes one batch with a pull request twice, and the last record of it', async () => {
      await graph.indexPulls(repository, [pull(1, ['src/a.ts']), pull(1, ['src/b.ts'], { title: 'later' })]);
      expect(await one(1)).toMatchObject({ title: 'later' });
      expect(await authors('src/a.ts')).toEqual([]);
    });

    it('knows a person by the id: a new login takes everything along, in every repository', async () => {
      const second = { ...repository, repoId: 7_000_000_005 };
      await graph.upsertRepository({ ...second, fullName: 'acme/docs', defaultBranch: 'main' });
      const review = { developer: person('kim', 502), state: 'APPROVED', comments: 0 };
      await graph.indexPulls(repository, [pull(1, ['src/a.ts'], { reviews: [review] })]);
      await graph.indexPulls(second, [pull(1, ['src/a.ts'], { reviews: [review] })]);
      const renamed = { author: person('dana-s', 501), reviews: [{ ...review, developer: person('kimberly', 502) }] };
      await graph.indexPulls(repository, [pull(2, ['src/a.ts'], renamed)]);
      expect(await authors('src/a.ts')).toEqual(['dana-s 501 2']);
      expect(await reviewers('src/a.ts')).toEqual(['kimberly 2']);
      expect(await one(1)).toMatchObject({ author: 'dana-s' });
      expect((await graph.counts(repository)).developers).toBe(1);
      const [elsewhere] = await graph.pulls(second, [1]);
      expect(elsewhere?.author).toBe('dana-s');
      const there = await graph.authorship(second, { paths: ['src/a.ts'], now: NOW, limit: 5 });
      expect(there.map(({ developer }) => developer)).toEqual([person('dana-s', 501)]);
    });

    it('lets two people swap their logins', async () => {
      const by = (login: string, id: number, other: string, otherId: number) => ({
        author: person(login, id),
        reviews: [{ developer: person(other, otherId), state: 'APPROVED', comments: 1 }],
      });
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], by('dana', 501, 'kim', 502)),
        pull(2, ['src/b.ts'], by('kim', 502, 'dana', 501)),
        pull(3, ['src/c.ts'], {
          author: person('lee', 503),
          reviews: [
            { developer: person('dana', 501), state: 'APPROVED', comments: 0 },
            { developer: person('kim', 502), state: 'COMMENTED', comments: 0 },
          ],
        }),
      ]);
      await graph.indexPulls(repository, [pull(4, ['src/d.ts'], by('kim', 501, 'dana', 502))]);
      expect(await authors('src/a.ts')).toEqual(['kim 501 1']);
      expect(await authors('src/b.ts')).toEqual(['dana 502 1']);
      expect(await authors('src/d.ts')).toEqual(['kim 501 1']);
      expect(await reviewers('src/a.ts')).toEqual(['dana 1']);
      expect(await reviewers('src/c.ts')).toEqual(['dana 1', 'kim 1']);
      expect((await graph.counts(repository)).developers).toBe(3);
    });

    it('does not give one person the work of another who had the login before', async () => {
      await graph.indexPulls(repository, [pull(1, ['src/a.ts'], { author: person('dana', 501) })]);
      await graph.indexPulls(repository, [pull(2, ['src/a.ts'], { author: person('dana', 777) })]);
      const people = await graph.authorship(repository, { paths: ['src/a.ts'], now: NOW, limit: 5 });
      expect(people.map(({ developer }) => developer.githubId).toSorted()).toEqual([501, 777]);
      expect(people.find(({ developer }) => developer.githubId === 777)?.developer.login).toBe('dana');
      // As soon as GitHub tells the new login of the first one, the first one has it.
      await graph.indexPulls(repository, [pull(3, ['src/a.ts'], { author: person('dana-old', 501) })]);
      expect(await authors('src/a.ts')).toEqual(['dana 777 1', 'dana-old 501 2']);
    });

    it('knows authors without an id or without an account', async () => {
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], { author: null }),
        pull(2, ['src/a.ts'], { author: person('old-name', null) }),
        pull(3, ['src/a.ts'], { author: person('old-name', null) }),
      ]);
      expect(await one(1)).toMatchObject({ author: null });
      expect(await authors('src/a.ts')).toEqual(['old-name null 2']);
      // The id is learnt, and not forgotten again.
      await graph.indexPulls(repository, [pull(4, ['src/a.ts'], { author: person('old-name', 510) })]);
      await graph.indexPulls(repository, [pull(5, ['src/a.ts'], { author: person('old-name', null) })]);
      expect(await authors('src/a.ts')).toEqual(['old-name 510 4']);
    });

    it('unites a person known by login only with the one who turns out to have it', async () => {
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts'], { author: person('dana', 501) }),
        pull(2, ['src/a.ts'], { author: person('dana-s', null) }),
      ]);
      await graph.indexPulls(repository, [pull(3, ['src/a.ts'], { author: person('dana-s', 501) })]);
      expect(await authors('src/a.ts')).toEqual(['dana-s 501 3']);
      expect((await graph.counts(repository)).developers).toBe(1);
    });

    it('follows the names that pull requests say', async () => {
      await graph.indexPulls(repository, [
        pull(3, ['lib/a.ts']),
        pull(2, [], { files: [touched('lib/a.ts', 'src/a.ts')] }),
        pull(1, ['src/a.ts']),
      ]);
      const history = await graph.historyOfFile(repository, { path: 'lib/a.ts', limit: 10 });
      expect(history.map(({ number }) => number).toSorted()).toEqual([1, 2, 3]);
      expect(await authors('lib/a.ts')).toEqual(['dana 501 3']);
    });

    it('does not take the rename of an open pull request for done', async () => {
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts']),
        pull(2, [], { state: 'open', mergedAt: null, files: [touched('lib/a.ts', 'src/a.ts')] }),
      ]);
      expect(await graph.historyOfFile(repository, { path: 'lib/a.ts', limit: 10 })).toEqual([]);
    });

    it('has files of the past as deleted ones, and those of an open pull request not at all', async () => {
      await graph.writeScan({ ...repository, scan: 1 }, batch({ files: [file('src/a.ts')] }));
      await graph.finishScan({ ...repository, scan: 1 }, { sha: '1'.repeat(40), at: NOW });
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts', 'src/gone.ts']),
        pull(2, ['src/next.ts'], { state: 'open', mergedAt: null }),
      ]);
      const files = await graph.files(repository, ['src/a.ts', 'src/gone.ts', 'src/next.ts']);
      expect(files.map(({ path, deletedAt }) => [path, deletedAt])).toEqual([
        ['src/a.ts', null],
        ['src/gone.ts', daysAgo(10)],
      ]);
      expect((await graph.counts(repository)).files).toBe(1);
    });

    it('takes two writers at once', async () => {
      const half = (from: number, login: string, id: number) =>
        Array.from({ length: 40 }, (_, at) =>
          pull(from + at, ['src/a.ts', `src/${at}.ts`], {
            author: person(login, id),
            closes: [issue(at + 1)],
            reviews: [{ developer: person(`${login}-r`, id + 50), state: 'APPROVED', comments: 0 }],
          }),
        );
      await Promise.all([
        graph.indexPulls(repository, half(1, 'dana', 501)),
        graph.indexPulls(repository, half(101, 'kim', 502).toReversed()),
        graph.indexPulls(repository, half(1, 'dana', 501).toReversed()),
        graph.indexPulls(repository, half(201, 'kim', 501)),
        graph.indexIssues(repository, [issue(1), issue(2)]),
      ]);
      await graph.indexPulls(repository, [pull(300, ['src/a.ts'], { author: person('dana', 501) })]);
      await graph.indexPulls(repository, [pull(301, ['src/a.ts'], { author: person('kim', 502) })]);
      expect(await authors('src/a.ts')).toEqual(['dana 501 81', 'kim 502 41']);
      expect((await graph.counts(repository)).pulls).toBe(122);
    });

    it('updates issues', async () => {
      await graph.indexPulls(repository, [pull(1, ['src/a.ts'], { closes: [issue(9)] })]);
      await graph.indexIssues(repository, [issue(9), issue(9, { isBug: true, title: 'Cart is lost', state: 'open' })]);
      expect((await one(1))?.closes).toEqual([known(issue(9, { isBug: true, title: 'Cart is lost', state: 'open' }))]);
      expect(await graph.fixes(repository, { paths: ['src/a.ts'], limit: 5 })).toHaveLength(1);
    });

    it('does not let an issue fall back: what is older, or comes without a time, changes nothing', async () => {
      const at = (hour: number) => new Date(NOW.getTime() + hour * 3_600_000);
      await graph.indexPulls(repository, [pull(1, ['src/a.ts'], { closes: [issue(9, { updatedAt: at(2) })] })]);
      const now = async () => (await one(1))?.closes[0]?.title;
      await graph.indexIssues(repository, [issue(9, { title: 'older', updatedAt: at(1) })]);
      await graph.indexIssues(repository, [issue(9, { title: 'timeless' })]);
      expect(await now()).toBe('issue 9');
      await graph.indexIssues(repository, [
        issue(9, { title: 'newest', updatedAt: at(4) }),
        issue(9, { title: 'newer', updatedAt: at(3) }),
      ]);
      expect(await now()).toBe('newest');
      await graph.indexPulls(repository, [pull(2, ['src/a.ts'], { closes: [issue(9, { updatedAt: at(3) })] })]);
      expect(await now()).toBe('newest');
    });

    it('does not let a pull request fall back, in nothing: what is older, or comes without a time', async () => {
      const at = (hour: number) => new Date(NOW.getTime() + hour * 3_600_000);
      const merged = pull(1, ['src/b.ts'], {
        title: 'merged',
        verdict: 'approve',
        updatedAt: at(2),
        author: person('dana-s', 501),
        closes: [issue(4)],
        reviews: [{ developer: person('lee', 503), state: 'APPROVED', comments: 0 }],
      });
      // The page of an import that was read before the merge, and is written after it.
      const page = pull(1, [], {
        title: 'open',
        verdict: 'comment',
        state: 'open',
        mergedAt: null,
        updatedAt: at(1),
        author: person('dana', 501),
        files: [touched('src/a.ts', 'src/old.ts')],
        closes: [issue(3)],
        reviews: [{ developer: person('kim', 502), state: 'COMMENTED', comments: 1 }],
      });
      const now = async () => ({
        pull: await one(1),
        files: [await authors('src/a.ts'), await authors('src/b.ts')],
        reviewers: await reviewers('src/b.ts'),
        open: await graph.relatedPulls(repository, { paths: ['src/a.ts'], except: 0, state: 'open', limit: 5 }),
        past: await graph.historyOfFile(repository, { path: 'src/b.ts', limit: 5 }),
        people: await graph.contributions(repository, ['dana', 'dana-s']),
      });
      await graph.indexPulls(repository, [merged]);
      const before = await now();
      expect(before).toMatchObject({
        pull: { title: 'merged', state: 'merged', author: 'dana-s', closes: [{ number: 4 }] },
        files: [[], ['dana-s 501 1']],
        reviewers: ['lee 1'],
        open: [],
        people: [{ login: 'dana-s', pulls: 1 }],
      });
      await graph.indexPulls(repository, [page]);
      const other = pull(2, ['src/c.ts'], { updatedAt: at(1), author: person('lee', 503) });
      await graph.indexPulls(repository, [{ ...page, updatedAt: null }, other]);
      expect(await now()).toEqual(before);
      expect(await one(2)).toMatchObject({ title: 'change 2' });
      // Of two in one batch too; one of the same time was read later.
      const later = { ...merged, title: 'later', updatedAt: at(3) };
      await graph.indexPulls(repository, [later, page]);
      expect(await one(1)).toMatchObject({ title: 'later', state: 'merged' });
      await graph.indexPulls(repository, [{ ...later, title: 'read later', verdict: null }]);
      expect(await one(1)).toMatchObject({ title: 'read later', verdict: 'approve' });
    });

    it('takes the time of a pull request that was known without one', async () => {
      await graph.indexPulls(repository, [pull(1, ['src/a.ts'])]);
      await graph.indexPulls(repository, [pull(1, ['src/b.ts'], { title: 'timed', updatedAt: daysAgo(900) })]);
      await graph.indexPulls(repository, [pull(1, ['src/a.ts'])]);
      expect(await one(1)).toMatchObject({ title: 'timed' });
      expect(await authors('src/b.ts')).toEqual(['dana 501 1']);
    });

    it('says when the history is in', async () => {
      await graph.finishHistory(repository, NOW);
      expect(await graph.repository(repository)).toMatchObject({ historyImportedAt: NOW, scannedAt: null });
    });

    it('fails on no text of people', async () => {
      const title = 'a\0b \\ "quoted" \'x\' \uD800 {a,b} NULL';
      await graph.indexPulls(repository, [
        pull(1, ['src/a.ts', 'x'.repeat(5000), 'q"\\{}.ts'], {
          title,
          author: person('a\0b', 509),
          verdict: 'v'.repeat(99),
          closes: [issue(1, { title })],
          reviews: [{ developer: person('"\\', null), state: 'S'.repeat(99), comments: 0 }],
        }),
      ]);
      expect((await one(1))?.title).toContain('"quoted"');
      expect(await authors('q"\\{}.ts')).toHaveLength(1);
    });
  });
}
