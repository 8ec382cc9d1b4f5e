import { expect, it } from 'vitest';
import { groupRemarks } from '../../../src/review/ask/group-remarks.js';
import { sampleClaim } from '../sample-change.js';

const remark = (kind: 'wording' | 'duplication', line: number, over = {}) =>
  sampleClaim({
    rule: `claude/${kind}`,
    severity: 'minor',
    category: 'quality',
    line,
    title: `said of ${line}`,
    ...over,
  });

it('all remarks of a kind become one comment, at the first place, that names the others', () => {
  const finding = sampleClaim({ rule: 'claude/bug' });
  const claims = groupRemarks([
    remark('wording', 5),
    finding,
    remark('wording', 40),
    remark('duplication', 9),
    // Noted by another reader, too.
    remark('wording', 41, { title: 'the same again' }),
  ]);
  expect(claims.map(({ rule, line, title }) => [rule, line, title])).toEqual([
    ['claude/bug', finding.line, finding.title],
    ['claude/wording', 5, '2 wrong words in text that people read'],
    ['claude/duplication', 9, 'said of 9'],
  ]);
  expect(claims[1]?.body).toBe('`src/job.ts:5` said of 5.\n\n`src/job.ts:40` said of 40.');
});

it('names a dozen, and how many others there are', () => {
  const [only] = groupRemarks(Array.from({ length: 20 }, (_, at) => remark('wording', at * 10)));
  expect(only?.title).toBe('20 wrong words in text that people read');
  expect(only?.body.split('\n\n')).toHaveLength(13);
  expect(only?.body).toMatch(/And 8 more\.$/);
});

it('what the team has spoken against is told nowhere', () => {
  const against = { id: 'm', number: 3 } as never;
  expect(groupRemarks([remark('wording', 5, { against })])).toEqual([]);
});
