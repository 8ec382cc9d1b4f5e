import { maskValues } from '../analyzers/mask-values.js';
import type { JudgedLead, Lead } from '../types.js';

/** A lead as it is shown. */
export type LeadPlace = Pick<Lead, 'path' | 'line' | 'rule' | 'title'>;

/** What a review has made of its leads, without credentials. */
export interface ReviewedLeads {
  /** Worth a look, worst first: nobody has judged them. */
  open: LeadPlace[];
  /** How many more there are. */
  left: number;
  /** What the model said in this review. */
  judged: JudgedLead[];
  /** Rules whose hits are leads in this repository by experience. */
  rules: string[];
}

export const NO_LEADS: ReviewedLeads = { open: [], left: 0, judged: [], rules: [] };

/** Leads that are open after the model has answered some of them, and its answers. */
export function reviewedLeads(
  open: readonly Lead[],
  judged: readonly JudgedLead[],
  more: { leadsLeft: number; leadRules: ReadonlySet<string> },
): ReviewedLeads {
  const answered = new Set(judged.filter((one) => one.answered).map(({ fingerprint }) => fingerprint));
  const places = open
    .filter(({ fingerprint }) => !answered.has(fingerprint))
    .map(({ path, line, rule, title }): LeadPlace => ({ path, line, rule, title }));
  return maskValues({
    open: places,
    left: more.leadsLeft,
    judged: [...judged],
    rules: [...more.leadRules],
  });
}

/** Fingerprints of the leads that stand by these answers. */
export function standingIn(judged: readonly JudgedLead[] = []): Set<string> {
  return new Set(judged.filter(({ verdict }) => verdict === 'stands').map(({ fingerprint }) => fingerprint));
}
