import { expect, it } from 'vitest';
import { foldLastReview } from '../../../src/review/render/fold-last-review.js';
import { refreshSummary } from '../../../src/review/render/refresh-summary.js';

const SUMMARY = [
  '### Review: 1 must-fix, 1 should-fix · 1 fixed · risk medium · partial abc1234 (round 2: 1 fixed, 0 new)',
  '',
  '| | Finding | Where | State |',
  '|-|-|-|-|',
  '| 🔴 | F1 Key `in \\| code` twice | `src/a.ts:4` | open |',
  '| 🟠 | F2 Loop never ends | `src/b.ts:9` | open |',
  '| 🟡 | F3 Old one | `src/c.ts:1` | fixed in `1234567` |',
  '',
  '<sub>read abc1234</sub>',
].join('\n');
const finding = (
  handle: number,
  state: 'open' | 'dismissed' | 'fixed',
  severity: 'must-fix' | 'should-fix' | 'minor',
) => ({
  handle,
  state,
  severity,
  fixedIn: state === 'fixed' ? '1234567890' : null,
});

it('shows the states of now in the table and counts what is open', () => {
  const refreshed = refreshSummary(
    SUMMARY,
    [
      { ...finding(1, 'dismissed', 'must-fix'), dismissedBy: 'dora', dismissedReason: 'not a bug' },
      finding(2, 'open', 'should-fix'),
      finding(3, 'fixed', 'minor'),
      finding(4, 'open', 'must-fix'),
    ],
    null,
  );
  expect(refreshed).toBe(
    SUMMARY.replace('1 must-fix, 1 should-fix · 1 fixed', '1 should-fix · 1 dismissed, 1 fixed').replace(
      '`src/a.ts:4` | open |',
      '`src/a.ts:4` | dismissed by dora: not a bug |',
    ),
  );
});

it('changes nothing where nothing changed, and nothing that is no table of findings', () => {
  const open = [finding(1, 'open', 'must-fix'), finding(2, 'open', 'should-fix'), finding(3, 'fixed', 'minor')];
  expect(refreshSummary(SUMMARY, open, null)).toBe(SUMMARY);
  expect(refreshSummary('### Review failed · abc', open, null)).toBe('### Review failed · abc');
});

it('finds a row whose finding and place are links, and links the commit of a fix', () => {
  const page = 'https://github.com/acme/shop';
  const linked = SUMMARY.replace('| F2 Loop', `| [\`F2\`](${page}/pull/5#discussion_r9) Loop`).replace(
    '`src/b.ts:9`',
    `[\`src/b.ts:9\`](${page}/blob/${'a'.repeat(40)}/src/b.ts#L9)`,
  );
  const fixed = { ...finding(2, 'fixed', 'should-fix'), fixedIn: 'b'.repeat(40) };
  expect(refreshSummary(linked, [fixed], page)).toContain(
    `src/b.ts#L9) | fixed in [\`bbbbbbb\`](${page}/commit/${'b'.repeat(40)}) |`,
  );
});

it('reaches a review that is folded under a failure', () => {
  const folded = foldLastReview('### Review failed · def', SUMMARY);
  const dismissed = [finding(1, 'dismissed', 'must-fix'), finding(2, 'open', 'should-fix')];
  expect(refreshSummary(folded, dismissed, null)).toContain(
    '### Review: 1 should-fix · 1 dismissed · risk medium · partial abc1234',
  );
});

it('says of a review without anything open what became of it', () => {
  const over = [finding(1, 'dismissed', 'must-fix'), finding(2, 'fixed', 'should-fix'), finding(3, 'fixed', 'minor')];
  expect(refreshSummary(SUMMARY, over, null)).toContain(
    '### Review: no open findings · 1 dismissed, 2 fixed · risk medium',
  );
});
