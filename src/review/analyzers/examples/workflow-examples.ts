import type { RuleExample } from './rule-example.js';

/** One fault for each rule on GitHub Actions. */
export const WORKFLOW_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'workflow/untrusted-checkout': {
    path: '.github/workflows/ci.yml',
    code: 'on: [push, pull_request_target]\njobs:\n  a:\n    steps:\n      - with:\n          ref: "${{ github.event.pull_request.head.ref }}"',
  },
  'workflow/script-injection': {
    path: '.github/workflows/ci.yml',
    code: '- run: echo ${{ github.event.issue.title }}',
  },
  'workflow/unpinned-action': { path: '.github/workflows/ci.yml', code: '- uses: acme/deploy@v1' },
  'workflow/write-all': { path: '.github/workflows/ci.yml', code: 'permissions: write-all' },
};
