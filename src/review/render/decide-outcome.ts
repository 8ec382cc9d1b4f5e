import { countOf } from '../../words/count-of.js';
import type { Asked } from '../ask/ask-reviewers.js';
import type { Coverage, Finding, Outcome, RenderedReview, ReviewPlan, ReviewSettings, Verdict } from '../types.js';

const RULES_ONLY = 'rules only';

/**
 * The honest outcome of a run that came to its end (behaviour.md, "Outcomes"). Never `reviewed` when something was not
 * read. `asked`: null where no model is configured or it could not see the repository.
 */
export function decideOutcome(
  plan: Pick<ReviewPlan, 'skip'>,
  coverage: Coverage,
  asked: Pick<Asked, 'missing' | 'outOfBudget'> | null,
): Outcome {
  if (plan.skip !== null) return { kind: 'skipped', reason: plan.skip };
  const missing =
    coverage.unread.length > 0 ? [`${coverage.unread.length} of ${countOf(coverage.total, 'file')} not read`] : [];
  if (asked === null) missing.unshift(RULES_ONLY);
  else if (asked.missing !== null) missing.unshift(`rules only: ${asked.missing}`);
  else if (asked.outOfBudget !== null) missing.unshift(asked.outOfBudget);
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

/**
 * Green: nothing that must be fixed is open. Of a review by the rules alone that was all there was to do (no key is
 * set), and then nothing at all may be open.
 */
function isQuiet(outcome: Outcome, open: readonly Pick<Finding, 'severity'>[]): boolean {
  if (outcome.kind === 'reviewed') return !open.some(({ severity }) => severity === 'must-fix');
  return isRulesOnly(outcome) && open.length === 0;
}

/** The rules read everything, and no key is set: nothing was missed that could have been had. */
export function isRulesOnly(outcome: Outcome): boolean {
  return outcome.kind === 'partial' && outcome.reason === RULES_ONLY;
}

/**
 * The conclusion of the check run (behaviour.md, "Outcomes"), and why it fails where no finding says so. Where the
 * repository lets the check fail, a file that had to be read and was not fails it too: a broken or oversized file must
 * not open a gate that its content would keep shut.
 */
export function decideConclusion(
  outcome: Outcome,
  open: readonly Pick<Finding, 'severity'>[],
  { unread }: Pick<Coverage, 'unread'>,
  settings: Pick<ReviewSettings, 'fail_check'>,
): { conclusion: RenderedReview['check']['conclusion']; because: string | null } {
  if (outcome.kind === 'skipped') return { conclusion: 'skipped', because: null };
  if (outcome.kind === 'failed') return { conclusion: 'neutral', because: null };
  if (settings.fail_check && open.some(({ severity }) => severity === 'must-fix'))
    return { conclusion: 'failure', because: null };
  const [first] = unread;
  if (settings.fail_check && first) {
    const others = unread.length > 1 ? ` and ${unread.length - 1} more` : '';
    return { conclusion: 'failure', because: `not read: ${first.path}${others} (${first.reason})` };
  }
  return { conclusion: isQuiet(outcome, open) ? 'success' : 'neutral', because: null };
}
