import type { Facts } from '../../../src/workflows/conditions/variables.js';

/** Everything is known; a test changes one thing. */
export const KNOWN: Facts = {
  event: {
    type: 'pull_request',
    action: 'opened',
    actor: 'dora',
    repository: 'acme/shop',
    number: 7,
    title: 'fix: round prices',
    body: 'Closes #3',
    labels: ['bug', 'Security'],
    base: 'main',
    head: 'fix/prices',
    base_sha: 'a'.repeat(40),
    head_sha: 'b'.repeat(40),
    draft: false,
    merged: false,
    fork: false,
    origin: 'human',
    changed_files: ['payments/round.ts', 'payments/round.test.ts', 'docs/prices.md'],
    additions: 30,
    deletions: 12,
    created_at: '2026-11-20T08:00:00Z',
    updated_at: new Date('2026-11-28T08:00:00Z'),
  },
  review: {
    outcome: 'reviewed',
    verdict: 'NEEDS_DISCUSSION',
    risk: 'medium',
    findings: { must_fix: 0, should_fix: 2, minor: 1, total: 3 },
    coverage: { read: 3, total: 3 },
  },
  graph: {
    callers: 25,
    bug_prone: ['payments/round.ts'],
    hotspots: [],
    experts: ['erik', 'dora'],
    bus_factor: 1,
  },
  steps: {
    approval: { status: 'completed', granted: true, by: 'erik' },
    http_request: { status: 'completed', sent: true, body: { code: 502, errors: ['timeout'], ratio: 0.5 } },
  },
  inputs: { reason: 'release', limit: 3 },
  payload: { issue: { level: 'error', count: 12, tags: [{ key: 'env', value: 'prod' }] }, nothing: null },
  now: new Date('2026-11-28T23:30:00Z'),
  code_owners: [
    { pattern: '*', owners: ['@acme/all'] },
    { pattern: '/payments/', owners: ['@acme/payments', '@Erik'] },
    { pattern: '*.md', owners: [] },
  ],
};
