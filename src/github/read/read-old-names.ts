import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PastPull } from './past-pull.js';

const Rows = z.array(z.object({ filename: z.string(), previous_filename: z.string().nullish() }));

/**
 * The pull request with the old names of its renamed files: GraphQL only says that there was one. Without a renamed
 * file that is not `known` (old names by the new ones) nothing is asked; with one it is a single request, for the first
 * hundred files.
 */
export async function readOldNames(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  { files, ...pull }: PastPull,
  known: Readonly<Record<string, string>> = {},
): Promise<PastPull> {
  const old = new Map<string, string | null>(Object.entries(known));
  const named = () => files.map((file) => (file.renamed ? { ...file, renamedFrom: old.get(file.path) ?? null } : file));
  if (files.every(({ renamed, path }) => !renamed || old.has(path))) return { ...pull, files: named() };
  const rows = await readJson(octokit, Rows, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    owner,
    repo,
    pull_number: pull.number,
    per_page: 100,
  });
  for (const row of rows) old.set(row.filename, row.previous_filename ?? null);
  return { ...pull, files: named() };
}
