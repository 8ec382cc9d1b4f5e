import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

/** Something that somebody wrote in a pull request: in its conversation, on its lines, or as a review's text. */
export interface PullComment {
  kind: 'issue' | 'review-comment' | 'review';
  id: number;
  /** Null: the account is gone. */
  user: { id: number; login: string; type: string } | null;
  /** A program wrote it, in whoever's name. */
  byApp: boolean;
  body: string;
  link: string;
  path: string | null;
  /** The comment that begins its thread; null: it begins one, or is in none. */
  inReplyTo: number | null;
  createdAt: Date;
}

const MAX_PAGES = 5;
const Row = z.object({
  id: z.number(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
  body: z.string().nullish(),
  html_url: z.string(),
  path: z.string().nullish(),
  in_reply_to_id: z.number().nullish(),
  created_at: z.coerce.date().nullish(),
  submitted_at: z.coerce.date().nullish(),
});
type Row = z.output<typeof Row>;

/** All that was written in a pull request, oldest first; of each kind 500 at most. Throws what GitHub throws. */
export async function readPullComments(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<PullComment[]> {
  const rows = async (kind: PullComment['kind'], route: string, parameters: Record<string, unknown>) => {
    const options = { key: ({ id }: Row) => id, keep: ({ body }: Row) => !!body?.trim(), maxPages: MAX_PAGES };
    return (await readPages(octokit, Row, route, { owner, repo, ...parameters }, options)).map((row) => of(kind, row));
  };
  const all = [
    ...(await rows('issue', 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number })),
    ...(await rows('review-comment', 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
      pull_number: number,
    })),
    ...(await rows('review', 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { pull_number: number })),
  ];
  return all.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function of(kind: PullComment['kind'], row: Row): PullComment {
  return {
    kind,
    id: row.id,
    user: row.user ? { id: row.user.id, login: row.user.login, type: row.user.type ?? 'User' } : null,
    byApp: !!row.performed_via_github_app,
    body: row.body ?? '',
    link: row.html_url,
    path: row.path ?? null,
    inReplyTo: row.in_reply_to_id ?? null,
    createdAt: row.created_at ?? row.submitted_at ?? new Date(0),
  };
}
