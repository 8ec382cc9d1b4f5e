import { commentKey, type CommentRequest } from '../../conversation/comment-request.js';
import { withRequest } from '../../conversation/with-request.js';
import { addReaction } from '../../github/publish/add-reaction.js';
import { concludeReaction } from '../../github/publish/conclude-reaction.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { isOwn } from '../../github/client/own-identity.js';
import { readPermission } from '../../github/read/read-permission.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { claimReply } from '../../ledger/claim-reply.js';
import type { WorkflowPorts } from '../ports.js';
import { targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from '../runs/run-record.js';

export type Admission =
  /** `eyes`: the id of our 👀 on the comment; null: it has none. */
  | { kind: 'admitted'; eyes: number | null }
  /** Nothing is done; `reason` is for the record. */
  | { kind: 'turned away'; reason: string };

const HELP_MINUTES = 60;

/**
 * Whether a comment may be followed, asked of GitHub: `help` and `config` are for everybody, once an hour; all else
 * costs or changes something and needs write permission. A command is seen at once: 👀, which whoever carries it out
 * replaces, or 😕 with one short reply to each person. A reply without a command by somebody without permission is left
 * alone. Safe to call again.
 */
export async function admitComment(
  ports: WorkflowPorts,
  run: RunRecord,
  octokit: Octokit,
  request: CommentRequest,
): Promise<Admission> {
  const { command, commenter } = request;
  const target = targetOf(run);
  if (isOwn({ ...commenter, type: 'Bot' }, await ports.github.self())) return turnedAway('it is our own comment');
  const permission = await readPermission(octokit, target, commenter.login);
  const writes = permission === 'admin' || permission === 'write';
  if (command === null) return writes ? { kind: 'admitted', eyes: null } : turnedAway('no write permission');
  const isOpen = command.verb === 'help' || command.verb === 'config';
  if (!writes && !isOpen) return refuse(ports, run, octokit, request, permission);
  const eyes = await withPullLease(ports, run, async ({ assertLease }) => {
    await assertLease();
    return addReaction(octokit, target, request.comment, 'eyes');
  });
  if (eyes === null) return turnedAway('the comment is gone');
  const corrects = command.verb === 'help' && command.problem !== null;
  if (!isOpen || (corrects && writes)) return { kind: 'admitted', eyes };
  const kind = command.verb === 'config' ? 'config' : 'help';
  const claimed = await claimReply(ports.source, { ...claimOf(run, request), kind, everyMinutes: HELP_MINUTES });
  if (claimed) return { kind: 'admitted', eyes };
  await withPullLease(ports, run, (publish) =>
    concludeReaction(octokit, publish, target, request.comment, { content: 'confused', eyes }),
  );
  return turnedAway(`${kind} was shown within the hour`);
}

async function refuse(
  ports: WorkflowPorts,
  run: RunRecord,
  octokit: Octokit,
  request: CommentRequest,
  permission: string,
): Promise<Admission> {
  const target = targetOf(run);
  const first = await claimReply(ports.source, { ...claimOf(run, request), kind: 'refused', everyMinutes: null });
  const { comment } = request;
  await withPullLease(ports, run, async (publish) => {
    await publish.assertLease();
    const seen = await addReaction(octokit, target, comment, 'confused');
    if (seen === null || !first) return;
    await upsertReply(octokit, publish, target, {
      key: `c${commentKey(comment)}`,
      text: withRequest(
        request,
        `This needs write permission to the repository; yours is: ${permission}. \`/nectr help\` lists what everybody may ask.`,
      ),
      thread: threadOf(comment),
      since: comment.createdAt,
    });
  });
  return turnedAway('no write permission');
}

/** Where a comment is answered: in its thread, or in the conversation (null). */
export function threadOf({ id, kind, inReplyTo }: CommentRequest['comment']): number | null {
  return kind === 'review' ? (inReplyTo ?? id) : null;
}

function claimOf({ installationId, pullRequestId }: RunRecord, { commenter, comment }: CommentRequest) {
  return { installationId, pullRequestId, userId: commenter.id, commentKey: commentKey(comment) };
}

function turnedAway(reason: string): Admission {
  return { kind: 'turned away', reason };
}
