import type { RuleInfo } from '../types.js';

/** What is said about GitHub Actions workflows. */
export const WORKFLOW_RULES = {
  untrustedCheckout: {
    id: 'workflow/untrusted-checkout',
    severity: 'must-fix',
    category: 'workflow',
    title: 'A workflow with secrets checks out untrusted code',
    body: '`pull_request_target` and `workflow_run` run with the secrets and the write token of this repository. Checking out the head of the pull request lets its author run code with them. Use `pull_request`, or run nothing from the checkout.',
  },
  scriptInjection: {
    id: 'workflow/script-injection',
    severity: 'must-fix',
    category: 'workflow',
    title: 'Script injection: untrusted text is put into a script',
    body: "The expression is pasted into the script before the shell reads it, so a title or a branch name with `$(…)` in it runs commands with this job's token. Put it into `env` and use the quoted variable.",
  },
  unpinnedAction: {
    id: 'workflow/unpinned-action',
    severity: 'minor',
    category: 'workflow',
    title: 'A third-party action is not pinned',
    body: "A tag or branch can be moved to other code, which then runs with this job's token. Pin the action to a full commit SHA and keep the tag as a comment.",
  },
  writeAll: {
    id: 'workflow/write-all',
    severity: 'should-fix',
    category: 'workflow',
    title: 'The workflow token can write everything',
    body: '`write-all` gives every step, third-party actions included, the right to push code and to change releases. List the permissions that the jobs need.',
  },
} as const satisfies Record<string, RuleInfo>;
