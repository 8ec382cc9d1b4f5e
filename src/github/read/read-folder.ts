import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Entry = z.object({ name: z.string(), type: z.string(), size: z.number(), sha: z.string() });
export type FolderEntry = z.infer<typeof Entry>;

/** A file is answered as an object. */
const Answer = z.union([z.array(Entry), z.looseObject({ type: z.string() })]);

/**
 * What lies in a folder at a commit, the first 1,000 (https://docs.github.com/rest/repos/contents#get-repository-content);
 * null: there is no such folder. Throws as `readJson` does.
 */
export async function readFolder(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  path: string,
  sha: string,
): Promise<FolderEntry[] | null> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  try {
    const answer = await readJson(octokit, Answer, `GET /repos/{owner}/{repo}/contents/${encoded}`, {
      owner,
      repo,
      ref: sha,
    });
    return Array.isArray(answer) ? answer : null;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    throw error;
  }
}
