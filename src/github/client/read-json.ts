import type { z } from 'zod';
import { GitHubUnavailableError } from './github-error.js';
import type { Octokit } from './installation-octokit.js';

/**
 * One GET whose answer has the shape of `schema`; an answer of another shape is asked for once more.
 * Throws `GitHubUnavailableError` if it stays wrong, and what Octokit throws.
 */
export async function readJson<S extends z.ZodType>(
  octokit: Octokit,
  schema: S,
  route: string,
  parameters: Record<string, unknown>,
): Promise<z.output<S>> {
  const first = schema.safeParse((await octokit.request(route, parameters)).data);
  if (first.success) return first.data;
  const second = schema.safeParse((await octokit.request(route, parameters)).data);
  if (second.success) return second.data;
  throw new GitHubUnavailableError(`${route}: the answer has not the expected shape`, { cause: second.error });
}
