import type { Octokit } from '../../github/client/installation-octokit.js';
import { readFileHistory } from '../../github/read/read-file-history.js';
import { readIssue } from '../../github/read/read-issue.js';
import { searchOpenIssues } from '../../github/read/search-open-issues.js';
import type { PullTarget } from '../../github/client/target.js';
import type { Lookups } from '../../review/ask/lookups.js';

/**
 * What the model's tools may ask of GitHub about one repository, beside what is known here (`more`). `headSha` is asked
 * with each call: a run's head can move.
 */
export function lookupsOf(
  octokit: Octokit,
  target: PullTarget,
  headSha: () => string,
  more: Pick<Lookups, 'queryGraph' | 'searchProjectMemory' | 'searchDeveloperMemory' | 'relatedErrors'>,
): Lookups {
  return {
    ...more,
    fileHistory: (path, limit, signal) => readFileHistory(octokit, target, headSha(), path, limit, signal),
    headSubject: async (signal) =>
      (await readFileHistory(octokit, target, headSha(), null, 1, signal))[0]?.subject ?? null,
    issue: (number, signal) => readIssue(octokit, target, number, signal),
    searchOpenIssues: (words, limit, signal) => searchOpenIssues(octokit, target, words, limit, signal),
  };
}
