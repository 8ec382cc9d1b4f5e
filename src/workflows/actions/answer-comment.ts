import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { answerBudgets } from '../../conversation/answer-budgets.js';
import { askForReason } from '../../conversation/ask-for-reason.js';
import { carryOut } from '../../conversation/carry-out.js';
import { commentKey, CommentRequest } from '../../conversation/comment-request.js';
import type { Answer, ConversationPorts } from '../../conversation/ports.js';
import { showFindings } from '../../conversation/show-findings.js';
import { withRequest } from '../../conversation/with-request.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { concludeReaction } from '../../github/publish/conclude-reaction.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readEarlier } from '../../ledger/read-earlier.js';
import { inertLine } from '../../markdown/inert.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { admitComment, type Admission, threadOf } from '../pulls/admit-comment.js';
import { blameAt } from '../pulls/blame-at.js';
import { concludeComment } from '../pulls/conclude-comment.js';
import { followMemoryFile } from '../pulls/follow-memory-file.js';
import { graphLookup } from '../pulls/graph-lookup.js';
import { memoryBase } from '../pulls/memory-base.js';
import { memoryLookups } from '../pulls/memory-lookups.js';
import { lookupsOf } from '../pulls/lookups-of.js';
import { openClaude } from '../pulls/open-claude.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { requestNow } from '../pulls/request-now.js';
import { resumeReviews } from '../pulls/resume-reviews.js';
import { followComment } from '../events/changed-comment.js';
import { defineAction, type ActionContext } from './action.js';

/**
 * Answers one comment: asks GitHub whether it may be followed and what it says now, does that, shows it and says what
 * was done, once.
 */
export const answerComment = defineAction({
  type: 'answer_comment',
  config: z.strictObject({}),
  run: async (context) => {
    const { ports, run } = context;
    const request = CommentRequest.parse(run.triggerData);
    const admission = await context.step('admit', async () =>
      admitComment(ports, run, await octokitOf(ports, run), request),
    );
    if (admission.kind === 'turned away') {
      await context.log({ level: 'INFO', message: `nothing was done: ${admission.reason}`, step: 'admit' });
      return { value: admission };
    }
    const answered = await context.step('answer', () => answerNow(context, request, admission));
    if ('reason' in answered) {
      await context.log({ level: 'INFO', message: `nothing was done: ${answered.reason}`, step: 'answer' });
      return { value: answered };
    }
    await context.step('reply', () => reply(context, answered));
    const verb = answered.request.command?.verb ?? 'reply';
    await context.log({ level: 'INFO', message: `answered ${verb}`, step: 'reply' });
    return { value: { verb } };
  },
  /**
   * A command that could not be carried out is answered all the same; one that is not wanted any more gets its 😕 alone.
   */
  settle: async (ports, run, outcome) => {
    const request = CommentRequest.parse(run.triggerData);
    await concludeComment(ports, run);
    if (outcome.kind !== 'failed' || request.command === null) return;
    const octokit = await octokitOf(ports, run);
    await withPullLease(ports, run, (publish) =>
      upsertReply(octokit, publish, targetOf(run), {
        ...replyTo(request),
        text: withRequest(
          request,
          `This could not be done: ${inertLine(outcome.reason)}. Comment again to try once more.`,
        ),
      }),
    );
  },
});

/** What was asked for in the end, and what came of it. */
interface Answered {
  request: CommentRequest;
  answer: Answer;
  /** The id of our 👀 on the comment; null: it has none. */
  eyes: number | null;
}

/**
 * Carries out what the comment says now: nothing where it is gone or asks for nothing any more; where it was edited its
 * author is asked for anew. What was stored of it meanwhile is looked at once more: an edit that came before that has
 * found nothing to take along.
 */
async function answerNow(
  context: ActionContext,
  asked: CommentRequest,
  admitted: Extract<Admission, { kind: 'admitted' }>,
): Promise<Answered | { kind: 'turned away'; reason: string }> {
  const { ports, run } = context;
  const octokit = await readerOf(ports, run);
  const { text, request } = await requestNow(ports, run, octokit, asked);
  if (request === null) {
    if (text !== null) await concludeComment(ports, run);
    return { kind: 'turned away', reason: `the comment ${text === null ? 'is gone' : 'asks for nothing any more'}` };
  }
  const isSame = isDeepStrictEqual(request, asked);
  const admission = isSame ? admitted : await admitComment(ports, run, await octokitOf(ports, run), request);
  if (admission.kind === 'turned away') return admission;
  const answer = await carryOut(await portsOf(context, octokit, request), request);
  if (answer.changed.length > 0 || request.command?.verb === 'remember') {
    const now = await requestNow(ports, run, octokit, request);
    if (now.text !== text) {
      const key = commentKey(request.comment);
      await ports.source.transaction((manager) => followComment(manager, run, key, now.text));
    }
    if (now.text === null && answer.changed.length === 0) return { kind: 'turned away', reason: 'the comment is gone' };
  }
  return { request, answer, eyes: admission.eyes ?? null };
}

async function portsOf(
  { ports, run, signal, log }: ActionContext,
  octokit: Octokit,
  request: CommentRequest,
): Promise<ConversationPorts> {
  const target = targetOf(run);
  return {
    source: ports.source,
    octokit,
    target,
    installationId: run.installationId,
    repositoryId: run.repositoryId,
    pullRequestId: run.pullRequestId,
    repositoryUrl: ports.github.repositoryUrl(run.fullName),
    model: await openClaude(
      { ...ports, claudeBudgets: ports.claudeBudgets && answerBudgets(ports.claudeBudgets) },
      run,
    ),
    openSnapshot: (sha) => ports.openSnapshot(octokit, target, sha),
    lookups: async (sha) => {
      const blameOf = blameAt(octokit, target, async () => sha);
      const queryGraph = await graphLookup(ports, run, blameOf);
      // Of people nothing: whoever asks need not be the author.
      const baseOf = (ref: string) => memoryBase(ports, run, octokit, ref);
      const { searchProjectMemory } = await memoryLookups(ports, { ...run, of: run }, () => null, baseOf);
      return lookupsOf(octokit, target, () => sha, {
        ...(queryGraph && { queryGraph }),
        ...(searchProjectMemory && { searchProjectMemory }),
      });
    },
    log: (message, metadata) => log({ level: 'INFO', message, step: 'answer', metadata: { ...metadata } }),
    clean: cleanText,
    resume: () => resumeReviews(ports, run, request),
    followMemories: () => followMemoryFile(ports, run, (path) => readBlob(octokit, target, path, null)),
    signal,
  };
}

async function reply({ ports, run }: ActionContext, { request, answer, eyes }: Answered): Promise<null> {
  const { source } = ports;
  const { pullRequestId } = run;
  const { text, done, changed, askReason } = answer;
  // A reply without a command gets a reaction only where that is all it gets.
  const concludes = request.command !== null || changed.length > 0;
  if (text === null && askReason === null && !concludes) return null;
  const octokit = await octokitOf(ports, run);
  const target = targetOf(run);
  await withPullLease(ports, run, async (publish) => {
    if (changed.length > 0) {
      const reader = () => readerOf(ports, run);
      const failures = await showFindings(
        { source, octokit, reader, publish, target, pullRequestId, clean: cleanText },
        changed,
      );
      for (const failure of failures) ports.log.warn({ executionId: run.executionId }, failure);
    }
    if (text !== null) {
      await upsertReply(octokit, publish, target, { ...replyTo(request), text: withRequest(request, text) });
      ports.reached('after-reply');
    }
    if (concludes) {
      const content = done ? '+1' : 'confused';
      await concludeReaction(octokit, publish, target, request.comment, { content, eyes });
    }
    const asked = (await readEarlier(source, pullRequestId)).findings.find(({ handle }) => handle === askReason);
    if (asked !== undefined) await askForReason({ source, octokit, publish, target }, asked);
  });
  return null;
}

function replyTo({ comment }: CommentRequest) {
  return { key: `c${commentKey(comment)}`, thread: threadOf(comment), since: comment.createdAt };
}
