import { describe, expect, it } from 'vitest';
import { compareRound } from '../../src/review/compare-round.js';
import { anchorFindings } from '../../src/review/anchor-findings.js';
import type { LedgerFinding } from '../../src/review/types.js';
import { sampleChange, sampleClaim } from '../review/sample-change.js';

const found = (quote: string) => anchorFindings([sampleClaim({ quote })], sampleChange());
const at = (round: number, over: { readPaths?: Set<string>; changedPaths?: Set<string> } = {}) => ({
  headSha: String(round).repeat(40),
  round,
  readPaths: new Set(['src/job.ts']),
  changedPaths: new Set(['src/job.ts']),
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
});
