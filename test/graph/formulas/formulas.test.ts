import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bugProne } from '../../../src/graph/formulas/bug-prone.js';
import { busFactor } from '../../../src/graph/formulas/bus-factor.js';
import { factorsOf, type ComparedChange } from '../../../src/graph/formulas/change-factors.js';
import { couplingsOf } from '../../../src/graph/formulas/co-change.js';
import { degreeOfAuthorship } from '../../../src/graph/formulas/degree-of-authorship.js';
import { expertsOfChange } from '../../../src/graph/formulas/experts-of-change.js';
import { outstandingFactors } from '../../../src/graph/formulas/outstanding-factors.js';
import { factorText } from '../../../src/graph/formulas/factor-text.js';
import { hotspots } from '../../../src/graph/formulas/hotspots.js';
import { knowledgeGap } from '../../../src/graph/formulas/knowledge-gap.js';
import { proposeReviewers } from '../../../src/graph/formulas/propose-reviewers.js';
import type { Authorship, CoChange, Reviewing } from '../../../src/graph/knowledge-graph.js';

const NOW = new Date('2026-11-01T00:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

const count = (over: Partial<CoChange> = {}): CoChange => ({
  path: 'a.ts',
  other: 'b.ts',
  shared: 9,
  revisions: 10,
  otherRevisions: 12,
  lastNumber: 7,
  ...over,
});

const wrote = (login: string, over: Partial<Authorship> = {}): Authorship => ({
  path: 'src/a.ts',
  developer: { login, githubId: null, isBot: false },
  first: false,
  deliveries: 5,
  others: 5,
  recent: 1,
  lastAt: daysAgo(10),
  ...over,
});

const reviewed = (login: string, over: Partial<Reviewing> = {}): Reviewing => ({
  developer: { login, githubId: null, isBot: false },
  reviews: 6,
  lastAt: daysAgo(5),
  open: 0,
  ...over,
});

describe('co-change', () => {
  it.each<[string, Partial<CoChange>, { confidence: number; degree: number; isSaid: boolean } | null]>([
    ['9 of 10', {}, { confidence: 0.9, degree: 9 / 11, isSaid: true }],
    ['8 of 10 is said', { shared: 8 }, { confidence: 0.8, degree: 8 / 11, isSaid: true }],
    ['7 of 10 is shown only', { shared: 7 }, { confidence: 0.7, degree: 7 / 11, isSaid: false }],
    ['5 of 17 is too rare', { shared: 5, revisions: 17 }, null],
    ['4 shared are too few', { shared: 4, revisions: 4 }, null],
    ['a changelog', { other: 'CHANGELOG.md' }, null],
    ['a lockfile', { other: 'web/package-lock.json' }, null],
    ['what a tool wrote', { other: 'api/shop.pb.go' }, null],
    ['a list of changes', { other: 'docs/HISTORY.rst' }, null],
    ['code about history', { other: 'src/history.ts' }, { confidence: 0.9, degree: 9 / 11, isSaid: true }],
    ['code about changes', { other: 'app/changes.py' }, { confidence: 0.9, degree: 9 / 11, isSaid: true }],
    ['itself', { other: 'a.ts' }, null],
  ])('%s', (_, over, expected) => {
    const [found] = couplingsOf([count(over)]);
    if (expected === null) expect(found).toBeUndefined();
    else {
      expect(found).toMatchObject({ isSaid: expected.isSaid });
      expect(found?.confidence).toBeCloseTo(expected.confidence);
      expect(found?.degree).toBeCloseTo(expected.degree);
    }
  });

  it('says the surest first, and nothing below its thresholds', () => {
    const some = fc.record({ shared: fc.nat(30), more: fc.nat(30), others: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(some), (counts) => {
        const found = couplingsOf(
          counts.map(({ shared, more, others }, at) =>
            count({ other: `b${at}.ts`, shared, revisions: shared + more, otherRevisions: shared + others }),
          ),
        );
        for (const [at, { confidence, shared, isSaid }] of found.entries()) {
          expect(shared).toBeGreaterThanOrEqual(5);
          expect(confidence).toBeGreaterThanOrEqual(0.3);
          expect(confidence).toBeLessThanOrEqual(1);
          expect(isSaid).toBe(confidence >= 0.8);
          expect(confidence).toBeLessThanOrEqual(found[at - 1]?.confidence ?? 1);
        }
      }),
    );
  });
});

describe('people', () => {
  it.each([
    [{ first: true, deliveries: 10, others: 0 }, 3.293 + 1.098 + 1.64],
    [{ first: false, deliveries: 1, others: 19 }, 3.293 + 0.164 - 0.321 * Math.log(20)],
  ])('the degree of authorship of %o', (row, degree) => expect(degreeOfAuthorship(row)).toBeCloseTo(degree));

  it('weighs the files of a change by their changed lines, and marks who is inactive', () => {
    const rows = [
      wrote('dana', { first: true, deliveries: 20, others: 1 }),
      wrote('erik', { deliveries: 1, others: 20, lastAt: daysAgo(91) }),
      wrote('erik', { path: 'src/b.ts', first: true, deliveries: 9, others: 0, lastAt: daysAgo(120) }),
    ];
    const lines = (a: number, b: number) =>
      new Map([
        ['src/a.ts', a],
        ['src/b.ts', b],
      ]);
    const mostlyA = expertsOfChange(rows, lines(90, 10), NOW);
    expect(mostlyA.map(({ login, isInactive, isAuthor }) => [login, isInactive, isAuthor])).toEqual([
      ['dana', false, true],
      ['erik', true, true],
    ]);
    expect(mostlyA[0]?.share).toBeCloseTo(0.9);
    expect(expertsOfChange(rows, lines(10, 90), NOW)[0]?.login).toBe('erik');
    expect(expertsOfChange([], lines(1, 1), NOW)).toEqual([]);
  });

  it('counts how many must leave until most files have no author', () => {
    const files = new Map([
      ['a', ['dana']],
      ['b', ['dana']],
      ['c', ['dana', 'erik']],
      ['d', ['erik']],
      ['e', []],
    ]);
    expect(busFactor(files)).toBe(2);
    expect(
      busFactor(
        new Map([
          ['a', ['dana']],
          ['b', ['dana']],
          ['c', ['erik']],
        ]),
      ),
    ).toBe(1);
    expect(busFactor(new Map())).toBe(0);
  });

  it('a bus factor is at most the number of people', () => {
    const people = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(fc.array(people), (files) => {
        const all = new Set(files.flat());
        const factor = busFactor(new Map(files.map((authors, at) => [`f${at}`, authors])));
        expect(factor).toBeLessThanOrEqual(all.size);
        expect(factor > 0).toBe(all.size > 0);
      }),
    );
  });
});

describe('files', () => {
  it('ranks hotspots by changes × lines', () => {
    const found = hotspots([
      { path: 'long', changes: 2, lines: 900 },
      { path: 'hot', changes: 30, lines: 100 },
      { path: 'binary', changes: 99, lines: null },
    ]);
    expect(found.map(({ path, rank }) => [path, rank])).toEqual([
      ['hot', 1],
      ['long', 2],
    ]);
  });

  it('counts a fix of now a half, and one of long ago next to nothing', () => {
    const score = (...days: number[]) => bugProne(days.map(daysAgo), daysAgo(365), NOW);
    expect(score(0)).toBeCloseTo(0.5);
    expect(score(365)).toBeCloseTo(1 / (1 + Math.exp(12)));
    expect(score(0, 0)).toBeCloseTo(1);
    expect(score()).toBe(0);
    expect(score(4000)).toBeCloseTo(score(365));
  });
});

describe('features of a change', () => {
  const DAY = 86_400_000;
  /** The `ago`-th change before today, by dana, of one file with ten lines. */
  const past = (ago: number, over: Partial<ComparedChange> = {}): ComparedChange => ({
    author: 'dana',
    at: new Date(NOW.getTime() - ago * DAY),
    isFix: false,
    paths: [`src/${ago}.ts`],
    lines: [10],
    added: 10,
    removed: 0,
    isWhole: true,
    ...over,
  });
  const others = (count: number, over: (ago: number) => Partial<ComparedChange> = () => ({})) =>
    Array.from({ length: count }, (_, at) => past(at + 1, over(at + 1)));

  it('are those of Kamei et al. that are known', () => {
    const change = past(0, {
      paths: ['src/a/x.ts', 'src/y.ts', 'web/z.ts'],
      // The example of the paper.
      lines: [30, 20, 10],
      isFix: true,
      added: 50,
      removed: 10,
    });
    const before = [
      past(1, { paths: ['src/y.ts'], author: 'kim' }),
      past(4, { paths: ['src/y.ts', 'web/z.ts'] }),
      past(5, { paths: ['docs/q.md'], author: 'lee' }),
    ];
    const { ENTROPY, ...found } = factorsOf(change, before);
    expect(ENTROPY).toBeCloseTo(1.46, 2);
    expect(found).toEqual({
      NF: 3,
      NS: 2,
      ND: 3,
      LA: 50,
      LD: 10,
      FIX: 1,
      NDEV: 2,
      NUC: 2,
      // One day since y, four since z; x is new.
      AGE: 2.5,
      EXP: 1,
      SEXP: 1,
    });
  });

  it('are unknown where nothing is known of it', () => {
    const change = past(0, { author: null, lines: null, added: null, removed: null });
    expect(factorsOf(past(0), [])).toMatchObject({ EXP: 0, SEXP: null });
    expect(factorsOf(change, [])).toMatchObject({ ENTROPY: null, LA: null, AGE: null, EXP: null, NUC: 0 });
    expect(factorsOf(past(0), null)).toMatchObject({ NF: 1, NUC: null, NDEV: null, EXP: null, SEXP: null });
    const part = factorsOf(past(0, { isWhole: false }), []);
    expect(part).toMatchObject({ NF: null, NS: null, ND: null, ENTROPY: null, NUC: null, SEXP: null, LA: 10, EXP: 0 });
  });

  it('stand out where at most a tenth of the others reach them, and among too few nothing does', () => {
    const lines = (added: number) => past(0, { added });
    const some = others(20, (ago) => ({ added: ago, removed: ago }));
    expect(outstandingFactors(lines(1000), some)).toEqual([{ factor: 'LA', value: 1000, reachedBy: 0, of: 20 }]);
    expect(outstandingFactors(lines(20), some)[0]).toMatchObject({ reachedBy: 0.05 });
    expect(outstandingFactors(lines(17), some)).toEqual([]);
    expect(outstandingFactors(lines(1000), some.slice(1))).toEqual([]);
  });

  it('that say nearly the same are told once, by the rarest', () => {
    const change = past(0, { paths: ['a/x.ts', 'b/y.ts', 'c/z.ts'], lines: [5, 5, 5] });
    const wide = others(40, (ago) => (ago % 20 === 0 ? { paths: ['d/1.ts', 'd/2.ts', 'd/3.ts'] } : {}));
    expect(outstandingFactors(change, wide).map(({ factor }) => factor)).toEqual(['NS']);
  });

  it('do not stand out among changes of which not every file is known', () => {
    const change = past(0, { paths: ['a/x.ts', 'b/y.ts', 'c/z.ts'], lines: [5, 5, 5] });
    const cut = others(40, (ago) => ({ isWhole: ago > 5 }));
    expect(outstandingFactors(change, cut)).toEqual([]);
  });

  it('of the past are counted in as many changes before each', () => {
    // Kim made every second change; dana, who makes this one, the others.
    const two = others(80, (ago) => ({ author: ago % 2 === 0 ? 'kim' : 'dana' }));
    expect(outstandingFactors(past(0), two)).toEqual([]);
    const stranger = outstandingFactors(past(0, { author: 'new' }), two);
    expect(stranger).toEqual([{ factor: 'EXP', value: 0, reachedBy: 0, of: 40 }]);
    const busy = others(80, (ago) => (ago % 4 === 0 ? { paths: ['src/hub.ts'] } : {}));
    expect(outstandingFactors(past(0, { paths: ['src/hub.ts'] }), busy)).toEqual([]);
    const calm = others(80, (ago) => (ago < 20 ? { paths: ['src/hub.ts'] } : {}));
    expect(outstandingFactors(past(0, { paths: ['src/hub.ts'] }), calm)).toEqual([
      { factor: 'NUC', value: 19, reachedBy: 0, of: 40 },
    ]);
  });

  it('name a fix where fixes are rare', () => {
    const rare = others(40, (ago) => ({ isFix: ago === 1 }));
    expect(outstandingFactors(past(0, { isFix: true }), rare)).toMatchObject([{ factor: 'FIX', reachedBy: 0.025 }]);
    expect(outstandingFactors(past(0), rare)).toEqual([]);
  });
});

it('says how far a change stands out, and among what', () => {
  const text = factorText(
    { factor: 'LA', value: 800, reachedBy: 0.05, of: 40 },
    'merged pull requests before this one',
  );
  const most = factorText({ factor: 'NF', value: 90, reachedBy: 0, of: 40 }, 'changes before this one');
  expect(most).toBe('90 files, more than in any of the 40 changes before this one');
  expect(text).toBe('800 lines added, more than in 95 % of the 40 merged pull requests before this one');
  const few = { reachedBy: 0.04, of: 50 };
  expect(factorText({ factor: 'FIX', value: 1, ...few }, 'changes')).toBe(
    'a fix, by its title, unlike 96 % of the 50 changes',
  );
  expect(factorText({ factor: 'EXP', value: 0, ...few }, 'changes')).toBe(
    '0 changes by its author lately, less than in 96 % of the 50 changes',
  );
  expect(factorText({ factor: 'AGE', value: 0.26, ...few }, 'changes')).toBe(
    '0.3 days since these files changed, less than in 96 % of the 50 changes',
  );
});

describe('reviewers', () => {
  const asked = ({
    authorship = [],
    ofCallers = [],
    ...over
  }: Partial<Parameters<typeof proposeReviewers>[0]> & {
    authorship?: Authorship[];
    ofCallers?: Authorship[];
  } = {}) => {
    const lastSeen = over.lastSeen ?? new Map();
    const files = (path: string) => new Map([[path, 10]]);
    return proposeReviewers({
      author: 'ada',
      owners: new Map(),
      experts: expertsOfChange(authorship, files('src/a.ts'), NOW, lastSeen),
      callers: expertsOfChange(ofCallers, files('src/caller.ts'), NOW, lastSeen),
      reviewing: [],
      lastSeen,
      now: NOW,
      ...over,
    });
  };

  it('names an owner first, then who knows the files', () => {
    const { named, backup } = asked({
      owners: new Map([['olga', '/src/']]),
      authorship: [wrote('dana', { first: true }), wrote('erik')],
    });
    expect(named).toEqual({ login: 'olga', reason: 'owns /src/ (CODEOWNERS)' });
    expect(backup).toEqual({ login: 'dana', reason: 'authorship 1.00 of 1 in these files' });
  });

  it('names who knows the callers, for less than who knows the files', () => {
    const ofCallers = [wrote('cleo', { path: 'src/caller.ts', first: true })];
    expect(asked({ ofCallers })).toEqual({
      named: { login: 'cleo', reason: 'authorship 1.00 of 1 in files that call them' },
      backup: null,
    });
    expect(asked({ ofCallers, authorship: [wrote('dana')] }).named?.login).toBe('dana');
  });

  it('divides by the open pull requests that a person has reviewed, and says how many', () => {
    const authorship = [wrote('dana', { first: true }), wrote('erik')];
    const { named, backup } = asked({ authorship, reviewing: [reviewed('dana', { open: 4 })] });
    expect(named?.login).toBe('erik');
    expect(backup?.reason).toBe(
      'authorship 1.00 of 1 in these files, reviewed 6 merged pull requests on these files, has reviewed 4 open pull requests',
    );
    expect(asked({ authorship, reviewing: [reviewed('dana')] }).named?.login).toBe('dana');
  });

  it('leaves out the author, bots, and who was not seen for 90 days', () => {
    const authorship = [
      wrote('Ada', { first: true, deliveries: 50 }),
      wrote('robot[bot]', { developer: { login: 'robot[bot]', githubId: null, isBot: true } }),
      wrote('gone', { lastAt: daysAgo(91) }),
    ];
    expect(asked({ authorship })).toEqual({ named: null, backup: null });
    expect(asked({ authorship, reviewing: [reviewed('gone')] }).named?.login).toBe('gone');
  });

  it('looks in the whole repository whether somebody is still there', () => {
    const authorship = [wrote('gone', { lastAt: daysAgo(300) })];
    const lastSeen = new Map([['gone', daysAgo(3)]]);
    expect(asked({ authorship, lastSeen }).named?.login).toBe('gone');
    const [expert] = expertsOfChange(authorship, new Map([['src/a.ts', 1]]), NOW, lastSeen);
    expect(expert).toMatchObject({ isInactive: false, lastAt: daysAgo(300) });
    const away = { owners: new Map([['Gone', '*']]), lastSeen: new Map([['gone', daysAgo(91)]]) };
    expect(asked(away).named).toBeNull();
  });
});

describe('a knowledge gap', () => {
  const of = (path: string, login: string, deliveries: number, others = 0) =>
    wrote(login, { path, deliveries, others });

  it.each([
    ['one person', [of('a', 'dana', 3)], { login: 'dana', files: 1, of: 1 }],
    ['the author', [of('a', 'Ada', 3)], null],
    ['too little', [of('a', 'dana', 2)], null],
    ['two people', [of('a', 'dana', 4, 4), of('a', 'erik', 4, 4)], null],
    [
      'somebody who did next to nothing',
      [of('a', 'dana', 20, 1), of('a', 'erik', 1, 20)],
      { login: 'dana', files: 1, of: 1 },
    ],
    ['an account that is gone', [of('a', 'dana', 3, 1)], null],
    [
      'more than half of the files',
      [of('a', 'dana', 3), of('b', 'dana', 3), of('c', 'erik', 3)],
      { login: 'dana', files: 2, of: 3 },
    ],
    ['half of the files', [of('a', 'dana', 3), of('b', 'erik', 3)], null],
    ['nobody', [], null],
  ])('%s', (_, rows, gap) => expect(knowledgeGap(rows, 'ada')).toEqual(gap));
});
