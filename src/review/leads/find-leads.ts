import { isFromTool } from '../ask/merge-claims.js';
import type { HeadTexts } from '../plan/head-texts.js';
import { fingerprints } from '../rounds/fingerprint.js';
import { severityRank } from '../verify/severity-rank.js';
import { verifyClaims } from '../verify/verify-claims.js';
import type { Change, Claim, Dropped, Lead, ReviewSettings } from '../types.js';

/**
 * Leads with their identity, worst first, our own rules' before those of tools, which say nothing twice. Each is proven
 * as a finding is: a line that does not read as the lead says is not shown to anybody.
 */
export async function findLeads(
  claims: readonly Claim[],
  certain: readonly Claim[],
  texts: Pick<HeadTexts, 'read'>,
  change: Pick<Change, 'files'>,
  settings: Pick<ReviewSettings, 'rules' | 'min_severity'>,
): Promise<{ leads: Lead[]; dropped: Dropped[] }> {
  const inPlace = claims.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  const { claims: proven, dropped } = await verifyClaims(inPlace, (path) => texts.read(path), change, settings);
  const identities = fingerprints(proven);
  const leads = proven.map((claim, index): Lead => ({ ...claim, tier: 'lead', fingerprint: identities[index] ?? '' }));
  const rank = (lead: Lead) => severityRank[lead.severity] - (isFromTool(lead) ? 10 : 0);
  const sorted = leads.toSorted((a, b) => rank(b) - rank(a));
  const kept = withoutTwins(sorted, certain);
  const twins = sorted.length - kept.length;
  return { leads: kept, dropped: twins > 0 ? [...dropped, { reason: 'duplicate', count: twins }] : dropped };
}

/**
 * What a tool says of a line where one of our rules, or another tool, says the same kind of thing is not asked twice.
 */
function withoutTwins(leads: readonly Lead[], certain: readonly Claim[]): Lead[] {
  const place = ({ path, line, category }: Claim) => JSON.stringify([path, line, category]);
  const taken = new Set(certain.map(place));
  return leads.filter((lead) => {
    const isTwin = isFromTool(lead) && taken.has(place(lead));
    taken.add(place(lead));
    return !isTwin;
  });
}
