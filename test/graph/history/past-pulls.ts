import type { PastPull } from '../../../src/github/read/past-pull.js';

/** A merged pull request; a test says what is different. */
export function pastPull(number: number, more: Partial<PastPull> = {}): PastPull {
  return {
    number,
    title: `Change ${number}`,
    state: 'merged',
    author: { login: 'dana', id: 4, isBot: false },
    headRef: 'change',
    createdAt: new Date('2026-01-01T00:00:00Z'),
    mergedAt: new Date('2026-01-02T00:00:00Z'),
    updatedAt: new Date('2026-01-03T00:00:00Z'),
    additions: 3,
    deletions: 1,
    files: [{ path: 'src/a.ts', additions: 3, deletions: 1, renamed: false, renamedFrom: null }],
    closes: [],
    reviews: [],
    mergeMessage: '',
    ...more,
  };
}
