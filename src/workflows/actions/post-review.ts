import { z } from 'zod';
import { showFindings } from '../../conversation/show-findings.js';
import { publishReview, type Published } from '../../github/publish/publish-review.js';
import { PullNotWantedError } from '../../github/read/pull-not-wanted-error.js';
import type { Pull } from '../../github/read/read-pull.js';
import { readPeopleWhoReviewed } from '../../github/read/read-people-who-reviewed.js';
import { GitHubLimitedError } from '../../github/client/github-error.js';
import { recordReview } from '../../ledger/record-review.js';
import { checkWithPeople, peopleWantedOf } from '../../review/render/check-with-people.js';
import type { ReviewResult } from '../../review/review-contract.js';
import type { RenderedReview } from '../../review/types.js';
import { skipReason } from '../../review/plan/skip-reason.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { indexPull } from '../history/index-pull.js';
import { requestLearning } from '../learning/request-learning.js';
import { RunStoppedError } from '../durable/durable-step.js';
import { readEarlier } from '../../ledger/read-earlier.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { postOutcome } from '../pulls/post-outcome.js';
import { postWaiting } from '../pulls/post-waiting.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { resolveFixed } from '../pulls/resolve-fixed.js';
import { defineAction, type ActionContext } from './action.js';
import type { Analyzed } from './pr-review-analyzer.js';

/** Pending review, its submission, summary, check run. */
const WRITES = 4;

/** What the actions after it learn; `superseded`: the head that came instead. */
export interface Posted {
  reviewId: string | null;
  superseded: string | null;
}

/** Posts what the analyzer made, once, and enters it into the ledger. */
export const postReview = defineAction({
  type: 'post_review',
  config: z.strictObject({}),
  showWait: postWaiting,
  run: async (context) => {
    const analyzed = context.results.get('pr_review_analyzer') as Analyzed | undefined;
    if (analyzed?.kind !== 'review') return { value: null };
    context.ports.reached('before-post');
    const published = await context.step('publish', () => publish(context, analyzed));
    if ('notWanted' in published) throw new RunStoppedError(published.notWanted);
    if (published.superseded !== null) {
      const outcome = { kind: 'skipped', reason: `superseded by ${published.superseded}` } as const;
      await context.step('settle', () => postOutcome(context.ports, context.run, outcome));
      return { value: { reviewId: null, superseded: published.superseded } satisfies Posted, outcome };
    }
    const { reviewId } = await context.step('record', () => record(context, analyzed, published));
    await context.step('refresh', () => showDismissals(context, analyzed));
    await context.step('resolve', () => resolveThreads(context, analyzed));
    await context.step('index', () => index(context, analyzed));
    await context.step('learn', () => askToLearn(context, analyzed));
    await context.log({ level: 'INFO', message: 'the review is posted', step: 'publish', metadata: { reviewId } });
    return { value: { reviewId, superseded: null } satisfies Posted, outcome: analyzed.result.rendered.outcome };
  },
});

async function publish(
  { ports, run }: ActionContext,
  { result, checkRunId = null }: Extract<Analyzed, { kind: 'review' }>,
): Promise<Published | { notWanted: string }> {
  const { settings, baseRef, origin } = result;
  const rendered = await withPeople({ ports, run }, result);
  const of = origin === undefined ? {} : { origin };
  const refusal = (pull: Pull) =>
    pull.baseRef === baseRef ? skipReason({ ...pull, ...of }, settings) : `the base is ${pull.baseRef} now`;
  try {
    return await withPullLease(
      ports,
      run,
      async (publishPorts) =>
        publishReview(
          await octokitOf(ports, run),
          { ...publishPorts, requestChanges: settings.request_changes, refusal },
          rendered,
          targetOf(run),
          checkRunId,
        ),
      { writes: WRITES + 2 * rendered.resolved.length },
    );
  } catch (error) {
    if (error instanceof PullNotWantedError) return { notWanted: error.message };
    throw error;
  }
}

/** The check by those who have reviewed already what an agent wrote; who it is stays unknown where GitHub does not tell. */
async function withPeople(
  { ports, run }: Pick<ActionContext, 'ports' | 'run'>,
  result: ReviewResult,
): Promise<RenderedReview> {
  const { rendered } = result;
  const people = peopleWantedOf(result);
  if (people === null) return rendered;
  let reviewed: number | null = null;
  try {
    reviewed = (await readPeopleWhoReviewed(await readerOf(ports, run), targetOf(run))).length;
  } catch (error) {
    if (error instanceof GitHubLimitedError || isEngineControl(error)) throw error;
    ports.log.warn({ err: error, executionId: run.executionId }, 'who has reviewed a change of an agent is not known');
  }
  return { ...rendered, check: checkWithPeople(rendered.check, people, reviewed) };
}

/** Somebody may have dismissed a finding while its review was under way: then what was just posted is out of date. */
async function showDismissals(
  { ports, run }: ActionContext,
  { result: { round } }: Extract<Analyzed, { kind: 'review' }>,
): Promise<null> {
  const told = new Set([...(round?.fresh ?? []), ...(round?.standing ?? [])].map(({ id }) => id));
  const { findings } = await readEarlier(ports.source, run.pullRequestId);
  const dismissed = findings.filter(({ id, state }) => state === 'dismissed' && told.has(id));
  if (dismissed.length === 0) return null;
  const octokit = await octokitOf(ports, run);
  await withPullLease(ports, run, (publish) =>
    showFindings(
      {
        source: ports.source,
        octokit,
        reader: () => readerOf(ports, run),
        publish,
        target: targetOf(run),
        pullRequestId: run.pullRequestId,
        clean: cleanText,
      },
      dismissed.map(({ handle }) => handle),
    ),
  );
  return null;
}

async function resolveThreads(
  { ports, run }: ActionContext,
  { result: { rendered } }: Extract<Analyzed, { kind: 'review' }>,
): Promise<null> {
  const fixed = rendered.resolved.map(({ findingId }) => findingId);
  const failures = await resolveFixed(ports, run, fixed);
  if (failures.length > 0) ports.log.warn({ executionId: run.executionId, failures }, 'threads were not resolved');
  return null;
}

/** The graph follows; a review that is posted stays posted, whatever becomes of that. */
async function index(
  { ports, run }: ActionContext,
  { oldNames = {} }: Extract<Analyzed, { kind: 'review' }>,
): Promise<string> {
  try {
    return await indexPull(ports, { ...run, number: run.pullNumber, oldNames });
  } catch (error) {
    if (isEngineControl(error)) throw error;
    ports.log.warn({ err: error, executionId: run.executionId }, 'index: the graph does not know this review yet');
    return 'not indexed';
  }
}

/**
 * Who answered the rounds before is read afterwards, by itself: before the first one there is nothing of ours to answer.
 * A review that is posted stays posted, whatever becomes of that.
 */
async function askToLearn(
  { ports, run }: ActionContext,
  { result }: Extract<Analyzed, { kind: 'review' }>,
): Promise<string> {
  const { round, headSha } = result.rendered;
  if (round < 2 || ports.smallClaude === null) return 'nothing';
  try {
    await ports.source.transaction((manager) => requestLearning(manager, { ...run, after: headSha }));
    return 'asked';
  } catch (error) {
    if (isEngineControl(error)) throw error;
    ports.log.warn({ err: error, executionId: run.executionId }, 'learn: what people wrote is read after the merge');
    return 'not asked';
  }
}

function record(
  { ports, run }: ActionContext,
  { result, startedAt }: Extract<Analyzed, { kind: 'review' }>,
  published: Extract<Published, { superseded: null }>,
): Promise<{ reviewId: string }> {
  return recordReview(ports.source, {
    runId: run.id,
    installationId: run.installationId,
    repositoryId: run.repositoryId,
    pullRequestId: run.pullRequestId,
    pullNumber: run.pullNumber,
    trigger: run.triggerKey,
    result,
    published,
    durationMs: Date.now() - startedAt,
  });
}
