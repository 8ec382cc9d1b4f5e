import type { WorkerRequest } from './worker.js';

/**
 * Why a thread was thrown away: an error came out of the parser or a rule; no answer in time; no memory left; it ended.
 */
export const LOSS_CAUSES = ['trapped', 'late', 'memory', 'ended'] as const;
export type LossCause = (typeof LOSS_CAUSES)[number];

/** A thread that was thrown away, and what it was at. */
export interface ThreadLoss {
  cause: LossCause;
  kind: WorkerRequest['kind'];
  /** The file it was at; absent where there was none. */
  path?: string;
  reason: string;
  /** Whether the same is tried once more in a fresh thread. */
  again: boolean;
}

/** What one run may use of the analyzer threads, which all runs of a process share. */
export interface ThreadShare {
  /** Whose turn it is: those that wait get threads by turns. */
  readonly turn: string | number;
  /** Milliseconds of thread time this run may still use; the pool counts it down. */
  leftMs: number;
  lost(loss: ThreadLoss): void;
}

const BUDGET_MS = 120_000;

/**
 * A share for one run. `turn` is whoever must not be delayed by others, such as an installation; `budgetMs` bounds the
 * thread time of the run, 120,000 when absent; `lost` is told of each thread that the run cost.
 */
export function openShare(
  options: Partial<Pick<ThreadShare, 'turn' | 'lost'>> & { budgetMs?: number } = {},
): ThreadShare {
  const { turn = '', budgetMs = BUDGET_MS, lost = () => undefined } = options;
  return { turn, leftMs: budgetMs, lost };
}
