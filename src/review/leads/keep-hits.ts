import { BOUNDS } from '../bounds.js';
import { isFromTool } from '../ask/merge-claims.js';
import { keepClaims, type CutClaims, type KeptClaims } from '../verify/keep-claims.js';
import type { Claim, ReviewSettings } from '../types.js';

export interface KeptHits {
  /** What is proven. */
  certain: KeptClaims;
  /** What is worth a look: bounded by itself, so that it takes no place of what is proven. */
  leads: KeptClaims;
}

/**
 * Takes what the rules say as they say it and parts the certain hits from the leads; every hit of a rule in `leadRules`
 * is a lead. Results of tools come behind the leads of our own rules: whoever writes a SARIF file must not push these
 * out.
 */
export function keepHits(
  settings: Pick<ReviewSettings, 'rules' | 'min_severity'>,
  leadRules: ReadonlySet<string> = new Set(),
) {
  const certain = keepClaims(settings);
  const leads = keepClaims(settings, BOUNDS.leads, { what: 'leads', isBehind: isFromTool });
  const isLead = ({ rule, tier }: Pick<Claim, 'rule' | 'tier'>) => tier === 'lead' || leadRules.has(rule);
  return {
    add: (claims: readonly Claim[], cut: readonly CutClaims[] = []): void => {
      certain.add(
        claims.filter((claim) => !isLead(claim)),
        cut.filter((one) => !isLead(one)),
      );
      leads.add(
        claims.filter(isLead).map((claim): Claim => ({ ...claim, tier: 'lead' })),
        cut.filter(isLead),
      );
    },
    kept: (): KeptHits => ({ certain: certain.kept(), leads: leads.kept() }),
  };
}
