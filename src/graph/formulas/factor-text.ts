import type { Factor } from './change-factors.js';
import type { OutstandingFactor } from './outstanding-factors.js';

const TEXTS: Readonly<Record<Factor, { says: (value: number) => string; than: string }>> = {
  NF: { says: (value) => `${value} files`, than: 'more than in' },
  NS: { says: (value) => `${value} subsystems`, than: 'more than in' },
  ND: { says: (value) => `${value} folders`, than: 'more than in' },
  ENTROPY: { says: (value) => `lines spread over files with an entropy of ${value.toFixed(1)}`, than: 'more than in' },
  LA: { says: (value) => `${value} lines added`, than: 'more than in' },
  LD: { says: (value) => `${value} lines removed`, than: 'more than in' },
  FIX: { says: () => 'a fix, by its title', than: 'unlike' },
  NDEV: { says: (value) => `${value} people changed these files lately`, than: 'more than in' },
  NUC: { says: (value) => `${value} changes of these files lately`, than: 'more than in' },
  AGE: { says: (value) => `${value.toFixed(1)} days since these files changed`, than: 'less than in' },
  EXP: { says: (value) => `${value} changes by its author lately`, than: 'less than in' },
  SEXP: { says: (value) => `${value} changes by its author in these subsystems lately`, than: 'less than in' },
};

/**
 * `800 lines added, more than in 95 % of the 40 merged pull requests before it`; `others` says what it was compared
 * with. Pure.
 */
export function factorText({ factor, value, reachedBy, of }: OutstandingFactor, others: string): string {
  const share = reachedBy === 0 ? 'any' : `${Math.floor((1 - reachedBy) * 100)} %`;
  const { says, than } = TEXTS[factor];
  return `${says(value)}, ${than} ${share} of the ${of} ${others}`;
}
