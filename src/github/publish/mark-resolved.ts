import { z } from 'zod';
import type { RenderedReview } from '../../review/types.js';
import { GitHubLimitedError, GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { signMarker } from './marker.js';
import { postedBody } from './posted-body.js';
import { sendText } from './send-text.js';
import type { PublishPorts } from './publish-ports.js';
import { queryGraphql } from '../client/query-graphql.js';
import type { PullTarget } from '../client/target.js';

const Minimised = z.object({ minimizeComment: z.object({ minimizedComment: z.object({ isMinimized: z.boolean() }) }) });
const MINIMISE = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: RESOLVED }) { minimizedComment { isMinimized } } }`;
const Edited = z.object({ node_id: z.string().nullish() });

/**
 * Rewrites our comment on a finding that is fixed and folds it away as resolved; the thread stays open (see
 * `resolveThread`). Returns null, or why the comment stays as it is (a person deleted it, no
 * permission to minimise): that does not spoil the review. Limits are thrown.
 */
export async function markResolved(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  resolved: RenderedReview['resolved'][number],
): Promise<string | null> {
  const marker = signMarker('finding', resolved.findingId, target, ports.markerKeys[0]);
  await ports.assertLease();
  let nodeId = resolved.commentNodeId;
  try {
    const data = await sendText(
      octokit,
      'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
      { owner: target.owner, repo: target.repo, comment_id: resolved.commentId },
      { body: postedBody(resolved.body, marker, ports) },
    );
    nodeId ??= Edited.parse(data).node_id ?? null;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found')
      return `Comment ${resolved.commentId} is gone`;
    throw error;
  }
  if (!nodeId) return `Comment ${resolved.commentId} was edited but has no node id to minimise it by`;
  await ports.assertLease();
  try {
    await queryGraphql(octokit, Minimised, MINIMISE, { id: nodeId });
    return null;
  } catch (error) {
    if (error instanceof GitHubLimitedError) throw error;
    return `Comment ${resolved.commentId} was edited but not minimised: ${error instanceof Error ? error.message : 'refused'}`;
  }
}
