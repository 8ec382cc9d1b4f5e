import { DBOS } from '@dbos-inc/dbos-sdk';
import { listMergedPulls } from '../../github/read/list-merged-pulls.js';
import { readBranchHead } from '../../github/read/read-branch-head.js';
import { durableStep, RunFailedError, RunStoppedError, stepPorts } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { retryTransient } from '../durable/retry-transient.js';
import type { WorkflowPorts } from '../ports.js';
import { readerOf, targetOf } from '../pulls/pull-writer.js';
import {
  chooseItems,
  claimReplay,
  endItem,
  endReplay,
  watchReplay,
  type ReplayEnd,
  type ReplayItem,
  type ReplayRecord,
} from './replay-record.js';
import { reviewItem } from './review-item.js';

/**
 * Reviews the last merged pull requests of a repository with each of the settings that are tried, one after the other
 * and only while no review waits. Called by the engine, again after a crash: what is done is not done again, and what
 * the model was paid for is kept. One that cannot be reviewed is named, and the others go on; a spent budget stops it.
 */
export async function runReplay(ports: WorkflowPorts, id: string): Promise<void> {
  const { source, log, timings } = ports;
  const record = await retryTransient(timings, () => claimReplay(source, id, ports.claude?.model ?? null));
  if (record === null) return;
  const watch = watchReplay(source, id, timings.watch);
  let end: ReplayEnd;
  try {
    end = await reviewAll({ ...ports, ...ports.yielding }, record, watch.signal);
  } catch (error) {
    if (isEngineControl(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    end = { status: error instanceof RunStoppedError ? 'cancelled' : 'failed', reason };
    log.warn({ err: error, replay: id, repository: record.fullName }, 'a replay ended early');
  } finally {
    watch.end();
  }
  const ended = end;
  await DBOS.runStep(() => endReplay(source, id, ended), { name: 'finish', retriesAllowed: true, maxAttempts: 5 });
}

async function reviewAll(ports: WorkflowPorts, record: ReplayRecord, signal: AbortSignal): Promise<ReplayEnd> {
  const steps = stepPorts(ports, record);
  const { headSha, items } = await durableStep(steps, 'choose pull requests', signal, () => choose(ports, record));
  for (const item of items) {
    const name = `review #${item.pullNumber} with ${item.setting}`;
    try {
      const done = await durableStep(steps, name, signal, () => reviewItem(ports, record, item, { headSha, signal }));
      if (done.kind === 'no budget') return { status: 'stopped', reason: done.reason };
    } catch (error) {
      if (!(error instanceof RunFailedError)) throw error;
      const failure = error.message;
      await DBOS.runStep(() => endItem(ports.source, { id: item.id, replayId: record.id }, { failure }), {
        name: `${name}: failed`,
        retriesAllowed: true,
        maxAttempts: 5,
      });
    }
  }
  return { status: 'completed', reason: null };
}

async function choose(ports: WorkflowPorts, record: ReplayRecord): Promise<{ headSha: string; items: ReplayItem[] }> {
  const target = targetOf({ ...record, pullNumber: 0 });
  const octokit = await readerOf(ports, { ...record, pullNumber: 0 });
  const { defaultBranch: base, pullRequests: count, fullName } = record;
  const headSha = await readBranchHead(octokit, target, base);
  if (headSha === null) throw new RunFailedError(`GitHub has no branch ${base} of ${fullName}`);
  const pulls = await listMergedPulls(octokit, target, { base, count });
  if (pulls.length === 0) throw new RunFailedError(`nothing was merged into ${base} of ${fullName} yet`);
  return { headSha, items: await chooseItems(ports.source, record, { pulls, headSha }) };
}
