import { type CommentRequest } from '../../conversation/comment-request.js';
import { requestOf } from '../../conversation/request-of.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { readComment } from '../../github/read/read-comment.js';
import { maskSecrets } from '../../review/analyzers/mask-secrets.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { targetOf } from './pull-writer.js';

/** What the comment that asked for a run says now. */
export interface CommentNow {
  /** Whole, without credentials; null: it is gone. */
  text: string | null;
  /** What it asks for now; null: nothing. */
  request: CommentRequest | null;
}

/**
 * Asks GitHub what a comment says now: between its delivery and the run somebody may have edited or deleted it. Throws
 * what GitHub throws.
 */
export async function requestNow(
  { github }: Pick<WorkflowPorts, 'github'>,
  run: RunRecord,
  octokit: Octokit,
  request: CommentRequest,
): Promise<CommentNow> {
  const body = await readComment(octokit, targetOf(run), request.comment);
  if (body === null) return { text: null, request: null };
  // As it would lie in our database: the answer of a step is kept there, too.
  const text = maskSecrets(body).replaceAll('\0', '\ufffd').toWellFormed();
  const self = text.includes('@') ? await github.self() : null;
  return { text, request: requestOf(text, request, self !== null && 'appSlug' in self ? self.appSlug : null) };
}
