import { z } from 'zod';
import { GitHubLimitedError, GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { signMarker } from './marker.js';
import { postedBody } from './posted-body.js';
import { sendText } from './send-text.js';
import type { PublishPorts } from './publish-ports.js';
import { queryGraphql } from '../client/query-graphql.js';
import type { PullTarget } from '../client/target.js';

const Restored = z.object({
  unminimizeComment: z.object({ unminimizedComment: z.object({ isMinimized: z.boolean() }) }),
});
const RESTORE = `mutation ($id: ID!) {
  unminimizeComment(input: { subjectId: $id }) { unminimizedComment { isMinimized } } }`;

/**
 * Gives our comment on a finding its text back and unfolds it: the undo of `markResolved`. Returns null, or why the
 * comment stays as it is. Limits are thrown.
 */
export async function restoreComment(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  finding: { findingId: string; commentId: number; commentNodeId: string | null; body: string },
): Promise<string | null> {
  const marker = signMarker('finding', finding.findingId, target, ports.markerKeys[0]);
  await ports.assertLease();
  try {
    await sendText(
      octokit,
      'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
      { owner: target.owner, repo: target.repo, comment_id: finding.commentId },
      { body: postedBody(finding.body, marker, ports) },
    );
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') {
      return `Comment ${finding.commentId} is gone`;
    }
    throw error;
  }
  if (finding.commentNodeId === null) return `Comment ${finding.commentId} has no node id to unfold it by`;
  await ports.assertLease();
  try {
    await queryGraphql(octokit, Restored, RESTORE, { id: finding.commentNodeId });
    return null;
  } catch (error) {
    if (error instanceof GitHubLimitedError) throw error;
    return `Comment ${finding.commentId} was not unfolded: ${error instanceof Error ? error.message : 'refused'}`;
  }
}
