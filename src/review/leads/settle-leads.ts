import { joined } from '../ask/merge-claims.js';
import type { Claim, JudgedLead, Lead } from '../types.js';
import { confirmed } from './confirmed.js';

export interface SettledLeads {
  confirmed: Claim[];
  judged: JudgedLead[];
  /** A reason for each that is not told. */
  dropped: string[];
  /** What the model reported, without what is told as one of the confirmed. */
  reported: Claim[];
}

/**
 * What becomes of leads that the model was given: those that stand are claims, the others are dropped, counted by rule.
 * Where the model reports a fault of the same kind on the very line, in its own words, it is the same: a lead without
 * an answer stands by that. Beside the line it is another one, because the model was told of the lead. Pure.
 */
export function settleLeads(
  leads: readonly (Lead & { handle: string })[],
  answers: readonly JudgedLead[],
  reports: readonly Claim[],
): SettledLeads {
  const byFingerprint = new Map(answers.map((answer) => [answer.fingerprint, answer]));
  const settled: SettledLeads = { confirmed: [], judged: [], dropped: [], reported: [...reports] };
  for (const { handle: _, ...lead } of leads) {
    const answer = byFingerprint.get(lead.fingerprint);
    // Its part of the change was not read.
    if (answer === undefined) continue;
    const at = settled.reported.findIndex((claim) => isSame(lead, claim));
    const twin = settled.reported[at];
    const judged: JudgedLead =
      answer.answered || twin === undefined ? answer : { ...answer, verdict: 'stands', answered: true };
    settled.judged.push(judged);
    if (judged.verdict === 'stands') {
      const claim = confirmed(lead, judged.reason);
      settled.confirmed.push(twin === undefined ? claim : joined(claim, twin));
      if (twin !== undefined) settled.dropped.push(...settled.reported.splice(at, 1).map(() => 'duplicate'));
    } else if (judged.answered) settled.dropped.push(`Claude judged the lead of ${lead.rule} ${judged.verdict}`);
  }
  return settled;
}

function isSame({ path, line, category }: Lead, claim: Claim): boolean {
  const from = claim.startLine ?? claim.line;
  return claim.path === path && claim.category === category && from <= line && line <= claim.line;
}
