import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bugProne } from '../../../src/graph/formulas/bug-prone.js';
import { busFactor } from '../../../src/graph/formulas/bus-factor.js';
import { factorsOfFiles, outstandingFactors } from '../../../src/graph/formulas/change-factors.js';
import { couplingsOf } from '../../../src/graph/formulas/co-change.js';
import { degreeOfAuthorship } from '../../../src/graph/formulas/degree-of-authorship.js';
import { expertsOfChange } from '../../../src/graph/formulas/experts-of-change.js';
import { hotspots } from '../../../src/graph/formulas/hotspots.js';
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

  it('tells which features of a change stand out among others, and nothing among too few', () => {
    const files = [
      { path: 'src/a/x.ts', additions: 500, deletions: 0 },
      { path: 'web/y.ts', additions: 500, deletions: 0 },
    ];
    const change = factorsOfFiles(files);
    expect(change).toMatchObject({ NS: 2, ND: 2, NF: 2, LA: 1000, LD: 0, entropy: 1 });
    const others = Array.from({ length: 20 }, (_, at) => ({ LA: at, LD: at, EXP: 50 + at }));
    expect(outstandingFactors({ ...change, EXP: 0 }, others)).toEqual([
      { factor: 'LA', value: 1000, reachedBy: 0, of: 20 },
      { factor: 'EXP', value: 0, reachedBy: 0, of: 20 },
    ]);
    expect(outstandingFactors(change, others.slice(1))).toEqual([]);
  });
});

describe('reviewers', () => {
  const asked = (over: Partial<Parameters<typeof proposeReviewers>[0]> = {}) => {
    const authorship = over.authorship ?? [];
    return proposeReviewers({
      author: 'ada',
      owners: new Map(),
      authorship,
      experts: expertsOfChange(authorship, new Map([['src/a.ts', 10]]), NOW),
      reviewing: [],
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
    expect(backup?.login).toBe('dana');
  });

  it('divides by what a person reviews already', () => {
    const authorship = [wrote('dana', { first: true }), wrote('erik')];
    expect(asked({ authorship, reviewing: [reviewed('dana', { open: 4 })] }).named?.login).toBe('erik');
    expect(asked({ authorship, reviewing: [reviewed('dana')] }).named?.login).toBe('dana');
  });

  it('leaves out the author, bots, and who was not seen for 90 days', () => {
    const authorship = [
      wrote('Ada', { first: true, deliveries: 50 }),
      wrote('robot[bot]', { developer: { login: 'robot[bot]', githubId: null, isBot: true } }),
      wrote('gone', { lastAt: daysAgo(91) }),
    ];
    expect(asked({ authorship })).toEqual({ named: null, backup: null, gap: null });
    expect(asked({ authorship, reviewing: [reviewed('gone')] }).named?.login).toBe('gone');
  });

  it.each([
    ['only one person', [wrote('dana', { deliveries: 3, others: 0 })], 'dana'],
    ['the author', [wrote('ada', { deliveries: 3, others: 0 })], null],
    ['too little', [wrote('dana', { deliveries: 2, others: 0 })], null],
    ['two people', [wrote('dana', { deliveries: 3 }), wrote('erik')], null],
    ['nobody', [], null],
  ])('a knowledge gap: %s', (_, authorship, gap) => expect(asked({ authorship }).gap).toBe(gap));
});
