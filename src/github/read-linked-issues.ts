import { z } from 'zod';
import type { LinkedIssue } from '../review/types.js';
import { GitHubLimitedError, GitHubTerminalError } from './github-error.js';
import type { Octokit } from './installation-octokit.js';
import { queryGraphql } from './query-graphql.js';
import { readJson } from './read-json.js';
import type { Pull } from './read-pull.js';
import type { PullTarget } from './target.js';

const MAX_ISSUES = 10;
const Issue = z.object({
  number: z.number(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  pull_request: z.unknown().optional(),
});
const Closing = z.object({
  repository: z.object({
    pullRequest: z.object({
      closingIssuesReferences: z.object({
        nodes: z.array(z.object({ number: z.number(), repository: z.object({ nameWithOwner: z.string() }) })),
      }),
    }),
  }),
});
const CLOSING_QUERY = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    closingIssuesReferences(first: 10) { nodes { number repository { nameWithOwner } } } } } }`;

/**
 * Issues of the same repository that the pull request closes (GitHub's own list where it answers) or that its
 * body names as `#n`, closing keywords first; ten at most. Issues that do not exist are left out.
 */
export async function readLinkedIssues(
  octokit: Octokit,
  target: PullTarget,
  pull: Pick<Pull, 'body' | 'repository'>,
): Promise<LinkedIssue[]> {
  const closing = await closingIssues(octokit, target, pull.repository);
  const numbers = new Set([...closing, ...namedIssues(pull.body)]);
  numbers.delete(target.number);
  const issues: LinkedIssue[] = [];
  for (const number of [...numbers].slice(0, MAX_ISSUES)) {
    const issue = await readIssue(octokit, target, number);
    if (issue && issue.pull_request === undefined)
      issues.push({ number: issue.number, title: issue.title, state: issue.state });
  }
  return issues;
}

function namedIssues(body: string): number[] {
  const closing = body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d{1,9})\b/gi);
  const named = body.matchAll(/(?<![\w/&])#(\d{1,9})\b/g);
  return [...closing, ...named].map(([, digits]) => Number(digits));
}

async function closingIssues(octokit: Octokit, target: PullTarget, repository: string): Promise<number[]> {
  const { owner, repo, number } = target;
  try {
    const answer = await queryGraphql(octokit, Closing, CLOSING_QUERY, { owner, repo, number });
    return answer.repository.pullRequest.closingIssuesReferences.nodes
      .filter((node) => node.repository.nameWithOwner.toLowerCase() === repository.toLowerCase())
      .map((node) => node.number);
  } catch (error) {
    if (error instanceof GitHubLimitedError) throw error;
    // The body names the same issues; GraphQL only adds those linked by hand.
    return [];
  }
}

async function readIssue(octokit: Octokit, target: PullTarget, number: number) {
  try {
    return await readJson(octokit, Issue, 'GET /repos/{owner}/{repo}/issues/{issue_number}', {
      owner: target.owner,
      repo: target.repo,
      issue_number: number,
    });
  } catch (error) {
    if (error instanceof GitHubTerminalError && (error.reason === 'not-found' || error.reason === 'gone')) return null;
    throw error;
  }
}
