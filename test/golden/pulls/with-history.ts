import { sampleHistory } from '../../review/sample-history.js';
import type { GoldenPull } from '../golden-pull.js';

const JOB = `import { charge } from './bank.js';

/** Pays an order; the bank refuses a second try within a second. */
export async function pay(order: Order): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    if (await charge(order)) return;
    await wait(1000 * attempt);
  }
  throw new Error('the bank refused');
}
`;
const past = (number: number, title: string) => ({ number, sha: null, title });

/** A wait that came with a fix goes; the schema that came with this file in 9 of 10 changes stays as it is. */
export const withHistory: GoldenPull = {
  name: 'with-history',
  title: 'Pay faster',
  body: 'Orders wait too long for the bank.',
  author: 'finn',
  branch: 'pay-faster',
  conflicts: [{ number: 120, title: 'Pay with vouchers', files: ['src/pay.ts'] }],
  history: sampleHistory({
    experts: [
      { name: 'dana', share: 0.934, isInactive: false },
      { name: 'erik', share: 0.41, isInactive: true },
    ],
    related: [
      { ...past(98, 'Wait between tries'), files: ['src/pay.ts'] },
      { ...past(71, 'Pay in the background'), files: ['src/pay.ts'] },
    ],
    partners: [
      { path: 'src/pay.schema.ts', with: 'src/pay.ts', shared: 9, revisions: 10, last: past(98, ''), isSaid: true },
      { path: 'docs/pay.md', with: 'src/pay.ts', shared: 4, revisions: 10, last: past(71, ''), isSaid: false },
    ],
    undone: [
      {
        path: 'src/pay.ts',
        lines: [7],
        by: past(98, 'Wait between tries'),
        issue: { number: 97, title: 'The bank locks us out after three quick tries', isBug: true },
      },
    ],
    files: [{ path: 'src/pay.ts', changes: 10, hotspot: 2, fixes: [past(98, 'The bank locks us out')], bugProne: 0.4 }],
    called: [
      {
        path: 'src/pay.ts',
        name: 'pay',
        callers: [
          { path: 'src/checkout.ts', name: 'checkout', line: 21, tier: 'import', confidence: 0.9 },
          { path: 'src/retry.ts', name: 'Retry.run', line: 8, tier: 'receiver', confidence: 0.95 },
          { path: 'src/guess.ts', name: 'run', line: 3, tier: 'ambiguous', confidence: 0.3 },
        ],
        tests: [
          { path: 'test/pay.test.ts', tier: 'import', confidence: 0.9 },
          { path: 'test/guess.test.ts', tier: 'same package', confidence: 0.7 },
        ],
      },
    ],
    reviewers: {
      named: { name: 'dana', reason: 'owns /src/ (CODEOWNERS), reviewed 6 merged pull requests on these files' },
      backup: {
        name: 'kim',
        reason: 'reviewed 2 merged pull requests on these files, has reviewed 1 open pull request',
      },
      gap: null,
    },
  }),
  base: { 'src/pay.ts': JOB, 'src/pay.schema.ts': 'export const Order = {};\n', 'docs/pay.md': 'Pays.\n' },
  pushes: [
    {
      head: { 'src/pay.ts': JOB.replace('    await wait(1000 * attempt);\n', '') },
      claude: { summary: 'Removes the wait between tries to pay.', risk: 'medium' },
    },
  ],
};

const quiet = {
  title: 'Pay at most twice',
  body: '',
  author: 'finn',
  branch: 'pay-twice',
  base: { 'src/pay.ts': JOB },
  pushes: [
    {
      head: { 'src/pay.ts': JOB.replace('attempt <= 3', 'attempt <= 2') },
      claude: { summary: 'Tries to pay twice at most.', risk: 'low' as const },
    },
  ],
};

/** The graph knows the repository and has nothing to say: no line of it is posted. */
export const emptyHistory: GoldenPull = { ...quiet, name: 'empty-history', history: sampleHistory() };

/** The scan has not ended. */
export const notScanned: GoldenPull = {
  ...quiet,
  name: 'not-scanned',
  history: sampleHistory({ absent: 'graph: not yet scanned', sha: null }),
};
