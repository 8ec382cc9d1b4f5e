import { z } from 'zod';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';

const PAGE = 100;
const Repository = z.object({
  id: z.number(),
  full_name: z.string(),
  private: z.boolean().default(true),
  default_branch: z.string().optional(),
});
const Answer = z.object({ total_count: z.number(), repositories: z.array(Repository) });

/**
 * The repositories an installation may see. Throws if fewer came than GitHub counted: half a list must remove nothing.
 */
export async function readInstallationRepositories(octokit: Octokit): Promise<z.output<typeof Repository>[]> {
  const found = new Map<number, z.output<typeof Repository>>();
  for (let page = 1; ; page++) {
    const answer = await readJson(octokit, Answer, 'GET /installation/repositories', { per_page: PAGE, page });
    for (const repository of answer.repositories) found.set(repository.id, repository);
    if (found.size >= answer.total_count) return [...found.values()];
    if (answer.repositories.length === 0) {
      throw new GitHubUnavailableError(`GitHub counted ${answer.total_count} repositories and listed ${found.size}`);
    }
  }
}
