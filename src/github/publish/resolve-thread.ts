import { z } from 'zod';
import { GitHubLimitedError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PublishPorts } from './publish-ports.js';
import { queryGraphql } from '../client/query-graphql.js';

const Resolved = z.object({ resolveReviewThread: z.object({ thread: z.object({ isResolved: z.literal(true) }) }) });
const RESOLVE = `mutation ($id: ID!) {
  resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }`;

/**
 * Marks a conversation as resolved; doing it twice changes nothing. GitHub wants `contents: write` for it, which is
 * not asked for by default: returns null, or why it stays open. Limits and a lost lease are thrown.
 */
export async function resolveThread(
  octokit: Octokit,
  ports: Pick<PublishPorts, 'assertLease'>,
  threadId: string,
): Promise<string | null> {
  await ports.assertLease();
  try {
    await queryGraphql(octokit, Resolved, RESOLVE, { id: threadId });
    return null;
  } catch (error) {
    if (error instanceof GitHubLimitedError) throw error;
    return `Thread ${threadId} was not resolved: ${error instanceof Error ? error.message : 'refused'}`;
  }
}
