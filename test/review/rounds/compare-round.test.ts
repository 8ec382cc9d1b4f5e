import { describe, expect, it } from 'vitest';
import { compareRound, type RoundNow } from '../../../src/review/rounds/compare-round.js';
import { findingIds } from '../../../src/review/rounds/finding-ids.js';
import { anchorFindings } from '../../../src/review/verify/anchor-findings.js';
import type { Claim, LedgerFinding } from '../../../src/review/types.js';
import { sampleChange, sampleClaim } from '../sample-change.js';

const found = (quote: string) => anchorFindings([sampleClaim({ quote })], sampleChange());
const at = (round: number, over: Partial<RoundNow> = {}): RoundNow => ({
  headSha: String(round).repeat(40),
  round,
  readPaths: new Set(['src/job.ts']),
  changedPaths: new Set(['src/job.ts']),
  since: null,
  located: new Map(),
  judged: new Map(),
  idOf: findingIds({ repository: 1, number: 1 }, []),
  isDismissed: () => false,
  ...over,
});
const first = compareRound([], [...found('eval(a)'), ...found('eval(b)')], at(1));
const told = first.fresh;

describe('compareRound', () => {
  it('says everything once and counts the handles on', () => {
    expect(told.map((finding) => finding.handle)).toEqual([1, 2]);
    const second = compareRound(told, [...found('eval(a)'), ...found('eval(c)')], at(2));
    expect(second.fresh.map((finding) => [finding.handle, finding.quote])).toEqual([[3, 'eval(c)']]);
    expect(second.standing.map((finding) => finding.handle)).toEqual([1]);
    expect(second.fixed).toMatchObject([{ handle: 2, state: 'fixed', fixedIn: '2'.repeat(40) }]);
  });

  it.each([
    ['a file that could not be read', { readPaths: new Set<string>() }, 'standing'],
    ['a file that left the change', { readPaths: new Set<string>(), changedPaths: new Set<string>() }, 'outdated'],
  ] as const)('never calls a finding fixed in %s', (_, over, list) => {
    const second = compareRound(told, [], at(2, over));
    expect(second.fixed).toEqual([]);
    expect(second[list]).toHaveLength(2);
  });

  it('calls a secret fixed that is gone from a file looked through for secrets only, and nothing else there', () => {
    const secret: LedgerFinding[] = told.map((finding, index) =>
      index === 0 ? { ...finding, rule: 'secrets/github-token' } : finding,
    );
    const notRead = { readPaths: new Set<string>() };
    const second = compareRound(secret, [], at(2, { ...notRead, searchedPaths: new Set(['src/job.ts']) }));
    expect(second.fixed.map(({ handle }) => handle)).toEqual([1]);
    expect(second.standing.map(({ handle }) => handle)).toEqual([2]);
    expect(compareRound(secret, [], at(2, notRead)).fixed).toEqual([]);
  });

  it('keeps what is over in sight', () => {
    const [one, two] = told;
    if (!one || !two) throw new Error('there are two');
    const over: LedgerFinding[] = [
      { ...one, state: 'fixed', fixedIn: 'x' },
      { ...two, state: 'dismissed' },
    ];
    expect(compareRound(over, [], at(3)).settled.map(({ handle }) => handle)).toEqual([1, 2]);
    const again = compareRound(over, found('eval(b)'), at(3));
    expect(again.settled.map(({ handle }) => handle)).toEqual([1]);
    expect(again.dismissed.map(({ handle }) => handle)).toEqual([2]);
  });

  it('stays silent about what a person dismissed, also when it moved', () => {
    const dismissed: LedgerFinding[] = told.map((finding) => ({ ...finding, state: 'dismissed' }));
    const second = compareRound(dismissed, found('eval(a)'), at(2));
    expect([second.fresh, second.standing, second.fixed]).toEqual([[], [], []]);
    expect(second.dismissed).toHaveLength(1);
  });

  it('tells again what was fixed and came back', () => {
    const fixed: LedgerFinding[] = told.map((finding) => ({ ...finding, state: 'fixed', fixedIn: 'x' }));
    expect(compareRound(fixed, found('eval(a)'), at(3)).fresh).toMatchObject([{ handle: 3, state: 'open' }]);
  });

  const model = (over: Partial<Claim> = {}) =>
    anchorFindings([sampleClaim({ rule: 'claude/bug', category: 'bug', ...over })], sampleChange());
  const opened = compareRound([], model(), at(1)).fresh;
  const place = (line: number | null, uncertain = true) => new Map(opened.map(({ id }) => [id, { line, uncertain }]));

  it.each([
    [
      'worded anew under another category, same line',
      model({ rule: 'claude/security', category: 'security', title: 'x' }),
    ],
    ['at another line near by', model({ quote: 'eval(more)', line: 6 })],
  ])('says nothing twice: %s', (_, again) => {
    const second = compareRound(opened, again, at(2, { located: place(5, false) }));
    expect([second.fresh, second.fixed]).toEqual([[], []]);
    expect(second.standing).toMatchObject([{ handle: 1 }]);
  });

  it.each<[string, Parameters<typeof model>[0], boolean]>([
    ['worded anew under another category', { rule: 'claude/quality', category: 'quality', title: 'x' }, false],
    ['at another line near by', { quote: 'eval(more)', line: 6 }, false],
    ['about security', { rule: 'claude/security', category: 'security', title: 'x' }, true],
    ['worse', { rule: 'claude/bug', quote: 'eval(more)', line: 6, severity: 'must-fix' }, true],
  ])(
    'tells of what stands where something was dismissed only what is worse or about security: %s',
    (_, change, isTold) => {
      const dismissed: LedgerFinding[] = opened.map((finding) => ({
        ...finding,
        severity: 'minor',
        category: 'bug',
        state: 'dismissed',
      }));
      const again = model({ severity: 'minor', category: 'bug', ...change });
      expect(compareRound(dismissed, again, at(2)).fresh).toHaveLength(isTold ? 1 : 0);
    },
  );

  it.each([
    ['its line is gone and nobody looked', null, true, undefined, 'fixed'],
    ['its line is gone but the fault was seen elsewhere', null, true, false, 'standing'],
    ['its line stands, the code around it changed, the model saw it repaired', 5, true, true, 'fixed'],
    ['its line stands, the code around it changed, nobody looked', 5, true, undefined, 'standing'],
    ['nothing around it changed, whatever the model says', 5, false, true, 'standing'],
  ] as const)("the model's finding when %s", (_, line, uncertain, fixed, list) => {
    const judged = new Map(fixed === undefined ? [] : [[1, { fixed }]]);
    const second = compareRound(opened, [], at(2, { located: place(line, uncertain), judged }));
    expect(second[list]).toMatchObject([{ handle: 1 }]);
  });

  it('speaks in later rounds only of lines changed since, or of what must be fixed', () => {
    const since = (...lines: number[]) => new Map([['src/job.ts', new Set(lines)]]);
    const minor = model({ severity: 'minor', quote: 'other()' });
    expect(compareRound([], minor, at(2, { since: since(40) })).dropped).toEqual([
      { reason: 'on lines that an earlier round has read', count: 1 },
    ]);
    expect(compareRound([], minor, at(2, { since: since(5) })).fresh).toHaveLength(1);
    expect(compareRound([], model({ severity: 'must-fix' }), at(2, { since: since(40) })).fresh).toHaveLength(1);
    expect(compareRound([], minor, at(1, { since: since() })).fresh).toHaveLength(1);
  });

  it('keeps to a dismissal of wider scope', () => {
    const second = compareRound([], model(), at(2, { isDismissed: ({ category }) => category === 'bug' }));
    expect([second.fresh, second.dismissed.length]).toEqual([[], 1]);
  });
});
