import { z } from 'zod';
import { DiffParseError } from '../../diff/diff-parse-error.js';
import { parsePatch } from '../../diff/parse-patch.js';
import type { Hunk } from '../../diff/types.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Files = z.array(z.object({ filename: z.string(), patch: z.string().optional() }));

/** The diffs of those of `paths` that are among the first hundred files of an open pull request; one request. */
export async function readPullHunks(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  number: number,
  paths: ReadonlySet<string>,
): Promise<Map<string, Hunk[]>> {
  const files = await readJson(octokit, Files, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    owner,
    repo,
    pull_number: number,
    per_page: 100,
  });
  return new Map(
    files.flatMap(({ filename, patch }) => {
      const hunks = patch === undefined || !paths.has(filename) ? null : hunksOf(patch);
      return hunks === null ? [] : [[filename, hunks] as const];
    }),
  );
}

/** Null: GitHub cut it. */
function hunksOf(patch: string): Hunk[] | null {
  try {
    return parsePatch(patch);
  } catch (error) {
    if (error instanceof DiffParseError) return null;
    throw error;
  }
}
