import type { Octokit } from '../client/installation-octokit.js';
import type { Posted } from './posted-body.js';

/** Where texts of ours are written; every such call of the project goes through `sendText`. */
type TextRoute =
  | 'POST /repos/{owner}/{repo}/issues'
  | 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'
  | 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
  | 'POST /repos/{owner}/{repo}/labels'
  | 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
  | 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
  | 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies'
  | 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}'
  | 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews'
  | 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events'
  | 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals'
  | 'POST /repos/{owner}/{repo}/check-runs'
  | 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

interface Texts {
  name?: Posted;
  description?: Posted;
  title?: Posted;
  labels?: Posted[];
  body?: Posted;
  message?: Posted;
  comments?: { path: string; side: string; line: number; start_line?: number; start_side?: string; body: Posted }[];
  output?: {
    title: Posted;
    summary: Posted;
    annotations?: ({ title: Posted; message: Posted } & Record<string, string | number>)[];
  };
}

/**
 * Writes to GitHub. `texts` are what people read, and can only be what the last net let through; `fields` name the
 * place and hold nothing that is shown. Returns the answer's data; throws what GitHub throws.
 */
export async function sendText(
  octokit: Octokit,
  route: TextRoute,
  fields: Record<string, string | number | readonly string[] | undefined>,
  texts: Texts,
): Promise<unknown> {
  const { data } = await octokit.request(route as string, { ...fields, ...texts });
  return data;
}
