import type { ChangeHistory, PastChange } from '../../review/history/types.js';
import type { Coupling } from '../formulas/co-change.js';
import type { RankedExpert } from '../formulas/experts-of-change.js';
import type { KnowledgeGap } from '../formulas/knowledge-gap.js';
import type { ReviewersProposal } from '../formulas/propose-reviewers.js';

const MOST_EXPERTS = 2;
const MOST_PARTNERS = 10;

/** People who are authors of a file at least, best first. Pure. */
export function shownExperts(experts: readonly RankedExpert[]): ChangeHistory['experts'] {
  return experts
    .filter(({ isAuthor, isBot }) => isAuthor && !isBot)
    .slice(0, MOST_EXPERTS)
    .map(({ login, share, isInactive }) => ({ name: login, share: Math.min(1, share), isInactive }));
}

/** Each partner once, by its surest coupling; `isCut`: one that would be told as a finding is left out. Pure. */
export function shownPartners<Found extends Coupling>(
  couplings: readonly Found[],
  { all, nameOf }: { all: ReadonlySet<string>; nameOf(path: string): string },
  lastOf: (coupling: Found) => PastChange | null,
): { partners: ChangeHistory['partners']; isCut: boolean } {
  const seen = new Set<string>();
  const missing = couplings.filter(({ other }) => !all.has(other) && !seen.has(other) && seen.add(other));
  return {
    partners: missing.slice(0, MOST_PARTNERS).map((coupling) => ({
      path: coupling.other,
      with: nameOf(coupling.path),
      shared: coupling.shared,
      revisions: coupling.revisions,
      last: lastOf(coupling),
      isSaid: coupling.isSaid,
    })),
    isCut: missing.slice(MOST_PARTNERS).some(({ isSaid }) => isSaid),
  };
}

/** Pure. */
export function shownReviewers(
  { named, backup }: ReviewersProposal,
  gap: KnowledgeGap | null,
): ChangeHistory['reviewers'] {
  const shown = (one: typeof named) => (one === null ? null : { name: one.login, reason: one.reason });
  return {
    named: shown(named),
    backup: shown(backup),
    gap: gap === null ? null : { name: gap.login, files: gap.files, of: gap.of },
  };
}
