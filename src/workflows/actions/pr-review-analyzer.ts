import { z } from 'zod';
import { CommentRequest } from '../../conversation/comment-request.js';
import { addEyes } from '../../github/publish/add-eyes.js';
import { startCheckRun } from '../../github/publish/check-run.js';
import { WritesQueuedError } from '../../github/client/github-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { openShare, type ThreadLoss } from '../../review/analyzers/thread-share.js';
import { cleanForModel } from '../../review/analyzers/clean-for-model.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import type { ReviewResult, StepName } from '../../review/review-contract.js';
import { reviewPullRequest } from '../../review/review-pull-request.js';
import { memoryOf } from '../../review/memory-of.js';
import type { Change } from '../../review/types.js';
import { asksForAll, isUnasked } from '../pulls/asked-for.js';
import { admitComment } from '../pulls/admit-comment.js';
import { concludeComment } from '../pulls/conclude-comment.js';
import { logCandidates } from '../pulls/log-candidates.js';
import { openReviewer } from '../pulls/open-reviewer.js';
import { postOutcome } from '../pulls/post-outcome.js';
import { postWaiting } from '../pulls/post-waiting.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { moveRun } from '../runs/run-record.js';
import { learnHead } from '../events/upsert-pull.js';
import { reviewSources } from '../pulls/review-sources.js';
import { whyPaused } from '../pulls/why-paused.js';
import { whyUnmet } from '../pulls/why-unmet.js';
import { defineAction, type ActionContext } from './action.js';

/** What the analyzer hands to the actions after it. */
export type Analyzed =
  | {
      kind: 'review';
      result: ReviewResult;
      startedAt: number;
      /** Of the check run that shows it under way. Absent: there is none yet, or an older version kept this. */
      checkRunId?: number | null;
      /** What its renamed files were called, by their names: the first hundred. */
      oldNames?: Record<string, string>;
    }
  /** Another run has posted the review of this head for the same trigger, or it was not allowed to be asked for. */
  | { kind: 'none'; reason: string };

/** Reads a pull request and reviews it; posts nothing but 👀 and the check run that shows it is under way. */
export const prReviewAnalyzer = defineAction({
  type: 'pr_review_analyzer',
  config: z.strictObject({}),
  showWait: postWaiting,
  run: async (context) => {
    const analyzed = await context.step('review', () => analyzePull(context));
    if (analyzed.kind === 'none') {
      return { value: analyzed, outcome: { kind: 'skipped', reason: analyzed.reason }, stop: true };
    }
    context.ports.reached('after-llm');
    return { value: analyzed, outcome: analyzed.result.rendered.outcome };
  },
  settle: async (ports, run, outcome) => {
    await postOutcome(ports, run, outcome);
    await concludeComment(ports, run);
  },
});

async function analyzePull(context: ActionContext): Promise<Analyzed> {
  const { ports, run } = context;
  const startedAt = Date.now();
  const [octokit, writer] = [await readerOf(ports, run), await octokitOf(ports, run)];
  const request = CommentRequest.safeParse(run.triggerData);
  if (request.success) {
    const admission = await admitComment(ports, run, writer, request.data);
    if (admission.kind === 'turned away') return { kind: 'none', reason: admission.reason };
  }
  const refused = isUnasked(run)
    ? ((await whyPaused(ports, run, writer)) ?? (await whyUnmet(ports, run, context.signal)))
    : null;
  if (refused !== null) {
    await postOutcome(ports, run, { kind: 'skipped', reason: refused });
    return { kind: 'none', reason: refused };
  }
  const share = memoryShare(context);
  let read: Change | null = null;
  let checkRunId: number | null = null;
  const opened = async (change: Change): Promise<void> => {
    read = change;
    await followHead(context, change);
    await refuseRepeated(context, change);
    checkRunId = await showUnderWay(context, writer);
    ports.reached('after-fetch');
  };
  try {
    const reviewer = await openReviewer(context, octokit, () => read);
    const sources = reviewSources(context, octokit, writer, { admit: share.admit, opened });
    const result = await reviewPullRequest(sources, traceOf(context, writer), {
      signal: context.signal,
      clean: cleanText,
      cleanForModel,
      full: asksForAll(run),
      repositoryId: run.githubRepoId,
      repositoryUrl: ports.github.repositoryUrl(run.fullName),
      threads: openShare({ turn: run.installationId, lost: (loss) => threadLost(context, loss) }),
      ...(reviewer === null ? {} : { reviewer }),
    });
    // What is worth a look stands in the summary by now, and what other services said is theirs to keep.
    const { surroundings: _said, ...kept } = result.context;
    const { candidates = [], ...told } = result;
    await logCandidates(context, candidates);
    return {
      kind: 'review',
      result: { ...told, context: kept, leads: { ...result.leads, open: [] } },
      startedAt,
      checkRunId,
      oldNames: oldNamesOf(read),
    };
  } catch (error) {
    if (error instanceof AlreadyReviewedError) return { kind: 'none', reason: error.message };
    throw error;
  } finally {
    share.release();
  }
}

function oldNamesOf(change: Change | null): Record<string, string> {
  const renamed = (change?.files ?? []).flatMap(({ path, oldPath, status }) =>
    status === 'renamed' && oldPath !== null ? [[path, oldPath] as const] : [],
  );
  return Object.fromEntries(renamed.slice(0, 100));
}

function threadLost({ ports, run }: ActionContext, loss: ThreadLoss): void {
  ports.threadLost(loss.cause);
  ports.log.warn({ ...loss, executionId: run.executionId }, 'an analyzer thread was thrown away');
}

/**
 * This review's share of the memory; it is given back before a larger one is taken, so that no two wait for each other.
 */
function memoryShare({ ports, run }: ActionContext) {
  let release = (): void => undefined;
  return {
    admit: async (size: { files: number; lines: number }): Promise<void> => {
      release();
      release = await ports.reviewMemory(run.installationId, memoryOf(size));
    },
    release: (): void => release(),
  };
}

class AlreadyReviewedError extends Error {
  override readonly name = 'AlreadyReviewedError';
}

/** A push came between the event and now: the head of the event is told that it is not reviewed. */
async function followHead({ ports, run }: ActionContext, change: Change): Promise<void> {
  const { headSha } = change;
  if (run.headSha === headSha) return;
  if (run.headSha === '') await learnHead(ports.source, run.pullRequestId, change);
  else await postOutcome(ports, run, { kind: 'skipped', reason: `superseded by ${headSha}` });
  await moveRun(ports.source, run, headSha);
}

/** Whether a head still needs a review is decided here, not at the door (behaviour.md, "Duplicates"). */
async function refuseRepeated({ ports, run }: ActionContext, change: Change): Promise<void> {
  const rows = await ports.source.query(
    `SELECT 1 FROM reviews WHERE repository_id = $1 AND pull_number = $2 AND head_sha = $3 AND trigger = $4
        AND outcome IN ('reviewed', 'partial')`,
    [run.repositoryId, run.pullNumber, change.headSha, run.triggerKey],
  );
  if (rows.length > 0) throw new AlreadyReviewedError(`${change.headSha.slice(0, 7)} is reviewed already`);
}

/** Every step of the review stands in the execution log; an unwanted run ends before its next step. */
function traceOf(context: ActionContext, octokit: Octokit) {
  return {
    step: async <T>(name: StepName, work: () => Promise<T>): Promise<T> => {
      context.signal.throwIfAborted();
      if (name === 'gather') await showEyes(context, octokit);
      const from = performance.now();
      try {
        const value = await work();
        const ms = Math.round(performance.now() - from);
        await context.log({ level: 'INFO', message: `${name} took ${ms} ms`, step: name, metadata: { ms } });
        return value;
      } catch (error) {
        const message = `${name}: ${error instanceof Error ? error.message : String(error)}`;
        await context.log({ level: 'ERROR', message, step: name });
        throw error;
      }
    },
  };
}

/**
 * Shows that the review is under way. Returns the id of its check run. Null: many write first, and the review does not
 * wait for this; its check run is made when it ends.
 */
async function showUnderWay({ ports, run }: ActionContext, octokit: Octokit): Promise<number | null> {
  try {
    return await withPullLease(ports, run, (publish) =>
      startCheckRun(octokit, targetOf(run), { ...publish, headSha: run.headSha }),
    );
  } catch (error) {
    if (!(error instanceof WritesQueuedError)) throw error;
    ports.log.info({ executionId: run.executionId }, 'others write first: the check run comes with the outcome');
    return null;
  }
}

/** Only for a pull request that will be reviewed: a skipped one shows nothing but its check run. */
async function showEyes({ ports, run }: ActionContext, octokit: Octokit): Promise<void> {
  try {
    await withPullLease(ports, run, async ({ assertLease }) => {
      await assertLease();
      await addEyes(octokit, targetOf(run));
    });
  } catch (error) {
    ports.log.warn({ err: error, executionId: run.executionId }, 'no 👀 on the pull request');
  }
}
