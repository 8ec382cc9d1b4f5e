import { expect, it } from 'vitest';
import { pullRecord } from '../../../src/graph/history/pull-record.js';
import { pastPull } from './past-pulls.js';

const tom = { login: 'tom', id: 5, isBot: false };

it('says who did what, and what was a bug', () => {
  const record = pullRecord(
    pastPull(7, {
      headRef: 'claude/x',
      closes: [
        { number: 3, title: 'Totals', state: 'closed', labels: ['bug'], updatedAt: new Date(9) },
        { number: 4, title: 'Totals', state: 'open', labels: ['enhancement'], updatedAt: null },
      ],
    }),
    'REQUEST_CHANGES',
  );
  expect(record).toMatchObject({
    number: 7,
    state: 'merged',
    updatedAt: new Date('2026-01-03T00:00:00Z'),
    verdict: 'request_changes',
    origin: 'assisted',
    author: { login: 'dana', githubId: 4, isBot: false },
    closes: [
      { number: 3, isBug: true, state: 'closed', updatedAt: new Date(9) },
      { number: 4, isBug: false, state: 'open' },
    ],
  });
});

it.each([
  [['approved', 'commented'], 'approved', 4],
  [['commented', 'approved'], 'approved', 4],
  [['changes_requested', 'commented', 'approved'], 'approved', 6],
  [['approved', 'changes_requested'], 'changes_requested', 4],
  [['changes_requested', 'dismissed'], 'dismissed', 4],
  [['commented'], 'commented', 2],
] as const)('%j of one reviewer are %s', (states, state, comments) => {
  const reviews = states.map((one) => ({ author: tom, state: one, comments: 2 }));
  expect(pullRecord(pastPull(7, { reviews }), null).reviews).toEqual([
    { developer: { login: 'tom', githubId: 5, isBot: false }, state, comments },
  ]);
});

it('counts no answer at the own pull request as a review', () => {
  const own = { author: { login: 'dana', id: 4, isBot: false }, state: 'commented', comments: 3 } as const;
  expect(pullRecord(pastPull(7, { reviews: [own] }), null).reviews).toEqual([]);
});

it('leaves out what no index can hold, and a file that is named twice', () => {
  const file = { path: 'a.ts', additions: 1, deletions: 0, renamed: false, renamedFrom: null };
  const files = [file, { ...file, additions: 2 }, { ...file, path: 'ü'.repeat(451) }, { ...file, path: 'a\0b' }];
  expect(pullRecord(pastPull(7, { files }), null).files).toEqual([
    { path: 'a.ts', additions: 2, deletions: 0, renamedFrom: null },
  ]);
});

it('has no author where the account is gone', () => {
  expect(pullRecord(pastPull(7, { author: null }), null)).toMatchObject({
    author: null,
    origin: 'human',
    verdict: null,
  });
});
