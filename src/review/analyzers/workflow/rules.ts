import type { RuleInfo } from '../types.js';

/** What is said about GitHub Actions workflows. */
export const WORKFLOW_RULES = {
  untrustedCheckout: {
    id: 'workflow/untrusted-checkout',
    severity: 'must-fix',
    category: 'workflow',
    title: 'A privileged workflow checks out code of a stranger',
    body: '`pull_request_target` and `workflow_run` run with the secrets and the write token of this repository. Checking out the head of the pull request lets its author run code with them. Use `pull_request`, or do not run anything of the checkout.',
  },
  scriptInjection: {
    id: 'workflow/script-injection',
    severity: 'must-fix',
    category: 'workflow',
    title: 'Text of a stranger becomes part of a script',
    body: 'The expression is pasted into the script before the shell reads it, so a title or a branch name with `$(…)` in it runs commands with the token of this job. Put it into `env` and use the variable, quoted.',
  },
  unpinnedAction: {
    id: 'workflow/unpinned-action',
    severity: 'minor',
    category: 'workflow',
    title: 'A third-party action is not pinned',
    body: 'A tag or a branch can be moved to other code, which then runs with the token of this job. Pin the action to a full commit SHA and keep the tag as a comment.',
  },
  writeAll: {
    id: 'workflow/write-all',
    severity: 'should-fix',
    category: 'workflow',
    title: 'The workflow token may write everything',
    body: '`write-all` gives every step, third-party actions included, the right to push code and to change releases. List the permissions that the jobs need.',
  },
} as const satisfies Record<string, RuleInfo>;
