import type { Claim, Lead } from '../types.js';

/** A lead that stands as the claim it becomes: the words of its rule, and Claude's reason as its proof. */
export function confirmed(lead: Lead, reason: string): Claim {
  const { tier: _, ...claim } = lead;
  const said = reason.trim();
  const pointed = `Rule \`${lead.rule}\` pointed here, Claude read it`;
  // A tool may have no more to say than its title: then the reason is what the comment says, once.
  if (claim.body === '') return { ...claim, body: said, evidence: `${pointed}.` };
  return { ...claim, evidence: said === '' ? `${pointed}.` : `${pointed}: ${said}` };
}
