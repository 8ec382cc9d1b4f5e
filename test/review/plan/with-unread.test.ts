import { expect, it } from 'vitest';
import { withUnread } from '../../../src/review/plan/with-unread.js';

it('puts each file into one list, what went wrong before what was left out on purpose', () => {
  const coverage = {
    total: 5,
    read: ['a.ts', 'b.ts', 'gen.ts', 'bad-gen.ts'],
    skipped: [{ path: 'yarn.lock', reason: 'lockfile' }],
    unread: [],
  };
  const unread = [
    { path: 'b.ts', reason: 'late' },
    { path: 'yarn.lock', reason: 'secrets were not looked for: late' },
    { path: 'bad-gen.ts', reason: 'secrets were not looked for: late' },
  ];
  const skipped = ['gen.ts', 'bad-gen.ts'].map((path) => ({ path, reason: 'generated, by its header' }));
  expect(withUnread(coverage, { unread, skipped })).toEqual({
    total: 5,
    read: ['a.ts'],
    skipped: [{ path: 'gen.ts', reason: 'generated, by its header' }],
    unread,
  });
});
