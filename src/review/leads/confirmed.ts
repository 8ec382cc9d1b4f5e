import type { Claim, Lead } from '../types.js';

/** A lead that stands as the claim it becomes: the rule's words, and Claude's reason as its proof. */
export function confirmed(lead: Lead, reason: string): Claim {
  const { tier: _, ...claim } = lead;
  const said = reason.trim();
  const read = said === '' ? '' : `: ${said}`;
  return { ...claim, evidence: `Rule \`${lead.rule}\` pointed here, Claude read it${read}` };
}
