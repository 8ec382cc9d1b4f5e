import { FACTORS, type OutstandingFactor } from './change-factors.js';

/** `800 lines added: more than 95 % of 40 other changes`. */
export function factorText({ factor, value, reachedBy, of }: OutstandingFactor): string {
  const share = Math.floor((1 - reachedBy) * 100);
  return `${Number.isInteger(value) ? value : value.toFixed(2)} ${FACTORS[factor]}: beyond ${share} % of ${of} other changes`;
}
