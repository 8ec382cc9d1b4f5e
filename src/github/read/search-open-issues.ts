import { z } from 'zod';
import type { IssueHit } from '../../review/ask/lookups.js';
import { isOfRepository } from './find-issue.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

/** GitHub takes 256 characters of search text. */
const MAX_WORDS = 10;
const MAX_WORD = 22;
const Found = z.object({
  items: z.array(
    z.object({
      number: z.number(),
      title: z.string(),
      state: z.string(),
      repository_url: z.string(),
      pull_request: z.unknown().optional(),
    }),
  ),
});

/**
 * Open issues of the repository that hold all of `words`. Only letters and digits of them reach GitHub, each word in
 * quotes, so that no qualifier (`repo:other/x`, `user:`) and no operator can widen the search; what comes back is
 * filtered by repository again. No word: no hits. GitHub's limit of searches is its own (30 a minute).
 * Syntax: https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests
 */
export async function searchOpenIssues(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  words: string,
  limit: number,
  signal: AbortSignal,
): Promise<IssueHit[]> {
  const wanted = (words.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, MAX_WORDS);
  if (wanted.length === 0) return [];
  const text = wanted.map((word) => `"${[...word].slice(0, MAX_WORD).join('')}"`).join(' ');
  const { items } = await readJson(octokit, Found, 'GET /search/issues', {
    q: `repo:${target.owner}/${target.repo} is:issue is:open ${text}`,
    per_page: Math.max(1, Math.min(50, Math.floor(limit))),
    request: { signal },
  });
  return items
    .filter((item) => isOfRepository(item.repository_url, target))
    .filter((item) => item.state === 'open' && item.pull_request === undefined)
    .map(({ number, title }) => ({ number, title }))
    .slice(0, limit);
}
