import type { Claim } from '../types.js';

/**
 * Claims that nobody has spoken against, and the others: what is to stay silent must neither be told at the top nor
 * stand for another finding. Pure.
 */
export function partClaims(claims: readonly Claim[]): [told: Claim[], silent: Claim[]] {
  return [claims.filter(({ against }) => against === undefined), claims.filter(({ against }) => against !== undefined)];
}
