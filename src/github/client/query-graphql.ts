import type { z } from 'zod';
import { GitHubUnavailableError } from './github-error.js';
import type { Octokit } from './installation-octokit.js';

/**
 * One GraphQL call whose data has the shape of `schema`. Errors of the answer are thrown as Octokit's
 * `GraphqlResponseError`; limits, which GraphQL reports with status 200, as `GitHubLimitedError`.
 */
export async function queryGraphql<S extends z.ZodType>(
  octokit: Octokit,
  schema: S,
  query: string,
  variables: Record<string, unknown>,
): Promise<z.output<S>> {
  const answer: unknown = await octokit.graphql(query, variables);
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new GitHubUnavailableError('The GraphQL answer has not the expected shape', { cause: result.error });
}
