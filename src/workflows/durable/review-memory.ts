import { getHeapStatistics } from 'node:v8';
import { createByteBudget } from '../../turns/byte-budget.js';

/** Takes a share of the memory that reviews have in this process; the answer gives it back. */
export type ReviewMemory = (installationId: number, bytes: number) => Promise<() => void>;

/** Of the heap; the rest is for what every process needs, and for what is read beside the diffs. */
const FOR_REVIEWS = 0.5;
/** A review up to this size is an ordinary one. */
const ORDINARY = 16 * 1024 * 1024;
/** Then the run waits between its steps, and others have its place. */
const PATIENCE_MS = 30_000;

/**
 * The memory of all reviews of a process: however many large pull requests come at once, those at work fit into the
 * heap, by turns of their installations. Ordinary ones have a quarter for themselves and never wait behind a large one.
 * Throws BudgetBusyError if nothing is free within half a minute.
 */
export function createReviewMemory(heapBytes: number = getHeapStatistics().heap_size_limit): ReviewMemory {
  const total = heapBytes * FOR_REVIEWS;
  const [ordinary, large] = [createByteBudget(total / 4), createByteBudget((total * 3) / 4)];
  return (installationId, bytes) => (bytes <= ORDINARY ? ordinary : large).take(installationId, bytes, PATIENCE_MS);
}
