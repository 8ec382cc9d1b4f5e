import { describe, expect, it } from 'vitest';
import { type ActiveDismissal, claimFingerprint, isDismissed } from '../../../src/review/rounds/is-dismissed.js';

const finding = { rule: 'js/eval', path: 'src/a.ts', quote: 'eval(x);', fingerprint: 'f1' };
const dismissal: ActiveDismissal = {
  number: 1,
  id: 'd',
  scope: 'finding',
  rule: null,
  path: 'src/a.ts',
  fingerprint: 'f1',
  claim: claimFingerprint(finding),
  reason: 'not a bug',
  dismissedBy: 'dora',
  expiresAt: null,
};
const inFile = { ...dismissal, scope: 'file' as const, rule: 'js/eval' };
const inRepository = { ...inFile, scope: 'repository' as const, path: null };
const sameClaim = { ...inRepository, rule: null };
const now = new Date('2026-01-01');

describe('isDismissed', () => {
  it.each([
    ['the finding itself', finding, dismissal, true],
    ['another finding of the rule', { ...finding, fingerprint: 'f2' }, dismissal, false],
    ['the rule in the file', { ...finding, fingerprint: 'f2', quote: 'eval(y);' }, inFile, true],
    ['another rule in the file', { ...finding, rule: 'js/xss', fingerprint: 'f2' }, inFile, false],
    ['the rule in another file', { ...finding, path: 'src/b.ts', fingerprint: 'f2' }, inFile, false],
    ['the rule anywhere in the repository', { ...finding, path: 'src/b.ts', fingerprint: 'f2' }, inRepository, true],
    [
      'the same claim in another file',
      { ...finding, path: 'b.ts', fingerprint: 'f2', quote: ' eval(x); ' },
      sameClaim,
      true,
    ],
    ['another claim of the same model rule', { ...finding, fingerprint: 'f2', quote: 'eval(y);' }, sameClaim, false],
    ['one that has not run out', finding, { ...dismissal, expiresAt: new Date('2026-01-02') }, true],
    ['one that has run out', finding, { ...dismissal, expiresAt: now }, false],
  ])('%s', (_, one, by, expected) => {
    expect(isDismissed(one, [by], now) !== null).toBe(expected);
  });

  it('finds the one that holds among others', () => {
    expect(isDismissed(finding, [{ ...dismissal, id: 'x', fingerprint: 'f9' }, dismissal], now)?.id).toBe('d');
    expect(isDismissed(finding, [], now)).toBeNull();
  });
});
