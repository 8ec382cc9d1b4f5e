import { describe, expect, it } from 'vitest';
import { type ActiveDismissal, claimFingerprint, isDismissed } from '../../../src/review/rounds/is-dismissed.js';

type Checked = Parameters<typeof isDismissed>[0];
const finding: Checked = {
  rule: 'js/eval',
  category: 'bug',
  path: 'src/a.ts',
  quote: 'eval(x);',
  fingerprint: 'f1',
};
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
  it.each<[string, Checked, ActiveDismissal, boolean]>([
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
    ['a secret, by its own dismissal', { ...finding, rule: 'secrets/aws' }, dismissal, true],
    ['a secret, in its file', { ...finding, rule: 'secrets/aws' }, { ...inFile, rule: 'secrets/aws' }, false],
    [
      'a secret, in its repository',
      { ...finding, rule: 'secrets/aws' },
      { ...inRepository, rule: 'secrets/aws' },
      false,
    ],
    ['what is about security, in its file', { ...finding, category: 'security' }, inFile, false],
    ['what is about security, in its repository', { ...finding, category: 'security' }, inRepository, false],
    ['the same claim about security', { ...finding, category: 'security' }, sameClaim, false],
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
