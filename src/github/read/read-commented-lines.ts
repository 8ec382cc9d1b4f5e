import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

/** Lines of the head that a person began a thread on; 1-based. */
export interface CommentedLines {
  path: string;
  first: number;
  last: number;
}

const MAX_PAGES = 5;
const Row = z.object({
  id: z.number(),
  path: z.string(),
  line: z.number().nullish(),
  start_line: z.number().nullish(),
  side: z.string().nullish(),
  in_reply_to_id: z.number().nullish(),
  user: z.object({ login: z.string(), type: z.string().nullish() }).nullish(),
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
});

/**
 * Where people commented on the lines of a pull request as its head has them: no bots, no answers, nothing that was
 * outdated by a later push. 500 comments are read at most. Throws what GitHub throws.
 */
export async function readCommentedLines(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<CommentedLines[]> {
  const rows = await readPages(
    octokit,
    Row,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
    { owner, repo, pull_number: number },
    { key: ({ id }) => id, keep: isOfPerson, maxPages: MAX_PAGES },
  );
  return rows.flatMap(({ path, line, start_line }) =>
    line == null ? [] : [{ path, first: start_line ?? line, last: line }],
  );
}

function isOfPerson({ user, in_reply_to_id, performed_via_github_app, side }: z.output<typeof Row>): boolean {
  const isBot = user?.type === 'Bot' || user?.login.endsWith('[bot]') === true || performed_via_github_app != null;
  return !isBot && in_reply_to_id == null && side !== 'LEFT';
}
