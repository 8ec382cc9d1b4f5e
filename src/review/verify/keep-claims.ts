import { BOUNDS } from '../bounds.js';
import type { Claim, Dropped, ReviewSettings } from '../types.js';
import { judgeSeverity, severityRank } from './severity-rank.js';

/** Claims of one rule in one file that were left out. */
export interface CutClaims {
  rule: string;
  path: string;
  count: number;
}

export interface KeptClaims {
  /** In the order in which they came. */
  claims: Claim[];
  dropped: Dropped[];
  /** `cutKey` of what was left out for its number alone: nothing there may count as fixed. */
  cut: Set<string>;
}

/**
 * Takes claims as they come and holds the worst of them, at most 500: a file full of faults must neither fill the
 * memory nor hide what must be fixed. Claims that the settings silence take no place. What is left out is counted.
 */
export function keepClaims(settings: Pick<ReviewSettings, 'rules' | 'min_severity'>, most: number = BOUNDS.claims) {
  let held: { claim: Claim; rank: number; at: number }[] = [];
  const counts = new Map<string, number>();
  const cut = new Set<string>();
  let seen = 0;
  const drop = (reason: string, count = 1) => counts.set(reason, (counts.get(reason) ?? 0) + count);
  const prune = () => {
    const worstFirst = held.toSorted((a, b) => b.rank - a.rank || a.at - b.at);
    for (const { claim } of worstFirst.slice(most)) {
      drop(`more than ${most} claims, the worst are kept`);
      cut.add(cutKey(claim));
    }
    held = worstFirst.slice(0, most);
  };
  return {
    add: (claims: readonly Claim[], left: readonly CutClaims[] = []): void => {
      for (const one of left) {
        if (judgeSeverity({ rule: one.rule, severity: 'must-fix' }, settings).reason === 'rule switched off') continue;
        drop(`more than ${BOUNDS.claimsOfRule} of one rule in one file`, one.count);
        cut.add(cutKey(one));
      }
      for (const claim of claims) {
        const { severity, reason } = judgeSeverity(claim, settings);
        if (reason === null) held.push({ claim, rank: severityRank[severity], at: seen++ });
        else drop(reason);
        if (held.length >= 2 * most) prune();
      }
    },
    kept: (): KeptClaims => {
      if (held.length > most) prune();
      const claims = held.toSorted((a, b) => a.at - b.at).map(({ claim }) => claim);
      return { claims, dropped: [...counts].map(([reason, count]) => ({ reason, count })), cut };
    },
  };
}

/** Of the claims of each rule in each file the first hundred; how many more there are is said. */
export function cutByRule(
  claims: readonly Claim[],
  most: number = BOUNDS.claimsOfRule,
): { claims: Claim[]; cut: CutClaims[] } {
  const counts = new Map<string, CutClaims>();
  const kept = claims.filter((claim) => {
    const { rule, path } = claim;
    const known = counts.get(cutKey(claim)) ?? { rule, path, count: 0 };
    counts.set(cutKey(claim), known);
    return ++known.count <= most;
  });
  const cut = [...counts.values()].flatMap((one) => (one.count > most ? [{ ...one, count: one.count - most }] : []));
  return { claims: kept, cut };
}

/** What a rule says of a file. */
export function cutKey({ rule, path }: Pick<Claim, 'rule' | 'path'>): string {
  return `${rule} ${path}`;
}
