import { CommentRequest } from '../../conversation/comment-request.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { concludeReaction } from '../../github/publish/conclude-reaction.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { octokitOf, targetOf, withPullLease } from './pull-writer.js';

/**
 * Puts 😕 in place of our 👀 on the command that asked for a run which came to no end of its own; other runs have none.
 * An installation that lacks the permission does without. Idempotent. Throws what GitHub and the ports throw.
 */
export async function concludeComment(ports: WorkflowPorts, run: RunRecord): Promise<void> {
  const request = CommentRequest.safeParse(run.triggerData);
  if (!request.success || request.data.command === null) return;
  const { comment } = request.data;
  try {
    const octokit = await octokitOf(ports, run);
    await withPullLease(ports, run, (publish) =>
      concludeReaction(octokit, publish, targetOf(run), comment, { content: 'confused', eyes: null }),
    );
  } catch (error) {
    if (!(error instanceof GitHubTerminalError)) throw error;
    ports.log.warn({ err: error, executionId: run.executionId }, 'the reaction to the command could not be changed');
  }
}
