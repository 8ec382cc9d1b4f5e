import type { Change, Effort, ReviewPlan, WantedEffort } from '../types.js';
import { pathWeight } from './path-weight.js';

export interface DecidedEffort {
  effort: Effort;
  /** Why, where `auto` has chosen; null: it was set. */
  why: string | null;
}

/** From so many changed lines in places where a fault costs most it is worth every reading. */
const MANY_SENSITIVE = 40;
/** As much of any code. */
const MANY = 500;
/** The weight of a path from which on it is such a place, and below which nothing runs in production. */
const [SENSITIVE, QUIET] = [4, 0.25];

/**
 * How much is spent on a review. `auto`: all of it where an agent wrote the change, or much of it, or much of what is
 * sensitive; little where nothing of it runs; else the usual. Pure.
 */
export function decideEffort(
  wanted: WantedEffort,
  { origin }: Pick<Change, 'origin'>,
  { files }: Pick<ReviewPlan, 'files'>,
): DecidedEffort {
  if (wanted !== 'auto') return { effort: wanted, why: null };
  if (origin === 'agent') return { effort: 'deep', why: 'written by an agent' };
  const weighed = files.map(({ path, additions, deletions }) => ({
    weight: pathWeight(path),
    lines: additions + deletions,
  }));
  const linesFrom = (least: number) =>
    weighed.filter(({ weight }) => weight >= least).reduce((sum, { lines }) => sum + lines, 0);
  if (linesFrom(SENSITIVE) >= MANY_SENSITIVE) return { effort: 'deep', why: 'in sensitive files' };
  if (linesFrom(QUIET + 0.01) >= MANY) return { effort: 'deep', why: 'a large change' };
  if (weighed.every(({ weight }) => weight <= QUIET)) return { effort: 'quick', why: 'only documents and tests' };
  return { effort: 'normal', why: null };
}
