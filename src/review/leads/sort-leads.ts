import { fingerprints } from '../rounds/fingerprint.js';
import type { Claim, JudgedLead, Lead, LedgerFinding } from '../types.js';
import { confirmed } from './confirmed.js';

/** What earlier rounds know of leads. */
export interface KnownLeads {
  findings: readonly LedgerFinding[];
  judged: readonly JudgedLead[];
}

/**
 * Parts leads by what earlier rounds have made of them. `standing`: they were told, or judged to stand, and are told on
 * as claims; a finding of a rule whose hits have become leads since is no less open. `open`: nobody has judged them.
 * What was judged wrong or unsure is in neither: the line is the same, so is the answer. Pure.
 */
export function sortLeads(
  leads: readonly Lead[],
  certain: readonly Claim[],
  { findings, judged }: KnownLeads,
): { standing: Claim[]; open: Lead[] } {
  const told = findings.filter(({ state }) => state === 'open' || state === 'dismissed');
  const spare = new Map<string, number>();
  const count = (fingerprint: string, by: number) => spare.set(fingerprint, (spare.get(fingerprint) ?? 0) + by);
  for (const { fingerprint } of told) count(fingerprint, 1);
  const inPlace = certain.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  for (const fingerprint of fingerprints(inPlace)) count(fingerprint, -1);
  const verdicts = new Map(judged.map((one) => [one.fingerprint, one]));
  const standing: Claim[] = [];
  const open: Lead[] = [];
  for (const lead of leads) {
    const before = verdicts.get(lead.fingerprint);
    if ((spare.get(lead.fingerprint) ?? 0) > 0) {
      count(lead.fingerprint, -1);
      standing.push(asClaim(lead));
    } else if (before?.verdict === 'stands') standing.push(confirmed(lead, before.reason));
    else if (before === undefined || !before.answered) open.push(lead);
  }
  return { standing, open };
}

/** Told before: its words are those of then. */
function asClaim(lead: Lead): Claim {
  const { tier: _, ...claim } = lead;
  return claim;
}
