import type { Timings } from './timings.js';

/**
 * What a run knows of its waiting. It follows from stored answers and stored times only, so that a replay finds the
 * same.
 */
export interface RunWaits {
  queuedAt: number;
  /** A long wait is told once. */
  told: boolean;
  /** When it first waited for Claude; null: not yet. */
  claudeSince: number | null;
  /** Why it goes on without Claude; null: it does not. */
  claudeGivenUp: string | null;
}

export interface StepWaits {
  run: RunWaits;
  /** Shows on the pull request that the run waits. */
  tell(reason: string, nextTry: Date): Promise<void>;
}

export function createRunWaits(queuedAt: Date): RunWaits {
  return { queuedAt: queuedAt.getTime(), told: false, claudeSince: null, claudeGivenUp: null };
}

/** When and how a wait until `until` has to be told; null: it has not. Counts as told from here on. */
export function tellOf(
  waits: StepWaits | undefined,
  tellWait: number,
  until: number,
): { at: number; tell: StepWaits['tell'] } | null {
  if (waits === undefined || waits.run.told) return null;
  const at = waits.run.queuedAt + tellWait;
  if (at >= until) return null;
  waits.run.told = true;
  return { at, tell: waits.tell };
}

/**
 * What follows when Claude cannot be asked before `until`: the step waits, or it comes `again` at once and without
 * Claude, because the run would wait longer than `claudeWait` in all. A step that asks Claude even then has failed.
 */
export function waitForClaude(
  { claudeWait }: Pick<Timings, 'claudeWait'>,
  waits: StepWaits | undefined,
  { now, until, reason }: { now: number; until: number; reason: string },
): 'wait' | 'again' | 'failed' {
  if (waits === undefined) return until === Infinity ? 'failed' : 'wait';
  if (waits.run.claudeGivenUp !== null) return 'failed';
  waits.run.claudeSince ??= now;
  if (until <= waits.run.claudeSince + claudeWait) return 'wait';
  waits.run.claudeGivenUp = reason;
  return 'again';
}
