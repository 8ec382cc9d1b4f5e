import { splitFullName } from '../../github/client/split-full-name.js';
import { acquireLease, assertLease, LeaseHeldError, releaseLease } from '../../ledger/pull-lease.js';
import { queueForWriting } from '../../ledger/write-queue.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { WritesQueuedError } from '../../github/client/github-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { TokenScope } from '../../github/client/installation-token.js';
import type { PublishPorts } from '../../github/publish/publish-ports.js';
import type { PullTarget } from '../../github/client/target.js';
import type { WorkflowPorts } from '../ports.js';
import { beginWrite } from '../runs/begin-write.js';
import { assertAttempt, type RunRecord } from '../runs/run-record.js';

/** What a token may do, and nothing else: one reads, the other writes and sees no contents (threat list S17). */
const READING = { contents: 'read', pull_requests: 'read', issues: 'read' } as const;
const WRITING = { pull_requests: 'write', issues: 'write', checks: 'write' } as const;
/** GitHub resolves a thread only for who may write contents; not asked for by default. */
const RESOLVING = { contents: 'write', pull_requests: 'write' } as const;

/** Alerts of code scanning; not asked for by default. */
const SCANNING = { security_events: 'read' } as const;

/** Writes that a step may wait for; for more the run waits between its steps. */
const LONGEST_WAIT = 2;

/** Where a run is at work, by GitHub's names and ids. */
export type RunPlace = Pick<RunRecord, 'fullName' | 'githubRepoId' | 'githubInstallationId' | 'pullNumber'> &
  Partial<Pick<RunRecord, 'executionId'>>;

/** The pull request of a run, by the names and ids GitHub wants. */
export function targetOf(run: RunPlace): PullTarget {
  return {
    ...splitFullName(run.fullName),
    repositoryId: run.githubRepoId,
    number: run.pullNumber,
    installationId: run.githubInstallationId,
  };
}

/** An Octokit that writes to pull requests of the run's repository only. */
export function octokitOf(ports: WorkflowPorts, run: RunRecord): Promise<Octokit> {
  return ports.github.octokit(scopeOf(run, WRITING));
}

/** The same for work of no run. */
export function octokitOfPlace(ports: Pick<WorkflowPorts, 'github'>, place: RunPlace): Promise<Octokit> {
  return ports.github.octokit(scopeOf(place, WRITING));
}

/** An Octokit with a part of what `octokitOf` may do, for an installation that has not granted all of it. */
export function partialOctokitOf(
  ports: WorkflowPorts,
  run: RunRecord,
  permission: keyof typeof WRITING,
): Promise<Octokit> {
  return ports.github.octokit(scopeOf(run, { [permission]: WRITING[permission] }));
}

/** An Octokit that may resolve threads; throws GitHubTerminalError where the installation has not granted it. */
export function threadResolverOf(ports: WorkflowPorts, run: RunRecord): Promise<Octokit> {
  return ports.github.octokit(scopeOf(run, RESOLVING));
}

/** An Octokit that reads the run's repository only. */
export function readerOf(ports: Pick<WorkflowPorts, 'github'>, run: RunPlace): Promise<Octokit> {
  return ports.github.octokit(scopeOf(run, READING));
}

/**
 * An Octokit that may read alerts of code scanning and nothing else; throws GitHubTerminalError where the installation
 * has not granted it.
 */
export function alertReaderOf(ports: WorkflowPorts, run: RunRecord): Promise<Octokit> {
  return ports.github.octokit(scopeOf(run, SCANNING));
}

function scopeOf(run: RunPlace, permissions: TokenScope['permissions']): TokenScope {
  const { githubInstallationId: installationId, githubRepoId, executionId: job } = run;
  return { installationId, repositoryIds: [githubRepoId], permissions, ...(job !== undefined && { job }) };
}

/**
 * Runs `work` while holding the lease of the run's pull request. The ports it gets look at lease and attempt before
 * every write, and before the first one wait for the run's place among those that write to the installation; `writes`
 * says how many are to be expected. Throws LeaseHeldError if another writer holds the lease, LeaseLostError if one took
 * it on the way, WritesQueuedError before the first write if others come first for long (a durable step waits and tries
 * again), RunFencedError if the run is another's.
 */
export async function withPullLease<T>(
  ports: WorkflowPorts,
  run: RunRecord,
  work: (publish: PublishPorts) => Promise<T>,
  { writes = 1 }: { writes?: number } = {},
): Promise<T> {
  const holder = `${run.executionId}#${run.attempt}`;
  const { source, timings } = ports;
  const admitted = admission(ports, run, writes);
  await assertAttempt(source, run);
  if (!(await acquireLease(source, run.pullRequestId, holder, timings.lease))) {
    throw new LeaseHeldError('another writer is at work on this pull request');
  }
  try {
    return await work({
      self: await ports.github.self(),
      markerKeys: ports.markerKeys,
      runKey: run.executionId,
      trigger: run.triggerKey,
      requestChanges: false,
      repositoryUrl: ports.github.repositoryUrl(run.fullName),
      refused: (live) =>
        ports.log.warn({ executionId: run.executionId, live }, 'a text was posted as code: something in it would act'),
      assertLease: async () => {
        await admitted();
        await assertAttempt(source, run);
        await assertLease(source, run.pullRequestId, holder, timings.lease);
      },
      lookupDelaysMs: timings.lookups,
      recordIds: () => Promise.resolve(),
      beginWrite: (write) => beginWrite(source, run, write),
    });
  } finally {
    await releaseLease(source, run.pullRequestId, holder).catch((error: unknown) =>
      ports.log.warn({ err: error }, 'a lease runs out instead of being given back'),
    );
  }
}

/**
 * One place in the queue for all writes of a lease, or of a step without one, asked for before each of them: whoever has
 * had its turn ends its work at the pace of the limit. A step that came again for every write would not get on where one
 * write leads to the next (a review cut into halves). Throws WritesQueuedError if others come first for long.
 */
export function admission(
  { source, timings, aside }: WorkflowPorts,
  run: Pick<RunRecord, 'id' | 'githubInstallationId'>,
  writes: number,
): () => Promise<void> {
  const intervalMs = timings.writeInterval;
  const longestMs = intervalMs * LONGEST_WAIT;
  let admitted = false;
  return async () => {
    if (admitted) return;
    const turn = await queueForWriting(source, run, writes, { intervalMs, longestMs });
    if (turn > longestMs) throw new WritesQueuedError(new Date(Date.now() + turn - intervalMs));
    if (turn > 0) await aside(() => sleep(turn));
    admitted = true;
  };
}
