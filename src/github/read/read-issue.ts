import { z } from 'zod';
import type { IssueDetails } from '../../review/ask/lookups.js';
import { cutText } from '../../words/cut-text.js';
import { findIssue } from './find-issue.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';
import { maskSecrets } from '../../review/analyzers/mask-secrets.js';

const MAX_BODY = 8000;
const MAX_COMMENTS = 30;
const MAX_COMMENT = 2000;
const Comments = z.array(z.object({ body: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }));

/**
 * An issue of the repository with its last thirty comments, oldest first; bodies of 8,000 and comments of 2,000
 * characters at most. Null as `findIssue` says. Throws what GitHub's answers lead to.
 */
export async function readIssue(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  number: number,
  signal: AbortSignal,
): Promise<IssueDetails | null> {
  const issue = await findIssue(octokit, target, number, signal);
  if (!issue) return null;
  const comments = issue.comments === 0 ? [] : await lastComments(octokit, target, number, issue.comments ?? 0, signal);
  return {
    number,
    title: issue.title,
    body: cutText(maskSecrets(issue.body ?? ''), MAX_BODY),
    state: issue.state,
    labels: (issue.labels ?? []).flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    comments: comments.map(({ user, body }) => ({
      author: user?.login ?? 'ghost',
      body: cutText(maskSecrets(body ?? ''), MAX_COMMENT),
    })),
  };
}

/** GitHub lists from the oldest on: the last page, and the one before it to fill up. */
async function lastComments(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  number: number,
  count: number,
  signal: AbortSignal,
): Promise<z.output<typeof Comments>> {
  const last = Math.max(1, Math.ceil(count / MAX_COMMENTS));
  const rows: z.output<typeof Comments> = [];
  for (let page = Math.max(1, last - 1); page <= last; page++) {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const parameters = { owner, repo, issue_number: number, per_page: MAX_COMMENTS, page, request: { signal } };
    rows.push(...(await readJson(octokit, Comments, route, parameters)));
  }
  return rows.slice(-MAX_COMMENTS);
}
