import type { Value } from './values.js';
import type { Facts } from './variables.js';

/**
 * What one evaluation may cost, in steps: what looking at one node costs is ten. Everything that takes time with the size
 * of what it is given pays for it, so that no condition and no facts take longer than 50 ms: the worst that could be built
 * (`npm run bench conditions`) take a third of that, and more only in a process that has just started. Asking each of
 * 3,000 files whether it ends with something takes a quarter.
 */
export const MOST_STEPS = 600_000;
/** One node of an expression. */
export const NODE = 10;
/** Texts and lists that an expression builds are no longer. */
export const LONGEST_BUILT = 100_000;

/** One evaluation. */
export interface Run {
  facts: Facts;
  /** Counted down; the globs of the project count it down, too. */
  budget: { steps: number };
  /** Variables of the list macros around, the outermost first. */
  locals: Value[];
}

/** The budget was spent. */
export class Spent extends Error {
  override readonly name = 'Spent';
}

export const TOO_MUCH = 'it takes too much work to tell';

/**
 * Pays for what is done next. Throws Spent where it cannot be paid; what was left is left for what costs less.
 */
export function pay(run: Run, steps: number): void {
  if (steps > run.budget.steps) throw new Spent(TOO_MUCH);
  run.budget.steps -= steps;
}

/** A part of an expression, ready to run. Throws nothing but Spent. */
export type Part = (run: Run) => Value;

/** A new evaluation. */
export function startRun(facts: Facts): Run {
  return { facts, budget: { steps: MOST_STEPS }, locals: [] };
}
