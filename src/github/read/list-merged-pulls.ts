import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';
import type { MergedPull } from './read-merged-pull.js';

/** A merged pull request, and the commit that brought it to its base; null: GitHub does not tell. */
export type ListedPull = MergedPull & { mergeSha: string | null };

const LONGEST_TITLE = 300;
/** Closed ones that are looked through: where most are not merged, fewer come back. */
const MOST_PAGES = 5;
const PAGE = 100;

const Row = z.object({
  number: z.number(),
  title: z.string(),
  merged_at: z.coerce.date().nullish(),
  merge_commit_sha: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

/** The last `count` pull requests that were merged into `base`, newest first. Throws what GitHub throws. */
export async function listMergedPulls(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  { base, count }: { base: string; count: number },
): Promise<ListedPull[]> {
  const found = new Map<number, ListedPull>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    // GitHub does not sort by the merge: what was merged last has changed lately.
    const asked = { owner, repo, state: 'closed', base, sort: 'updated', direction: 'desc', per_page: PAGE, page };
    const rows = await readJson(octokit, z.array(Row), 'GET /repos/{owner}/{repo}/pulls', asked);
    for (const { number, title, merged_at: mergedAt, merge_commit_sha, user } of rows) {
      if (mergedAt == null) continue;
      const cut = cutText(title, LONGEST_TITLE);
      found.set(number, {
        number,
        title: cut,
        author: user?.login ?? null,
        mergedAt,
        mergeSha: merge_commit_sha ?? null,
      });
    }
    if (rows.length < PAGE || found.size >= count) break;
  }
  return [...found.values()].toSorted((a, b) => b.mergedAt.getTime() - a.mergedAt.getTime()).slice(0, count);
}
