import { z } from 'zod';
import type { ConflictingPull } from '../../review/types.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const MAX_PULLS = 10;
const OpenPulls = z.array(z.object({ number: z.number(), title: z.string() }));
const Files = z.array(z.object({ filename: z.string() }));

/** Another pull request with the files that are compared. */
export interface OpenPull {
  number: number;
  title: string;
  files: string[];
}

/**
 * Open pull requests that touch one of `paths`, out of the ten others that were updated last; of each the first
 * hundred files are compared.
 */
export async function readConflictingPulls(
  octokit: Octokit,
  target: PullTarget,
  paths: readonly string[],
): Promise<ConflictingPull[]> {
  const { owner, repo } = target;
  const open = await readJson(octokit, OpenPulls, 'GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: MAX_PULLS + 1,
  });
  const others: OpenPull[] = [];
  for (const { number, title } of open.filter((pull) => pull.number !== target.number).slice(0, MAX_PULLS)) {
    const theirs = await readJson(octokit, Files, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      owner,
      repo,
      pull_number: number,
      per_page: 100,
    });
    others.push({ number, title, files: theirs.map(({ filename }) => filename) });
  }
  return conflictsAmong(others, target.number, paths);
}

/** Those of `open`, which is in GitHub's order, that touch one of `paths`. Pure. */
export function conflictsAmong(open: readonly OpenPull[], number: number, paths: readonly string[]): ConflictingPull[] {
  const ours = new Set(paths);
  return open
    .filter((pull) => pull.number !== number)
    .slice(0, MAX_PULLS)
    .map((pull) => ({ ...pull, files: pull.files.filter((path) => ours.has(path)) }))
    .filter(({ files }) => files.length > 0);
}
