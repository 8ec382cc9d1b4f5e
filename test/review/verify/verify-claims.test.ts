import { describe, expect, it } from 'vitest';
import { verifyClaims } from '../../../src/review/verify/verify-claims.js';
import { sampleChange, sampleClaim, settings } from '../sample-change.js';

const head = 'one\ntwo\nthree\na\n  eval(input)\nd\n';
const readHead = async (path: string) => (path === 'src/job.ts' ? head : null);

describe('verifyClaims', () => {
  it('lets a proven claim through once', async () => {
    const result = await verifyClaims([sampleClaim(), sampleClaim()], readHead, sampleChange(), settings);
    expect(result).toEqual({ claims: [sampleClaim()], dropped: [{ reason: 'duplicate', count: 1 }] });
  });

  it.each([
    ['a line that says something else', { line: 4 }, {}, 'quote is not at its line'],
    ['a line after the end', { line: 99 }, {}, 'quote is not at its line'],
    ['an empty quote on an empty line', { line: 7, quote: '' }, {}, 'quote is not at its line'],
    ['a file outside the change', { path: '../etc/passwd' }, {}, 'file is not part of the change'],
    ['the old side', { side: 'LEFT' as const }, {}, 'only lines of the head can be proven'],
    ['a rule that is off', {}, { rules: { 'js/eval': 'off' as const } }, 'rule switched off'],
    [
      'a severity below the minimum',
      { severity: 'minor' as const },
      { min_severity: 'should-fix' as const },
      'below the minimum severity',
    ],
  ])('drops and counts %s', async (_, claim, over, reason) => {
    const result = await verifyClaims([sampleClaim(claim)], readHead, sampleChange(), { ...settings, ...over });
    expect(result).toEqual({ claims: [], dropped: [{ reason, count: 1 }] });
  });

  it('takes the severity from the settings', async () => {
    const { claims } = await verifyClaims([sampleClaim()], readHead, sampleChange(), {
      ...settings,
      rules: { 'js/eval': 'minor' },
    });
    expect(claims[0]?.severity).toBe('minor');
  });
});
