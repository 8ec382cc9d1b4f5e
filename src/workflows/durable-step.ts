import { DBOS, Error as EngineError } from '@dbos-inc/dbos-sdk';
import { GitHubLimitedError, GitHubTerminalError, GitHubUnavailableError } from '../github/github-error.js';
import { redact } from '../access/redact.js';
import { LeaseHeldError, LeaseLostError } from '../ledger/pull-lease.js';
import { isTransientDatabaseError } from '../database/is-transient-error.js';
import type { WorkflowPorts } from './ports.js';
import { RunFencedError } from './run-record.js';

/** The run is not wanted any more; `message` says what came instead. */
export class RunStoppedError extends Error {
  override readonly name = 'RunStoppedError';
}

/** A step failed for good; `message` is fit for the pull request's author. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

type Answer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'stopped'; reason: string }
  | { kind: 'limited'; until: number }
  | { kind: 'unavailable'; reason: string }
  | { kind: 'failed'; reason: string };

/** What the engine uses to steer; swallowing one lets a fenced worker go on (durable-engine.md 23). */
export function isEngineControl(error: unknown): boolean {
  return (
    error instanceof EngineError.DBOSWorkflowConflictError ||
    error instanceof EngineError.DBOSWorkflowCancelledError ||
    error instanceof RunFencedError
  );
}

/**
 * Runs `work` as one step of a durable workflow: its answer is stored, a restart does not repeat it. A limit of GitHub
 * makes the workflow sleep between steps, no usable answer makes it try again after the waits of `timings.retries`;
 * while another writer holds the pull request's lease it waits, however often, because that lease ends by itself.
 * Throws RunStoppedError once `signal` is aborted, RunFailedError if it cannot succeed; engine errors pass through.
 * The abort is looked at inside the step only, so that a replay takes the same way.
 */
export async function durableStep<T>(
  ports: Pick<WorkflowPorts, 'timings' | 'atWork' | 'log'>,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ;) {
    const answer = await DBOS.runStep(() => attempt(ports, name, signal, work), { name });
    if (answer.kind === 'done') return answer.value;
    if (answer.kind === 'stopped') throw new RunStoppedError(answer.reason);
    if (answer.kind === 'failed') throw new RunFailedError(answer.reason);
    if (answer.kind === 'limited') {
      await sleepUntil(answer.until, name, signal, ports.timings.longestSleep);
      continue;
    }
    const wait = ports.timings.retries[failures++];
    if (wait === undefined) throw new RunFailedError(answer.reason);
    await sleepUntil((await DBOS.now()) + wait, name, signal, ports.timings.longestSleep);
  }
}

async function attempt<T>(
  { atWork, log, timings }: Pick<WorkflowPorts, 'atWork' | 'log' | 'timings'>,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<Answer<T>> {
  if (signal.aborted) return { kind: 'stopped', reason: String(signal.reason) };
  try {
    return { kind: 'done', value: await atWork(work) };
  } catch (error) {
    if (isEngineControl(error)) throw error;
    if (signal.aborted) return { kind: 'stopped', reason: String(signal.reason) };
    if (error instanceof GitHubLimitedError) {
      log.warn({ step: name, until: error.until }, 'GitHub limits us: the run waits');
      return { kind: 'limited', until: error.until.getTime() };
    }
    if (error instanceof LeaseHeldError || error instanceof LeaseLostError) {
      log.info({ step: name }, 'another writer is at work on the pull request: the run waits');
      return { kind: 'limited', until: Date.now() + (timings.retries[0] ?? 1000) };
    }
    log.error({ err: error, step: name }, 'a step failed');
    const reason = redact(error instanceof Error ? error.message : String(error)).slice(0, 500);
    if (error instanceof GitHubUnavailableError || isTransientDatabaseError(error))
      return { kind: 'unavailable', reason };
    if (error instanceof GitHubTerminalError) return { kind: 'failed', reason };
    return { kind: 'failed', reason };
  }
}

/** In pieces, each followed by a look whether the run is still wanted. */
async function sleepUntil(until: number, name: string, signal: AbortSignal, longest: number): Promise<void> {
  for (let left = until - (await DBOS.now()); left > 0; left = until - (await DBOS.now())) {
    await DBOS.sleep(Math.min(left, longest));
    const stopped = await DBOS.runStep(async () => (signal.aborted ? String(signal.reason) : null), {
      name: `${name}: still wanted`,
    });
    if (stopped !== null) throw new RunStoppedError(stopped);
  }
}
