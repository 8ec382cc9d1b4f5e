import { DBOS } from '@dbos-inc/dbos-sdk';
import { ClaudeLimitedError, ClaudeUnavailableError } from '../../claude/claude-error.js';
import { GitHubLimitedError, GitHubUnavailableError, WritesQueuedError } from '../../github/client/github-error.js';
import { GraphRefusedError } from '../../graph/graph-refused-error.js';
import { GraphUnavailableError } from '../../graph/graph-unavailable-error.js';
import { inSpan } from '../../telemetry/in-span.js';
import {
  ServiceLimitedError,
  ServiceRefusedError,
  ServiceUnavailableError,
} from '../../integrations/services/service-error.js';
import { LeaseHeldError, LeaseLostError } from '../../ledger/pull-lease.js';
import { isTransientDatabaseError } from '../../database/is-transient-error.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { BudgetBusyError } from '../../turns/byte-budget.js';
import { cutText } from '../../words/cut-text.js';
import type { WorkflowPorts } from '../ports.js';
import { tellOf, waitForClaude, type StepWaits } from './run-waits.js';
import { isEngineControl } from './is-engine-control.js';

/** The run is not wanted any more; `message` says what came instead. */
export class RunStoppedError extends Error {
  override readonly name = 'RunStoppedError';
}

/**
 * A step failed for good; `message` is fit for the pull request's author. `service`: who gave no usable answer, if it
 * is known.
 */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  constructor(
    message: string,
    readonly service: Service | null = null,
    /** It may go better later: somebody gave no usable answer for a while. */
    readonly isTransient = false,
  ) {
    super(message);
  }
}

/** A step took longer than it may; another attempt may be faster. `message` says how long. */
export class StepTimeError extends Error {
  override readonly name = 'StepTimeError';
}

type Service = 'GitHub' | 'Claude' | 'graph';

/** What a step needs: `atWork` runs it when it is its installation's turn. */
export interface StepPorts extends Pick<WorkflowPorts, 'timings' | 'log'> {
  /** Whose run it is, for the trace. */
  repository?: string;
  atWork<T>(work: () => Promise<T>): Promise<T>;
}

type Answer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'stopped'; reason: string }
  | { kind: 'limited'; until: number; service?: Service; reason?: string }
  | { kind: 'unavailable'; reason: string; service?: Service }
  | { kind: 'failed'; reason: string };

/** The ports of the steps of one run. */
export function stepPorts(
  { timings, log, atWork }: Pick<WorkflowPorts, 'timings' | 'log' | 'atWork'>,
  { installationId, fullName }: { installationId: number; fullName: string },
): StepPorts {
  return { timings, log, repository: fullName, atWork: (work) => atWork(installationId, work) };
}

/** The ports of steps that read a repository: they take a slot of scans while they work, and none while they wait. */
export function scanSlots(
  { timings, log, scanning }: Pick<WorkflowPorts, 'timings' | 'log' | 'scanning'>,
  { installationId, fullName }: { installationId: number; fullName: string },
): StepPorts {
  return { timings, log, repository: fullName, atWork: (work) => scanning(installationId, work) };
}

/** As `scanSlots`, of steps that bring to the graph what an event changed. */
export function indexSlots(
  { timings, log, indexing }: Pick<WorkflowPorts, 'timings' | 'log' | 'indexing'>,
  key: string | number,
): StepPorts {
  return { timings, log, atWork: (work) => indexing(key, work) };
}

/**
 * The ports of steps that take no slots: they wait for GitHub or a store, and give way after each piece.
 */
export function outsideSlots({ timings, log }: Pick<WorkflowPorts, 'timings' | 'log'>): StepPorts {
  return { timings, log, atWork: (work) => work() };
}

/**
 * Runs `work` as one step of a durable workflow: its answer is stored with credentials masked, and given back so also
 * when it was not stored before; a restart does not repeat it. A limit of GitHub or Claude makes the workflow sleep
 * between steps, no usable answer makes it try again after the waits of `timings.retries`; while another writer holds
 * the pull request's lease it waits, however often, because that lease ends by itself. With `waits` a long wait for
 * GitHub or Claude is told on the pull request, and Claude is given up in time: `work` runs once more then, and finds
 * the reason in `waits.run.claudeGivenUp`. Throws RunStoppedError once `signal` is aborted, or where `work` finds that
 * it is not wanted any more, RunFailedError if it cannot succeed; engine errors pass through. The abort is looked at
 * inside the step only, so that a replay takes the same way.
 */
export async function durableStep<T>(
  ports: StepPorts,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  waits?: StepWaits,
): Promise<T> {
  for (let failures = 0; ;) {
    const answer = await DBOS.runStep(() => attemptStep(ports, name, signal, work), { name });
    if (answer.kind === 'done') return answer.value;
    if (answer.kind === 'stopped') throw new RunStoppedError(answer.reason);
    if (answer.kind === 'failed') throw new RunFailedError(answer.reason);
    const now = await DBOS.now();
    const until = answer.kind === 'limited' ? answer.until : now + (ports.timings.retries[failures++] ?? Infinity);
    const { service, reason = 'no usable answer' } = answer;
    const next = service === 'Claude' ? waitForClaude(ports.timings, waits, { now, until, reason }) : 'wait';
    if (next === 'again') continue;
    if (next === 'failed' || until === Infinity) throw new RunFailedError(reason, service, true);
    // Of a graph nothing waits that an author would hear of.
    const told = service === 'GitHub' || service === 'Claude' ? reason : undefined;
    await waitUntil(ports, name, signal, { until, reason: told }, waits);
  }
}

/** One attempt at a step, at its installation's turn: what came of it, with credentials masked. Engine errors pass through. */
export async function attemptStep<T>(
  { atWork, log, timings, repository }: StepPorts,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<Answer<T>> {
  if (signal.aborted) return { kind: 'stopped', reason: String(signal.reason) };
  try {
    const fields = { 'nectr.execution_id': DBOS.workflowID ?? null, 'nectr.repository': repository ?? null };
    const traced = () => inSpan({ name: `step ${name}`, kind: 'internal', fields }, work);
    return { kind: 'done', value: maskValues(await atWork(traced)) };
  } catch (error) {
    if (isEngineControl(error)) throw error;
    if (signal.aborted) return { kind: 'stopped', reason: String(signal.reason) };
    if (error instanceof RunStoppedError) return { kind: 'stopped', reason: error.message };
    if (error instanceof GraphRefusedError) return { kind: 'stopped', reason: error.message };
    if (error instanceof WritesQueuedError) {
      log.info({ step: name, until: error.until }, 'others write to the installation first: the run waits');
      return { kind: 'limited', until: error.until.getTime() };
    }
    if (error instanceof GitHubLimitedError) {
      log.warn({ step: name, until: error.until }, 'GitHub limits us: the run waits');
      return { kind: 'limited', until: error.until.getTime(), service: 'GitHub', reason: 'GitHub limits our requests' };
    }
    if (error instanceof BudgetBusyError) {
      log.info({ step: name, reason: error.message }, 'large reviews fill the memory: the run waits');
      return { kind: 'limited', until: Date.now() + (timings.retries[0] ?? 1000) };
    }
    const reason = cutText(cleanText(error instanceof Error ? error.message : String(error)), 500);
    if (error instanceof ClaudeLimitedError) {
      log.warn({ step: name, until: error.until, reason }, 'Claude limits us: the run waits');
      return { kind: 'limited', until: error.until.getTime(), service: 'Claude', reason };
    }
    if (error instanceof ServiceLimitedError) {
      log.info({ step: name, until: error.until, reason }, 'a service limits us: the run waits');
      return { kind: 'limited', until: error.until.getTime() };
    }
    if (error instanceof ServiceUnavailableError || error instanceof ServiceRefusedError) {
      log.info({ step: name, reason }, 'a service did not do it');
      return { kind: error instanceof ServiceRefusedError ? 'failed' : 'unavailable', reason };
    }
    if (error instanceof StepTimeError) {
      log.info({ step: name, reason }, 'the time of a step was over');
      return { kind: 'unavailable', reason };
    }
    if (error instanceof LeaseHeldError || error instanceof LeaseLostError) {
      log.info({ step: name }, 'another writer is at work on the pull request: the run waits');
      return { kind: 'limited', until: Date.now() + (timings.retries[0] ?? 1000) };
    }
    log.error({ err: error, step: name }, 'a step failed');
    if (error instanceof ClaudeUnavailableError) return { kind: 'unavailable', service: 'Claude', reason };
    if (error instanceof GitHubUnavailableError || isTransientDatabaseError(error))
      return { kind: 'unavailable', reason };
    if (error instanceof GraphUnavailableError) {
      return { kind: 'unavailable', service: 'graph', reason: `the graph's store gives no answer: ${reason}` };
    }
    return { kind: 'failed', reason };
  }
}

/** A wait for GitHub or Claude that goes on for too long is told once, when its time has come. */
async function waitUntil(
  ports: Pick<StepPorts, 'timings' | 'log'>,
  name: string,
  signal: AbortSignal,
  { until, reason }: { until: number; reason: string | undefined },
  waits: StepWaits | undefined,
): Promise<void> {
  const { tellWait, longestSleep } = ports.timings;
  const told = reason === undefined ? null : tellOf(waits, tellWait, until);
  if (told !== null && reason !== undefined) {
    await sleepUntil(told.at, name, signal, longestSleep);
    await DBOS.runStep(() => tell(ports.log, signal, () => told.tell(reason, new Date(until))), {
      name: `${name}: tell`,
    });
  }
  await sleepUntil(until, name, signal, longestSleep);
}

/** What cannot be told now is not worth another wait: the outcome will be. */
async function tell(log: WorkflowPorts['log'], signal: AbortSignal, post: () => Promise<void>): Promise<void> {
  if (signal.aborted) return;
  try {
    await post();
  } catch (error) {
    if (isEngineControl(error)) throw error;
    log.warn({ err: error }, 'a wait could not be shown on the pull request');
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
