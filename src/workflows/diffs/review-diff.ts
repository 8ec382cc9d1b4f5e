import { DBOS } from '@dbos-inc/dbos-sdk';
import { openShare } from '../../review/analyzers/thread-share.js';
import { cleanForModel } from '../../review/analyzers/clean-for-model.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { memoryOf } from '../../review/memory-of.js';
import type { ReviewTrace } from '../../review/review-contract.js';
import { reviewPullRequest } from '../../review/review-pull-request.js';
import { durableStep, RunStoppedError, stepPorts } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { retryTransient } from '../durable/retry-transient.js';
import type { WorkflowPorts } from '../ports.js';
import { readerOf } from '../pulls/pull-writer.js';
import { buildDiffResult } from './build-diff-result.js';
import {
  claimDiffReview,
  endDiffReview,
  notePhase,
  watchDiffReview,
  type DiffReviewEnd,
  type DiffReviewRecord,
} from './diff-review-record.js';
import { diffSources } from './diff-sources.js';
import { openDiffReviewer } from './open-diff-reviewer.js';
import { UnusableDiffError } from './unusable-diff-error.js';

/**
 * The review of a diff that somebody waits for: the pipeline of a pull request, and nothing is posted. Called by the
 * engine, again after a crash: what the model was paid for is kept. It ends completed, failed with a reason for who
 * asked, or cancelled.
 */
export async function reviewDiff(ports: WorkflowPorts, id: string): Promise<void> {
  const { source, log, timings } = ports;
  const record = await retryTransient(timings, () => claimDiffReview(source, id));
  if (record === null) return;
  const { fullName: repository } = record;
  const watch = watchDiffReview(source, id, timings.watch);
  let failed: DiffReviewEnd | null = null;
  try {
    await durableStep(stepPorts(ports, record), 'review diff', watch.signal, () => review(ports, record, watch.signal));
  } catch (error) {
    if (isEngineControl(error)) throw error;
    failed = endOf(error);
    log.warn({ err: error, diff: id, repository }, 'a diff was not reviewed');
  } finally {
    watch.end();
  }
  if (failed === null) return;
  const end = failed;
  await DBOS.runStep(() => endDiffReview(source, id, end), { name: 'finish', retriesAllowed: true, maxAttempts: 5 });
}

/** The step writes its result itself: it is large, and the engine would keep it for longer than it is wanted. */
async function review(ports: WorkflowPorts, record: DiffReviewRecord, signal: AbortSignal): Promise<string> {
  const { id, installationId } = record;
  let release = (): void => undefined;
  const admit = async (size: { files: number; lines: number }): Promise<void> => {
    release = await ports.reviewMemory(installationId, memoryOf(size));
  };
  try {
    const octokit = await readerOf(ports, record);
    const reviewer = await openDiffReviewer(ports, record, octokit);
    const result = await reviewPullRequest(diffSources(ports, record, octokit, admit), traceOf(ports, id, signal), {
      signal,
      clean: cleanText,
      cleanForModel,
      threads: openShare({ turn: installationId, lost: ({ cause }) => ports.threadLost(cause) }),
      ...(reviewer === null ? {} : { reviewer }),
    });
    await endDiffReview(ports.source, id, { status: 'completed', result: buildDiffResult(result, cleanText) });
    return result.rendered.outcome.kind;
  } catch (error) {
    // The fault of who asked, and not worth a second attempt.
    if (!(error instanceof UnusableDiffError)) throw error;
    await endDiffReview(ports.source, id, { status: 'failed', reason: cleanText(error.message) });
    return 'unusable';
  } finally {
    release();
  }
}

function traceOf({ source, log }: WorkflowPorts, id: string, signal: AbortSignal): ReviewTrace {
  return {
    step: async (name, work) => {
      signal.throwIfAborted();
      await notePhase(source, id, name);
      const from = performance.now();
      const value = await work();
      log.debug({ diff: id, step: name, ms: Math.round(performance.now() - from) }, 'a step of a diff');
      return value;
    },
  };
}

function endOf(error: unknown): DiffReviewEnd {
  const reason = error instanceof Error ? error.message : String(error);
  return { status: error instanceof RunStoppedError ? 'cancelled' : 'failed', reason };
}
