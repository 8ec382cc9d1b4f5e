import { sameFault } from '../ask/merge-claims.js';
import type { Claim, JudgedLead, Lead } from '../types.js';
import { confirmed } from './confirmed.js';

/**
 * What becomes of leads that the model was given: those that stand are claims, the others are dropped, counted by rule. A
 * lead without an answer stands where the model reported the same fault in its own words. Pure.
 */
export function settleLeads(
  leads: readonly (Lead & { handle: string })[],
  answers: readonly JudgedLead[],
  reported: readonly Claim[],
): { confirmed: Claim[]; judged: JudgedLead[]; dropped: string[] } {
  const byFingerprint = new Map(answers.map((answer) => [answer.fingerprint, answer]));
  const settled: { confirmed: Claim[]; judged: JudgedLead[]; dropped: string[] } = {
    confirmed: [],
    judged: [],
    dropped: [],
  };
  for (const { handle: _, ...lead } of leads) {
    const answer = byFingerprint.get(lead.fingerprint);
    // Its part of the change was not read.
    if (answer === undefined) continue;
    const twin = answer.answered ? undefined : reported.find((claim) => sameFault(lead, claim));
    const judged: JudgedLead =
      twin === undefined ? answer : { ...answer, verdict: 'stands', reason: '', answered: true };
    settled.judged.push(judged);
    if (judged.verdict === 'stands') settled.confirmed.push(confirmed(lead, judged.reason));
    else if (judged.answered) settled.dropped.push(`Claude judged the lead of ${lead.rule} ${judged.verdict}`);
  }
  return settled;
}
