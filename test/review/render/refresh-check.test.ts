import { describe, expect, it } from 'vitest';
import { refreshCheck } from '../../../src/review/render/refresh-check.js';
import type { LedgerFinding } from '../../../src/review/types.js';

const clean = (text: string) => text;
const REPOSITORY = 'https://github.com/acme/shop';
const BODY = '| | Finding | Where | State |\n|-|-|-|-|\n| 🔴 | F1 Key twice | `src/a.ts:4` | open |';
type Review = Parameters<typeof refreshCheck>[0];
const review: Review = {
  outcome: { kind: 'reviewed' },
  summary: `### Review: 1 must-fix · risk medium · reviewed [\`abc1234\`](${REPOSITORY}/commit/abc1234) (round 2: 0 fixed, 1 new)\n\n${BODY}`,
  unread: [],
  failCheck: true,
};
const finding = (state: LedgerFinding['state']) => ({
  handle: 1,
  severity: 'must-fix' as const,
  state,
  fixedIn: null,
  dismissedBy: state === 'dismissed' ? 'dora' : null,
  dismissedReason: state === 'dismissed' ? 'not a bug' : null,
});
const checkOf = (state: LedgerFinding['state'], of: Partial<Review> = {}) =>
  refreshCheck({ ...review, ...of }, [finding(state)], REPOSITORY, clean);

describe('refreshCheck', () => {
  it('says what the review said while its findings are as they were', () => {
    expect(checkOf('open')).toEqual({
      conclusion: 'failure',
      title: 'Review: 1 must-fix · risk medium · reviewed abc1234 (round 2: 0 fixed, 1 new)',
      summary: BODY,
    });
  });

  it('turns green when the last that must be fixed is dismissed', () => {
    expect(checkOf('dismissed')).toEqual({
      conclusion: 'success',
      title: 'Review: no open findings · 1 dismissed · risk medium · reviewed abc1234 (round 2: 0 fixed, 1 new)',
      summary: BODY.replace('| open |', '| dismissed by dora: not a bug |'),
    });
  });

  it.each([
    ['open', { failCheck: false }, 'neutral'],
    ['dismissed', { failCheck: false }, 'success'],
    ['dismissed', { outcome: { kind: 'partial', reason: '1 of 2 files not read' } }, 'neutral'],
    ['dismissed', { outcome: { kind: 'partial', reason: 'rules only' } }, 'success'],
  ] as const)('concludes as the review would: %s, %o: %s', (state, of, conclusion) => {
    expect(checkOf(state, of)).toMatchObject({ conclusion });
  });

  it('still fails for what had to be read and was not', () => {
    const of: Partial<Review> = {
      outcome: { kind: 'partial', reason: '1 of 2 files not read' },
      unread: [{ path: 'src/b.ts', reason: 'too large' }],
    };
    expect(checkOf('open', of)).toMatchObject({ conclusion: 'failure', title: expect.stringMatching(/^Review: 1 /) });
    const check = checkOf('dismissed', of);
    expect(check).toMatchObject({ conclusion: 'failure', title: 'Fails: not read: src/b.ts (too large)' });
    expect(check?.summary).toContain('### Review: no open findings · 1 dismissed');
  });

  it('leaves what it cannot read', () => {
    expect(checkOf('open', { summary: 'Something else' })).toBeNull();
  });
});
