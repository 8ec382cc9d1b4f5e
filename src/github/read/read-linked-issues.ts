import { z } from 'zod';
import type { LinkedIssue } from '../../review/types.js';
import { cutText } from '../../words/cut-text.js';
import { findIssue, type FoundIssue } from './find-issue.js';
import { GitHubLimitedError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphql } from '../client/query-graphql.js';
import type { Pull } from './read-pull.js';
import type { PullTarget } from '../client/target.js';
import { maskSecrets } from '../../review/analyzers/mask-secrets.js';

const MAX_ISSUES = 10;
const MAX_BODY = 4000;
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

/** What was told of issues before. */
export interface KnownIssues {
  /** Numbers of those that it closes by GitHub's own list; null: it was not told. */
  closing: number[] | null;
  /** By number; null: there is no such issue. */
  issues: Map<number, Pick<FoundIssue, 'number' | 'title' | 'body' | 'state'> | null>;
}

/**
 * Issues of the same repository that the pull request closes (GitHub's own list where it answers) or that its
 * body names as `#n`, closing keywords first; ten at most, their bodies cut to 4,000 characters. Issues that do not
 * exist are left out. What is `known` is not asked for again.
 */
export async function readLinkedIssues(
  octokit: Octokit,
  target: PullTarget,
  pull: Pick<Pull, 'body' | 'repository'>,
  known: KnownIssues = { closing: null, issues: new Map() },
): Promise<LinkedIssue[]> {
  const closing = known.closing ?? (await closingIssues(octokit, target, pull.repository));
  const issues: LinkedIssue[] = [];
  const [owner = target.owner, repo = target.repo] = pull.repository.split('/');
  for (const number of linkedNumbers(closing, { ...pull, number: target.number })) {
    const told = known.issues.get(number);
    const issue = told === undefined ? await findIssue(octokit, { owner, repo }, number) : told;
    if (issue) {
      const { title, state, body } = issue;
      issues.push({ number, title, state, body: cutText(maskSecrets(body ?? ''), MAX_BODY) });
    }
  }
  return issues;
}

/** Numbers of the issues that count as linked: those it closes first, then those that its text names; ten at most. */
export function linkedNumbers(closing: readonly number[], { body, number }: Pick<Pull, 'body' | 'number'>): number[] {
  const numbers = new Set([...closing, ...namedIssues(body)]);
  numbers.delete(number);
  return [...numbers].slice(0, MAX_ISSUES);
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
