import type { Claim, Lead } from '../types.js';

/** A lead that stands as the claim it becomes: the words of its rule, and Claude's reason as its proof. */
export function confirmed(lead: Lead, reason: string): Claim {
  const { tier: _, ...claim } = lead;
  const said = reason.trim();
  const read = said === '' ? '' : `: ${said}`;
  const evidence = `Rule \`${lead.rule}\` pointed here, Claude read it${read}`;
  // A tool may have no more to say than its title.
  return { ...claim, body: claim.body || said, evidence };
}
