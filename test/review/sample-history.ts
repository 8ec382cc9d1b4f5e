import type { ChangeHistory } from '../../src/review/history/types.js';

/** Nothing is known; each test adds one thing. */
export function sampleHistory(over: Partial<ChangeHistory> = {}): ChangeHistory {
  return {
    source: 'graph',
    absent: null,
    sha: 'c'.repeat(40),
    experts: [],
    related: [],
    partners: [],
    undone: [],
    files: [],
    called: [],
    factors: [],
    reviewers: { named: null, backup: null, gap: null },
    ...over,
  };
}

/** Everything is known, with `text` for each piece of text. */
export function fullHistory(text: (like: string) => string): ChangeHistory {
  const past = (number: number, title: string) => ({ number, sha: null, title: text(title) });
  return sampleHistory({
    experts: [
      { name: text('dana'), share: 0.934, isInactive: false },
      { name: text('erik'), share: 0.41, isInactive: true },
    ],
    related: [{ ...past(71, 'Retry jobs'), files: [text('src/job.ts')] }],
    partners: [
      {
        path: text('src/queue.ts'),
        with: text('src/job.ts'),
        shared: 9,
        revisions: 10,
        last: past(90, 'Two queues'),
        isSaid: true,
      },
    ],
    undone: [
      {
        path: text('src/job.ts'),
        lines: [5],
        by: past(98, 'Wait between tries'),
        issue: { number: 97, title: text('Jobs hammer the bank'), isBug: true },
      },
    ],
    files: [
      { path: text('src/job.ts'), changes: 12, hotspot: 3, fixes: [past(98, 'Wait between tries')], bugProne: 0.4 },
    ],
    called: [
      {
        path: text('src/job.ts'),
        name: text('run'),
        callers: [
          { path: text('src/worker.ts'), name: text('start'), line: 8, tier: 'import', confidence: 0.9 },
          { path: text('src/cli.ts'), name: text('main'), line: 3, tier: 'ambiguous', confidence: 0.3 },
        ],
        tests: [{ path: text('test/job.test.ts'), tier: 'import', confidence: 0.9 }],
      },
    ],
    factors: [text('800 lines added, more than in 95 % of the 40 merged pull requests before this one')],
    reviewers: {
      named: { name: text('dana'), reason: text('owns /src/ (CODEOWNERS)') },
      backup: { name: text('erik'), reason: text('reviewed 3 merged pull requests on these files') },
      gap: { name: text('dana'), files: 1, of: 1 },
    },
  });
}
