import type { z } from 'zod';
import { GitHubLimitedError, GitHubUnavailableError } from './github-error.js';
import type { Octokit } from './installation-octokit.js';

/**
 * One GraphQL call whose data has the shape of `schema`. GraphQL reports limits with status 200: they become
 * `GitHubLimitedError`; other errors of the answer are thrown as Octokit's `GraphqlResponseError`.
 */
export async function queryGraphql<S extends z.ZodType>(
  octokit: Octokit,
  schema: S,
  query: string,
  variables: Record<string, unknown>,
): Promise<z.output<S>> {
  const answer: unknown = await octokit.graphql(query, variables).catch((error: unknown) => {
    if (isRateLimited(error)) throw new GitHubLimitedError(new Date(Date.now() + 60_000), { cause: error });
    throw error;
  });
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new GitHubUnavailableError('The GraphQL answer has not the expected shape', { cause: result.error });
}

function isRateLimited(error: unknown): boolean {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return false;
  return error.errors.some((entry: { type?: unknown }) => entry.type === 'RATE_LIMITED');
}
