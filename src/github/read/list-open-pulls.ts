import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';

const Pulls = z.array(
  z.looseObject({
    number: z.number(),
    created_at: z.string(),
    updated_at: z.string(),
    head: z.looseObject({ sha: z.string() }),
  }),
);

/** The hundred open pull requests that were changed last, newest first, as GitHub shows them. */
export function listOpenPulls(
  octokit: Octokit,
  repository: { owner: string; repo: string },
): Promise<z.output<typeof Pulls>> {
  return readJson(octokit, Pulls, 'GET /repos/{owner}/{repo}/pulls', {
    ...repository,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: 100,
  });
}
