import { FACTORS, type OutstandingFactor } from './change-factors.js';

/**
 * `800 lines added, more than in 95 % of the 40 merged pull requests before it`; `others` says what it was compared
 * with. Pure.
 */
export function factorText({ factor, value, reachedBy, of }: OutstandingFactor, others: string): string {
  const share = reachedBy === 0 ? 'any' : `${Math.floor((1 - reachedBy) * 100)} %`;
  return `${value} ${FACTORS[factor]}, more than in ${share} of the ${of} ${others}`;
}
