import type { Asked } from '../ask/ask-reviewers.js';
import type { Coverage, Finding, Outcome, ReviewPlan, ReviewSettings, Verdict } from '../types.js';

/**
 * The honest outcome of a run that came to its end (behaviour.md, "Outcomes"). Never `reviewed` when something was not
 * read. `asked`: null where no model is configured or it could not see the repository.
 */
export function decideOutcome(
  plan: Pick<ReviewPlan, 'skip'>,
  coverage: Coverage,
  asked: Pick<Asked, 'missing'> | null,
): Outcome {
  if (plan.skip !== null) return { kind: 'skipped', reason: plan.skip };
  const missing = coverage.unread.length > 0 ? [`${coverage.unread.length} of ${coverage.total} files not read`] : [];
  if (asked === null) missing.unshift('rules only');
  else if (asked.missing !== null) missing.unshift(`rules only, ${asked.missing}`);
  return missing.length > 0 ? { kind: 'partial', reason: missing.join(', ') } : { kind: 'reviewed' };
}

/** The verdict, computed by code: APPROVE only for a complete review without open must-fix or should-fix findings. */
export function decideVerdict(
  outcome: Outcome,
  open: readonly Pick<Finding, 'severity'>[],
  settings: Pick<ReviewSettings, 'request_changes'>,
): Verdict {
  const worst = (severity: Finding['severity']) => open.some((finding) => finding.severity === severity);
  if (worst('must-fix')) return settings.request_changes ? 'REQUEST_CHANGES' : 'NEEDS_DISCUSSION';
  return outcome.kind === 'reviewed' && !worst('should-fix') ? 'APPROVE' : 'NEEDS_DISCUSSION';
}
