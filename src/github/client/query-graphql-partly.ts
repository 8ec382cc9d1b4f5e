import { z } from 'zod';
import { GitHubUnavailableError } from './github-error.js';
import type { Octokit } from './installation-octokit.js';

const Refused = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ type: z.string().nullish(), path: z.array(z.unknown()).nullish() })).min(1),
});

/**
 * As `queryGraphql`, for an answer of many things of which some may be gone or out of our sight: GitHub puts null where
 * they would stand and an error beside the data, of which Octokit makes an exception. What is forbidden at the first
 * `depth` places of a path is thrown as it comes, and so is an error of any other kind.
 */
export async function queryGraphqlPartly<S extends z.ZodType>(
  octokit: Octokit,
  schema: S,
  { query, variables, depth }: { query: string; variables: Record<string, unknown>; depth: number },
): Promise<z.output<S>> {
  const answer: unknown = await octokit.graphql(query, variables).catch((error: unknown) => {
    const refused = Refused.safeParse(error);
    const only = refused.data?.errors.every(
      ({ type, path }) => type === 'NOT_FOUND' || (type === 'FORBIDDEN' && (path?.length ?? 0) > depth),
    );
    if (!refused.success || only !== true) throw error;
    return refused.data.data;
  });
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new GitHubUnavailableError('The GraphQL answer has not the expected shape', { cause: result.error });
}
