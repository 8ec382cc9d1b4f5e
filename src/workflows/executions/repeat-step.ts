import { setTimeout as sleep } from 'node:timers/promises';
import { attemptStep, RunFailedError, RunStoppedError, type StepPorts } from '../durable/durable-step.js';

/** How far the attempts at a step are, so that neither a crash forgets them nor cuts their waits short. */
export interface Attempts {
  failures: number;
  /** Milliseconds since 1970; null: nothing is waited for. */
  nextAt: number | null;
}

/** A timer cannot be set for longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs `work` as `durableStep` does, for what keeps itself how far it is: the engine stores nothing of it, and after a crash
 * it is called again. `keep` is told of each wait before it begins, `kept` is what it was told last. Throws RunStoppedError
 * as soon as `signal` is aborted, in a wait as well; RunFailedError if it cannot succeed; engine errors pass through.
 */
export async function repeatStep<T>(
  ports: StepPorts,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  {
    kept = { failures: 0, nextAt: null },
    keep,
  }: { kept?: Attempts | undefined; keep?: (attempts: Attempts, reason: string) => Promise<void> } = {},
): Promise<T> {
  let { failures } = kept;
  if (kept.nextAt !== null) await waitUntil(kept.nextAt, signal);
  for (;;) {
    const answer = await attemptStep(ports, name, signal, work);
    if (answer.kind === 'done') return answer.value;
    if (answer.kind === 'stopped') throw new RunStoppedError(answer.reason);
    if (answer.kind === 'failed') throw new RunFailedError(answer.reason);
    const { service = null, reason = 'no usable answer' } = answer;
    const nextAt =
      answer.kind === 'limited' ? answer.until : Date.now() + (ports.timings.retries[failures++] ?? Infinity);
    if (nextAt === Infinity) throw new RunFailedError(reason, service, true);
    await keep?.({ failures, nextAt }, reason);
    await waitUntil(nextAt, signal);
  }
}

async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  for (let left = at - Date.now(); left > 0 && !signal.aborted; left = at - Date.now())
    await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined);
  if (signal.aborted) throw new RunStoppedError(String(signal.reason));
}
