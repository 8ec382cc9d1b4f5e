import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PastPull } from './past-pull.js';

const Rows = z.array(z.object({ filename: z.string(), previous_filename: z.string().nullish() }));

/**
 * The pull request with the old names of its renamed files: GraphQL only says that there was one. Without a renamed
 * file nothing is asked; with one it is a single request, for the first hundred files.
 */
export async function readOldNames(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  pull: PastPull,
): Promise<PastPull> {
  if (!pull.files.some(({ renamed }) => renamed)) return pull;
  const rows = await readJson(octokit, Rows, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    owner,
    repo,
    pull_number: pull.number,
    per_page: 100,
  });
  const old = new Map(rows.map((row) => [row.filename, row.previous_filename ?? null]));
  return {
    ...pull,
    files: pull.files.map((file) => (file.renamed ? { ...file, renamedFrom: old.get(file.path) ?? null } : file)),
  };
}
