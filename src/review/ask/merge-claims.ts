import { sameWords } from '../verify/same-words.js';
import type { Claim } from '../types.js';

const NEAR_LINES = 2;

/**
 * One list of what rules and the model found, nothing twice. Where both speak of the same place and kind of fault, the
 * rule's claim stays (its identity is stable over the rounds) with the model's words and suggestion beside its own. Of
 * two claims of the model the first stays; those that the team has spoken against come last. A rule in `off` will not be told: nothing is joined to it. `merged` counts
 * what was joined.
 */
export function mergeClaims(
  hits: readonly Claim[],
  claims: readonly Claim[],
  off: (rule: string) => boolean = () => false,
): { claims: Claim[]; merged: number } {
  const result = [...hits];
  let merged = 0;
  for (const claim of claims) {
    const index = result.findIndex((known) => !off(known.rule) && sameFault(known, claim));
    const known = result[index];
    if (!known) result.push(claim);
    else {
      merged += 1;
      if (!isFromModel(known) && claim.against === undefined) result[index] = joined(known, claim);
    }
  }
  return { claims: result, merged };
}

/** Whether a claim came from the model; all others come from rules. */
export function isFromModel({ rule }: Pick<Claim, 'rule'>): boolean {
  return rule.startsWith('claude/');
}

/** Whether a claim came from an analysis tool of the repository's own, by a SARIF file or an alert. */
export function isFromTool({ rule }: Pick<Claim, 'rule'>): boolean {
  return rule.startsWith('tool/');
}

function sameFault(known: Claim, claim: Claim): boolean {
  if (known.path !== claim.path || known.side !== claim.side) return false;
  const from = (one: Claim) => one.startLine ?? one.line;
  const near = from(claim) - NEAR_LINES <= known.line && from(known) - NEAR_LINES <= claim.line;
  if (!near || known.category !== claim.category) return false;
  // What the model says at the place of a rule is the rule's; of its own claims two may lie on one line.
  return !isFromModel(known) || sameWords(known.title, claim.title);
}

/** A claim that stays with the words of the model beside its own. */
export function joined(hit: Claim, claim: Claim): Claim {
  return {
    ...hit,
    body: claim.body,
    evidence: `${hit.evidence}\n\n${claim.evidence}`,
    suggestion: hit.suggestion ?? claim.suggestion,
    ...(hit.suggestion === null && claim.remedy !== undefined ? { remedy: claim.remedy } : {}),
  };
}
