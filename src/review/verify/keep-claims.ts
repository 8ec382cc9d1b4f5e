import { BOUNDS } from '../bounds.js';
import type { Claim, Dropped, ReviewSettings, Tier } from '../types.js';
import { judgeSeverity, severityRank } from './severity-rank.js';

/** Claims of one rule in one file that were left out. */
export interface CutClaims {
  rule: string;
  path: string;
  count: number;
  /** Absent: certain. */
  tier?: Tier;
}

export interface KeptClaims {
  /** In the order in which they came. */
  claims: Claim[];
  dropped: Dropped[];
  /** How many were left out for their number alone. */
  left: number;
  /** `cutKey` of what was left out for its number alone: nothing there may count as fixed. */
  cut: Set<string>;
}

/**
 * Takes claims as they come and holds the worst of them, at most 500: a file full of faults must neither fill the
 * memory nor hide what must be fixed. Claims that the settings silence take no place. What is left out is counted,
 * under the name of `what` it is. Claims that are `isBehind` make room for all others.
 */
export function keepClaims(
  settings: Pick<ReviewSettings, 'rules' | 'min_severity'>,
  most: number = BOUNDS.claims,
  { what = 'claims', isBehind = () => false }: { what?: string; isBehind?: (claim: Claim) => boolean } = {},
) {
  let held: { claim: Claim; rank: number; at: number }[] = [];
  let leftOut = 0;
  const counts = new Map<string, number>();
  const cut = new Set<string>();
  let seen = 0;
  const drop = (reason: string, count = 1) => counts.set(reason, (counts.get(reason) ?? 0) + count);
  const prune = () => {
    const worstFirst = held.toSorted((a, b) => b.rank - a.rank || a.at - b.at);
    for (const { claim } of worstFirst.slice(most)) {
      drop(`more than ${most} ${what}, the worst are kept`);
      leftOut += 1;
      cut.add(cutKey(claim));
    }
    held = worstFirst.slice(0, most);
  };
  return {
    add: (claims: readonly Claim[], left: readonly CutClaims[] = []): void => {
      for (const one of left) {
        if (judgeSeverity({ rule: one.rule, severity: 'must-fix' }, settings).reason === 'rule switched off') continue;
        drop(`more than ${BOUNDS.claimsOfRule} of one rule in one file`, one.count);
        leftOut += one.count;
        cut.add(cutKey(one));
      }
      for (const claim of claims) {
        const { severity, reason } = judgeSeverity(claim, settings);
        if (reason === null)
          held.push({ claim, rank: severityRank[severity] - (isBehind(claim) ? 10 : 0), at: seen++ });
        else drop(reason);
        if (held.length >= 2 * most) prune();
      }
    },
    kept: (): KeptClaims => {
      if (held.length > most) prune();
      const claims = held.toSorted((a, b) => a.at - b.at).map(({ claim }) => claim);
      return { claims, dropped: [...counts].map(([reason, count]) => ({ reason, count })), left: leftOut, cut };
    },
  };
}

/** Of the claims of each rule in each file the first hundred, its leads apart; how many more there are is said. */
export function cutByRule(
  claims: readonly Claim[],
  most: number = BOUNDS.claimsOfRule,
): { claims: Claim[]; cut: CutClaims[] } {
  const counts = new Map<string, CutClaims>();
  const kept = claims.filter((claim) => {
    const { rule, path, tier } = claim;
    const key = `${tier ?? ''} ${cutKey(claim)}`;
    const known = counts.get(key) ?? { rule, path, count: 0, ...(tier && { tier }) };
    counts.set(key, known);
    return ++known.count <= most;
  });
  const cut = [...counts.values()].flatMap((one) => (one.count > most ? [{ ...one, count: one.count - most }] : []));
  return { claims: kept, cut };
}

/** What a rule says of a file. */
export function cutKey({ rule, path }: Pick<Claim, 'rule' | 'path'>): string {
  return `${rule} ${path}`;
}
