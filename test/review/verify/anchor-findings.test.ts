import { describe, expect, it } from 'vitest';
import { anchorFindings } from '../../../src/review/verify/anchor-findings.js';
import { sampleChange, sampleClaim } from '../sample-change.js';

const anchor = (...claims: Parameters<typeof sampleClaim>[0][]) =>
  anchorFindings(claims.map(sampleClaim), sampleChange());

describe('anchorFindings', () => {
  it.each([
    [{ line: 5 }, true, null],
    [{ line: 7 }, false, null],
    [{ line: 6, startLine: 4 }, true, 4],
    [{ line: 6, startLine: 2 }, true, null],
    [{ line: 5, startLine: 5 }, true, null],
    [{ path: 'other.ts' }, false, null],
  ])('%o is anchored: %s, from line %s', (claim, anchored, startLine) => {
    expect(anchor(claim)[0]).toMatchObject({ anchored, startLine });
  });

  it('keeps the fingerprint when the line moves or is indented anew, and tells equal lines apart', () => {
    const [first, second] = anchor({ line: 5 }, { line: 6 });
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
    expect(anchor({ line: 400, quote: '    eval(input)' })[0]?.fingerprint).toBe(first?.fingerprint);
    expect(anchor({ rule: 'js/other' })[0]?.fingerprint).not.toBe(first?.fingerprint);
  });
});
